"""The shipped steps of a work order (requirements 1.8): new, viewed, in progress, answered, rated, closed, and again."""

from bank_crm.domain.service_enums import OrderState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

ORDER = "Bank Work Order"
#: Every employee; whose step it is, is said by the condition, and by the right to change the order.
ANYBODY = "Desk User"
_HANDLER = "doc.handler == frappe.session.user"
_NEW, _VIEWED, _PROGRESS, _TOGETHER, _WAITING, _ANSWERED, _RATED, _CLOSED, _MERGED = OrderState.values()


def _steps(state: str, action: str, next_state: str) -> tuple[Transition, ...]:
	"""A step of the handler, the branch's manager and the administrator."""
	return (
		Transition(state, action, next_state, ANYBODY, _HANDLER, by_owner=True),
		Transition(state, action, next_state, roles.BRANCH_MANAGER, by_owner=True),
		Transition(state, action, next_state, roles.ADMINISTRATOR, by_owner=True),
	)


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
		*_steps(_NEW, "Mark as Viewed", _VIEWED),
		*(step for state in (_NEW, _VIEWED) for step in _steps(state, "Start Handling", _PROGRESS)),
		*_steps(_PROGRESS, "Ask Colleagues", _TOGETHER),
		*(
			step
			for state in (_NEW, _VIEWED, _PROGRESS, _TOGETHER)
			for step in _steps(state, "Wait for Customer", _WAITING)
		),
		*(step for state in (_TOGETHER, _WAITING) for step in _steps(state, "Go On", _PROGRESS)),
		*(
			step
			for state in (_NEW, _VIEWED, _PROGRESS, _TOGETHER, _WAITING)
			for step in _steps(state, "Answer", _ANSWERED)
		),
		*(step for state in (_ANSWERED, _RATED) for step in _steps(state, "Close", _CLOSED)),
		*(step for state in (_ANSWERED, _RATED, _CLOSED) for step in _steps(state, "Reopen", _PROGRESS)),
	),
)
