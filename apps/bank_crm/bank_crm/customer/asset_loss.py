"""资产流失客户: customers whose assets fell at every one of the last month-ends (ANA-01, scenario 8)."""

from __future__ import annotations

from datetime import date

import frappe
import ibis
from frappe.utils import add_months, get_last_day, getdate

from bank_crm.analytics import reporting
from bank_crm.analytics.engine import tables


def months_falling() -> int:
	"""Return how many months running assets fall before a customer counts as lost (系统参数)."""
	return int(frappe.get_cached_doc("Bank CRM Settings").asset_decline_months) or 3


def month_ends(last: date, falls: int) -> list[date]:
	"""Return the month-ends looked at, the last one first: one more than there are falls."""
	return [getdate(get_last_day(add_months(last.replace(day=1), -back))) for back in range(falls + 1)]


def losers(people: reporting.Population, last: date, falls: int, measure: str = "total_aum") -> ibis.Table:
	"""Return a row for each customer whose `measure` fell each month up to `last`.

	Columns: `customer`, `end0` (the last month-end) to `end<falls>`, and what was lost since the first as `lost`.
	A month-end without a snapshot is no fall.
	"""
	snapshots = tables.table(reporting.SNAPSHOT, "customer", "month_end", measure)
	found: ibis.Table | None = None
	for place, day in enumerate(month_ends(last, falls)):
		of_day = snapshots.filter(snapshots.month_end == ibis.literal(day))
		if found is None:
			found = people.of(of_day).select("customer", end0=of_day[measure])
			continue
		earlier = of_day.select(key=of_day.customer, **{f"end{place}": of_day[measure]})
		kept = found.columns
		joined = found.join(
			earlier,
			[found.customer == earlier.key, found[f"end{place - 1}"] < earlier[f"end{place}"]],
		)
		found = joined.select(*kept, f"end{place}")
	return found.mutate(lost=found[f"end{falls}"] - found.end0)
