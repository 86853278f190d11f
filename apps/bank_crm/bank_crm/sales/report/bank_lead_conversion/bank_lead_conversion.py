"""线索转化率表: leads of a period, what became of them, how fast, and the ages of those still open (SAL-01)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg
from frappe.utils import add_days, today
from pypika.terms import Criterion, CustomFunction, Term

from bank_crm.domain.leads import AGES, OVER
from bank_crm.domain.sales_enums import LeadStatus
from bank_crm.sales import reporting

LEAD = "Bank Lead"
_OVER = [status.value for status in sorted(OVER)]
_DAYS = CustomFunction("DATEDIFF", ["until", "since"])
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each source (or other dimension) of the leads that came in the period, and the totals."""
	frappe.has_permission(LEAD, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(reporting.lead_dimensions(), wanted.by, "source")
	table, within = frappe.qb.DocType(LEAD), _within(wanted)
	key = table[dimension.column]
	query = frappe.qb.from_(table).select(key.as_(name), *_measures()).where(within).groupby(key)
	query = query.orderby(reporting.number_of_rows(), order=frappe.qb.desc).limit(reporting.MOST_ROWS)
	rows = reporting.readable(query.run(as_dict=True), {name: dimension})
	total = frappe.qb.from_(table).select(*_measures()).where(within).run(as_dict=True)[0]
	series = [(_("Leads"), "leads"), (_("Converted"), "converted")]
	return _columns(name, dimension), rows, None, reporting.chart(rows, name, *series), _summary(total)


def _within(wanted: frappe._dict) -> Criterion:
	table, period = frappe.qb.DocType(LEAD), reporting.period_of(wanted)
	found = [period.holds(table.opened_on)]
	found += [
		one
		for one in (
			reporting.visible(LEAD, table),
			reporting.narrowed(table, wanted, "source", "salesperson", "product_category"),
			reporting.of_branch(table.branch, wanted.branch),
		)
		if one is not None
	]
	return Criterion.all(found)


def _measures() -> list[Term]:
	table = frappe.qb.DocType(LEAD)
	every = table.name.isnotnull()
	converted = table.status == LeadStatus.CONVERTED.value
	opened = table.status.notin(_OVER)
	ages = []
	for place, days in enumerate((*AGES, None)):
		oldest = table.opened_on >= add_days(today(), -days) if days else None
		youngest = table.opened_on < add_days(today(), -AGES[place - 1]) if place else None
		bounds = [bound for bound in (oldest, youngest) if bound is not None]
		ages.append(reporting.count_of(Criterion.all([opened, *bounds])).as_(f"age_{place}"))
	return [
		reporting.number_of_rows().as_("leads"),
		reporting.count_of(table.first_contact_on.isnotnull()).as_("contacted"),
		reporting.count_of(converted).as_("converted"),
		reporting.count_of(table.status == LeadStatus.DISQUALIFIED.value).as_("disqualified"),
		reporting.share(converted, every).as_("rate"),
		Avg(Case().when(converted, _DAYS(table.converted_on, table.opened_on))).as_("days"),
		*ages,
		reporting.count_of(opened & (table.next_follow_up < today())).as_("late"),
	]


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	ages = [
		(f"age_{place}", _("Open {0}–{1} Days").format(AGES[place - 1] + 1 if place else 0, days))
		for place, days in enumerate(AGES)
	]
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("leads", _("Leads")),
		reporting.column("contacted", _("Contacted")),
		reporting.column("converted", _("Converted")),
		reporting.column("disqualified", _("Disqualified")),
		reporting.column("rate", _("Conversion Rate"), "Percent", 120),
		reporting.column("days", _("Days to Convert"), "Float", 120),
		*(reporting.column(field, label, width=130) for field, label in ages),
		reporting.column(f"age_{len(AGES)}", _("Open Over {0} Days").format(AGES[-1]), width=130),
		reporting.column("late", _("Follow-Up Late"), width=120),
	]


def _summary(total: frappe._dict) -> list[dict]:
	return [
		{"label": _("Leads"), "value": total.leads, "datatype": "Int"},
		{"label": _("Converted"), "value": total.converted or 0, "datatype": "Int"},
		{"label": _("Conversion Rate"), "value": total.rate or 0, "datatype": "Percent"},
		reporting.warning(_("Follow-Up Late"), total.late or 0),
	]
