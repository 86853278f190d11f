"""The shipped approval of data requests: taken down, compliance decides, carried out (requirements 1.8)."""

from bank_crm.domain.privacy_enums import DataRequestState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

REQUEST = "Bank Data Request"
#: Every employee; who of them may take the step is said by the condition and again by the document itself.
ANYBODY = "Desk User"
_OWN = "doc.applicant == frappe.session.user"
_NOT_OWN = "doc.applicant != frappe.session.user"
_DRAFT, _WAITING, _APPROVED, _READY, _DONE, _CLOSED, _REJECTED = DataRequestState.values()

WORKFLOW = WorkflowPlan(
	name=REQUEST,
	doctype=REQUEST,
	field="status",
	states=(
		State(_DRAFT, ANYBODY, quiet=True),
		State(_WAITING, roles.COMPLIANCE_OFFICER, "Warning"),
		State(_APPROVED, roles.COMPLIANCE_OFFICER, "Primary", quiet=True),
		State(_READY, roles.COMPLIANCE_OFFICER, "Success", quiet=True),
		State(_DONE, roles.COMPLIANCE_OFFICER, "Success", quiet=True),
		State(_CLOSED, roles.COMPLIANCE_OFFICER, "Inverse", quiet=True),
		State(_REJECTED, roles.COMPLIANCE_OFFICER, "Danger"),
	),
	transitions=(
		Transition(_DRAFT, "Submit for Approval", _WAITING, ANYBODY, _OWN, by_owner=True),
		Transition(_WAITING, "Approve", _APPROVED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
		Transition(_WAITING, "Reject", _REJECTED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
		Transition(_WAITING, "Back to Draft", _DRAFT, ANYBODY, _OWN, by_owner=True),
	),
)
