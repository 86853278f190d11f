"""What staff write down from the customer's page: contacts, needs, done steps, stage (CUS-16 to CUS-18)."""

import frappe
from frappe import _

from bank_crm.domain.customer_enums import NeedStatus
from bank_crm.permissions import scope

INTERACTION = "Bank Interaction"
NEED = "Bank Customer Need"


@frappe.whitelist(methods=["POST"])
def log_interaction(
	customer: str,
	channel: str,
	outcome: str | None = None,
	subject: str | None = None,
	content: str | None = None,
	next_step: str | None = None,
	next_date: str | None = None,
	direction: str = "Outbound",
	interaction: str | int | None = None,
) -> str:
	"""File a contact that has just taken place, or complete the own one named by `interaction`.

	Whoever sees the customer may file one. Returns its name; a next date makes the user's reminder. Raises
	PermissionError for another's customer, ValidationError with the field for a wrong value.
	"""
	_check_may_note(INTERACTION, customer)
	values = {
		"channel": channel,
		"outcome": outcome,
		"subject": subject,
		"content": content,
		"next_step": next_step,
		"next_date": next_date,
		"direction": direction,
	}
	if interaction:
		doc = _own_interaction(interaction, customer)
		doc.update(values)
	else:
		doc = frappe.get_doc({"doctype": INTERACTION, "customer": customer, **values})
	doc.save(ignore_permissions=True)  # seeing the customer is enough to note a contact, checked above
	return str(doc.name)


@frappe.whitelist(methods=["POST"])
def note_need(customer: str, need: str, product_category: str | None = None) -> str:
	"""Write down what a customer asked for, today, by the session's user (CUS-18); returns its name."""
	_check_may_note(NEED, customer)
	values = {"customer": customer, "need": need, "product_category": product_category}
	doc = frappe.get_doc({"doctype": NEED, **values})
	doc.insert(ignore_permissions=True)  # seeing the customer is enough to note a need, checked above
	return str(doc.name)


@frappe.whitelist(methods=["POST"])
def settle_need(need: str | int, status: str) -> None:
	"""Mark a need as met, dropped or open again; needs the right to change it."""
	frappe.has_permission(NEED, "write", doc=str(need), throw=True)
	if status not in NeedStatus.values():
		frappe.throw(_("Unknown status."))
	doc = frappe.get_doc(NEED, need)
	doc.status = status
	doc.save()


@frappe.whitelist(methods=["POST"])
def finish_step(step: str) -> None:
	"""Close one of the user's own reminders."""
	frappe.has_permission("ToDo", "write", doc=step, throw=True)
	doc = frappe.get_doc("ToDo", step)
	doc.status = "Closed"
	doc.save()


@frappe.whitelist(methods=["POST"])
def set_stage(customer: str, stage: str, reason: str | None = None) -> None:
	"""Move a customer to another stage by hand; the history keeps who, when and why (CUS-17)."""
	frappe.has_permission(scope.CUSTOMER, "write", doc=customer, throw=True)
	doc = frappe.get_doc(scope.CUSTOMER, customer)
	doc.relationship_stage = stage
	doc.flags.stage_reason = (reason or "").strip()[:255] or None
	doc.save()


def _check_may_note(doctype: str, customer: str) -> None:
	frappe.has_permission(doctype, "create", throw=True)
	frappe.has_permission(scope.CUSTOMER, "read", doc=customer, throw=True)


def _own_interaction(name: str | int, customer: str) -> frappe.model.document.Document:
	doc = frappe.get_doc(INTERACTION, name)
	if doc.user != frappe.session.user or doc.customer != customer:
		frappe.throw(_("Only your own contact can be completed."), frappe.PermissionError)
	return doc
