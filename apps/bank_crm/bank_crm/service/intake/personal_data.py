"""What intake, ratings and reviews say about their DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.personal_data import PROOF, PROOF_MONTHS, PersonalData
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction

_PROOF = {"keep_months": PROOF_MONTHS, "legal_basis": PROOF, "after_months": 60}
_OPEN = ("Open", "Cause Found")

PERSONAL_DATA = (
	PersonalData(
		"Bank Intake Entry",
		counted_from="received_on",
		on_request=RequestAction.ANONYMISE,
		action=RetentionAction.ANONYMISE,
		blanked=("sender_shown", "left_out", "customer"),
		package=("channel", "received_on", "work_order"),
		**_PROOF,
	),
	PersonalData(
		"Bank Rating Request",
		after_months=36,
		package=("work_order", "channel", "sent_on", "rated_on", "grade"),
	),
	PersonalData(
		"Bank Rating Trace",
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": _OPEN},
		blanked=("customer", "comment", "finding"),
		package=("work_order", "grade", "comment"),
	),
	PersonalData(
		"Bank QA Review",
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": ("Open",)},
		blanked=("customer",),
		package=(),
		parts=("Bank QA Answer",),
	),
	PersonalData(
		"Bank Order Merge",
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		blanked=("customer",),
		package=(),
		parts=("Bank Order Merge Row",),
	),
)
