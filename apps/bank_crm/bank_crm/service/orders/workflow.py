"""The shipped steps of a work order (requirements 1.8): new, viewed, in progress, answered, rated, closed, and again."""

from bank_crm.domain.service_enums import OrderState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

ORDER = "Bank Work Order"
#: Every employee; whose step it is, is said by the condition, and by the right to change the order.
ANYBODY = "Desk User"
#: The handler, a branch's manager, the administrator. One row a step: the framework asks for each row at every save.
_WHO = (
	"frappe.session.user in (doc.handler, 'Administrator') or frappe.db.get_value('Has Role', "
	"{'parenttype': 'User', 'parent': frappe.session.user, "
	f"'role': ('in', ('{roles.BRANCH_MANAGER}', '{roles.ADMINISTRATOR}'))}})"
)
_NEW, _VIEWED, _PROGRESS, _TOGETHER, _WAITING, _ANSWERED, _RATED, _CLOSED, _MERGED = OrderState.values()


def _step(state: str, action: str, next_state: str) -> Transition:
	return Transition(state, action, next_state, ANYBODY, _WHO, by_owner=True)


WORKFLOW = WorkflowPlan(
	name=ORDER,
	doctype=ORDER,
	states=(
		State(_NEW, ANYBODY, "Danger", quiet=True),
		State(_VIEWED, ANYBODY, "Warning", quiet=True),
		State(_PROGRESS, ANYBODY, "Primary", quiet=True),
		State(_TOGETHER, ANYBODY, "Info", quiet=True),
		State(_WAITING, ANYBODY, "Info", quiet=True),
		State(_ANSWERED, ANYBODY, "Success", quiet=True),
		State(_RATED, ANYBODY, "Success", quiet=True),
		State(_CLOSED, roles.ADMINISTRATOR, "Inverse", quiet=True),
		State(_MERGED, roles.ADMINISTRATOR, "Inverse", quiet=True),
	),
	transitions=(
		_step(_NEW, "View Order", _VIEWED),
		*(_step(state, "Start Handling", _PROGRESS) for state in (_NEW, _VIEWED)),
		_step(_PROGRESS, "Ask Colleagues", _TOGETHER),
		*(_step(state, "Wait for Customer", _WAITING) for state in (_NEW, _VIEWED, _PROGRESS, _TOGETHER)),
		*(_step(state, "Go On", _PROGRESS) for state in (_TOGETHER, _WAITING)),
		*(_step(state, "Answer", _ANSWERED) for state in (_NEW, _VIEWED, _PROGRESS, _TOGETHER, _WAITING)),
		*(_step(state, "Close", _CLOSED) for state in (_ANSWERED, _RATED)),
		*(_step(state, "Reopen", _PROGRESS) for state in (_ANSWERED, _RATED, _CLOSED)),
	),
)
