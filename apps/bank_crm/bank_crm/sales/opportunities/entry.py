"""What becomes of an opportunity when it is written down: what is missing is filled in, what nobody types is kept (SAL-02)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, getdate, now_datetime, today

from bank_crm.customer import checks
from bank_crm.domain.sales_enums import ForecastCategory, OpportunityOutcome, OpportunitySource
from bank_crm.permissions import roles, scope
from bank_crm.sales.opportunities import pipelines, rows

CUSTOMER, PRODUCT = "Bank Customer", "Bank Product"
#: What moves and sources write; nobody types it. `doc.flags.bank_system` lets a function write all of it.
WRITTEN = (
	"outcome",
	"weighted_amount",
	"stage_since",
	"touched_on",
	"stale_on",
	"closed_on",
	"opened_on",
	"origin_type",
	"origin",
	"origin_key",
)
NUMBERS = frozenset({"weighted_amount"})
#: Whoever changes one of these works on the opportunity.
PROGRESS = ("stage", "amount", "expected_close", "next_step", "next_step_on")


def keep_written(opportunity: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate` of a stored one, first of all in a new one)."""
	if opportunity.flags.bank_system:
		return
	before = opportunity.get_doc_before_save()
	for field in WRITTEN:
		opportunity.set(field, before.get(field) if before else 0 if field in NUMBERS else None)


def fill(opportunity: Document) -> None:
	"""Complete a new opportunity: product line, pipeline, first stage, branch, salesperson (`before_insert`)."""
	keep_written(opportunity)
	by_system = opportunity.flags.bank_system
	opportunity.opened_on = (by_system and opportunity.opened_on) or now_datetime()
	opportunity.source = opportunity.source or OpportunitySource.OTHER.value
	known = frappe._dict()
	if opportunity.customer:
		fields = ("branch", "manager", "merged_into", "customer_name")
		known = frappe.db.get_value(CUSTOMER, opportunity.customer, fields, as_dict=True) or known
		opportunity.customer = known.merged_into or opportunity.customer
	if opportunity.product and not opportunity.product_category:
		opportunity.product_category = frappe.get_cached_value(PRODUCT, opportunity.product, "category")
	opportunity.salesperson = opportunity.salesperson or _seller(known.manager)
	opportunity.branch = opportunity.branch or known.branch or _branch_of(opportunity.salesperson)
	opportunity.pipeline = opportunity.pipeline or pipelines.of_product_line(opportunity.product_category)
	if opportunity.pipeline and not opportunity.stage:
		opportunity.stage = pipelines.read(opportunity.pipeline).first.name


def check(opportunity: Document) -> None:
	"""Refuse an opportunity that does not fit together; each error names its field (`validate`)."""
	checks.empty_to_null(opportunity, "origin_key", "product", "pipeline", "salesperson", "branch")
	_check_product(opportunity)
	_check_pipeline(opportunity)
	checks.check_amounts(opportunity, "amount")
	if flt(opportunity.amount) < 0:
		checks.refuse(opportunity, "amount", _("below 0."))
	_check_dates(opportunity)
	_check_people(opportunity)
	opportunity.customer_branch = frappe.db.get_value(CUSTOMER, opportunity.customer, "branch")
	if not (opportunity.title or "").strip():
		opportunity.title = _title(opportunity)
	_check_category(opportunity)


def touch(opportunity: Document) -> None:
	"""Note the day somebody last worked on it (`validate`, before the stage is judged)."""
	before = opportunity.get_doc_before_save()
	if opportunity.flags.bank_system and opportunity.touched_on and not before:
		return
	if before is None or any(_differs(before, opportunity, field) for field in PROGRESS):
		opportunity.touched_on = today()


def _differs(before: Document, now: Document, field: str) -> bool:
	old, new = before.get(field), now.get(field)
	if field == "amount":
		return flt(old) != flt(new)
	if field in ("expected_close", "next_step_on"):
		return _day(old) != _day(new)
	return (old or "") != (new or "")


