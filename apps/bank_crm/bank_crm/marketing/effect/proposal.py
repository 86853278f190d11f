"""Proposing an audience for a product line: what its holders have in common, how many are like them, what to expect (MKT-23)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Sum
from frappe.utils import cint
from pypika.queries import QueryBuilder
from pypika.terms import ExistsCriterion

from bank_crm.customer.segments import population
from bank_crm.domain import proposal
from bank_crm.domain.campaign_figures import percent
from bank_crm.domain.enums import AccountStatus, CustomerStatus, ProductCategory
from bank_crm.marketing.effect import features
from bank_crm.permissions import scope

CUSTOMER, ACCOUNT, SEAT, CAMPAIGN = (
	"Bank Customer",
	"Bank Customer Account",
	"Bank Segment Member",
	"Bank Campaign",
)


def propose(category: str, segment: str = "", *, need: bool = True) -> dict[str, Any]:
	"""Return conditions of an audience for a product line, with why, how many and what to expect.

	`segment` is the characteristics given: only its members are looked at. Customers are those the user may plan for.
	Raises ValidationError for an unknown line.
	"""
	from bank_crm.customer.segments import preview  # loads Ibis

	if category not in ProductCategory.values():
		frappe.throw(_("Choose a product line."))
	found = features.count(_people(category, segment), lambda _people, account: account.name.isnotnull())
	parts = proposal.parts(found, category)
	conditions = proposal.conditions(parts, category, segment=segment, need=need)
	user = population.asked_as(frappe.session.user) or frappe.session.user
	seen = preview.preview(conditions, user)
	like, holding = (
		(preview.preview(tree, user).count if tree else 0)
		for tree in (
			proposal.like_holders(parts, segment=segment),
			proposal.like_holders(parts, segment=segment, holding=category),
		)
	)
	everybody, holders = _sizes(category, segment)
	usual, like_rate = percent(holders, everybody), percent(holding, like)
	return {
		"conditions": conditions,
		"parts": [_told(part) for part in parts],
		"size": seen.count,
		"base": seen.base,
		"warning": seen.warning.code if seen.warning else None,
		"holders": holders,
		"usual_rate": usual,
		"like_rate": like_rate,
		"expected": _expected(category, like_rate / usual if usual and parts else 1),
		"reason": _reason(category, parts, need),
	}


def _people(category: str, segment: str) -> QueryBuilder:
	customer, account = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(ACCOUNT)
	holds = (
		frappe.qb.from_(account)
		.select(account.name)
		.where((account.customer == customer.name) & (account.category == category))
		.where(account.status != AccountStatus.CLOSED.value)
	)
	query = (
		frappe.qb.from_(customer)
		.select(customer.name.as_("customer"), Case().when(ExistsCriterion(holds), 1).else_(0).as_("hit"))
		.where(customer.status == CustomerStatus.ACTIVE.value)
	)
	if segment:
		seat = frappe.qb.DocType(SEAT)
		members = frappe.qb.from_(seat).select(seat.customer).where(seat.segment == segment)
		query = query.where(customer.name.isin(members))
	user = population.asked_as(frappe.session.user)
	condition = scope.criterion(CUSTOMER, user, customer) if user else None
	return query if condition is None else query.where(condition)


def _sizes(category: str, segment: str) -> tuple[int, int]:
	people = _people(category, segment).as_("people")
	count = frappe.qb.from_(people).select(Sum(1), Sum(people.hit))
	everybody, holders = count.run()[0]
	return cint(everybody), cint(holders)


def _expected(category: str, times: float) -> float | None:
	"""Purchases of the targeted in campaigns for the line so far, times how much more frequent holders are among these."""
	table = frappe.qb.DocType(CAMPAIGN)
	query = frappe.qb.from_(table).select(Sum(table.purchased), Sum(table.targeted))
	purchased, targeted = query.where(table.product_category == category).run()[0]
	if not cint(targeted):
		return None
	return min(round(percent(cint(purchased), cint(targeted)) * times, 2), 100.0)


def _told(part: proposal.Part) -> dict[str, Any]:
	return {
		"label": features.label(part.attribute),
		"values": [features.words(part.attribute, value) for value in part.values],
		"hit_share": round(100 * part.hit_share, 1),
		"other_share": round(100 * part.other_share, 1),
		"lift": round(part.lift, 2) if part.lift is not None else None,
	}


def _reason(category: str, parts: list[proposal.Part], need: bool) -> str:
	"""One sentence for the segment's description."""
	line = _(category, context="Bank Product")
	if not parts:
		return _("Customers without {0} who have asked for it.").format(line) if need else ""
	like = "; ".join(
		f"{features.label(part.attribute)}: {', '.join(features.words(part.attribute, value) for value in part.values)}"
		for part in parts
	)
	told = _("Customers without {0} who are like those who hold it ({1})").format(line, like)
	return _("{0}, and those who have asked for it.").format(told) if need else f"{told}."
