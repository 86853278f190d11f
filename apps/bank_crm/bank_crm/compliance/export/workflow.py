"""The shipped approval of export requests: draft, masking check, compliance, once (requirements 1.8, 1.11)."""

from bank_crm.compliance.export.access import REQUEST
from bank_crm.domain.export_enums import ExportState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

#: Every employee; who of them may take the step is said by the condition and again by the document itself.
ANYBODY = "Desk User"
_OWN = "doc.applicant == frappe.session.user"
_NOT_OWN = "doc.applicant != frappe.session.user"
_DRAFT, _CHECKED, _WAITING, _APPROVED, _READY, _CLOSED, _REJECTED = ExportState.values()

WORKFLOW = WorkflowPlan(
	name=REQUEST,
	doctype=REQUEST,
	field="status",
	states=(
		State(_DRAFT, ANYBODY),
		State(_CHECKED, ANYBODY, "Info"),
		State(_WAITING, roles.COMPLIANCE_OFFICER, "Warning"),
		State(_APPROVED, roles.COMPLIANCE_OFFICER, "Primary"),
		State(_READY, roles.COMPLIANCE_OFFICER, "Success"),
		State(_CLOSED, roles.COMPLIANCE_OFFICER, "Inverse"),
		State(_REJECTED, roles.COMPLIANCE_OFFICER, "Danger"),
	),
	transitions=(
		Transition(_DRAFT, "Check Masking", _CHECKED, ANYBODY, _OWN, by_owner=True),
		Transition(_CHECKED, "Submit for Approval", _WAITING, ANYBODY, _OWN, by_owner=True),
		Transition(_CHECKED, "Change", _DRAFT, ANYBODY, _OWN, by_owner=True),
		Transition(_WAITING, "Approve", _APPROVED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
		Transition(_WAITING, "Reject", _REJECTED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
		Transition(_WAITING, "Back to Draft", _DRAFT, ANYBODY, _OWN, by_owner=True),
		Transition(_APPROVED, "Withdraw", _CLOSED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
		Transition(_READY, "Withdraw", _CLOSED, roles.COMPLIANCE_OFFICER, _NOT_OWN),
	),
)