def _day(value: object) -> object:
	return getdate(value) if value else None


def _seller(manager: str | None) -> str:
	user = frappe.session.user
	if manager and not roles.has_any(user, (roles.RELATIONSHIP_MANAGER, roles.ADMINISTRATOR)):
		return manager
	return user if user == "Administrator" or roles.has_any(user, rows.sellers()) else manager or user


def _branch_of(user: str | None) -> str | None:
	return frappe.db.get_value("Bank Staff", {"user": user or "", "active": 1}, "branch")


def _check_product(opportunity: Document) -> None:
	if not opportunity.product:
		return
	category = frappe.get_cached_value(PRODUCT, opportunity.product, "category")
	if not opportunity.product_category:
		opportunity.product_category = category
	if category != opportunity.product_category:
		checks.refuse(opportunity, "product", _("belongs to another product line."))


def _check_pipeline(opportunity: Document) -> None:
	if not opportunity.pipeline:
		checks.refuse(opportunity, "pipeline", _("there is no active pipeline for this product line."))
	pipeline = frappe.get_cached_doc(pipelines.PIPELINE, opportunity.pipeline)
	if pipeline.product_category and pipeline.product_category != opportunity.product_category:
		checks.refuse(opportunity, "product_category", _("belongs to another pipeline."))
	before = opportunity.get_doc_before_save()
	if before is None and not pipeline.active and not opportunity.flags.bank_system:
		checks.refuse(opportunity, "pipeline", _("is not active any more."))
	if before and before.pipeline != opportunity.pipeline:
		checks.refuse(opportunity, "pipeline", _("stays what it was."))
	if before and before.customer != opportunity.customer and not opportunity.flags.bank_system:
		checks.refuse(opportunity, "customer", _("stays who it was."))


def _check_dates(opportunity: Document) -> None:
	if opportunity.flags.bank_system:
		return
	before = opportunity.get_doc_before_save()
	opened = getdate(get_datetime(opportunity.opened_on))
	close, was = _day(opportunity.expected_close), _day(before.expected_close if before else None)
	if close and close != was and close < opened:
		checks.refuse(
			opportunity,
			"expected_close",
			_("lies before {0}.").format(_(opportunity.meta.get_label("opened_on"))),
		)
	step, was = _day(opportunity.next_step_on), _day(before.next_step_on if before else None)
	if step and step != was and step < getdate(today()):
		checks.refuse(opportunity, "next_step_on", _("lies in the past."))


def _check_people(opportunity: Document) -> None:
	before = opportunity.get_doc_before_save()
	seller = opportunity.salesperson
	if seller and (before is None or before.salesperson != seller) and seller != "Administrator":
		if not roles.has_any(seller, rows.sellers()) or scope.has_left(seller):
			checks.refuse(opportunity, "salesperson", _("is nobody who sells for the bank."))
	seen: set[str] = set()
	for row in opportunity.participants:
		if row.user in seen:
			checks.refuse(opportunity, "participants", _("a colleague is listed twice."))
		seen.add(row.user)
		if not roles.has_any(row.user, roles.ALL):
			checks.refuse(
				opportunity, "participants", _("{0} does not work with customers.").format(row.user)
			)


def _check_category(opportunity: Document) -> None:
	"""The salesperson's own judgement, within what an open or a closed opportunity can be."""
	closed = opportunity.outcome == OpportunityOutcome.WON
	if opportunity.forecast_category == ForecastCategory.CLOSED and not closed:
		before = opportunity.get_doc_before_save()
		if before and before.forecast_category != opportunity.forecast_category:
			checks.refuse(opportunity, "forecast_category", _("closed is only what was won."))


def _title(opportunity: Document) -> str:
	name = frappe.db.get_value(CUSTOMER, opportunity.customer, "customer_name") or opportunity.customer
	product = opportunity.product and frappe.get_cached_value(PRODUCT, opportunity.product, "product_name")
	line = opportunity.product_category
	what = product or (line and _(line, context="Bank Product")) or ""
	return f"{name} · {what}"[:140]
