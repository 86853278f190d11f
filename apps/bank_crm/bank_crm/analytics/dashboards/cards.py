"""The method of the shipped number cards that are more than a count or a sum (ANA-05, ANA-13)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.analytics.dashboards import customers, marketing, operations, sales, service
from bank_crm.analytics.dashboards.base import Card
from bank_crm.permissions import roles

CARDS: dict[str, Card] = {
	**customers.CARDS,
	**marketing.CARDS,
	**sales.CARDS,
	**service.CARDS,
	**operations.CARDS,
}


@frappe.whitelist()
def figure(filters: dict | str | None = None) -> dict[str, Any]:
	"""Return one figure over the session user's rows, and the list behind it; `filters` names the card."""
	frappe.only_for((*roles.ALL, "System Manager"))
	wanted = frappe.parse_json(filters or {})
	card = CARDS.get(str(wanted.get("card"))) if isinstance(wanted, dict) else None
	if card is None:
		frappe.throw(_("There is no such figure."))
	frappe.has_permission(card.doctype, "read", throw=True)
	return card.figure().shown()
