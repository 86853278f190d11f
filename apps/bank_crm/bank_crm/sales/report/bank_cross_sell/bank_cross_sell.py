"""交叉销售表: product lines held and not held, and what is being talked about, by tier or branch (SAL-09)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt
from pypika.terms import Criterion, Term

from bank_crm.domain.enums import AccountStatus, CustomerStatus, ProductCategory
from bank_crm.permissions import scope
from bank_crm.sales import reporting

CUSTOMER, ACCOUNT = scope.CUSTOMER, "Bank Customer Account"
#: From so many product lines on a customer counts as cross-sold.
SEVERAL = 2
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return for each group of customers how many hold each product line, on average, and several of them."""
	frappe.has_permission(reporting.OPPORTUNITY, "report", throw=True)
	frappe.has_permission(CUSTOMER, "read", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(_dimensions(), wanted.by, "tier")
	rows = [_told(row) for row in _rows(name, dimension, wanted)]
	total = _told(
		frappe._dict({key: sum(flt(row[key]) for row in rows) for key in ("customers", "held", "several")})
	)
	shown = reporting.readable(rows, {name: dimension})
	series = [(_("Cross-Sell Ratio"), "ratio")]
	return _columns(name, dimension), shown, None, reporting.chart(shown, name, *series), _summary(total)


def _dimensions() -> dict[str, reporting.Dimension]:
	return {
		"tier": reporting.Dimension(_("Tier"), "tier", "Bank Customer Tier"),
		"branch": reporting.Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"manager": reporting.Dimension(_("Relationship Manager"), "manager", named_by=("User", "full_name")),
	}


def _rows(name: str, dimension: reporting.Dimension, wanted: frappe._dict) -> list[frappe._dict]:
	"""Which lines each customer holds, once, and then the groups' sums."""
	customer, account = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(ACCOUNT)
	within: list[Criterion] = [customer.status == CustomerStatus.ACTIVE.value]
	within += [
		one
		for one in (
			scope.criterion(CUSTOMER, table=customer),
			reporting.of_branch(customer.branch, wanted.branch),
			_of_segment(customer.name, wanted.segment),
		)
		if one is not None
	]
	holds = [
		Sum(Case().when(account.category == category, 1).else_(0)).as_(field) for field, category in _lines()
	]
	each = (
		frappe.qb.from_(customer)
		.left_join(account)
		.on((account.customer == customer.name) & (account.status != AccountStatus.CLOSED.value))
		.select(customer[dimension.column].as_(name), *holds, Count(account.category).distinct().as_("held"))
		.where(Criterion.all(within))
		.groupby(customer.name)
	).as_("each_customer")
	return (
		frappe.qb.from_(each)
		.select(
			each[name],
			reporting.number_of_rows().as_("customers"),
			Sum(each.held).as_("held"),
			reporting.count_of(each.held >= SEVERAL).as_("several"),
			*(reporting.count_of(each[field] > 0).as_(field) for field, _category in _lines()),
		)
		.groupby(each[name])
		.orderby(reporting.number_of_rows(), order=frappe.qb.desc)
		.limit(reporting.MOST_ROWS)
	).run(as_dict=True)


def _of_segment(column: Term, segment: str | None) -> Criterion | None:
	if not segment:
		return None
	frappe.has_permission("Bank Segment", "read", doc=segment, throw=True)
	member = frappe.qb.DocType("Bank Segment Member")
	return column.isin(frappe.qb.from_(member).select(member.customer).where(member.segment == segment))


def _lines() -> list[tuple[str, str]]:
	return [(frappe.scrub(category), category) for category in ProductCategory.values()]


def _told(row: frappe._dict) -> frappe._dict:
	customers = flt(row.customers)
	for field, _category in _lines():
		row[field] = 100 * flt(row.get(field)) / customers if customers else 0
	row.per_customer = flt(row.held) / customers if customers else 0
	row.ratio = 100 * flt(row.several) / customers if customers else 0
	return row


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("customers", _("Customers")),
		reporting.column("per_customer", _("Product Lines per Customer"), "Float", 150),
		reporting.column("ratio", _("Cross-Sell Ratio"), "Percent", 120),
		*(
			reporting.column(field, _(category, context="Bank Product"), "Percent", 95)
			for field, category in _lines()
		),
	]


def _summary(total: frappe._dict) -> list[dict]:
	return [
		{"label": _("Customers"), "value": int(total.customers), "datatype": "Int"},
		{
			"label": _("Product Lines per Customer"),
			"value": round(total.per_customer, 2),
			"datatype": "Float",
		},
		{"label": _("Cross-Sell Ratio"), "value": round(total.ratio, 1), "datatype": "Percent"},
	]
