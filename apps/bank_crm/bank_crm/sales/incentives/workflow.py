"""The shipped way of an incentive: proposed, handed in, approved or rejected by somebody else (SAL-05)."""

from bank_crm.domain.performance_enums import IncentiveState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

PROPOSAL = "Bank Incentive Proposal"
_DRAFT, _AWAITING, _APPROVED, _REJECTED = IncentiveState.values()
_OTHERS = "doc.person != frappe.session.user"
_FOUR_EYES = f"{_OTHERS} and doc.applicant != frappe.session.user"
_DECIDING = (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)

WORKFLOW = WorkflowPlan(
	name=PROPOSAL,
	doctype=PROPOSAL,
	states=(
		State(_DRAFT, roles.BRANCH_MANAGER),
		State(_AWAITING, roles.BRANCH_MANAGER, "Warning"),
		State(_APPROVED, roles.ADMINISTRATOR, "Success", quiet=True),
		State(_REJECTED, roles.BRANCH_MANAGER, "Danger", quiet=True),
	),
	transitions=tuple(
		Transition(state, action, to, role, condition, by_owner=not decides)
		for role in _DECIDING
		for state, action, to, condition, decides in (
			(_DRAFT, "Submit for Approval", _AWAITING, _OTHERS, False),
			(_AWAITING, "Approve", _APPROVED, _FOUR_EYES, True),
			(_AWAITING, "Reject", _REJECTED, _FOUR_EYES, True),
			(_REJECTED, "Back to Draft", _DRAFT, _OTHERS, False),
		)
	),
)
