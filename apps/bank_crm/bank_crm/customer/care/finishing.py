"""Ending a task: what the customer answered, the entry in the customer's history, the review's stamp (CAR-10)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime, today

from bank_crm.customer.care import gifts
from bank_crm.domain.care import CareResponse, CareStatus, TaskOccasion

TASK = "Bank Care Task"
INTERACTION = "Bank Interaction"
#: How a customer was reached → the interaction's channel.
_CHANNELS = {
	"SMS": "SMS",
	"Email": "Email",
	"App": "App",
	"WeChat": "WeChat",
	"Phone": "Call",
	"Branch": "Branch",
}
_REVIEWS = ("Key Customer Review", "Customer Review")


def end(task: Document) -> None:
	"""Stamp a task that has just left the open state and settle what hangs on it."""
	task.done_at, task.done_by = now_datetime(), frappe.session.user
	if task.status != CareStatus.DONE.value:
		gifts.release(task)
	elif task.occasion == TaskOccasion.REVIEW.value or task.subject in _REVIEWS:
		_stamp_review(task.customer)


def reopen(task: Document) -> None:
	"""Clear the stamps of a task that is open again."""
	task.done_at = task.done_by = None


def record_interaction(task: Document, *, outbound_channel: str) -> None:
	"""Write a finished contact into the customer's history."""
	frappe.get_doc(
		{
			"doctype": INTERACTION,
			"customer": task.customer,
			"channel": _CHANNELS[outbound_channel],
			"direction": "Outbound",
			"occurred_at": now_datetime(),
			"user": frappe.session.user,
			"subject": task.subject,
			"content": task.message or task.note,
			"outcome": _outcome(task),
			"reference_doctype": TASK,
			"reference_name": str(task.name),
		}
	).insert(ignore_permissions=True)  # who may finish the task may have it in the customer's history


def complete_interaction(task: Document) -> None:
	"""Put an answer or a channel that was chosen afterwards into the entry made when the task was done."""
	if entry := _last_entry(task):
		values = {"outcome": _outcome(task), "content": task.note or task.message}
		if task.channel:
			values["channel"] = _CHANNELS[task.channel]
		frappe.db.set_value(INTERACTION, entry, values)


def take_back_interaction(task: Document) -> None:
	"""Delete the entry of a task that was marked done by mistake; what was sent stays in the history."""
	if not task.sent_at and (entry := _last_entry(task)):
		frappe.delete_doc(
			INTERACTION,
			entry,
			ignore_permissions=True,  # the entry this very task made
			force=True,
		)


def _last_entry(task: Document) -> int | None:
	return frappe.db.get_value(
		INTERACTION,
		{"reference_doctype": TASK, "reference_name": str(task.name)},
		"name",
		order_by="creation desc",
	)


def _outcome(task: Document) -> str:
	return "Not Reached" if task.response == CareResponse.NOT_REACHED.value else "Done"


def _stamp_review(customer: str) -> None:
	"""The monthly look at a key customer is also the file's review (CUS-10)."""
	frappe.db.set_value(
		"Bank Customer",
		customer,
		{"last_reviewed_on": today(), "last_reviewed_by": frappe.session.user},
		update_modified=False,
	)
