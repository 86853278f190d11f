"""What campaigns say about their DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.benefit_enums import GrantState
from bank_crm.domain.campaign_enums import CallState, MessageState
from bank_crm.domain.event_enums import SeatState
from bank_crm.domain.personal_data import PersonalData

PERSONAL_DATA = (
	PersonalData(
		"Bank Campaign Member",
		counted_from="joined_at",
		after_months=36,
		package=("campaign", "reached_at", "clicked_at", "claimed_at", "purchased_at"),
	),
	PersonalData(
		"Bank Campaign Response",
		counted_from="responded_at",
		after_months=36,
		package=("campaign", "kind", "responded_at"),
	),
	PersonalData(
		"Bank Campaign Call",
		counted_from="due_at",
		after_months=24,
		open_while={"state": (CallState.OPEN.value,)},
		package=("campaign", "last_called_at", "outcome", "note"),
	),
	PersonalData(
		"Bank Message",
		after_months=24,
		open_while={"state": (MessageState.QUEUED.value, MessageState.HANDED.value)},
		package=("campaign", "channel", "state", "sent_at"),
	),
	PersonalData(
		"Bank Benefit Grant",
		counted_from="issued_at",
		after_months=36,
		open_while={"state": (GrantState.ISSUED.value, GrantState.CLAIMED.value)},
		package=("benefit", "state", "issued_at", "claimed_at", "used_at", "used_amount"),
	),
	PersonalData(
		"Bank Event Registration",
		counted_from="invited_at",
		after_months=24,
		open_while={"state": (SeatState.REGISTERED.value, SeatState.WAITING.value)},
		package=("event", "state", "registered_at", "checked_in_at"),
	),
)
