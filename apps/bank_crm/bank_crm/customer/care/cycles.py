"""What the tiers' service cycles ask for, in the calendar's terms (SEG-19, CAR-06, CAR-08)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe

from bank_crm.domain.care import CycleUnit

#: How the tier says it → (number of units, unit).
_PERIODS = {
	"Month": (1, CycleUnit.MONTH),
	"Quarter": (1, CycleUnit.QUARTER),
	"Half-Year": (2, CycleUnit.QUARTER),
	"Year": (1, CycleUnit.YEAR),
}


@dataclass(frozen=True, slots=True)
class TierCycle:
	"""One service a tier's customers get: `times` in every n units."""

	tier: str
	activity: str
	every_n: int
	unit: CycleUnit
	times: int


def service_cycles() -> list[TierCycle]:
	"""Return every tier's services, tiers by name and services in the tier's order."""
	rows = frappe.get_all(
		"Bank Service Cycle",
		filters={"parenttype": "Bank Customer Tier"},
		fields=["parent", "activity", "every", "times"],
		order_by="parent asc, idx asc",
	)
	return [
		TierCycle(row.parent, row.activity, *_PERIODS[row.every], times=max(1, row.times or 1))
		for row in rows
	]
