"""The shipped way of an application: 受理, 审批, 批准 or 拒绝, 放款 (SAL-11, requirements 1.8).

The matrix decides; buttons hand in, take back and hand over.
"""

from bank_crm.domain.contract_enums import ApplicationState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

APPLICATION = "Bank Application"
_RECEIVED, _IN_APPROVAL, _APPROVED, _REFUSED, _HANDED, _WITHDRAWN = ApplicationState.values()
#: Whoever may write by role and rows; what may be changed in which state says the document.
ANYBODY = "Desk User"
_SELLERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)

WORKFLOW = WorkflowPlan(
	name=APPLICATION,
	doctype=APPLICATION,
	states=(
		State(_RECEIVED, ANYBODY),
		State(_IN_APPROVAL, ANYBODY, "Warning", quiet=True),
		State(_APPROVED, ANYBODY, "Info", quiet=True),
		State(_REFUSED, ANYBODY, "Danger", quiet=True),
		State(_HANDED, ANYBODY, "Success", quiet=True),
		State(_WITHDRAWN, ANYBODY, "Inverse", quiet=True),
	),
	transitions=tuple(
		Transition(state, action, to, role, by_owner=True)
		for state, action, to in (
			(_RECEIVED, "Submit for Approval", _IN_APPROVAL),
			(_RECEIVED, "Withdraw", _WITHDRAWN),
			(_IN_APPROVAL, "Take Request Back", _RECEIVED),
			(_APPROVED, "Hand Over", _HANDED),
			(_APPROVED, "Withdraw", _WITHDRAWN),
			(_REFUSED, "Take Up Again", _RECEIVED),
		)
		for role in _SELLERS
	),
)
