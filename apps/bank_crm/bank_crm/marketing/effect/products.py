"""The holdings and bookings that are purchases of what a campaign is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder import Table
from frappe.query_builder.functions import Coalesce, NullIf
from frappe.utils import getdate
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ValueWrapper

from bank_crm.domain.attribution import ADDED_BY

ACCOUNT, BOOKING, MEMBER = "Bank Customer Account", "Bank Customer Transaction", "Bank Campaign Member"


@dataclass(frozen=True, slots=True)
class Goods:
	"""What a campaign sells: a product, or a product line where none is named."""

	category: str
	product: str | None

	def holds(self, account: Table) -> Criterion:
		"""Return that an account is one of it."""
		own = account.category == self.category
		return own & (account.product == self.product) if self.product else own


def of(campaign: frappe._dict) -> Goods | None:
	"""Return what a campaign sells; None where it says nothing of it."""
	category = campaign.product_category
	return Goods(category, campaign.product) if category else None


def opened(campaign: frappe._dict, goods: Goods, since: date) -> QueryBuilder:
	"""Select the members' new holdings: customer, doctype, name, bought (its day), amount, member, joined_at, in_control."""
	account, member = frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(MEMBER)
	amount = Coalesce(NullIf(account.principal, 0), account.balance, 0)
	return (
		frappe.qb.from_(member)
		.inner_join(account)
		.on(account.customer == member.customer)
		.select(member.customer, ValueWrapper(ACCOUNT).as_("doctype"), account.name)
		.select(account.opened_on.as_("bought"), amount.as_("amount"))
		.select(member.name.as_("member"), member.joined_at, member.in_control)
		.where((member.campaign == campaign.name) & goods.holds(account) & (account.opened_on >= since))
	)


def added(campaign: frappe._dict, goods: Goods, since: date) -> QueryBuilder | None:
	"""Select what members put into holdings they had before, in the same columns; None where that is no purchase."""
	kind = ADDED_BY.get(goods.category)
	if kind is None:
		return None
	account, member, booking = (frappe.qb.DocType(name) for name in (ACCOUNT, MEMBER, BOOKING))
	begun = getdate(campaign.started_at)
	return (
		frappe.qb.from_(member)
		.inner_join(account)
		.on(account.customer == member.customer)
		.inner_join(booking)
		.on(booking.account == account.name)
		.select(member.customer, ValueWrapper(BOOKING).as_("doctype"), booking.name)
		.select(booking.posted_at.as_("bought"), booking.amount)
		.select(member.name.as_("member"), member.joined_at, member.in_control)
		.where((member.campaign == campaign.name) & goods.holds(account))
		.where(account.opened_on.isnull() | (account.opened_on < begun))
		.where((booking.txn_type == kind.value) & (booking.posted_at >= since))
	)
