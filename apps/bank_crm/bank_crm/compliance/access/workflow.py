"""The shipped approval of access requests: draft, the superior, in force, over (requirements 1.8)."""

from bank_crm.domain.access import AccessState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

REQUEST = "Bank Access Request"
#: Every employee; whose step it is, is said by the condition and again by the document itself.
ANYBODY = "Desk User"
_OWN = "doc.applicant == frappe.session.user"
_DRAFT, _AWAITING, _IN_FORCE, _EXPIRED, _WITHDRAWN, _REJECTED = AccessState.values()

WORKFLOW = WorkflowPlan(
	name=REQUEST,
	doctype=REQUEST,
	states=(
		State(_DRAFT, ANYBODY, quiet=True),
		State(_AWAITING, roles.ADMINISTRATOR, "Warning", quiet=True),
		State(_IN_FORCE, roles.ADMINISTRATOR, "Success"),
		State(_EXPIRED, roles.ADMINISTRATOR, "Inverse", quiet=True),
		State(_WITHDRAWN, roles.ADMINISTRATOR, "Inverse", quiet=True),
		State(_REJECTED, roles.ADMINISTRATOR, "Danger"),
	),
	transitions=(
		Transition(_DRAFT, "Submit for Approval", _AWAITING, ANYBODY, _OWN, by_owner=True),
		Transition(_AWAITING, "Approve", _IN_FORCE, roles.BRANCH_MANAGER),
		Transition(_AWAITING, "Reject", _REJECTED, roles.BRANCH_MANAGER),
		Transition(_AWAITING, "Take Request Back", _DRAFT, ANYBODY, _OWN, by_owner=True),
		Transition(_IN_FORCE, "Withdraw", _WITHDRAWN, ANYBODY, by_owner=True),
	),
)
