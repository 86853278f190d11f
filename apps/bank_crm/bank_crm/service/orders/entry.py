"""What becomes of an order when it is written down: what is missing is filled in, what nobody types is kept (SVC-01, SVC-02)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.customer import checks
from bank_crm.domain.orders import OrderFacts, PriorityRule, priority_of
from bank_crm.domain.service_enums import OrderPriority, OrderState

SUBTYPE, RULE, CUSTOMER, NEED = (
	"Bank Work Order Subtype",
	"Bank Priority Rule",
	"Bank Customer",
	"Bank Customer Need",
)
#: What steps, clocks, intake and ratings write; nobody types it. `doc.flags.bank_system` lets a function write all of
#: them, `doc.flags.bank_values` the ones it holds.
WRITTEN = (
	"customer_tier",
	"priority_rule",
	"assignment_reason",
	"task_summary",
	"open_tasks",
	"close_reason",
	"opened_on",
	"assigned_on",
	"viewed_on",
	"first_response_on",
	"answered_on",
	"closed_on",
	"state_since",
	"reopened_count",
	"service_level",
	"response_due",
	"resolution_due",
	"escalation_step",
	"response_clock",
	"resolution_clock",
	"paused_since",
	"paused_seconds",
	"response_warn_on",
	"resolution_warn_on",
	"response_taken",
	"resolution_taken",
	"escalation_rule",
	"escalate_on",
	"rating",
	"rated_on",
	"rating_comment",
	"source",
	"external_id",
	"message_id",
	"merged_into",
	"split_from",
)
NUMBERS = frozenset({"open_tasks", "reopened_count", "escalation_step", "paused_seconds", "rating"})
#: The rules are read by every new order; the cache is dropped when one changes.
_RULES = "bank_crm_priority_rules"


def keep_written(order: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate` of a stored order, first of all in a new one)."""
	if order.flags.bank_system:
		return
	before = order.get_doc_before_save()
	for field in WRITTEN:
		order.set(field, before.get(field) if before else 0 if field in NUMBERS else None)
	order.update(order.flags.bank_values or {})


def fill(order: Document) -> None:
	"""Complete a new order: moment, state, customer's tier and branch, skill, priority (`before_insert`)."""
	keep_written(order)
	order.opened_on = order.opened_on if order.flags.bank_system and order.opened_on else now_datetime()
	order.state = order.state if order.flags.bank_system and order.state else OrderState.NEW.value
	order.state_since = order.opened_on
	if order.customer:
		known = frappe.db.get_value(
			CUSTOMER, order.customer, ("branch", "tier", "merged_into", "manager"), as_dict=True
		)
		if known:
			order.customer = known.merged_into or order.customer
			order.customer_tier = known.tier
			order.branch = order.branch or known.branch
			order.flags.bank_favourite = known.manager
	order.branch = order.branch or frappe.db.get_value(
		"Bank Staff", {"user": frappe.session.user, "active": 1}, "branch"
	)
	subtype = _subtype(order.subtype)
	if subtype and not order.skill:
		order.skill = subtype.skill
	if not order.priority:
		_set_priority(order, subtype)


def check(order: Document) -> None:
	"""Refuse an order that does not fit together (`validate`)."""
	order.subject = (order.subject or "").strip()
	if not order.subject:
		checks.refuse(order, "subject", _("is mandatory."))
	checks.empty_to_null(order, "source", "external_id", "message_id", "handler", "queue")
	subtype = _subtype(order.subtype)
	if subtype and subtype.order_type != order.order_type:
		checks.refuse(order, "subtype", _("belongs to another type of order."))
	_check_product(order, subtype)
	_check_need(order)


def rules() -> list[PriorityRule]:
	"""Return the active priority rules; read from the cache, since every new order asks."""
	rows = frappe.cache.get_value(_RULES, _read_rules)
	return [
		PriorityRule(
			name=row["name"],
			sequence=row["sequence"],
			priority=OrderPriority(row["priority"]),
			order_type=row["order_type"] or "",
			subtype=row["subtype"] or "",
			channel=row["channel"] or "",
			tier=row["customer_tier"] or "",
			keywords=tuple(word.strip() for word in (row["keywords"] or "").splitlines() if word.strip()),
		)
		for row in rows
	]


def drop_rules() -> None:
	"""Forget the rules after one has changed; again after the transaction, in case it was read meanwhile."""
	frappe.cache.delete_value(_RULES)
	frappe.db.after_commit.add(lambda: frappe.cache.delete_value(_RULES))
	frappe.db.after_rollback.add(lambda: frappe.cache.delete_value(_RULES))


def _read_rules() -> list[dict[str, object]]:
	fields = [
		"name",
		"sequence",
		"priority",
		"order_type",
		"subtype",
		"channel",
		"customer_tier",
		"keywords",
	]
	return [dict(row) for row in frappe.get_all(RULE, filters={"active": 1}, fields=fields)]


def _set_priority(order: Document, subtype: frappe._dict | None) -> None:
	facts = OrderFacts(
		order_type=order.order_type or "",
		subtype=order.subtype or "",
		channel=order.channel or "",
		tier=order.customer_tier or "",
		text=f"{order.subject or ''}\n{order.description or ''}",
	)
	priority, rule = priority_of(rules(), facts, subtype.default_priority if subtype else None)
	order.priority, order.priority_rule = priority.value, rule


def _subtype(name: str | None) -> frappe._dict | None:
	if not name:
		return None
	fields = ("order_type", "product_category", "default_priority", "skill", "queue")
	return frappe.get_cached_value(SUBTYPE, name, fields, as_dict=True)


def _check_product(order: Document, subtype: frappe._dict | None) -> None:
	if not (order.product and subtype and subtype.product_category):
		return
	if frappe.get_cached_value("Bank Product", order.product, "category") != subtype.product_category:
		checks.refuse(order, "product", _("is not of the subtype's product category."))


def _check_need(order: Document) -> None:
	if order.need and frappe.db.get_value(NEED, order.need, "customer") != order.customer:
		checks.refuse(order, "need", _("belongs to another customer."))
