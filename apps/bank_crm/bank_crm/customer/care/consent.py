"""What customers allow: the last decision on each channel counts; without one nothing is allowed (RSK-08)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from bank_crm.domain.care import ConsentDecision, ConsentPurpose
from bank_crm.name_list import NameList

DOCTYPE = "Bank Contact Consent"


def allowed_channels(
	customers: Iterable[str], purpose: ConsentPurpose = ConsentPurpose.CARE
) -> dict[str, set[str]]:
	"""Return the channels each customer allows for a purpose; customers without any are left out."""
	table = frappe.qb.DocType(DOCTYPE)
	rows = (
		frappe.qb.from_(table)
		.select(table.customer, table.channel, table.decision)
		.where(NameList(customers).holds(table.customer))
		.where(table.purpose == purpose.value)
		.orderby(table.decided_at)
		.orderby(table.name)
	).run()
	last = {(customer, channel): decision for customer, channel, decision in rows}
	found: dict[str, set[str]] = {}
	for (customer, channel), decision in last.items():
		if decision == ConsentDecision.GIVEN.value:
			found.setdefault(customer, set()).add(channel)
	return found
