"""Where the customer stands: tier and its trend, stage with history, tags, portrait (CUS-17, CUS-21)."""

from datetime import datetime
from typing import TypedDict

import frappe
from frappe.utils import flt

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.portraits import reason_texts
from bank_crm.customer.overview.registry import Entry, Panel, Source
from bank_crm.customer.overview.stages import reason_text

TIER = "Bank Customer Tier"
TIER_CHANGE = "Bank Tier Change"
STAGE_CHANGE = "Bank Stage Change"
ASSIGNMENT = "Bank Tag Assignment"
PORTRAIT = "Bank Customer Portrait"
MOST_CHANGES = 6
MOST_TAGS = 40
HIDDEN_COLUMNS = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx", "customer")


class Change(TypedDict):
	"""One move from a tier or stage to another."""

	before: str | None
	after: str
	at: datetime
	user: str | None
	source: str | None
	reason: str | None


class TierStanding(TypedDict):
	"""The moves, and how far the month-average assets are from the neighbouring tiers, in the bank's currency.

	`own_min` is where the present tier begins, `next_tier` and `next_min` what comes above it, None at the top.
	"""

	changes: list[Change]
	own_min: float
	next_tier: str | None
	next_min: float | None
	average: float


class Tag(TypedDict):
	"""A tag in force."""

	tag: str
	category: str | None
	colour: str | None
	source: str | None


def tier(context: PageContext) -> TierStanding:
	"""The tier's moves and its neighbours on the ladder."""
	ladder = frappe.get_all(TIER, fields=["name", "level", "min_aum"], order_by="level asc")
	own = next((step for step in ladder if step.name == context.facts.tier), None)
	above = next((step for step in ladder if own is None or step.level > own.level), None)
	return {
		"changes": _changes(context, TIER_CHANGE, "from_tier", "to_tier"),
		"own_min": flt(own.min_aum) if own else 0.0,
		"next_tier": above.name if above else None,
		"next_min": flt(above.min_aum) if above else None,
		"average": flt(context.facts.aum_month_avg),
	}


def stage(context: PageContext) -> list[Change]:
	"""The stage's moves, the latest first, with the rule's reason in words."""
	changes = _changes(context, STAGE_CHANGE, "from_stage", "to_stage")
	return [{**change, "reason": reason_text(change["reason"])} for change in changes]


def tags(context: PageContext) -> list[Tag]:
	"""Tags in force today."""
	assignment, tag = frappe.qb.DocType(ASSIGNMENT), frappe.qb.DocType("Bank Customer Tag")
	today = context.now.date()
	return (
		context.rows(assignment)
		.inner_join(tag)
		.on(tag.name == assignment.tag)
		.select(assignment.tag, tag.category, tag.colour, assignment.source)
		.where(tag.enabled == 1)
		.where(assignment.valid_until.isnull() | (assignment.valid_until >= today))
		.where(tag.valid_until.isnull() | (tag.valid_until >= today))
		.orderby(tag.category)
		.orderby(assignment.tag)
		.limit(MOST_TAGS)
	).run(as_dict=True)


def portrait(context: PageContext) -> dict[str, object] | None:
	"""The computed portrait with the moment it was computed; None before the first computation."""
	table = frappe.qb.DocType(PORTRAIT)
	rows = context.rows(table).select("*").limit(1).run(as_dict=True)
	if not rows:
		return None
	shown = {column: value for column, value in rows[0].items() if column not in HIDDEN_COLUMNS}
	return {**shown, "potential_reasons": reason_texts(rows[0].potential_reasons)}


def tier_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Moves between tiers."""
	return _change_entries(context, (TIER_CHANGE, "from_tier", "to_tier", TIER), until, most)


def stage_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Moves between stages."""
	entries = _change_entries(context, (STAGE_CHANGE, "from_stage", "to_stage", "Bank Customer"), until, most)
	return [{**entry, "text": reason_text(entry["text"])} for entry in entries]


def _changes(context: PageContext, doctype: str, before: str, after: str) -> list[Change]:
	table = frappe.qb.DocType(doctype)
	return (
		context.rows(table)
		.select(table[before].as_("before"), table[after].as_("after"), table.changed_at.as_("at"))
		.select(table.changed_by.as_("user"), table.source, table.reason)
		.orderby(table.changed_at, order=frappe.qb.desc)
		.limit(MOST_CHANGES)
	).run(as_dict=True)


def _change_entries(
	context: PageContext, columns: tuple[str, str, str, str], until: datetime | None, most: int
) -> list[Entry]:
	doctype, before, after, words = columns
	table = frappe.qb.DocType(doctype)
	query = context.rows(table).select(
		table.name,
		table[before].as_("before"),
		table[after].as_("after"),
		table.changed_by,
		table.reason,
		table.changed_at.as_("at"),
	)
	return [
		{
			"kind": "change",
			"at": row.at,
			"name": str(row.name),
			"doctype": doctype,
			"title": doctype,
			"context": words,
			"note": f"{row.before or ''}→{row.after}",
			"text": row.reason,
			"user": row.changed_by,
		}
		for row in latest(query, table, "changed_at", until, most)
	]


PANELS = {
	"tier": Panel(tier, (TIER, TIER_CHANGE)),
	"stage": Panel(stage, (STAGE_CHANGE,)),
	"tags": Panel(tags, (ASSIGNMENT,)),
	"portrait": Panel(portrait, (PORTRAIT,)),
}
SOURCES = (
	Source(("change",), tier_entries, (TIER_CHANGE,)),
	Source(("change",), stage_entries, (STAGE_CHANGE,)),
)
