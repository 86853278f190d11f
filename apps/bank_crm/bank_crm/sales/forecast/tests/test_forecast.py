import frappe
from frappe.utils import add_days, add_months, get_first_day, getdate, today

from bank_crm.api import sales_forecast as api
from bank_crm.permissions import roles
from bank_crm.sales.forecast import snapshots
from bank_crm.sales.opportunities import actions
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline, make_product
from bank_crm.sales.report.bank_cross_sell.bank_cross_sell import execute as cross_sell
from bank_crm.sales.report.bank_lead_conversion.bank_lead_conversion import execute as conversion
from bank_crm.sales.report.bank_pipeline_by_stage.bank_pipeline_by_stage import execute as by_stage
from bank_crm.sales.report.bank_sales_forecast.bank_sales_forecast import execute as forecast
from bank_crm.tests import BankCRMTestCase, factories

OPPORTUNITY, LINE = "Bank Opportunity", "Bank Forecast Line"


class TestForecast(BankCRMTestCase):
	"""One branch with a deal in each state; a stranger of another branch sees nothing of it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.stages = make_pipeline(asks=())
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.seller, cls.stranger = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _turn in range(2))
		cls.boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.boss, cls.head)
		cls.customer = factories.make_customer(branch=cls.branch, manager=cls.seller).name
		cls.product = make_product()
		cls.next_month = get_first_day(add_months(getdate(today()), 1))
		cls.deals = {
			"one": cls.deal(1000, cls.next_month),
			"two": cls.deal(200, cls.next_month, "two"),
			"three": cls.deal(30, cls.next_month, "two", "three"),
			"won": cls.deal(4, cls.next_month, "two", "three", "won"),
		}

	@classmethod
	def deal(cls, amount, close, *stages):
		one = make_opportunity(
			cls.customer,
			cls.stages["pipeline"],
			product=cls.product,
			amount=amount,
			expected_close=close,
			salesperson=cls.seller,
		)
		for stage in stages:
			actions.move(one, cls.stages[stage])
		return one

	def test_SAL_03_commit_best_case_and_weighted_by_month(self):
		with self.set_user(self.boss):
			rows = {row["month"]: row for row in forecast({"branch": self.head})[1]}
		coming, now = rows[f"{self.next_month:%Y-%m}"], rows[f"{getdate(today()):%Y-%m}"]
		self.assertEqual(
			(coming["commit"], coming["best_case"], coming["pipeline_amount"], coming["weighted"]),
			(30, 230, 1000, 100 + 80 + 24),
		)
		self.assertEqual((now["closed_amount"], now["commit"], now["weighted"]), (4, 4, 4))

	def test_SAL_03_a_day_that_has_passed_counts_now_and_the_omitted_not_at_all(self):
		frappe.db.set_value(
			OPPORTUNITY, self.deals["two"].name, "expected_close", add_days(self.next_month, -70)
		)
		frappe.db.set_value(OPPORTUNITY, self.deals["one"].name, "forecast_category", "Omitted")
		with self.set_user(self.seller):
			rows = {row["month"]: row for row in forecast({})[1]}
			over = forecast({"to_date": add_months(today(), -1)})[1]
		self.assertEqual(rows[f"{getdate(today()):%Y-%m}"]["best_case"], 204)
		self.assertEqual(rows[f"{self.next_month:%Y-%m}"]["weighted"], 24)
		self.assertEqual(over, [], "nothing open comes in a month that is over")

	def test_SAL_03_a_snapshot_stays_and_is_compared_with_what_came(self):
		with self.set_user(self.boss):
			label = api.take()
		snapshot = frappe.get_all(
			"Bank Forecast Snapshot", {"label": label}, pluck="name", order_by="name desc"
		)[0]
		actions.move(self.deals["three"].reload(), self.stages["won"])
		with self.set_user(self.boss):
			rows = {row["month"]: row for row in forecast({"branch": self.head, "snapshot": snapshot})[1]}
			coming, now = rows[f"{self.next_month:%Y-%m}"], rows[f"{getdate(today()):%Y-%m}"]
			self.assertEqual((coming["then_commit"], coming["then_weighted"], coming["commit"]), (30, 204, 0))
			self.assertEqual((now["then_commit"], now["closed_amount"], now["difference"]), (4, 34, 30))
		with self.set_user(self.stranger):
			self.assertEqual(forecast({"snapshot": snapshot})[1], [])
			self.assertEqual(frappe.get_list(LINE, {"branch": self.branch}), [])
			with self.assertRaises(frappe.PermissionError):
				api.take()
		with self.set_user(self.seller):
			self.assertTrue(frappe.get_list(LINE, {"branch": self.branch}))
		with self.freeze_time("2026-11-25 08:00:00"):
			self.assertIsNone(snapshots.take_due(), "no Monday and no first day")
		with self.freeze_time("2026-11-30 08:00:00"):
			self.assertIsNotNone(snapshots.take_due())
			self.assertIsNone(snapshots.take_due(), "once a day")

	def test_SAL_03_branches_are_told_as_a_tree_with_the_sums_below_them(self):
		other = factories.make_branch(self.head)
		there = factories.make_customer(branch=other, manager=self.stranger).name
		make_opportunity(
			there,
			self.stages["pipeline"],
			product=self.product,
			amount=5000,
			expected_close=self.next_month,
			salesperson=self.stranger,
		)
		names = dict(frappe.get_all("Bank Branch", fields=["name", "branch_name"], as_list=True))
		with self.set_user(self.boss):
			_columns, rows, _told, chart, summary = forecast({"by": "branch"})
			told = {row["branch"]: row for row in rows}
			whole, branch, beside = (told[names[each]] for each in (self.head, self.branch, other))
			self.assertEqual([row.indent for row in (whole, branch, beside)], [0, 1, 1])
			self.assertEqual((branch.weighted, beside.weighted, beside.pipeline_amount), (208, 500, 5000))
			self.assertEqual((whole.weighted, whole.best_case, whole.opportunities), (708, 234, 5))
			self.assertNotIn(names[self.head], chart["data"]["labels"], "nothing is drawn twice")
			self.assertEqual(
				next(one for one in summary if one["label"] == frappe._("Weighted"))["value"], 708
			)
		with self.set_user(self.seller):
			rows = forecast({"by": "branch"})[1]
			self.assertEqual([(row["branch"], row["indent"]) for row in rows], [(names[self.branch], 0)])

	def test_SAL_02_the_pipeline_report_counts_own_rows_by_stage(self):
		frappe.db.set_value(OPPORTUNITY, self.deals["one"].name, "stale_on", add_days(today(), -1))
		with self.set_user(self.seller):
			_columns, rows, _message, _chart, summary = by_stage({"pipeline": self.stages["pipeline"]})
		self.assertEqual(
			[row["stage"] for row in rows], [self.stages[key] for key in ("one", "two", "three")]
		)
		self.assertEqual([(row["amount"], row["stale"]) for row in rows], [(1000, 1), (200, 0), (30, 0)])
		self.assertEqual(summary[0]["value"], 3)
		with self.set_user(self.stranger):
			self.assertEqual(by_stage({})[1], [])
		with self.assertRaises(frappe.ValidationError):
			by_stage({"by": "amount"})

	def test_SAL_09_the_cross_sell_ratio_of_the_users_customers(self):
		for category in ("Savings", "Loan"):
			factories.make_account(self.customer, category=category)
		factories.make_customer(branch=self.branch, manager=self.seller)
		with self.set_user(self.seller):
			_columns, rows, _message, _chart, summary = cross_sell({"by": "manager"})
		self.assertEqual(len(rows), 1)
		self.assertEqual((rows[0]["customers"], rows[0]["ratio"], rows[0]["loan"]), (2, 50, 50))
		self.assertEqual(summary[1]["value"], 1)
		with self.set_user(self.stranger):
			self.assertEqual(cross_sell({})[1], [])

	def test_SAL_01_the_conversion_rate_of_leads_and_their_ages(self):
		made = [
			factories.make(
				"Bank Lead",
				lead_name=factories.unique("Lead "),
				source="Web Form",
				salesperson=self.seller,
				branch=self.branch,
				mobile=factories.mobile_number(),
				product_category="Loan",
			)
			for _turn in range(4)
		]
		frappe.db.set_value(
			"Bank Lead", made[0].name, {"status": "Converted", "converted_on": add_days(today(), 2)}
		)
		frappe.db.set_value(
			"Bank Lead",
			made[1].name,
			{"opened_on": add_days(today(), -20), "next_follow_up": add_days(today(), -1)},
		)
		with self.set_user(self.seller):
			_columns, rows, _message, _chart, _summary = conversion({})
		(row,) = rows
		self.assertEqual((row["leads"], row["converted"], row["rate"], row["late"]), (4, 1, 25, 1))
		self.assertEqual((row["age_0"], row["age_1"], row["age_2"], row["days"]), (2, 1, 0, 2))
		with self.set_user(self.stranger):
			self.assertEqual(conversion({})[1], [])
