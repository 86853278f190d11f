"""What complaints say about their DocType for retention and erasure (SEC-17, RSK-08, SVC-11)."""

from bank_crm.domain.complaint_enums import ComplaintState
from bank_crm.domain.personal_data import PROOF, PROOF_MONTHS, PersonalData
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction

_OVER = (ComplaintState.CLOSED.value, ComplaintState.WITHDRAWN.value)

PERSONAL_DATA = (
	# the reports to the regulator stay right; the file names nobody any more
	PersonalData(
		"Bank Complaint",
		counted_from="received_on",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": tuple(state for state in ComplaintState.values() if state not in _OVER)},
		blanked=("customer", "findings", "reply", "compensation_note", "informed_note"),
		package=(
			"subject",
			"received_on",
			"category",
			"reason",
			"outcome",
			"reply",
			"replied_on",
			"closed_on",
		),
		parts=("Bank Complaint Representative", "Bank Complaint Respondent"),
	),
	PersonalData(
		"Bank Complaint Representative",
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		blanked=("customer", "representative_name", "note"),
		package=(),
	),
)
