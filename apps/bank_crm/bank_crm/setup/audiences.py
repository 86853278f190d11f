"""The tags and segments the app starts with: examples of the bank's daily work (SEG-08, SEG-16, SEG-17)."""

import json

import frappe
from frappe import _

from bank_crm.domain import audience
from bank_crm.domain.audience import Json
from bank_crm.setup.care import KEY_TIERS


def create() -> None:
	"""Make what is missing; run at install only, so that a deleted one stays away."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	for name, category, colour, root in tags(language):
		if not frappe.db.exists("Bank Customer Tag", name):
			_insert("Bank Customer Tag", root, tag_name=name, category=category, colour=colour)
	known = frappe.get_all("Bank Customer Tier", pluck="name")
	for key, name, description, root in segments(language, [tier for tier in KEY_TIERS if tier in known]):
		if not frappe.db.exists("Bank Segment", {"preset_key": key}):
			_insert("Bank Segment", root, preset_key=key, segment_name=name, description=description)


def tags(language: str) -> list[tuple[str, str, str, Json | None]]:
	"""Return name, category, colour and rule of the tags, named in the bank's language."""
	return [
		(_("Mortgage Customer", language), "Product", "#2f6fde", holds("Loan")),
		(_("Credit Card Holder", language), "Product", "#2f6fde", holds("Credit Card")),
		(_("Interested in Fund Plans", language), "Need", "#8a4fd1", None),
		(_("Interested in Studying Abroad", language), "Need", "#8a4fd1", None),
		(
			_("High-Value Potential", language),
			"Profile",
			"#a9791c",
			is_("aum_month_avg", "between", [300_000, 999_999]),
		),
		(_("Student", language), "Profile", "#3c9d8f", None),
	]


def segments(language: str, key_tiers: list[str]) -> list[tuple[str, str, str, Json]]:
	"""Return key, name, description and conditions of the segments, named in the bank's language.

	A bank that has tiers of its own goes without the segment that speaks of `key_tiers`.
	"""

	def both(*nodes: Json) -> Json:
		return audience.group("and", *nodes)

	deposits = _any_of(
		amount("holding", "sum", ">=", 200_000, leaf("category", "in", ["Savings", "Time Deposit"])),
		is_("total_aum", ">=", 500_000),
	)
	asleep = (
		"asleep_valuable",
		_("Valuable and Asleep", language),
		_("Wealth and private customers whose activity is low or dormant.", language),
		both(is_("tier", "in", key_tiers), is_("activity_level", "in", ["Low", "Dormant"])),
	)
	return [
		(
			"potential_quality",
			_("Potential High-Quality Customers", language),
			_("Deposits of 200,000 or more, and no wealth product or fund.", language),
			both(
				amount("holding", "sum", ">=", 200_000, leaf("category", "in", ["Savings", "Time Deposit"])),
				holds("Wealth", "Fund", has=False),
			),
		),
		(
			"wealth_potential",
			_("Wealth Potential, Active in the App", language),
			_("Assets of 500,000 or more and a log-in to the app within 30 days.", language),
			both(is_("total_aum", ">=", 500_000), logged_in(30)),
		),
		(
			"wealth_not_bought",
			_("No Wealth Purchase in 90 Days", language),
			_("Assets of 100,000 or more, and no wealth product bought within 90 days.", language),
			both(is_("total_aum", ">=", 100_000), bought("Wealth", 90, has=False)),
		),
		*([asleep] if key_tiers else []),
		(
			"card_interest",
			_("Interested in a Credit Card", language),
			_("Looked at the credit card page within 30 days and has no card.", language),
			both(viewed("Credit Card", 30), holds("Credit Card", has=False)),
		),
		(
			"young_online",
			_("Young and Online", language),
			_("Aged 22 to 35, four or more log-ins within 30 days: online wealth.", language),
			both(
				is_("age", "between", [22, 35]),
				{**logged_in(30), "measure": "count", "operator": ">=", "value": 4},
			),
		),
		(
			"senior_maturing",
			_("Seniors with a Maturing Time Deposit", language),
			_("Aged 55 or more, a time deposit that matures within 90 days.", language),
			both(
				is_("age", ">=", 55),
				holds(
					"Time Deposit",
					where=[leaf("maturity_date", "between", [{"days": 0}, {"days": 90}])],
				),
			),
		),
		(
			"big_spenders",
			_("High Consumption", language),
			_("Card spending of 30,000 or more within 90 days.", language),
			both(
				amount("transaction", "sum", ">=", 30_000, leaf("txn_type", "=", "Card Spend"), days=90),
			),
		),
		(
			"large_deposit_or_assets",
			_("Market with Most Potential", language),
			_("Large deposits or assets, active, and at most two products.", language),
			both(deposits, is_("activity_level", "in", ["High", "Medium"]), is_("product_count", "<=", 2)),
		),
	]


def is_(field: str, operator: str, value: object) -> Json:
	"""A condition on the profile."""
	return {"field": field, "operator": operator, "value": value}


leaf = is_  # within a fact it speaks of the rows


def fact(name: str, days: int | None, where: list[Json], **values: object) -> Json:
	"""A condition on records over time; that there are some, unless `values` say otherwise."""
	return {
		"fact": name,
		"measure": "exists",
		"where": where,
		"days": days,
		"operator": "=",
		"value": True,
		**values,
	}


def holds(*categories: str, has: bool = True, where: list[Json] | None = None) -> Json:
	"""Holds a product of these categories, or none."""
	chosen = (
		leaf("category", "in", list(categories))
		if len(categories) > 1
		else leaf("category", "=", categories[0])
	)
	return fact("holding", None, [chosen, *(where or [])], value=has)


def bought(category: str, days: int, *, has: bool = True) -> Json:
	"""Bought a product of the category within so many days, or did not."""
	where = [leaf("txn_type", "=", "Purchase"), leaf("product_category", "=", category)]
	return fact("transaction", days, where, value=has)


def logged_in(days: int) -> Json:
	"""Logged in to the app within so many days."""
	return fact("behaviour", days, [leaf("event_type", "=", "Login"), leaf("channel", "=", "App")])


def viewed(category: str, days: int) -> Json:
	"""Looked at a page about the category within so many days."""
	return fact(
		"behaviour", days, [leaf("event_type", "=", "Page View"), leaf("product_category", "=", category)]
	)


def amount(name: str, measure: str, operator: str, value: int, *where: Json, days: int | None = None) -> Json:
	"""Compare the sum, average … of the fact's first amount."""
	return fact(name, days, list(where), measure=measure, operator=operator, value=value)


def _any_of(*nodes: Json) -> Json:
	return audience.group("or", *nodes)


def _insert(doctype: str, root: Json | None, **values: object) -> None:
	conditions = json.dumps(audience.tree(root), ensure_ascii=False) if root else None
	doc = frappe.get_doc(
		{"doctype": doctype, "conditions": conditions, "owner_user": "Administrator", **values}
	)
	doc.insert(ignore_permissions=True)  # installation, before anybody has a role
