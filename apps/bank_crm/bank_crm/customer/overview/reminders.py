"""The next step of a contact as a reminder: a ToDo of the staff member's, found in Frappe's own lists (CUS-16)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from bank_crm.permissions import scope

TODO = "ToDo"
OPEN, CLOSED, CANCELLED = "Open", "Closed", "Cancelled"


def follow(contact: Document) -> None:
	"""Make the reminder of a contact with a next date, keep it in step, cancel it when the date goes."""
	if not contact.next_date:
		drop(contact)
		return
	reminder = _open_reminder(contact)
	if reminder is None:
		if not (contact.flags.in_insert or contact.has_value_changed("next_date")):
			return
		reminder = frappe.new_doc(TODO, reference_type=scope.CUSTOMER, reference_name=contact.customer)
		reminder.update({"assigned_by": contact.user, "priority": "Medium", "status": OPEN})
	values = {
		"date": getdate(contact.next_date),
		"allocated_to": contact.user,
		"description": escape_html(contact.next_step or _("Follow up with the customer")),
	}
	if not reminder.is_new() and all(reminder.get(field) == value for field, value in values.items()):
		return
	reminder.update(values)
	reminder.save(ignore_permissions=True)  # follows from the contact, whose permission has been checked
	if contact.reminder != reminder.name:
		contact.db_set("reminder", reminder.name, update_modified=False)


def drop(contact: Document) -> None:
	"""Cancel the reminder if it is still open."""
	reminder = _open_reminder(contact)
	if reminder is not None:
		reminder.status = CANCELLED
		reminder.save(ignore_permissions=True)  # follows from the contact, whose permission has been checked


def _open_reminder(contact: Document) -> Document | None:
	if not contact.reminder or frappe.db.get_value(TODO, contact.reminder, "status") != OPEN:
		return None
	return frappe.get_doc(TODO, contact.reminder)
