"""What journeys say about their DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.journey_enums import CallState, RunState
from bank_crm.domain.personal_data import PersonalData

PERSONAL_DATA = (
	PersonalData(
		"Bank Journey Run",
		counted_from="entered_at",
		after_months=36,
		open_while={"state": (RunState.ACTIVE.value,)},
		package=("journey", "state", "entered_at", "left_at"),
	),
	PersonalData(
		"Bank Journey Step Log",
		counted_from="happened_at",
		after_months=36,
		package=("journey", "step_title", "result", "happened_at"),
	),
	PersonalData(
		"Bank Webhook Call",
		after_months=12,
		open_while={"state": (CallState.WAITING.value,)},
		package=("target", "state", "done_at"),
	),
)
