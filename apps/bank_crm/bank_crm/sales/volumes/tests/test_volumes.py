"""Volumes carried on: history from accounts and transactions, and the real bank's deposits and loans (SAL-03)."""

import csv
import unittest
import unittest.mock
from collections import defaultdict
from datetime import date

import frappe
from frappe.utils import add_months, get_first_day, getdate, today

from bank_crm.analytics.sync.tests.berka_files import DATA
from bank_crm.domain import volume_forecast as rules
from bank_crm.domain.performance_enums import VolumeMeasure as Kind
from bank_crm.permissions import roles
from bank_crm.sales.report.bank_volume_outlook import bank_volume_outlook
from bank_crm.sales.volumes import forecasts, history, methods
from bank_crm.tests import BankCRMTestCase, factories

FORECAST = "Bank Volume Forecast"
REAL = DATA / "berka"


def by_month(name: str, amount: str, only: tuple[str, str] | None = None) -> list[float]:
	"""The real bank's amounts by month, complete."""
	found: dict[date, float] = defaultdict(float)
	with (REAL / name).open(encoding="utf-8") as lines:
		for row in csv.DictReader(lines, delimiter=";"):
			if only is None or row[only[0]] == only[1]:
				month = date(1900 + int(row["date"][:2]), int(row["date"][2:4]), 1)
				found[month] += float(row[amount])
	return [value for _month, value in rules.complete(found, min(found), max(found))]


class TestVolumes(BankCRMTestCase):
	@unittest.skipUnless(REAL.is_dir(), f"{REAL} is not there")
	@unittest.skipUnless(methods.library_is_there(), "statsmodels is not installed (extra forecast)")
	def test_SAL_03_the_real_banks_loans_and_deposits_are_forecast_better_than_seasonal_naive(self):
		for name, values in (
			("loans", by_month("loan.csv", "amount")),
			("deposits", by_month("trans_1993_1994.asc", "amount", ("type", "PRIJEM"))),
		):
			with self.subTest(series=name):
				ahead = forecasts.outlook(values)
				self.assertLess(ahead.choice.trial.error, 0.7 * ahead.choice.naive.error)
				self.assertEqual(len(ahead.points), forecasts.HORIZON)
				self.assertTrue(all(0 <= one.low <= one.value <= one.high for one in ahead.points))
				self.assertLess(ahead.points[0].value, 3 * max(values))

	def test_SAL_03_history_is_counted_by_branch_and_kept(self):
		parent = factories.make_branch()
		below = factories.make_branch(parent)
		customer = factories.make_customer(branch=below).name
		this_month = get_first_day(getdate(today()))
		for back, amount in ((30, 100), (2, 300), (1, 500), (0, 9_999)):
			factories.make_account(
				customer,
				category="Loan",
				branch=below,
				principal=amount,
				opened_on=add_months(this_month, -back),
			)
		found = history.volumes(Kind.LOANS_GRANTED)
		wanted = {add_months(this_month, -back): amount for back, amount in ((30, 100), (2, 300), (1, 500))}
		self.assertEqual(found[parent], wanted, "the running month is not over")
		self.assertEqual(found[below], wanted)

	def test_SAL_03_a_sub_branchs_manager_has_the_forecast_of_that_branch_with_its_whole_history(self):
		head = factories.make_branch()
		middle = factories.make_branch(head)
		below, silent = factories.make_branch(middle), factories.make_branch(middle)
		this_month = get_first_day(getdate(today()))

		def lend(branch: str) -> None:
			customer = factories.make_customer(branch=branch).name
			for back in range(1, 27):
				factories.make_account(
					customer,
					category="Loan",
					branch=branch,
					principal=1_000,
					opened_on=add_months(this_month, -back),
				)

		def forecast() -> dict[str, int]:
			with unittest.mock.patch.object(methods, "library_is_there", lambda: False):
				forecasts._run_measure(Kind.LOANS_GRANTED)
			found = {"measure": Kind.LOANS_GRANTED.value, "branch": ("in", [head, middle, below, silent])}
			return dict(frappe.get_all(FORECAST, found, ["branch", "months"], as_list=True))

		lend(below)
		self.assertEqual(forecast(), {head: 26, middle: 26, below: 26})
		lend(silent)
		self.assertEqual(
			forecast()[silent], 26, "who was not known to have any is counted from the beginning"
		)
		leader = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(leader, below)
		with self.set_user(leader):
			_columns, rows, *_rest = bank_volume_outlook.execute({"measure": Kind.LOANS_GRANTED.value})
			self.assertEqual([row.expected for row in rows if row.expected is not None], [1_000] * 12)
			self.assertEqual(frappe.get_list(FORECAST, {"branch": ("!=", below)}), [])

	def test_SAL_03_forecasts_are_stored_with_their_error_and_shown_to_their_branch(self):
		branch, other = factories.make_branch(), factories.make_branch()
		customer = factories.make_customer(branch=branch).name
		this_month = get_first_day(getdate(today()))
		for back in range(1, 27):
			factories.make_account(
				customer,
				category="Loan",
				branch=branch,
				principal=1_000 + 500 * ((back + 3) % 12),
				opened_on=add_months(this_month, -back),
			)
		with unittest.mock.patch.object(methods, "library_is_there", lambda: False):
			forecasts._run_measure(Kind.LOANS_GRANTED)
			forecasts._run_measure(Kind.LOANS_GRANTED)
		(name,) = frappe.get_all(
			FORECAST, {"measure": Kind.LOANS_GRANTED.value, "branch": branch}, pluck="name"
		)
		doc = frappe.get_doc(FORECAST, name)
		self.assertEqual((doc.method, doc.months, doc.error, doc.percent), ("Seasonal Naive", 26, 0, 0))
		ahead = [row.value for row in doc.points if row.kind == "Forecast"]
		self.assertEqual(ahead, [row.value for row in doc.points if row.kind == "History"][-12:])
		self.assertIn("statsmodels", doc.note)
		leader, stranger = (
			factories.make_user(roles.BRANCH_MANAGER),
			factories.make_user(roles.BRANCH_MANAGER),
		)
		factories.make_staff(leader, branch)
		factories.make_staff(stranger, other)
		asked = {"measure": Kind.LOANS_GRANTED.value, "branch": branch}
		with self.set_user(leader):
			_columns, rows, _told, chart, _summary = bank_volume_outlook.execute(asked)
			past = bank_volume_outlook.PAST
			self.assertEqual(len(rows), past + 12)
			low = next(each for each in chart["data"]["datasets"] if each["name"] == frappe._("Lower Bound"))
			self.assertEqual(
				low["values"][past - 1], rows[past - 1].actual, "bounds begin where the past ends"
			)
			self.assertEqual(low["values"][past:], [row.low for row in rows[past:]])
			self.assertTrue(doc.has_permission("read"))
		with self.set_user(stranger):
			self.assertEqual(bank_volume_outlook.execute(asked)[1], [])
			self.assertFalse(doc.has_permission("read"))
			self.assertEqual(frappe.get_list(FORECAST, {"branch": branch}), [])
		self.assertEqual(frappe.db.count("Bank Volume Point", {"parent": name}), 38)
