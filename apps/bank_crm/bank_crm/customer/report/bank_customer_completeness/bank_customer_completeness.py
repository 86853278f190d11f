"""客户信息完整度: incomplete and invalid files with what they lack (CUS-14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Avg, Count, Sum
from frappe.utils import cint, flt
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.analytics import reporting
from bank_crm.customer.file import completeness
from bank_crm.customer.file.form import invalid_items
from bank_crm.customer.file.titles import with_titles
from bank_crm.domain import profile
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope
from bank_crm.service.reporting import warning

CUSTOMER = "Bank Customer"
MOST_ROWS = 500
DEFAULT_BELOW = 80
#: What is counted over all files, by the snapshot where a bank is large.
COUNTED = ("completeness", "profile_problems")
SHOWN = (
	"name",
	"customer_name",
	"customer_type",
	"tier",
	"branch",
	"manager",
	"completeness",
	"profile_problems",
)
ALL_FIELDS = tuple(dict.fromkeys((*profile.PERSON_FIELDS, *profile.COMPANY_FIELDS)))
ANY, INCOMPLETE, INVALID = "Incomplete or Invalid", "Incomplete", "Invalid"
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, rows (the least complete first), a note, what is missing most, and the totals of the user's rows."""
	frappe.has_permission(CUSTOMER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	below = flt(wanted.below) or DEFAULT_BELOW
	customer = frappe.qb.DocType(CUSTOMER)
	within = _within(customer, wanted)
	listed = within & _kind(customer, wanted, below)
	people = reporting.population(wanted, *COUNTED, active=True)
	large = people.engine.name == "snapshot"
	totals = _counted(people, below) if large else _totals(customer, within, below)
	rows = _rows(customer, listed)
	note = people.note
	if len(rows) == MOST_ROWS and large:
		note = " ".join([note or "", _("The {0} least complete files are shown.").format(MOST_ROWS)])
	elif len(rows) == MOST_ROWS:
		count = frappe.qb.from_(customer).select(Count("*")).where(listed).run()[0][0]
		if count > MOST_ROWS:
			note = _("The {0} least complete of {1} files are shown.").format(MOST_ROWS, f"{count:,}")
	lacking = _lacking_of(rows) if large else {field: cint(totals[f"no_{field}"]) for field in ALL_FIELDS}
	for row in rows:
		del row["lacking"]
	chart = _chart(lacking, _("Files Shown without it") if large else _("Files without it"))
	return _columns(), with_titles(rows), note, chart, _summary(totals, below)


def _within(customer: Table, wanted: frappe._dict) -> Criterion:
	"""The files the list is about: active ones among the user's rows, by the filters."""
	condition = customer.status == CustomerStatus.ACTIVE.value
	for field in ("branch", "manager", "tier", "customer_type"):
		if wanted.get(field):
			condition &= customer[field] == wanted[field]
	rows = scope.criterion(CUSTOMER, table=customer)
	return condition if rows is None else condition & rows


def _kind(customer: Table, wanted: frappe._dict, below: float) -> Criterion:
	if wanted.lacking in ALL_FIELDS:
		return completeness.lacks(customer, wanted.lacking)
	incomplete = customer.completeness < below
	invalid = customer.profile_problems != ""
	kind = wanted.kind or ANY
	if kind == INCOMPLETE:
		return incomplete
	return invalid if kind == INVALID else incomplete | invalid


def _rows(customer: Table, listed: Criterion) -> list[dict]:
	query = (
		frappe.qb.from_(customer)
		.select(*(customer[field] for field in dict.fromkeys((*SHOWN, *ALL_FIELDS))))
		.where(listed)
		.orderby(customer.completeness, customer.name)
		.limit(MOST_ROWS)
	)
	return [_row(row) for row in query.run(as_dict=True)]


def _row(row: frappe._dict) -> dict:
	"""Sealed values are read as masks here; only whether there is one matters."""
	invalid = invalid_items(row.profile_problems)
	shown = {field: row[field] for field in SHOWN if field != "profile_problems"}
	lacking = profile.missing(row)
	return {
		**shown,
		"lacking": lacking,
		"missing": " · ".join(_label(field) for field in lacking),
		"invalid": " · ".join(f"{_label(one['field'])}: {one['message']}" for one in invalid),
	}


def _label(field: str) -> str:
	return _(frappe.get_meta(CUSTOMER).get_label(field), context=CUSTOMER)


def _counted(people: reporting.Population, below: float) -> frappe._dict:
	"""Counts over all files of a large bank, from its snapshot: MariaDB would read every file whole."""
	one = people.customers
	counts = one.aggregate(
		files=one.count(),
		average=one.completeness.mean(),
		incomplete=one.count(where=one.completeness < below),
		invalid=one.count(where=one.profile_problems != ""),
	)
	return people.rows(counts)[0]


def _lacking_of(rows: list[dict]) -> dict[str, int]:
	"""How many of the files shown lack each item."""
	return Counter(field for row in rows for field in row["lacking"])


def _totals(customer: Table, within: Criterion, below: float) -> frappe._dict:
	"""Counts over all files of the list's subject, in one pass."""

	def number(condition: Criterion, name: str) -> Any:
		return Sum(Case().when(condition, 1).else_(0)).as_(name)

	query: QueryBuilder = (
		frappe.qb.from_(customer)
		.select(
			Count("*").as_("files"),
			Avg(customer.completeness).as_("average"),
			number(customer.completeness < below, "incomplete"),
			number(customer.profile_problems != "", "invalid"),
			*(number(completeness.lacks(customer, field), f"no_{field}") for field in ALL_FIELDS),
		)
		.where(within)
	)
	return query.run(as_dict=True)[0]


def _chart(lacking: Mapping[str, int], label: str) -> dict | None:
	counts = list(lacking.items())
	counts = sorted((one for one in counts if one[1]), key=lambda one: -one[1])[:10]
	if not counts:
		return None
	return {
		"data": {
			"labels": [_label(field) for field, _count in counts],
			"datasets": [{"name": label, "values": [count for _field, count in counts]}],
		},
		"type": "bar",
		"colors": ["#2f6fde"],
		"height": 200,
		"axisOptions": {"shortenYAxisNumbers": 1},
	}


def _summary(totals: frappe._dict, below: float) -> list[dict]:
	return [
		{"label": _("Customers"), "value": cint(totals.files), "datatype": "Int"},
		{"label": _("Average Completeness"), "value": f"{flt(totals.average):.1f}%", "datatype": "Data"},
		warning(_("Below {0}%").format(f"{below:g}"), cint(totals.incomplete), "Orange"),
		warning(_("Invalid"), cint(totals.invalid)),
	]


def _columns() -> list[dict]:
	def column(field: str, label: str, kind: str, width: int, options: str | None = None) -> dict:
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, "options": options}

	return [
		column("name", _("Customer"), "Link", 125, CUSTOMER),
		column("customer_name", _label("customer_name"), "Data", 180),
		column("completeness", _label("completeness"), "Percent", 110),
		column("missing", _("Missing Items"), "Data", 340),
		column("invalid", _label("profile_problems"), "Data", 240),
		column("tier", _label("tier"), "Link", 110, "Bank Customer Tier"),
		column("branch", _label("branch"), "Data", 160),
		column("manager", _label("manager"), "Data", 120),
	]
