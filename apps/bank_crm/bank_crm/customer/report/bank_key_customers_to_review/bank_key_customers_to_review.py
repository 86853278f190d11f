"""未按时维护客户清单: key customers whose files were not reviewed in time (CUS-10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, date_diff, today
from pypika.terms import Criterion

from bank_crm.customer.file import review
from bank_crm.customer.file.titles import with_titles
from bank_crm.permissions import scope
from bank_crm.service.reporting import chart, warning

CUSTOMER = "Bank Customer"
MOST_ROWS = 500
SHOWN = (
	"name",
	"customer_name",
	"mobile",
	"tier",
	"total_aum",
	"completeness",
	"last_reviewed_on",
	"last_reviewed_by",
	"branch",
	"manager",
)
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]
#: Managers with a bar of their own.
MOST_BARS = 12


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, rows (never reviewed and longest ago first), a note, who has most to review, and the totals."""
	frappe.has_permission(CUSTOMER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	rule, customer = review.rule(), frappe.qb.DocType(CUSTOMER)
	within = review.is_key(customer, rule)
	for field in ("tier", "branch", "manager"):
		if wanted.get(field):
			within &= customer[field] == wanted[field]
	visible = scope.criterion(CUSTOMER, table=customer)
	if visible is not None:
		within &= visible
	due = review.is_due(customer, rule)
	query = frappe.qb.from_(customer).select(*(customer[field] for field in SHOWN)).where(within)
	if not cint(wanted.all):
		query = query.where(due)
	rows = (
		query.orderby(customer.last_reviewed_on)
		.orderby(customer.total_aum, order=frappe.qb.desc)
		.limit(MOST_ROWS)
		.run(as_dict=True)
	)
	for row in rows:
		row.days = date_diff(today(), row.last_reviewed_on) if row.last_reviewed_on else None
		row.due = int(not row.last_reviewed_on or row.last_reviewed_on < rule.due_before)
	managers = _by_manager(within, due)
	counts = frappe._dict({name: sum(cint(row[name]) for row in managers) for name in ("key", "due")})
	return _columns(), with_titles(rows), _note(counts, rows), _chart(managers), _summary(counts)


def _by_manager(within: Criterion, due: Criterion) -> list[frappe._dict]:
	"""Key customers and those to review of each manager, in one pass for the totals and the chart."""
	customer = frappe.qb.DocType(CUSTOMER)
	return (
		frappe.qb.from_(customer)
		.select(customer.manager, Count("*").as_("key"), Sum(Case().when(due, 1).else_(0)).as_("due"))
		.where(within)
		.groupby(customer.manager)
		.run(as_dict=True)
	)


def _chart(managers: list[frappe._dict]) -> dict | None:
	"""The managers with the most files to review."""
	most = sorted(managers, key=lambda row: (-cint(row.due), str(row.manager)))[:MOST_BARS]
	rows = with_titles([frappe._dict(row, due=cint(row.due)) for row in most])
	for row in rows:
		row.manager = row.manager or _("Not Given")
	return chart(rows, "manager", (_("To Review"), "due"))


def _note(counts: frappe._dict, rows: list) -> str | None:
	if len(rows) < MOST_ROWS or cint(counts.due) <= MOST_ROWS:
		return None
	return _("The {0} longest overdue are shown.").format(MOST_ROWS)


def _summary(counts: frappe._dict) -> list[dict]:
	due = cint(counts.due)
	return [
		{"label": _("Key Customers"), "value": cint(counts.key), "datatype": "Int"},
		warning(_("To Review"), due, "Orange"),
		{
			"label": _("Reviewed in Time"),
			"value": f"{100 * (cint(counts.key) - due) / counts.key:.1f}%" if counts.key else "–",
			"datatype": "Data",
		},
	]


def _columns() -> list[dict]:
	meta = frappe.get_meta(CUSTOMER)

	def column(field: str, kind: str, width: int, options: str | None = None, label: str = "") -> dict:
		label = label or _(meta.get_label(field), context=CUSTOMER)
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, "options": options}

	return [
		column("name", "Link", 120, CUSTOMER, _("Customer")),
		column("customer_name", "Data", 170),
		column("mobile", "Data", 120),
		column("tier", "Link", 110, "Bank Customer Tier"),
		column("total_aum", "Currency", 140),
		column("completeness", "Percent", 110),
		column("last_reviewed_on", "Date", 110),
		column("days", "Int", 90, None, _("Days Since")),
		column("last_reviewed_by", "Data", 110),
		column("branch", "Data", 160),
		column("manager", "Data", 110),
	]
