"""Two customers side by side, as the review page shows them (CUS-13)."""

from typing import TypedDict

import frappe
from frappe.query_builder.functions import Count

from bank_crm.customer.duplicates import access, fields, pairs
from bank_crm.customer.duplicates.evidence import judge
from bank_crm.customer.duplicates.links import references
from bank_crm.domain.duplicates import FIELD_GROUPS, default_choice, ordered

CUSTOMER = "Bank Customer"
#: Shown above the fields, never chosen for.
SHOWN = (
	"name", "modified", "creation", "customer_name", "status", "merged_into", "branch", "manager", "source_system",
	"external_id", "total_aum", "total_liability", "product_count", "last_txn_at", "completeness",
)  # fmt: skip


class Line(TypedDict):
	"""One field on both sides; `follows` is the field whose choice decides."""

	fieldname: str
	values: list[object]
	differs: bool
	choice: str
	follows: str | None


class Comparison(TypedDict):
	"""What the page needs in one answer. The first customer is the one proposed to be kept."""

	customers: list[dict[str, object]]
	lines: list[Line]
	linked: list[dict[str, object]]
	score: int
	signs: dict[str, object]
	pair: dict[str, object] | None
	may_merge: bool


def compare(one: str, other: str, kept: str | None = None) -> Comparison:
	"""Compare two customers whose rights have been asked; `kept` comes first, else the one proposed."""
	rows = {row.name: row for row in frappe.get_all(CUSTOMER, {"name": ("in", (one, other))}, ["*"])}
	first = kept if kept in rows else _proposed(list(rows.values()))
	second = other if first == one else one
	(judged,) = judge([ordered(one, other)])
	pair = pairs.name_of(one, other)
	return Comparison(
		customers=[{field: rows[name].get(field) for field in SHOWN} for name in (first, second)],
		lines=_lines(rows[first], rows[second]),
		linked=_linked(first, second),
		score=judged.score,
		signs={sign: getattr(judged.evidence, sign) for sign in (*pairs.SIGNS, "other_id_number")},
		pair=_pair(pair) if pair else None,
		may_merge=access.may_merge(first, second),
	)


def _proposed(rows: list[frappe._dict]) -> str:
	"""The one the core system keeps, then the one with more on it, then the older one."""
	best = min(
		rows, key=lambda row: (not row.source_system, -row.product_count, -row.total_aum, row.creation)
	)
	return best.name


def _lines(kept: frappe._dict, merged: frappe._dict) -> list[Line]:
	blank = dict.fromkeys(fields.SEALED)
	own = {**kept, **blank, **fields.fingerprints(kept.name)}
	others = {**merged, **blank, **fields.fingerprints(merged.name)}
	leaders = {field: group[0] for group in FIELD_GROUPS for field in group[1:]}
	lines = []
	for field in fields.choosable():
		if not own[field] and not others[field]:
			continue
		leader = leaders.get(field, field)
		lines.append(
			Line(
				fieldname=field,
				values=[kept[field], merged[field]],
				differs=own[field] != others[field],
				choice=default_choice(own[leader], others[leader]),
				follows=leaders.get(field),
			)
		)
	return lines


def _linked(first: str, second: str) -> list[dict[str, object]]:
	"""How many rows name each of the two, by DocType; only DocTypes with any."""
	found: dict[str, list[int]] = {}
	for link in references():
		if link.single:
			continue
		table = link.table
		for side, name in enumerate((first, second)):
			rows = frappe.qb.from_(table).select(Count("*")).where(link.names(table, name)).run()
			found.setdefault(link.doctype, [0, 0])[side] += int(rows[0][0])
	linked = [{"doctype": doctype, "rows": rows} for doctype, rows in found.items() if any(rows)]
	return sorted(linked, key=lambda entry: -sum(entry["rows"]))


def _pair(name: str) -> dict[str, object]:
	wanted = ["name", "status", "reason", "merge", "decided_by", "decided_at", "found_by", "found_at"]
	return frappe.db.get_value(pairs.DOCTYPE, name, wanted, as_dict=True)
