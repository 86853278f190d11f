"""Small generated banks and random trees over them; the seed decides everything."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import frappe

from bank_crm.domain import enums
from bank_crm.tests import factories

CITIES = ["上海", "南京", "Köln", "köln", "Koln", "O'Brien", 'a"b,c', "a\\b", "100%", "x_y", "", None]
TAGS = 3


def fill(seed: int, customers: int, day: date) -> list[str]:
	"""Insert a bank's rows straight into the tables; return the customers' names."""
	dice = random.Random(seed)
	tags = [
		factories.make("Bank Customer Tag", tag_name=factories.unique("Tag"), category="Other").name
		for _ in range(TAGS)
	]
	names = [f"{factories.unique('SEG')}-{number:04d}" for number in range(customers)]
	_insert("Bank Customer", [_customer(dice, name, day) for name in names])
	accounts = [_account(dice, names, day, number) for number in range(customers * 2)]
	_insert("Bank Customer Account", accounts)
	_insert("Bank Customer Transaction", [_booking(dice, accounts, day) for _ in range(customers * 6)])
	_insert("Bank Behaviour Event", [_event(dice, names, day) for _ in range(customers * 5)])
	pairs = sorted({(dice.choice(names), dice.choice(tags)) for _ in range(customers)})
	_insert("Bank Tag Assignment", [_tag(dice, *pair, day) for pair in pairs])
	ends = [day.replace(day=1) - timedelta(days=1 + 31 * month) for month in range(2)]
	_insert(
		"Bank Asset Snapshot",
		[
			{"customer": name, "month_end": end, "total_aum": _money(dice), "wealth": _money(dice)}
			for name in names
			for end in ends
			if dice.random() < 0.6
		],
	)
	return names


def _insert(doctype: str, rows: list[dict[str, Any]]) -> None:
	numbered = frappe.get_meta(doctype).autoname == "autoincrement"
	columns = sorted({column for row in rows for column in row} | ({"name"} if numbered else set()))
	values = []
	for row in rows:
		if numbered:
			row["name"] = frappe.db.get_next_sequence_val(doctype)
		values.append([row.get(column) for column in columns])
	frappe.db.bulk_insert(doctype, columns, values)


def _maybe(dice: random.Random, values: Any, share: float = 0.2) -> Any:
	return None if dice.random() < share else dice.choice(list(values))


def _money(dice: random.Random) -> float:
	return dice.choice([0, 0, 100, 100.5, 499_999.99, 500_000, 1_000_000.1234, dice.randrange(10**7) / 100])


def _moment(dice: random.Random, day: date, most: int = 120) -> datetime:
	"""Often exactly at midnight or a microsecond before it, where windows begin."""
	start = datetime(day.year, day.month, day.day) - timedelta(
		days=dice.choice([0, 1, 7, 30, 90, dice.randrange(most)])
	)
	return start + dice.choice(
		[timedelta(), timedelta(microseconds=-1), timedelta(seconds=dice.randrange(86_400))]
	)


def _customer(dice: random.Random, name: str, day: date) -> dict[str, Any]:
	born = _maybe(
		dice, [day.replace(year=day.year - dice.randrange(18, 90)), date(1996, 2, 29), date(1960, 1, 1)]
	)
	return {
		"name": name,
		"customer_name": name,
		"customer_type": "Person",
		"status": "Active" if dice.random() < 0.9 else "Archived",
		"tier": _maybe(dice, ["Mass", "Wealth", "Private Banking", "Wealth Potential"]),
		"activity_level": _maybe(dice, enums.ActivityLevel.values()),
		"gender": _maybe(dice, enums.Gender.values()),
		"city": dice.choice(CITIES),
		"birth_date": born,
		"total_aum": _money(dice),
		"aum_month_avg": _money(dice),
		"product_count": dice.randrange(5),
		"credit_score": dice.choice([0, 600, 700]),
		"opened_on": _maybe(dice, [day, day - timedelta(days=30), date(2020, 1, 1)]),
		"last_login_at": _maybe(dice, [_moment(dice, day)]),
	}


def _account(dice: random.Random, names: list[str], day: date, number: int) -> dict[str, Any]:
	return {
		"name": f"{factories.unique('SA')}-{number:05d}",
		"customer": dice.choice(names),
		"category": dice.choice(enums.ProductCategory.values()),
		"status": dice.choice(["Active", "Active", "Closed", "Frozen"]),
		"balance": _money(dice),
		"opened_on": _maybe(dice, [day, day - timedelta(days=90), day - timedelta(days=400)]),
		"maturity_date": _maybe(dice, [day, day + timedelta(days=7), day + timedelta(days=60)]),
	}


def _booking(dice: random.Random, accounts: list[dict[str, Any]], day: date) -> dict[str, Any]:
	account = dice.choice(accounts)
	return {
		"customer": account["customer"],
		"account": account["name"],
		"posted_at": _moment(dice, day),
		"txn_type": dice.choice(["Purchase", "Deposit", "Card Spend"]),
		"direction": dice.choice(["Credit", "Debit"]),
		"channel": _maybe(dice, ["Mobile", "ATM", "Counter"]),
		"product_category": _maybe(dice, ["Wealth", "Fund"]),
		"amount": _money(dice),
	}


def _event(dice: random.Random, names: list[str], day: date) -> dict[str, Any]:
	return {
		"customer": dice.choice(names),
		"event_type": dice.choice(["Login", "Page View"]),
		"occurred_at": _moment(dice, day),
		"channel": _maybe(dice, ["App", "Online"]),
		"page": _maybe(dice, ["credit-card", "Credit-Card", "fund"]),
	}


def _tag(dice: random.Random, customer: str, tag: str, day: date) -> dict[str, Any]:
	until = _maybe(dice, [day, day - timedelta(days=1), day + timedelta(days=9)], 0.5)
	return {
		"customer": customer,
		"tag": tag,
		"source": dice.choice(["Manual", "Rule"]),
		"assigned_at": _moment(dice, day),
		"valid_until": until,
	}


class Trees:
	"""Random trees; every operator, measure and kind of field comes up."""

	def __init__(self, seed: int, day: date) -> None:
		self.dice = random.Random(seed)
		self.day = day
		self.tags = frappe.get_all("Bank Customer Tag", pluck="name")

	def tree(self) -> dict[str, Any]:
		return {"version": 1, "root": self.node(3)}

	def node(self, depth: int) -> dict[str, Any]:
		roll = self.dice.random()
		if depth and roll < 0.55:
			op = self.dice.choice(["and", "and", "or", "not"])
			size = 1 if op == "not" else self.dice.randrange(1, 4)
			return {"op": op, "conditions": [self.node(depth - 1) for _ in range(size)]}
		return self.fact() if roll > 0.75 else self.dice.choice(self.profile())()

	def profile(self) -> list[Callable[[], dict[str, Any]]]:
		return [
			lambda: self.exact("tier", ["Mass", "Wealth", "Private Banking"]),
			lambda: self.exact("activity_level", enums.ActivityLevel.values()),
			lambda: self.exact("gender", enums.Gender.values()),
			self.text,
			lambda: self.number("total_aum", [0, 100.5, 500_000, 1_000_000.1234]),
			lambda: self.number("product_count", [0, 1, 3]),
			lambda: self.number("age", [18, 30, 60]),
			lambda: self.number("birth_month", [1, 2, 11]),
			lambda: self.number("credit_score", [0, 600], extra=["is set", "is not set"]),
			lambda: self.when("opened_on"),
			lambda: self.when("birth_date"),
			lambda: self.when("last_login_at"),
		]

	def exact(self, field: str, options: Any) -> dict[str, Any]:
		operator = self.dice.choice(["=", "!=", "in", "not in", "is set", "is not set"])
		return self._leaf(field, operator, list(options))

	def text(self) -> dict[str, Any]:
		operator = self.dice.choice(["=", "!=", "in", "not in", "like", "is set", "is not set"])
		options = [city for city in CITIES if city] + (
			["京", "O", "%", "_", "\\", "'"] if operator == "like" else []
		)
		return self._leaf("city", operator, options)

	def number(self, field: str, options: list[float], extra: list[str] | None = None) -> dict[str, Any]:
		operator = self.dice.choice(["=", "!=", ">", ">=", "<", "<=", "between", *(extra or [])])
		return self._leaf(field, operator, options)

	def when(self, field: str) -> dict[str, Any]:
		operator = self.dice.choice(["=", "!=", ">", ">=", "<", "<=", "between", "is set", "is not set"])
		if operator == "between":
			return {
				"field": field,
				"operator": operator,
				"value": [{"days": -90}, {"days": self.dice.choice([0, -30])}],
			}
		days = [{"days": number} for number in (0, -1, -7, -30, 7)] + ["2020-01-01", "1996-02-29"]
		return self._leaf(field, operator, days)

	def _leaf(self, field: str, operator: str, options: list[Any]) -> dict[str, Any]:
		leaf: dict[str, Any] = {"field": field, "operator": operator}
		if operator in ("in", "not in"):
			leaf["value"] = self.dice.sample(options, self.dice.randrange(1, len(options)))
		elif operator == "between":
			leaf["value"] = sorted(self.dice.choices(options, k=2))
		elif operator not in ("is set", "is not set"):
			leaf["value"] = self.dice.choice(options)
		return leaf

	def fact(self) -> dict[str, Any]:
		fact = self.dice.choice(["transaction", "behaviour", "holding", "balance", "tag"])
		measures = ["exists", "exists", "count", "last"]
		if fact in ("transaction", "holding", "balance"):
			measures += ["sum", "avg", "min", "max"]
		node: dict[str, Any] = {"fact": fact, "measure": self.dice.choice(measures), "where": []}
		if self.dice.random() < 0.6:
			node["days"] = self.dice.choice([1, 7, 30, 90])
		leaves = self.where(fact)
		node["where"] = [
			make() for make in self.dice.sample(leaves, self.dice.randrange(0, min(3, len(leaves) + 1)))
		]
		if node["measure"] == "exists":
			return node | {"operator": "=", "value": self.dice.random() < 0.6}
		options = [0, 1, 3, 30] if node["measure"] in ("count", "last") else [0, 100, 100.5, 500_000, -1]
		compared = self.number("", options)
		if fact == "balance" and node["measure"] not in ("count", "last"):
			node["of"] = self.dice.choice(["total_aum", "wealth"])
		return node | {"operator": compared["operator"], "value": compared["value"]}

	def where(self, fact: str) -> list[Callable[[], dict[str, Any]]]:
		return {
			"transaction": [
				lambda: self.exact("txn_type", ["Purchase", "Deposit", "Card Spend"]),
				lambda: self.exact("product_category", ["Wealth", "Fund"]),
				lambda: self.number("amount", [0, 100, 500_000]),
				lambda: self.exact("channel", ["Mobile", "ATM"]),
			],
			"behaviour": [
				lambda: self.exact("event_type", ["Login", "Page View"]),
				lambda: self._leaf("page", self.dice.choice(["=", "!=", "like"]), ["credit-card", "FUND"]),
			],
			"holding": [
				lambda: self.exact("category", ["Wealth", "Fund", "Loan"]),
				lambda: self.exact("status", ["Active", "Closed"]),
				lambda: self.when("maturity_date"),
				lambda: self.number("balance", [0, 500_000]),
			],
			"balance": [lambda: self.number("wealth", [0, 100])],
			"tag": [lambda: self._leaf("tag", self.dice.choice(["=", "in"]), self.tags)],
		}[fact]
