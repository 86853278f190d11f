"""What the compliance module says about its DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.personal_data import OWN_DUTY, PROOF, PROOF_MONTHS, PersonalData
from bank_crm.domain.privacy_enums import RequestAction

_CONTROLS = {"on_request": RequestAction.KEEP, "kept_because": OWN_DUTY, "package": ()}

PERSONAL_DATA = (
	PersonalData("Bank Access Grant", **_CONTROLS),
	PersonalData("Bank Access Use", counted_from="used_on", **_CONTROLS),
	PersonalData("Bank Handover Customer", **_CONTROLS),
	PersonalData("Bank Legal Hold", **_CONTROLS),
	PersonalData(
		"Bank Contact Block",
		on_request=RequestAction.KEEP,
		kept_because="So that the customer is not contacted again",
		package=("channel", "purpose", "reason", "from_date", "until_date", "active"),
	),
	PersonalData(
		"Bank Data Request",
		counted_from="received_on",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		on_request=RequestAction.KEEP,
		kept_because="Proof that the customer's request was answered",
		package=("request_type", "received_on", "wish", "status", "done_at"),
		parts=("Bank Data Correction", "Bank Data Request Item"),
	),
)
