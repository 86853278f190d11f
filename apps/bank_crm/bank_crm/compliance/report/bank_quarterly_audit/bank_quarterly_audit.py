"""高权限操作季度审计表: the high-privilege operations of a quarter with the verdict on each (SEC-14)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from bank_crm.compliance import audits
from bank_crm.domain.compliance_enums import AuditVerdict
from bank_crm.service.reporting import COLOURS

MOST_ROWS = 2000
SHOWN = (
	"name",
	"occurred_at",
	"full_name",
	"action",
	"summary",
	"customer",
	"verdict",
	"note",
	"decided_by",
	"decided_on",
)
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, the items (oldest first), a note where there are more, operations by verdict, and the totals."""
	frappe.has_permission(audits.ITEM, "report", throw=True)
	wanted = frappe._dict(filters or {})
	chosen = {field: wanted[field] for field in ("audit", "action", "verdict") if wanted.get(field)}
	if wanted.get("person"):
		chosen["full_name"] = ("like", f"%{wanted.person}%")
	rows = frappe.get_list(
		audits.ITEM,
		filters=chosen,
		fields=list(SHOWN),
		order_by="occurred_at asc",
		limit_page_length=MOST_ROWS + 1,
	)
	note = _("The first {0} operations are shown; filter for the others.").format(MOST_ROWS)
	counts = {
		verdict: frappe.db.count(audits.ITEM, {**chosen, "verdict": verdict})
		for verdict in AuditVerdict.values()
	}
	if wanted.get("verdict"):
		counts = {wanted.verdict: counts[wanted.verdict]}
	note = note if len(rows) > MOST_ROWS else None
	return _columns(), rows[:MOST_ROWS], note, _chart(chosen), _summary(counts)


def _chart(chosen: dict[str, Any]) -> dict | None:
	"""How many operations of each kind there are, by their verdict."""
	item = frappe.qb.DocType(audits.ITEM)
	query = (
		frappe.qb.from_(item)
		.select(item.action, item.verdict, Count("*").as_("count"))
		.groupby(item.action, item.verdict)
	)
	for field, value in chosen.items():
		query = query.where(item[field].like(value[1]) if isinstance(value, tuple) else item[field] == value)
	counts: dict[str, dict[str, int]] = {}
	for row in query.run(as_dict=True):
		counts.setdefault(row.action, {})[row.verdict] = row.count
	if not counts:
		return None
	actions = sorted(counts, key=lambda action: -sum(counts[action].values()))
	return {
		"data": {
			"labels": [_(action) for action in actions],
			"datasets": [
				{
					"name": _(verdict, context=audits.ITEM),
					"values": [counts[action].get(verdict, 0) for action in actions],
				}
				for verdict in AuditVerdict.values()
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
		"colors": COLOURS[: len(AuditVerdict.values())],
	}


def _columns() -> list[dict]:
	return [
		{"fieldname": "name", "label": _("No."), "fieldtype": "Link", "options": audits.ITEM, "width": 80},
		{"fieldname": "occurred_at", "label": _("Time"), "fieldtype": "Datetime", "width": 175},
		{
			"fieldname": "full_name",
			"label": _("Person", context="Bank Audit Item"),
			"fieldtype": "Data",
			"width": 110,
		},
		{"fieldname": "action", "label": _("Operation"), "fieldtype": "Data", "width": 120},
		{"fieldname": "summary", "label": _("Operation Performed"), "fieldtype": "Data", "width": 380},
		{"fieldname": "customer", "label": _("Customer No."), "fieldtype": "Data", "width": 130},
		{"fieldname": "verdict", "label": _("Verdict"), "fieldtype": "Data", "width": 110},
		{"fieldname": "note", "label": _("Note"), "fieldtype": "Data", "width": 180},
		{"fieldname": "decided_by", "label": _("Decided by"), "fieldtype": "Data", "width": 150},
		{"fieldname": "decided_on", "label": _("Decided on"), "fieldtype": "Datetime", "width": 175},
	]


def _summary(counts: dict[str, int]) -> list[dict]:
	colours = {
		AuditVerdict.PENDING.value: "Grey",
		AuditVerdict.IN_ORDER.value: "Green",
		AuditVerdict.TO_BE_CLARIFIED.value: "Orange",
		AuditVerdict.NOT_IN_ORDER.value: "Red",
	}
	return [
		{
			"label": _(verdict, context=audits.ITEM),
			"value": count,
			"datatype": "Int",
			"indicator": colours[verdict],
		}
		for verdict, count in counts.items()
	]
