"""The reports about customers and bookings, each computed again from the raw rows of a real bank in plain Python.

As the administrator, as a branch manager and as a relationship manager (ANA-01, ANA-06, ANA-11, ANA-14, ANA-15).
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from bank_crm.analytics.engine import columnar, engines, publish
from bank_crm.analytics.engine.snapshot import CONFIG_KEY
from bank_crm.analytics.report.bank_fund_flow import bank_fund_flow as flow
from bank_crm.analytics.tests.real_bank import ENDS, PERIOD, PRIVATE, RealBankCase, Rows
from bank_crm.customer.report.bank_asset_trend import bank_asset_trend as trend
from bank_crm.customer.report.bank_customer_activity import bank_customer_activity as activity
from bank_crm.customer.report.bank_customer_completeness import bank_customer_completeness as completeness
from bank_crm.customer.report.bank_key_customers_to_review import bank_key_customers_to_review as review
from bank_crm.permissions import roles
from bank_crm.sales.report.bank_wealth_sales_trend import bank_wealth_sales_trend as sales
from bank_crm.tests import factories

INFLOWS = {"Deposit", "Transfer In", "Interest"}
OUTFLOWS = {"Withdrawal", "Transfer Out", "Card Spend", "Loan Repayment", "Fee"}


class TestReportsOnARealBank(RealBankCase):
	def test_ana_01_asset_trend_by_tier_and_branch(self) -> None:
		for _user, names in self.readers():
			for by in ("tier", "branch"):
				expected: dict[Any, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
				for row in self.ends:
					if row.customer in names:
						sums = expected[f"{row.month_end:%Y-%m}", self.customers[row.customer][by]]
						for place, value in enumerate(
							(1, row.total_aum, row.month_avg_aum, row.total_liability)
						):
							sums[place] += value
				found = self.rows(trend, by=by, from_date="1993-10-01")
				for row in found:
					row["pair"] = (row["month"], row["key"])
				self.compare(found, "pair", expected, "customers", "assets", "average", "liability")

	def test_ana_15_filters_of_tier_line_and_branch_narrow_the_trend(self) -> None:
		frappe.set_user("Administrator")
		inside = [
			row
			for row in self.ends
			if self.customers[row.customer].tier == PRIVATE
			and self.customers[row.customer].branch in self.below
		]
		expected: dict[str, list[float]] = defaultdict(lambda: [0, 0])
		for row in inside:
			expected[f"{row.month_end:%Y-%m}"][0] += 1
			expected[f"{row.month_end:%Y-%m}"][1] += row.savings
		given = {"tier": PRIVATE, "branch": self.branch, "product_category": "Savings"}
		found = self.rows(trend, by="whole", from_date="1993-10-01", **given)
		self.compare(found, "month", expected, "customers", "assets")
		for wrong in (
			{"tier": "Nobody"},
			{"show": "x"},
			{"product_category": "Loan"},
			{"branch": "-"},
			{"by": "x"},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(wrong)):
				self.rows(trend, **wrong)
		with self.assertRaises(frappe.ValidationError):
			trend.execute({"from_date": "1994-01-01", "to_date": "1993-01-01"})

	def test_scenario_08_ana_01_asset_loss_customers(self) -> None:
		assets = {(row.customer, row.month_end): row.total_aum for row in self.ends}
		last_four = ENDS[-4:]
		for _user, names in self.readers():
			lost = {}
			for name in names:
				values = [assets.get((name, day)) for day in last_four]
				if None not in values and values[0] > values[1] > values[2] > values[3]:
					lost[name] = values[0] - values[3]
			_columns, rows, _note, _chart, summary = trend.execute({**PERIOD, "show": "Asset-Loss Customers"})
			self.assertEqual(summary[0]["value"], len(lost))
			self.assertAlmostEqual(summary[1]["value"], sum(lost.values()), places=2)
			largest = sorted(lost, key=lambda name: (-lost[name], name))[:500]
			self.assertEqual([row["name"] for row in rows], largest)
			(card,) = [one for one in trend.execute(PERIOD)[4] if one["label"] == "Asset-Loss Customers"]
			self.assertEqual(card["value"], len(lost))
			if any(self.customers[name].tier == PRIVATE for name in lost):
				private = trend.execute({**PERIOD, "show": "Asset-Loss Customers", "tier": PRIVATE})[4][0][
					"value"
				]
				self.assertEqual(private, sum(self.customers[name].tier == PRIVATE for name in lost))

	def test_ana_05_wealth_sales_by_month_and_line(self) -> None:
		for _user, names in self.readers():
			for line, by in (("Wealth", "month"), ("All", "product_category"), ("All", "tier")):
				expected: dict[Any, list[Any]] = defaultdict(lambda: [0, set(), 0, 0, 0])
				for row in self.bookings:
					wanted = row.product_category in (("Wealth",) if line == "Wealth" else ("Wealth", "Fund"))
					if (
						row.customer not in names
						or not wanted
						or row.txn_type not in ("Purchase", "Redemption")
					):
						continue
					month = row.posted_at.year * 100 + row.posted_at.month
					key = {"month": month, "tier": self.customers[row.customer].tier}.get(
						by, row.product_category
					)
					sums = expected[key]
					if row.txn_type == "Purchase":
						sums[0] += 1
						sums[1].add(row.customer)
						sums[2] += row.amount
					else:
						sums[3] += 1
						sums[4] += row.amount
				plain = {key: (one[0], len(one[1]), *one[2:]) for key, one in expected.items()}
				found = self.rows(sales, by=by, product_category=line)
				self.compare(found, "key", plain, "purchases", "buyers", "amount", "redemptions", "redeemed")

	def test_ana_06_activity_by_level_and_by_month(self) -> None:
		for _user, names in self.readers():
			active = {name for name in names if self.customers[name].status == "Active"}
			expected: dict[Any, Counter] = defaultdict(Counter)
			for name in active:
				expected[self.customers[name].tier or None][self.customers[name].activity_level] += 1
			found = {row["key"]: row for row in self.rows(activity)}
			self.assertEqual(set(found), set(expected))
			for tier, counts in expected.items():
				row = found[tier]
				self.assertEqual(row["customers"], sum(counts.values()))
				for level in ("High", "Medium", "Low", "Dormant"):
					self.assertEqual(row[f"level_{level.lower()}"], counts[level], level)
			months: dict[str, list[set]] = defaultdict(lambda: [set(), set()])
			for place, rows, at in ((0, self.bookings, "posted_at"), (1, self.events, "occurred_at")):
				for row in rows:
					if row.customer in active:
						months[f"{row[at]:%Y-%m}"][place].add(row.customer)
			plain = {month: (len(a | b), len(a), len(b)) for month, (a, b) in months.items()}
			self.compare(self.rows(activity, by="month"), "month", plain, "active", "booked", "logged_in")

	def test_ana_11_fund_flow_by_month_channel_kind_weekday_and_branch(self) -> None:
		keys: dict[str, Callable[[Any], Any]] = {
			"month": lambda row: row.posted_at.year * 100 + row.posted_at.month,
			"channel": lambda row: row.channel,
			"txn_type": lambda row: row.txn_type,
			"weekday": lambda row: row.posted_at.isoweekday(),
			"branch": lambda row: self.customers[row.customer].branch,
		}
		for _user, names in self.readers():
			for by, key in keys.items():
				expected: dict[Any, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
				for row in self.bookings:
					if row.customer in names:
						came = row.txn_type in INFLOWS and row.direction == "Credit"
						went = row.txn_type in OUTFLOWS and row.direction == "Debit"
						sums = expected[key(row)]
						sums[0] += 1
						sums[1 if came else 2 if went else 3] += row.amount
				found = self.rows(flow, by=by)
				self.compare(found, "key", expected, "bookings", "money_in", "money_out", "within")

	def test_ana_11_consumption_and_masked_destinations(self) -> None:
		for _user, names in self.readers():
			spent = [
				row
				for row in self.bookings
				if row.customer in names
				and row.direction == "Debit"
				and (row.txn_type == "Card Spend" or row.channel in ("POS", "Third Party"))
			]
			hours: dict[int, list[Any]] = defaultdict(lambda: [0, set(), 0, 0])
			for row in spent:
				sums = hours[row.posted_at.hour]
				sums[0] += 1
				sums[1].add(row.customer)
				sums[2] += row.amount
				sums[3] = max(sums[3], row.amount)
			plain = {hour: (one[0], len(one[1]), *one[2:]) for hour, one in hours.items()}
			found = self.rows(flow, show="Consumption", by="hour")
			self.compare(found, "key", plain, "payments", "customers", "amount", "largest")
			gone: dict[Any, list[Any]] = defaultdict(lambda: [0, 0])
			for row in self.bookings:
				told = row.counterparty is not None or row.counterparty_account is not None
				if row.customer in names and told and row.direction == "Debit" and row.txn_type in OUTFLOWS:
					sums = gone[row.counterparty or "Not Given", row.counterparty_account]
					sums[0] += 1
					sums[1] += row.amount
			found = self.rows(flow, by="counterparty")
			self.assertEqual(len(found), min(100, len(gone)))
			for row in found:
				sums = gone[row["counterparty"], row["counterparty_account"]]
				self.assertEqual((row["bookings"], round(row["amount"], 2)), (sums[0], round(sums[1], 2)))
				self.assertRegex(row["counterparty_account"] or "*", r"\*")
			self.assertEqual(round(found[0]["amount"], 2), round(max(one[1] for one in gone.values()), 2))

	def test_cus_14_completeness_and_cus_10_files_not_reviewed(self) -> None:
		for _user, names in self.readers():
			active = [self.customers[name] for name in names if self.customers[name].status == "Active"]
			_columns, rows, _note, _chart, summary = completeness.execute({"below": 70})
			self.assertEqual(summary[0]["value"], len(active))
			self.assertEqual(summary[2]["value"], sum(row.completeness < 70 for row in active))
			self.assertEqual(summary[3]["value"], sum(bool(row.profile_problems) for row in active))
			listed = {row["name"] for row in rows}
			least = sorted(
				(row.completeness, row.name)
				for row in active
				if row.completeness < 70 or row.profile_problems
			)
			self.assertEqual(listed, {name for _score, name in least[:500]})
			key = [row for row in active if row.tier in (PRIVATE, "Wealth")]
			late = [
				row.name
				for row in key
				if not row.last_reviewed_on or getdate(row.last_reviewed_on) < getdate(add_days(today(), -30))
			]
			_columns, rows, _note, _chart, summary = review.execute({})
			self.assertEqual([one["value"] for one in summary[:2]], [len(key), len(late)])
			if len(late) <= 500:
				self.assertEqual({row["name"] for row in rows}, set(late))

	def test_the_snapshot_answers_as_the_database_does(self) -> None:
		questions = [
			(trend, {"from_date": "1993-10-01"}),
			(trend, {"show": "Asset-Loss Customers"}),
			(sales, {"by": "product_category", "product_category": "All"}),
			(activity, {}),
			(activity, {"by": "month"}),
			(flow, {"by": "weekday"}),
			(flow, {"show": "Consumption", "by": "hour"}),
		]
		with (
			tempfile.TemporaryDirectory() as folder,
			patch.dict(frappe.conf, {CONFIG_KEY: {"folder": folder}}),
		):
			publish.publish()
			self.addCleanup(columnar.close_all)
			for _user, _names in self.readers():
				for report, filters in questions:
					live = frappe.as_json(_figures(self.rows(report, **filters)))
					with patch.object(engines, "MANY_CUSTOMERS", 0):
						answer = report.execute({**PERIOD, **filters})
					self.assertIn("Figures as of", answer[2])
					self.assertEqual(frappe.as_json(_figures(answer[1])), live, (report.__name__, filters))

	def test_ana_14_tellers_have_no_such_report(self) -> None:
		frappe.set_user(factories.make_user(roles.TELLER))
		for name in (
			"Bank Asset Trend",
			"Bank Customer Activity",
			"Bank Wealth Sales Trend",
			"Bank Fund Flow",
		):
			self.assertFalse(frappe.get_doc("Report", name).is_permitted(), name)


def _figures(rows: Rows) -> Rows:
	"""Amounts to the cent: an engine with decimals and one with floats may differ behind it."""
	return [
		{
			key: round(float(value), 2) if isinstance(value, int | float) else value
			for key, value in sorted(row.items())
		}
		for row in rows
	]
