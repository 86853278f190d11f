"""Roll-ups and snapshots agree with the domain rules and with the rows they are made of (1.11, CUS-07, CUS-08)."""

from datetime import datetime, timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_months, get_last_day, getdate, now_datetime, today

from bank_crm.customer import rollup, snapshot, spans
from bank_crm.customer.settings import activity_rule
from bank_crm.domain.activity import activity_level
from bank_crm.domain.profile import completeness
from bank_crm.tests import BankCRMTestCase, factories


def figures(customer: str) -> frappe._dict:
	fields = [
		"total_aum",
		"total_liability",
		"product_count",
		"activity_level",
		"last_txn_at",
		"last_login_at",
		"completeness",
		"aum_month_avg",
		"tier",
	]
	return frappe.db.get_value("Bank Customer", customer, fields, as_dict=True)


class TestRollup(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer().name

	def test_CUS_07_assets_liabilities_and_products(self):
		for category, balance, status in (
			("Savings", 1000, "Active"),
			("Wealth", 5000, "Active"),
			("Insurance", 200, "Frozen"),
			("Loan", 700, "Active"),
			("Credit Card", 50, "Overdue"),
			("Debit Card", 0, "Active"),
			("Fund", 9999, "Closed"),
		):
			factories.make_account(self.customer, category=category, balance=balance, status=status)
		row = figures(self.customer)
		self.assertEqual((row.total_aum, row.total_liability, row.product_count), (6200, 750, 6))

	def test_CUS_08_totals_follow_an_account_at_once(self):
		account = factories.make_account(self.customer, balance=1000)
		self.assertEqual(figures(self.customer).total_aum, 1000)
		account.balance = 1500
		account.save()
		self.assertEqual(figures(self.customer).total_aum, 1500)
		other = factories.make_customer().name
		account.customer = other
		account.save()
		self.assertEqual((figures(self.customer).total_aum, figures(other).total_aum), (0, 1500))
		account.delete()
		self.assertEqual(figures(other).total_aum, 0)

	def test_CUS_24_activity_is_that_of_the_domain_rule(self):
		rule, now = activity_rule(), now_datetime()
		account = factories.make_account(self.customer)
		cases = (
			([1, 2], [3, 29]),
			([1, 2, 3], []),
			([], [29]),
			([31], [80]),
			([], [91]),
			([200], []),
			([], []),
		)
		for bookings, logins in cases:
			with self.subTest(bookings=bookings, logins=logins):
				frappe.db.delete("Bank Customer Transaction", {"customer": self.customer})
				frappe.db.delete("Bank Behaviour Event", {"customer": self.customer})
				for days in bookings:
					factories.make_transaction(account, posted_at=now - timedelta(days=days))
				for days in logins:
					factories.make_event(self.customer, occurred_at=now - timedelta(days=days))
				factories.make_event(self.customer, event_type="Page View")
				rollup.refresh_customers([self.customer])
				recent = sum(1 for days in (*bookings, *logins) if days <= rule.window_days)
				last = min((*bookings, *logins), default=None)
				last_at = None if last is None else now - timedelta(days=last)
				row = figures(self.customer)
				self.assertEqual(row.activity_level, activity_level(recent, last_at, now, rule))
				self.assertEqual(row.last_txn_at, _moment(now, bookings))
				self.assertEqual(row.last_login_at, _moment(now, logins))

	def test_CUS_14_completeness_is_that_of_the_domain_rule(self):
		for values in (
			{},
			{"email": "a@example.com", "birth_date": "1990-03-07", "annual_income": 1},
			{
				"occupation": "Teacher",
				"family_structure": "Couple",
				"preferred_channel": "SMS",
				"address": "Road 1",
			},
		):
			customer = factories.make_customer(**values)
			expected = completeness(frappe.get_doc("Bank Customer", customer.name).as_dict())
			self.assertEqual(customer.completeness, expected)
			frappe.db.set_value("Bank Customer", customer.name, "completeness", 0)
			rollup.refresh_customers([customer.name])
			self.assertAlmostEqual(figures(customer.name).completeness, expected, places=2)

	def test_CUS_23_whole_base_in_ranges_touches_everybody_once(self):
		others = [factories.make_customer().name for _ in range(4)]
		for name in others:
			factories.make_account(name, balance=10)
		customer = frappe.qb.DocType("Bank Customer")
		frappe.qb.update(customer).set(customer.total_aum, -1).run()
		rows, spans.ROWS_PER_RANGE = spans.ROWS_PER_RANGE, 2
		try:
			self.assertEqual(rollup.refresh_customers(), frappe.db.count("Bank Customer"))
		finally:
			spans.ROWS_PER_RANGE = rows
		self.assertEqual([figures(name).total_aum for name in others], [10] * 4)
		self.assertFalse(frappe.db.count("Bank Customer", {"total_aum": -1}))

	def test_CUS_23_neighbours_are_taken_as_a_range_and_nobody_is_left_out(self):
		"""Whatever order the names come in, and however many others lie in between."""
		names = sorted(factories.make_customer().name for _ in range(12))
		customer = frappe.qb.DocType("Bank Customer")
		with (
			patch.object(spans, "NAMES_PER_CHUNK", 2),
			patch.object(spans, "NAMES_PER_RANGE", 6),
		):
			for asked, ranges in (
				(names, 2),
				(names[:5] + names[6:], 2),  # one more than was asked for
				([*names[::4], "gone"], 0),
				(names[::3], 0),
				(names[::-1], 0),
				(names[:2], 0),
			):
				portions = list(spans.spans(asked, neighbours=True))
				self.assertEqual(sum(size for _span, size in portions), len(asked))
				found = [
					name
					for span, _size in portions
					for name in frappe.qb.from_(customer)
					.select(customer.name)
					.where(span(customer.name))
					.run(pluck=True)
				]
				self.assertEqual(len(found), len(set(found)), asked)
				self.assertLessEqual(set(asked) - {"gone"}, set(found))
				self.assertEqual(sum(size > 2 for _span, size in portions), ranges, asked)
				if not ranges:
					self.assertEqual(set(found), set(asked) - {"gone"})
		self.assertEqual(rollup.refresh_customers(names, neighbours=True), len(names))

	def test_CUS_23_refresh_leaves_the_modified_stamp(self):
		before = frappe.db.get_value("Bank Customer", self.customer, "modified")
		rollup.refresh_customers([self.customer])
		self.assertEqual(frappe.db.get_value("Bank Customer", self.customer, "modified"), before)


class TestSnapshot(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer().name
		self.last_month = get_last_day(add_months(getdate(today()), -1))

	def snapshot(self, month_end) -> frappe._dict:
		snapshot.snapshot_assets(month_end)
		(row,) = frappe.get_all(
			"Bank Asset Snapshot", filters={"customer": self.customer, "month_end": month_end}, fields=["*"]
		)
		return row

	def test_CUS_07_snapshot_splits_and_adds_up(self):
		factories.make_account(self.customer, category="Savings", balance=300)
		factories.make_account(self.customer, category="Precious Metal", balance=40)
		factories.make_account(self.customer, category="Loan", balance=1000)
		row = self.snapshot(get_last_day(today()))
		self.assertEqual((row.savings, row.precious_metal, row.wealth, row.loan), (300, 40, 0, 1000))
		self.assertEqual((row.total_aum, row.total_liability, row.month_avg_aum), (340, 1000, 340))

	def test_CUS_07_past_month_end_takes_later_bookings_back(self):
		account = factories.make_account(self.customer, balance=1000)
		after = datetime.combine(add_days(self.last_month, 1), datetime.min.time())
		factories.make_transaction(account, amount=250, posted_at=after)
		factories.make_transaction(
			account, amount=50, direction="Debit", txn_type="Withdrawal", posted_at=after
		)
		row = self.snapshot(self.last_month)
		self.assertEqual((row.savings, row.total_aum), (800, 800))

	def test_CUS_07_month_average_is_the_daily_average(self):
		account = factories.make_account(self.customer, balance=1000)
		days = self.last_month.day
		for day, amount in ((1, 100), (11, 300), (days, 60)):
			factories.make_transaction(
				account,
				amount=amount,
				posted_at=datetime(self.last_month.year, self.last_month.month, day, 15),
			)
		daily = [
			540 + 100 * (day >= 1) + 300 * (day >= 11) + 60 * (day >= days) for day in range(1, days + 1)
		]
		self.assertEqual(daily[-1], 1000)
		self.assertAlmostEqual(self.snapshot(self.last_month).month_avg_aum, sum(daily) / days, places=4)

	def test_CUS_07_running_twice_changes_nothing_and_drops_who_left(self):
		account = factories.make_account(self.customer, balance=300)
		first = self.snapshot(self.last_month)
		second = self.snapshot(self.last_month)
		self.assertEqual((first.name, first.total_aum), (second.name, second.total_aum))
		account.delete()
		snapshot.snapshot_assets(self.last_month)
		self.assertFalse(frappe.get_all("Bank Asset Snapshot", filters={"customer": self.customer}))

	def test_CUS_07_another_day_is_refused(self):
		with self.assertRaises(ValueError):
			snapshot.snapshot_assets(add_days(self.last_month, -1))

	def test_SEG_01_average_reaches_the_customer(self):
		factories.make_account(self.customer, balance=600_000)
		self.snapshot(self.last_month)
		rollup.month_average_to_customers(self.last_month)
		self.assertEqual(figures(self.customer).aum_month_avg, 600_000)


def _moment(now: datetime, days: list[int]) -> datetime | None:
	return now - timedelta(days=min(days)) if days else None
