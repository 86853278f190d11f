"""What is done with opportunities, called by buttons, other parts of the app and the API alike (SAL-02, SAL-08).

Other parts – campaigns, leads, recommendations – call `open_from`: what an opportunity was made from is its key, so
that making it twice, or twice at once, gives one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.sales_enums import OpportunitySource
from bank_crm.permissions import roles, scope
from bank_crm.sales.opportunities import rows

OPPORTUNITY, ORDER, NEED = rows.OPPORTUNITY, "Bank Work Order", "Bank Customer Need"
#: What a move may fill in besides the stage.
WITH_A_MOVE = (
	"product",
	"amount",
	"expected_close",
	"next_step",
	"next_step_on",
	"lost_reason",
	"lost_to",
	"lost_note",
)


def open_from(
	source: OpportunitySource, origin_type: str, origin: str, values: Mapping[str, Any]
) -> Document:
	"""Make the opportunity of a customer and product line from something, for the system; return the one already made.

	`values` names customer, product_category and whatever else is known. The caller has checked the right.
	"""
	key = f"{origin_type}/{origin}/{values['customer']}/{values.get('product_category') or ''}"
	known = frappe.db.get_value(OPPORTUNITY, {"origin_key": key}, "name")
	if known:
		return frappe.get_doc(OPPORTUNITY, known)
	opportunity = frappe.get_doc({"doctype": OPPORTUNITY, **values})
	opportunity.update({"source": source.value, "origin_type": origin_type, "origin": origin})
	opportunity.origin_key = key
	opportunity.flags.bank_system = True
	frappe.db.savepoint("bank_open_from")
	try:
		opportunity.insert(ignore_permissions=True)  # what it is made from has been decided by the caller
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		# somebody was quicker: theirs is the one
		frappe.db.rollback(save_point="bank_open_from")
		known = frappe.db.get_value(OPPORTUNITY, {"origin_key": key}, "name", for_update=True)
		if not known:
			raise
		frappe.clear_last_message()
		return frappe.get_doc(OPPORTUNITY, known)
	opportunity.flags.bank_system = False
	return opportunity


def from_order(order: Document, values: Mapping[str, Any] | None = None) -> Document:
	"""Turn what a customer asked for into an opportunity; owner and product are kept (SAL-08).

	Raises ValidationError where the order names no customer or no product line is known.
	"""
	order.check_permission("read")
	frappe.has_permission(OPPORTUNITY, "create", throw=True)
	given = {key: value for key, value in (values or {}).items() if value}
	if not order.customer:
		frappe.throw(_("The order names no customer; say first who asked."), title=_("Not Possible"))
	if not scope.allows(scope.CUSTOMER, order.customer) and not scope.allows(ORDER, order.name, write=True):
		raise frappe.PermissionError
	product = given.get("product") or order.product
	category = given.get("product_category") or _line_of(order, product)
	if not category:
		_ask_for_line()
	if product and frappe.get_cached_value("Bank Product", product, "category") != category:
		product = None
	manager = frappe.db.get_value(scope.CUSTOMER, order.customer, "manager")
	seller = order.handler if order.handler and roles.has_any(order.handler, rows.sellers()) else manager
	return open_from(
		OpportunitySource.WORK_ORDER,
		ORDER,
		str(order.name),
		{
			"customer": order.customer,
			"product_category": category,
			"product": product,
			"amount": given.get("amount"),
			"expected_close": given.get("expected_close"),
			"salesperson": seller,
			"description": order.subject,
		},
	)


def from_need(need: Document, product_category: str | None = None) -> Document:
	"""Turn a need, however the bank came to know of it, into an opportunity; its line and words are kept (SUR-05).

	Raises ValidationError where no product line is known.
	"""
	need.check_permission("read")
	frappe.has_permission(OPPORTUNITY, "create", throw=True)
	category = product_category or need.product_category
	if not category:
		_ask_for_line()
	values = {"customer": need.customer, "product_category": category, "description": need.need}
	return open_from(OpportunitySource.NEED, NEED, str(need.name), values)


def move(opportunity: Document, stage: str, values: Mapping[str, Any] | None = None) -> Document:
	"""Take an opportunity to another stage, with what the stage still asked for (the form's buttons)."""
	opportunity.check_permission("write")
	for field, value in (values or {}).items():
		if field not in WITH_A_MOVE:
			frappe.throw(_("Unknown field."))
		opportunity.set(field, value)
	opportunity.stage = stage
	opportunity.save()
	return opportunity


def forget(opportunity: Document) -> None:
	"""Take along what only belongs to this opportunity (`on_trash`)."""
	history = frappe.qb.DocType(rows.HISTORY)
	frappe.qb.from_(history).delete().where(history.opportunity == opportunity.name).run()


def _ask_for_line() -> NoReturn:
	frappe.throw(
		_("{0}: say what the customer may take.").format(frappe.bold(_("Product Line"))),
		title=_("Invalid Value"),
	)


def _line_of(order: Document, product: str | None) -> str | None:
	if product:
		return frappe.get_cached_value("Bank Product", product, "category")
	if order.subtype:
		return frappe.get_cached_value("Bank Work Order Subtype", order.subtype, "product_category")
	return None
