"""Merge fields of benefits: each customer's own page to claim on, and what it is called (MKT-15)."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import now_datetime

from bank_crm.domain.benefit_enums import GrantState
from bank_crm.marketing import signed
from bank_crm.marketing.benefits.counters import BENEFIT, GRANT
from bank_crm.marketing.templates.fields import MergeField
from bank_crm.name_list import NameList


def _newest(customers: Sequence[str], campaign: str | None) -> dict[str, tuple[int, str]]:
	"""Customer → his or her newest grant that can still be claimed or used, and its benefit."""
	table = frappe.qb.DocType(GRANT)
	query = frappe.qb.from_(table).select(table.customer, table.name, table.benefit)
	query = query.where(NameList(customers).holds(table.customer) & (table.expires_at >= now_datetime()))
	query = query.where(table.state.isin([GrantState.ISSUED.value, GrantState.CLAIMED.value]))
	if campaign:
		query = query.where(table.campaign == campaign)
	return {customer: (int(name), benefit) for customer, name, benefit in query.orderby(table.name).run()}


def _links(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
	return {
		customer: signed.BENEFIT.url(grant)
		for customer, (grant, _benefit) in _newest(customers, campaign).items()
	}


def _names(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
	found = _newest(customers, campaign)
	benefits = sorted({benefit for _grant, benefit in found.values()})
	titles = dict(
		frappe.get_all(
			BENEFIT, filters={"name": ("in", benefits)}, fields=["name", "benefit_name"], as_list=True
		)
	)
	return {customer: titles[benefit] for customer, (_grant, benefit) in found.items()}


FIELDS: dict[str, MergeField] = {
	"benefit_link": MergeField(lambda: _("Address to Claim the Benefit"), _links),
	"benefit_name": MergeField(lambda: _("Benefit"), _names),
}
