"""The shipped way of a journey: draft, running and paused, ended; all of it marketing's (MKT-21)."""

from bank_crm.domain.journey_enums import JourneyState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

JOURNEY = "Bank Journey"
_DRAFT, _RUNNING, _PAUSED, _ENDED = JourneyState.values()

WORKFLOW = WorkflowPlan(
	name=JOURNEY,
	doctype=JOURNEY,
	states=(
		State(_DRAFT, roles.MARKETING_OFFICER, quiet=True),
		State(_RUNNING, roles.MARKETING_OFFICER, "Success", quiet=True),
		State(_PAUSED, roles.MARKETING_OFFICER, "Warning", quiet=True),
		State(_ENDED, roles.MARKETING_OFFICER, "Inverse", quiet=True),
	),
	transitions=tuple(
		Transition(state, action, to, role, by_owner=True)
		for state, action, to in (
			(_DRAFT, "Start Journey", _RUNNING),
			(_RUNNING, "Pause Journey", _PAUSED),
			(_PAUSED, "Restart Journey", _RUNNING),
			(_RUNNING, "End Journey", _ENDED),
			(_PAUSED, "End Journey", _ENDED),
		)
		for role in (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)
	),
)
