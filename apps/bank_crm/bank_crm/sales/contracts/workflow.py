"""The shipped way of a contract: 草稿, 审批, 已批准, 已签订, 执行中, 已完成 or 已终止 (CON-01, CON-04, requirements 1.8).

Nobody approves by a button here: the matrix takes a contract from approval to approved, or back to draft. What each
step asks for is said by the document itself, whatever way leads to it.
"""

from bank_crm.domain.contract_enums import ContractState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

CONTRACT = "Bank Contract"
_DRAFT, _PENDING, _APPROVED, _SIGNED, _RUNNING, _COMPLETED, _TERMINATED = ContractState.values()
#: Whoever may write by role and rows; what may be changed in which state says the document.
ANYBODY = "Desk User"
_SELLERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)

WORKFLOW = WorkflowPlan(
	name=CONTRACT,
	doctype=CONTRACT,
	states=(
		State(_DRAFT, ANYBODY),
		State(_PENDING, ANYBODY, "Warning", quiet=True),
		State(_APPROVED, ANYBODY, "Info", quiet=True),
		State(_SIGNED, ANYBODY, "Primary", quiet=True),
		State(_RUNNING, ANYBODY, "Success", quiet=True),
		State(_COMPLETED, ANYBODY, "Inverse", quiet=True),
		State(_TERMINATED, ANYBODY, "Danger", quiet=True),
	),
	transitions=tuple(
		Transition(state, action, to, role, by_owner=True)
		for state, action, to, taken_by in (
			(_DRAFT, "Submit for Approval", _PENDING, _SELLERS),
			(_PENDING, "Take Request Back", _DRAFT, _SELLERS),
			(_APPROVED, "Back to Draft", _DRAFT, _SELLERS),
			(_APPROVED, "Sign Contract", _SIGNED, _SELLERS),
			(_SIGNED, "Start Execution", _RUNNING, _SELLERS),
			(_RUNNING, "Complete Contract", _COMPLETED, _SELLERS),
			(_SIGNED, "Terminate Contract", _TERMINATED, (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)),
			(_RUNNING, "Terminate Contract", _TERMINATED, (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)),
		)
		for role in taken_by
	),
)
