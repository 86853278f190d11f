"""Benefits for the Desk: what a grant can be used for, using it, taking it back (MKT-10, MKT-20)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from bank_crm.domain.enums import TransactionType
from bank_crm.marketing.benefits import counters, using
from bank_crm.permissions import scope

GRANT, TRANSACTION = counters.GRANT, "Bank Customer Transaction"
#: Purchases offered to choose from.
MOST = 20


@frappe.whitelist(methods=["GET"])
def purchases(benefit_grant: str) -> list[dict[str, Any]]:
	"""Return the holder's purchases since the claim that no benefit was used for, the latest first."""
	_may_change(benefit_grant)
	if not frappe.has_permission(TRANSACTION, "read"):
		return []
	grant = frappe.db.get_value(GRANT, benefit_grant, ["customer", "claimed_at"], as_dict=True)
	found = frappe.get_all(
		TRANSACTION,
		filters={
			"customer": grant.customer,
			"txn_type": TransactionType.PURCHASE.value,
			"posted_at": (">=", grant.claimed_at),
		},
		fields=["name", "posted_at", "amount", "product_category", "summary"],
		order_by="posted_at desc",
		limit=MOST,
	)
	keys = [f"{TRANSACTION}:{row.name}" for row in found]
	used = set(frappe.get_all(GRANT, filters={"purchase_key": ("in", keys)}, pluck="purchase_key"))
	return [row for row, key in zip(found, keys, strict=True) if key not in used]


@frappe.whitelist(methods=["POST"])
def use(benefit_grant: str, amount: float, note: str = "", purchase: str | None = None) -> None:
	"""Note that a customer uses a claimed benefit now; `amount` in yuan, `purchase` the booking where there is one."""
	_may_change(benefit_grant)
	using.use(benefit_grant, flt(amount), note[:140], purchase or None)


@frappe.whitelist(methods=["POST"])
def withdraw(benefit_grant: str, reason: str) -> None:
	"""Take back a benefit that was not used."""
	_may_change(benefit_grant)
	if not reason.strip():
		frappe.throw(_("Give a reason."), title=_("Benefit"))
	using.withdraw(benefit_grant, reason.strip()[:140])


def _may_change(benefit_grant: str) -> None:
	"""Grants are nobody's to edit; who may change the customer may use and withdraw his or her benefits."""
	frappe.has_permission(GRANT, "read", doc=benefit_grant, throw=True)
	customer = frappe.db.get_value(GRANT, benefit_grant, "customer")
	if not scope.allows(scope.CUSTOMER, customer, write=True):
		frappe.throw(_("You may not change this customer."), frappe.PermissionError)
