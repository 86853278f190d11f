"""The bank's care rules as typed values (CAR-01 to CAR-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import frappe

from bank_crm.domain.care import Calendar, CycleUnit, Festival, RuleOccasion

DOCTYPE = "Bank Care Rule"


@dataclass(frozen=True, slots=True)
class Step:
	"""One step of an action plan; `name` is its row, which stays when the plan is put into another order."""

	name: str
	offset_days: int
	subject: str
	priority: str


@dataclass(frozen=True, slots=True)
class CareRule:
	"""One enabled rule; empty texts and tuples mean "no limit"."""

	name: str
	occasion: RuleOccasion
	subject: str
	priority: str
	lead_days: int
	due_days_before: int
	last_run_on: date | None
	festival: Festival | None
	calendar: Calendar
	month: int
	day: int
	only_year: int
	product_category: str
	life_event: str
	every_n: int
	unit: CycleUnit | None
	tiers: tuple[str, ...]
	segment: str
	gender: str
	include_companies: bool
	reach: str
	greeting: str
	gift: str
	steps: tuple[Step, ...]


def enabled(names: list[str] | None = None) -> list[CareRule]:
	"""Return the enabled rules, or those of them with the given names, in the order of their names."""
	filters: dict[str, object] = {"enabled": 1}
	if names is not None:
		filters["name"] = ("in", names)
	rows = frappe.get_all(DOCTYPE, filters=filters, fields=["*"], order_by="name asc")
	tiers = _children("Bank Care Tier", ["tier"])
	steps = _children("Bank Care Step", ["name", "offset_days", "subject", "priority"])
	return [
		CareRule(
			name=row.name,
			occasion=RuleOccasion(row.occasion),
			subject=row.subject or row.rule_name,
			priority=row.priority,
			lead_days=row.lead_days or 0,
			due_days_before=row.due_days_before or 0,
			last_run_on=row.last_run_on,
			festival=Festival(row.festival) if row.festival else None,
			calendar=Calendar(row.calendar or Calendar.SOLAR),
			month=row.month or 0,
			day=row.day or 0,
			only_year=row.only_year or 0,
			product_category=row.product_category or "",
			life_event=row.life_event or "",
			every_n=row.every_n or 1,
			unit=CycleUnit(row.unit) if row.unit else None,
			tiers=tuple(child.tier for child in tiers.get(row.name, [])),
			segment=row.segment or "",
			gender=row.gender or "",
			include_companies=bool(row.include_companies),
			reach=row.reach,
			greeting=row.greeting or "",
			gift=row.gift or "",
			steps=tuple(
				Step(child.name, child.offset_days, child.subject, child.priority)
				for child in steps.get(row.name, [])
			),
		)
		for row in rows
	]


def _children(doctype: str, fields: list[str]) -> dict[str, list[frappe._dict]]:
	"""Return the rows of one of the rules' tables by rule."""
	found: dict[str, list[frappe._dict]] = {}
	rows = frappe.get_all(
		doctype, filters={"parenttype": DOCTYPE}, fields=[*fields, "parent"], order_by="parent asc, idx asc"
	)
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found
