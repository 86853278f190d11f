"""What a target has to fit: its period, its holder, and the target it is a part of (SAL-04, SAL-10)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt, fmt_money, getdate

from bank_crm.customer import checks
from bank_crm.domain import targets
from bank_crm.domain.errors import DomainError
from bank_crm.domain.profile import is_amount
from bank_crm.domain.sales_enums import TargetHolder, TargetMetric, TargetPeriod
from bank_crm.permissions import branches

TARGET = "Bank Sales Target"


def check(target: Document) -> None:
	"""Refuse a target that does not fit together, each error at its field (`validate`)."""
	if flt(target.target_value) <= 0 or not is_amount(flt(target.target_value)):
		checks.refuse(target, "target_value", _("above 0, and not too large."))
	if target.metric != TargetMetric.WON_AMOUNT and flt(target.target_value) % 1:
		checks.refuse(target, "target_value", _("a number of things is whole."))
	if target.metric == TargetMetric.NEW_CUSTOMERS and target.product_category:
		checks.refuse(target, "product_category", _("customers are counted without."))
	try:
		target.to_date = targets.last_day(getdate(target.from_date), TargetPeriod(target.period))
	except DomainError:
		checks.refuse(
			target,
			"from_date",
			_("a {0} does not begin on this day.").format(_(target.period, context=TARGET)),
		)
	if target.holder == TargetHolder.PERSON and not target.person:
		checks.refuse(target, "person", _("is mandatory."))
	if target.holder == TargetHolder.BRANCH:
		target.person = None
	_check_parts(target)
	if target.part_of:
		_check_whole(target)
	target.title = _title(target)
	target.target_key = "/".join(
		str(part or "")
		for part in (
			target.metric,
			target.product_category,
			getdate(target.from_date),
			target.period,
			target.branch,
			target.person,
		)
	)


def follow(target: Document) -> None:
	"""Tell the target this one is a part of, now or before, what its parts make up (`on_update`, `after_delete`)."""
	before = target.get_doc_before_save()
	for whole in {target.part_of, before.part_of if before else None} - {None, ""}:
		given, number = parts_of(whole)
		frappe.db.set_value(
			TARGET, whole, {"distributed": given, "part_count": number}, update_modified=False
		)


def parts_of(name: str, but: str | None = None) -> tuple[float, int]:
	"""Return what the parts of a target make up and how many they are; `but` is left out."""
	table = frappe.qb.DocType(TARGET)
	query = frappe.qb.from_(table).select(Sum(table.target_value), Count("*")).where(table.part_of == name)
	((given, number),) = (query.where(table.name != but) if but else query).run()
	return flt(given, 2), int(number)


def said(target: Document, value: float) -> str:
	"""Return a value as the target counts it: money or a number."""
	if target.metric == TargetMetric.WON_AMOUNT:
		return fmt_money(value, currency=frappe.db.get_default("currency"))
	return f"{value:g}"


def _check_parts(target: Document) -> None:
	"""What has been given to parts already can neither be undercut nor changed in what it counts."""
	before = target.get_doc_before_save()
	if before is None:
		return
	given, number = parts_of(target.name)
	if not number:
		return
	if targets.surplus(flt(target.target_value), [given]) > 0:
		checks.refuse(target, "target_value", _("its parts make up {0} already.").format(said(target, given)))
	for field in ("metric", "product_category", "period", "branch", "holder"):
		if (before.get(field) or "") != (target.get(field) or ""):
			checks.refuse(target, field, _("stays what it is, since the target has parts."))
	if getdate(before.from_date) != getdate(target.from_date):
		checks.refuse(target, "from_date", _("stays what it is, since the target has parts."))


def _check_whole(target: Document) -> None:
	"""A part counts the same, within the period, below the branch; parts never make up more than the whole."""
	if target.part_of == target.name:
		checks.refuse(target, "part_of", _("a target is no part of itself."))
	whole = frappe.get_doc(
		TARGET, target.part_of, for_update=True
	)  # parts entered at once wait for each other
	if _is_above(target.name, whole):
		checks.refuse(target, "part_of", _("is a part of this target itself."))
	if whole.holder == TargetHolder.PERSON:
		checks.refuse(target, "part_of", _("a person's target is not broken down."))
	if whole.metric != target.metric:
		checks.refuse(target, "metric", _("is not what the whole target counts."))
	if whole.product_category and whole.product_category != target.product_category:
		checks.refuse(target, "product_category", _("is not the one of the whole target."))
	if getdate(target.from_date) < getdate(whole.from_date) or getdate(target.to_date) > getdate(
		whole.to_date
	):
		checks.refuse(target, "from_date", _("lies outside the period of the whole target."))
	if target.branch not in branches.below([whole.branch]):
		checks.refuse(target, "branch", _("does not belong to the branch of the whole target."))
	given, _number = parts_of(whole.name, but=target.name)
	over = targets.surplus(flt(whole.target_value), [given, flt(target.target_value)])
	if over > 0 and not target.flags.bank_break_down:
		checks.refuse(
			target,
			"target_value",
			_("the parts would be {0} more than the whole, which is {1}.").format(
				said(target, over), said(target, whole.target_value)
			),
		)


def _is_above(name: str | None, whole: Document) -> bool:
	seen, here = set(), whole
	while here.part_of and here.part_of not in seen:
		if here.part_of == name:
			return True
		seen.add(here.part_of)
		here = frappe.get_doc(TARGET, here.part_of)
	return False


def _title(target: Document) -> str:
	who = (
		frappe.db.get_value("User", target.person, "full_name")
		if target.holder == TargetHolder.PERSON
		else frappe.db.get_value("Bank Branch", target.branch, "branch_name")
	)
	what = _(target.metric, context=TARGET)
	if target.product_category:
		what += f" · {_(target.product_category, context='Bank Product')}"
	first = getdate(target.from_date)
	when = {
		TargetPeriod.MONTH: f"{first:%Y-%m}",
		TargetPeriod.QUARTER: f"{first.year}Q{(first.month + 2) // 3}",
		TargetPeriod.YEAR: f"{first.year}",
	}[TargetPeriod(target.period)]
	return f"{who or target.branch} · {what} · {when}"[:140]
