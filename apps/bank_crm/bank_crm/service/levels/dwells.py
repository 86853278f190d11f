"""The states orders were in, as the clocks need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import frappe

Dwell = tuple[str, datetime, datetime | None]


def dwells_of(orders: Sequence[str]) -> dict[str, list[Dwell]]:
	"""Return for each order its states on record, each from when and until when, the earliest first."""
	if not orders:
		return {}
	table = frappe.qb.DocType("Bank Work Order State")
	query = (
		frappe.qb.from_(table)
		.select(table.work_order, table.state, table.from_on, table.to_on)
		.where(table.work_order.isin(list(orders)))
		.orderby(table.from_on)
	)
	found: defaultdict[str, list[Dwell]] = defaultdict(list)
	for order, state, since, until in query.run():
		found[order].append((state, since, until))
	return found
