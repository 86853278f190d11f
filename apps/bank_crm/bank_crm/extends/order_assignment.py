"""Frappe's own assignments of work orders – Assignment Rules, "Assign to" – name the handler too (SVC-03)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from bank_crm.domain.service_enums import AssignmentKind
from bank_crm.permissions import scope
from bank_crm.service.orders import assignment

ORDER = "Bank Work Order"


def take_over(todo: Document, method: str | None = None) -> None:
	"""Give the order to whom Frappe has assigned it (doc_event after_insert of ToDo)."""
	if todo.reference_type != ORDER or not todo.reference_name or not todo.allocated_to:
		return
	if not todo.assignment_rule and not scope.allows(ORDER, todo.reference_name, write=True):
		frappe.throw(_("This order is not yours to hand over."), frappe.PermissionError)
	assignment.check_handler(None, todo.allocated_to)
	if todo.assignment_rule:
		kind, reason = AssignmentKind.AUTOMATIC, _("By the rule {0}.").format(todo.assignment_rule)
	else:
		kind, reason = AssignmentKind.HANDED_OVER, _("Named by {0}.").format(get_fullname(todo.assigned_by))
	assignment.put(todo.reference_name, todo.allocated_to, kind, reason)
