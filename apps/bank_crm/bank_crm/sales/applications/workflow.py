"""The shipped way of an application: 受理, 审批, 批准 or 拒绝, 放款 (SAL-11, requirements 1.8).

The matrix decides; buttons hand in, take back and hand over.
"""

from bank_crm.domain.contract_enums import ApplicationState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

APPLICATION = "Bank Application"
_RECEIVED, _IN_APPROVAL, _APPROVED, _REFUSED, _HANDED, _WITHDRAWN = ApplicationState.values()
_SELLERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)

WORKFLOW = WorkflowPlan(
	name=APPLICATION,
	doctype=APPLICATION,
	states=(
		State(_RECEIVED, roles.RELATIONSHIP_MANAGER),
		State(_IN_APPROVAL, roles.RELATIONSHIP_MANAGER, "Warning", quiet=True),
		State(_APPROVED, roles.RELATIONSHIP_MANAGER, "Info", quiet=True),
		State(_REFUSED, roles.RELATIONSHIP_MANAGER, "Danger", quiet=True),
		State(_HANDED, roles.RELATIONSHIP_MANAGER, "Success", quiet=True),
		State(_WITHDRAWN, roles.RELATIONSHIP_MANAGER, "Inverse", quiet=True),
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
