"""Reports say what the rows say, on MariaDB and on the snapshot, for who sees all and who sees some (ANA-04, ANA-14)."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import getdate, today

from bank_crm.analytics.engine import publish
from bank_crm.analytics.semantic.model import entities
from bank_crm.analytics.semantic.run import Report, run
from bank_crm.analytics.semantic.tests import oracle
from bank_crm.customer.segments.tests import random_data
from bank_crm.customer.segments.tests.test_engines_agree import EngineTestCase
from bank_crm.tests import factories

QUESTIONS = 120
TRANSACTION = "Bank Customer Transaction"
_KEYS = {
	"product_category": lambda row: oracle.word(row.product_category),
	"channel": lambda row: oracle.word(row.channel),
	"txn_type": lambda row: oracle.word(row.txn_type),
	"customer_tier": lambda row: oracle.word(row.owner_row.tier),
	"customer_city": lambda row: oracle.word((row.owner_row.city or "").strip()),
	"customer_gender": lambda row: oracle.word(row.owner_row.gender),
	"month": lambda row: oracle.month(row.posted_at),
	"week": lambda row: oracle.week(row.posted_at),
	"quarter": lambda row: oracle.quarter(row.posted_at),
}
_FIGURES = {
	"transactions": oracle.number(),
	"amount": oracle.total("amount"),
	"customers": oracle.different("customer"),
	"average_amount": oracle.mean("amount"),
	"purchase_amount": oracle.total("amount", txn_type="Purchase"),
	"buyers": oracle.different("customer", txn_type="Purchase"),
	"inflow": oracle.total("amount", direction="Credit"),
}
_PURCHASES = {"purchase_amount", "buyers"}


class TestReportsAgree(EngineTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.day = getdate(today())
		self.names = random_data.fill(5, 50, self.day)
		self.branch = factories.make_branch()
		self.below = factories.make_branch(self.branch)
		self.manager = factories.make_user("Bank Branch Manager")
		self.seller = factories.make_user("Bank Relationship Manager")
		factories.make_staff(self.manager, self.branch)
		factories.make_staff(self.seller, self.below)
		customer = frappe.qb.DocType("Bank Customer")
		for at, name in enumerate(self.names):
			values = {"branch": self.below if at % 3 else self.branch} if at % 2 else {}
			if at % 5 == 0:
				values["manager"] = self.seller
			for column, value in values.items():
				frappe.qb.update(customer).set(customer[column], value).where(customer.name == name).run()
		publish.publish()

	def test_ana_04_ana_14_random_reports_of_transactions(self) -> None:
		dice = random.Random(11)
		customers = {row.name: row for row in oracle.rows_of("Bank Customer")}
		bookings = oracle.rows_of(TRANSACTION)
		for row in bookings:
			row.owner_row = customers.get(row.customer) or frappe._dict()
		seen = {
			"Administrator": lambda row: True,
			self.manager: lambda row: row.owner_row.branch in (self.branch, self.below),
			self.seller: lambda row: row.owner_row.manager == self.seller,
		}
		sizes = set()
		for number in range(QUESTIONS):
			user = dice.choice(list(seen))
			keys = dice.sample(list(_KEYS), dice.choice([0, 1, 1, 2, 2, 3]))
			keys = keys if sum(key in ("month", "week", "quarter") for key in keys) < 2 else keys[:1]
			measures = dice.sample(list(_FIGURES), dice.choice([1, 2, 3]))
			days = dice.choice([None, 0, 7, 30, 90])
			types = dice.choice([None, None, ["Deposit"], ["Purchase", "Card Spend"]])
			rows = [row for row in bookings if seen[user](row)]
			if days is not None:
				first = self.day - timedelta(days=days)
				rows = [row for row in rows if first <= oracle.day_of(row.posted_at) <= self.day]
			if types:
				rows = [row for row in rows if row.txn_type in types]
			if set(measures) <= _PURCHASES:
				rows = [row for row in rows if row.txn_type == "Purchase"]
			definition = _definition(keys, measures, self._period(days), types)
			expected = oracle.grouped(
				rows, [_KEYS[key] for key in keys], [_FIGURES[name] for name in measures]
			)
			sizes.add(len(expected))
			whole = oracle.grouped(rows, [], [_FIGURES[name] for name in measures]).get((), None)
			for engine in ("live", "snapshot"):
				text = f"{number} {engine} {user}: {json.dumps(definition)}"
				found = run(definition, user, engine)
				wanted = _filled(expected) if keys else _whole(expected, measures)
				told = _told(found, len(keys))
				self.assertEqual(set(told), set(wanted), text)
				for group, values in wanted.items():
					self.assert_alike(told[group], values, f"{group} {text}")
				if keys and whole:
					self.assert_alike(found.totals[len(keys) :], whole, text)
		self.assertGreater(len(sizes), 15)

	def test_ana_04_the_manager_s_table_across_is_that_of_the_groups(self) -> None:
		for user in ("Administrator", self.manager):
			plain = run(
				_definition(["customer_tier", "product_category"], ["purchase_amount", "buyers"]),
				user,
				"snapshot",
			)
			across = _definition(["customer_tier"], ["purchase_amount", "buyers"])
			across["columns"] = [{"dimension": "product_category"}]
			for engine in ("live", "snapshot"):
				found = run(across, user, engine)
				labels = [
					column["label"].split(" · ")[0] for column in found.columns if column["kind"] == "cell"
				]
				cells = {
					(line[0], label): value
					for line in found.rows
					for label, value in zip(labels[::2], line[1 : 1 + len(labels)][::2], strict=True)
					if value is not None
				}
				self.assertEqual(cells, {(line[0], line[1]): line[2] for line in plain.rows})
				self.assertEqual(found.totals[-2:], plain.totals[-2:])

	def test_ana_04_every_entity_runs_on_every_engine_with_every_dimension_and_measure(self) -> None:
		for entity in entities().values():
			measures = list(entity.measures)
			groups = [measures[at : at + 6] for at in range(0, len(measures), 6)]
			for dimension in [None, *entity.dimensions]:
				for chosen in groups if dimension is None else groups[:1]:
					raw = {
						"version": 1,
						"entity": entity.name,
						"rows": [{"dimension": dimension}] if dimension else [],
						"measures": chosen,
						"period": {"preset": "last_12_months"},
					}
					text = f"{entity.name} {dimension} {chosen}"
					live, snap = run(raw, "Administrator", "live"), run(raw, "Administrator", "auto")
					self.assertEqual((live.rows, live.totals), (snap.rows, snap.totals), text)
					try:
						run(raw, self.manager, "live")
					except frappe.ValidationError as refused:
						# what a branch manager may not read is not offered to him
						self.assertFalse(
							frappe.has_permission(entity.doctype, "read", user=self.manager), str(refused)
						)

	def test_ana_15_comparison_and_the_largest_with_the_rest(self) -> None:
		raw = _definition(["product_category"], ["transactions"], {"preset": "last_30_days"})
		beside = _definition(
			["product_category"],
			["transactions"],
			{
				"preset": "custom",
				"from": str(self.day - timedelta(days=59)),
				"to": str(self.day - timedelta(days=30)),
			},
		)
		before = {line[0]: line[1] for line in run(beside, "Administrator", "live").rows}
		for engine in ("live", "snapshot"):
			found = run({**raw, "compare": "previous"}, "Administrator", engine)
			for name, now, then, change in found.rows:
				self.assertEqual(then, before.get(name, 0))
				self.assertEqual(change, round(100 * (now - then) / then, 1) if then else None)
			top = run({**raw, "top": {"count": 1, "by": "transactions"}}, "Administrator", engine)
			every = run(raw, "Administrator", engine)
			largest = max(every.rows, key=lambda line: line[1])
			self.assertEqual([line[1] for line in top.rows], [largest[1], every.totals[1] - largest[1]])

	def assert_alike(self, told: list[Any], wanted: list[Any], text: str) -> None:
		"""The same values; half a cent is rounded up by one and to the even one by the other."""
		self.assertEqual(len(told), len(wanted), text)
		for one, other in zip(told, wanted, strict=True):
			if one is None or other is None:
				self.assertEqual(one, other, text)
			else:
				self.assertAlmostEqual(one, other, delta=0.0101, msg=text)

	def test_ana_04_balances_are_taken_at_the_end_and_not_added_up(self) -> None:
		snapshots = oracle.rows_of("Bank Asset Snapshot")
		last = max(row.month_end for row in snapshots)
		raw = {"version": 1, "entity": "asset", "measures": ["total_aum"], "period": {"preset": "all"}}
		expected = round(sum(float(row.total_aum) for row in snapshots if row.month_end == last), 2)
		for engine in ("live", "snapshot"):
			self.assertEqual(run(raw, "Administrator", engine).rows, [[expected]])

	def _period(self, days: int | None) -> dict[str, str]:
		if days is None:
			return {"preset": "all"}
		return {"preset": "custom", "from": str(self.day - timedelta(days=days)), "to": str(self.day)}


def _definition(
	keys: list[str], measures: list[str], period: dict | None = None, types: list[str] | None = None
) -> dict[str, Any]:
	times = ("month", "week", "quarter")
	axes = [{"dimension": "posted_at", "grain": key} if key in times else {"dimension": key} for key in keys]
	raw: dict[str, Any] = {"version": 1, "entity": "transaction", "rows": axes, "measures": measures}
	if period:
		raw["period"] = period
	if types:
		leaf = {"field": "txn_type", "operator": "in", "value": types}
		raw["filters"] = {"version": 1, "root": {"op": "and", "conditions": [leaf]}}
	return raw


def _told(report: Report, keys: int) -> dict[tuple[str, ...], list[Any]]:
	"""The report's groups; months without rows are shown though nothing is in them."""
	found = {tuple(line[:keys]): line[keys:] for line in report.rows}
	assert len(found) == len(report.rows), "a group came twice"
	return {key: values for key, values in found.items() if not keys or any(values)}


def _filled(groups: dict[tuple[str, ...], list[Any]]) -> dict[tuple[str, ...], list[Any]]:
	return {key: values for key, values in groups.items() if any(values)}


def _whole(expected: dict, measures: list[str]) -> dict[tuple, list[Any]]:
	return expected or {(): [None if name == "average_amount" else 0 for name in measures]}
