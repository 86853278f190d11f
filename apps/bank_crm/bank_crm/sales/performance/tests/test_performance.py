"""Performance: counted from records, weighed, ranked, closed; who sees whose (SAL-05 to SAL-07)."""

from datetime import date, datetime

import frappe
from frappe.utils import getdate

from bank_crm.domain.performance_enums import PerformanceMeasure as Kind
from bank_crm.permissions import roles
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.sales.performance import measures, scoring
from bank_crm.sales.performance.measures import Span
from bank_crm.sales.report.bank_performance_records import bank_performance_records
from bank_crm.sales.report.bank_sales_bottlenecks import bank_sales_bottlenecks
from bank_crm.sales.report.bank_sales_performance import bank_sales_performance
from bank_crm.sales.report.bank_staff_performance import bank_staff_performance
from bank_crm.sales.report.bank_success_patterns import bank_success_patterns
from bank_crm.tests import BankCRMTestCase, factories

SCORE, SCHEME, OPPORTUNITY = "Bank Performance Score", "Bank Performance Scheme", "Bank Opportunity"
#: A month nothing else in the tests lies in.
FIRST, LAST, AFTER = date(2021, 5, 1), date(2021, 5, 31), date(2021, 6, 3)


class TestPerformance(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.stages = make_pipeline()
		cls.branch = factories.make_branch()
		cls.good, cls.idle = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _each in "ab")
		cls.leader = factories.make_user(roles.BRANCH_MANAGER)
		for user in (cls.good, cls.idle, cls.leader):
			factories.make_staff(user, cls.branch)
		cls.customer = factories.make_customer(
			branch=cls.branch, manager=cls.good, opened_on=date(2021, 5, 9)
		).name

	def scheme(self, *rows: tuple, **values):
		listed = rows or ((Kind.CONTACTS, 40, 0, 10), (Kind.WON_AMOUNT, 60, 0, 1_000_000))
		measures_ = [
			{"measure": kind.value, "weight": weight, "zero_at": zero, "full_at": full, "cap": 120}
			for kind, weight, zero, full in listed
		]
		values = {"role": roles.RELATIONSHIP_MANAGER, "branch": self.branch, "measures": measures_, **values}
		return factories.make(SCHEME, scheme_name=factories.unique("S"), **values)

	def contact(self, user: str, day: date) -> str:
		doc = factories.make(
			"Bank Interaction",
			customer=self.customer,
			channel="Call",
			direction="Outbound",
			user=user,
			occurred_at=datetime(day.year, day.month, day.day, 10),
		)
		return doc.name

	def deal(self, outcome: str = "Won", **values) -> str:
		one = make_opportunity(self.customer, self.stages["pipeline"], salesperson=self.good)
		values = {
			"outcome": outcome,
			"stage": self.stages[outcome.lower()],
			"closed_on": date(2021, 5, 20),
			"opened_on": "2021-05-01 09:00:00",
			"amount": 500_000,
			**values,
		}
		frappe.db.set_value(OPPORTUNITY, one.name, values)
		return one.name

	def figures(self, scheme, user: str) -> tuple:
		name = scoring.name_of(scheme.name, user, FIRST)
		doc = frappe.get_doc(SCORE, name)
		return doc, {row.measure: row for row in doc.figures}

	def test_SAL_07_a_score_comes_from_what_was_recorded_and_leads_back_to_it(self):
		contacts = {self.contact(self.good, date(2021, 5, day)) for day in (1, 15, 31)}
		self.contact(self.good, date(2021, 6, 1))
		self.contact(self.idle, date(2021, 4, 30))
		deal, scheme = self.deal(), self.scheme()
		self.deal("Lost")
		self.assertEqual(
			scoring.compute(scheme, AFTER), 4, "two people, the running month and the one before"
		)
		doc, figures = self.figures(scheme, self.good)
		self.assertEqual((figures["Contacts"].value, figures["Won Amount"].value), (3, 500_000))
		self.assertAlmostEqual(doc.score, (40 * 30 + 60 * 50) / 100)
		self.assertEqual((doc.place, doc.people, doc.place_in_branch, doc.closed), (1, 2, 1, 0))
		other, _figures = self.figures(scheme, self.idle)
		self.assertEqual((other.score, other.place), (0, 2))
		with self.set_user(self.good):
			for measure, wanted in (("Contacts", contacts), ("Won Amount", {deal})):
				_columns, rows, told, _chart, _summary = bank_performance_records.execute(
					{"score": doc.name, "measure": measure}
				)
				self.assertEqual({row.record for row in rows}, wanted)
				self.assertEqual(sum(row.value for row in rows), figures[measure].value)
				self.assertIsNone(told)
			with self.assertRaises(frappe.PermissionError):
				bank_performance_records.execute({"score": other.name, "measure": "Contacts"})

	def test_SAL_07_every_measure_lists_the_records_it_adds_up(self):
		"""Whatever a measure counts, its figure is the sum (or mean) of the rows its list shows."""
		self.contact(self.good, FIRST)
		self.deal()
		order = factories.make_order(customer=self.customer)
		values = {"handler": self.good, "answered_on": "2021-05-07 10:00:00"}
		values |= {"rated_on": "2021-05-08 10:00:00", "rating": 4}
		frappe.db.set_value("Bank Work Order", order.name, values)
		change = factories.make(
			"Bank Stage Change",
			customer=self.customer,
			from_stage="At Risk",
			to_stage="Churned",
			changed_at="2021-05-09 10:00:00",
			source="Rule",
		)
		for day, held in ((date(2021, 4, 30), 100), (LAST, 250)):
			factories.make("Bank Asset Snapshot", customer=self.customer, month_end=day, total_aum=held)
		wanted = {
			Kind.CONTACTS: 1,
			Kind.WON_DEALS: 1,
			Kind.WON_AMOUNT: 500_000,
			Kind.ORDERS_ANSWERED: 1,
			Kind.SERVICE_RATING: 4,
			Kind.CUSTOMERS_WON: 1,
			Kind.CUSTOMERS_LOST: 1,
			Kind.ASSET_GROWTH: 150,
			Kind.CARE_DONE: 0,
			Kind.CONVERTED_LEADS: 0,
		}
		self.assertEqual(set(wanted), set(Kind))
		span = Span(FIRST, LAST)
		for kind, figure in wanted.items():
			with self.subTest(kind=kind):
				tally = measures.tallies(kind, span, [self.good, self.idle])[self.good]
				rows = measures.records(kind, span, [self.good]).run(as_dict=True)
				self.assertEqual((tally.value, tally.records), (figure, len(rows)))
				if kind is not Kind.SERVICE_RATING:
					self.assertEqual(sum(row.value for row in rows), figure)
		self.assertIsNone(measures.tallies(Kind.SERVICE_RATING, span, [self.idle])[self.idle].value)
		self.assertTrue(frappe.db.exists("Bank Stage Change", change.name))

	def test_SAL_05_a_closed_period_stays_as_it_was_and_later_changes_are_told(self):
		deal, scheme = self.deal(), self.scheme(settle_days=2)
		scoring.compute(scheme, AFTER)
		doc, _figures = self.figures(scheme, self.good)
		self.assertEqual((doc.closed, doc.place), (1, 1))
		self.deal()
		self.assertEqual(scoring.compute(scheme, AFTER), 2, "only the running month is counted anew")
		again, figures = self.figures(scheme, self.good)
		self.assertEqual((again.score, figures["Won Amount"].value), (doc.score, 500_000))
		told = bank_performance_records.execute({"score": doc.name, "measure": "Won Amount"})[2]
		self.assertIn("500000", told)
		self.assertTrue(frappe.db.exists(OPPORTUNITY, deal))
		with self.assertRaises(frappe.ValidationError):
			scheme.delete()

	def test_SAL_05_the_staff_table_ranks_whom_one_may_see(self):
		self.deal()
		scheme = self.scheme()
		scoring.compute(scheme, AFTER)
		asked = {"scheme": scheme.name, "from_date": FIRST}
		with self.set_user(self.leader):
			columns, rows, *_rest = bank_staff_performance.execute(asked)
		self.assertEqual([row.place for row in rows], [1, 2])
		self.assertEqual((rows[0].won_amount, rows[0].won_amount_points), (500_000, 50))
		self.assertIn("won_amount", [column["fieldname"] for column in columns])
		with self.set_user(self.good):
			(own,) = bank_staff_performance.execute(asked)[1]
		self.assertEqual((own.place, own.people), (1, 2))
		with self.set_user(self.idle):
			self.assertEqual(frappe.get_list(SCORE, {"person": self.good}), [])
			self.assertFalse(frappe.get_doc(SCORE, own.score_name).has_permission("read"))

	def test_SAL_05_schemes_nobody_could_be_judged_by_are_refused(self):
		for rows in (
			((Kind.CONTACTS, 50, 0, 10),),
			((Kind.CONTACTS, 100, 5, 5),),
			((Kind.CONTACTS, 50, 0, 10), (Kind.CONTACTS, 50, 0, 9)),
			((Kind.CONTACTS, 120, 0, 10), (Kind.CARE_DONE, -20, 0, 10)),
		):
			with self.subTest(rows=rows), self.assertRaises(frappe.ValidationError):
				self.scheme(*rows)

	def test_SAL_05_sales_performance_by_salesperson_and_month(self):
		self.deal()
		self.deal("Lost", amount=100)
		asked = {"from_date": FIRST, "to_date": LAST, "salesperson": self.good}
		with self.set_user(self.good):
			(row,) = bank_sales_performance.execute(asked)[1]
			self.assertEqual((row.won, row.lost, row.won_amount, row.place), (1, 1, 500_000, 1))
			self.assertEqual((row.win_rate, row.days), (50, 19))
			(month,) = bank_sales_performance.execute({**asked, "by": "month"})[1]
			self.assertEqual(month.month, "2021-05")
		with self.set_user(self.idle):
			self.assertEqual(bank_sales_performance.execute(asked)[1], [])

	def test_SAL_06_the_stage_that_stalls_and_the_trait_that_wins(self):
		stages = self.stages
		for place in range(6):
			name = self.deal("Lost" if place < 4 else "Won", source="Other" if place < 4 else "Campaign")
			factories.make(
				"Bank Opportunity Stage",
				opportunity=name,
				stage=stages["two"] if place < 4 else stages["one"],
				to_stage=stages["lost"] if place < 4 else stages["won"],
				from_on="2021-05-01 09:00:00",
				to_on="2021-05-11 09:00:00",
				seconds=864_000,
			)
		extra = [self.deal(source="Campaign") for _turn in range(3)]
		asked = {"from_date": FIRST, "to_date": LAST}
		rows = bank_sales_bottlenecks.execute({**asked, "pipeline": stages["pipeline"]})[1]
		two = next(row for row in rows if row.stage == stages["two"])
		self.assertEqual((two.left, two.lost, two.lost_share, two.days), (4, 4, 100, 10))
		self.assertIsNone(two.finding, "four passages are too few to judge")
		frappe.db.set_value("Bank Opportunity Stage", {"stage": stages["one"]}, "stage", stages["two"])
		rows = bank_sales_bottlenecks.execute({**asked, "pipeline": stages["pipeline"]})[1]
		self.assertTrue(next(row for row in rows if row.stage == stages["two"]).finding)
		with self.set_user(self.good):
			found = bank_success_patterns.execute({**asked, "pipeline": stages["pipeline"]})[1]
		campaign = next(
			row for row in found if row["label"].endswith(frappe._("Campaign", context=OPPORTUNITY))
		)
		self.assertEqual((campaign.closed, campaign.win_rate), (5, 100))
		self.assertGreater(campaign.better, 0)
		self.assertEqual(found[0].better, max(row.better for row in found))
		self.assertEqual(len(extra), 3)

	def test_SAL_05_a_figure_and_a_measure_are_rows_of_their_documents(self):
		"""Bank Performance Measure and Bank Performance Figure."""
		scheme = self.scheme()
		self.assertEqual(frappe.db.count("Bank Performance Measure", {"parent": scheme.name}), 2)
		scoring.compute(scheme, getdate(AFTER))
		self.assertEqual(
			frappe.db.count(
				"Bank Performance Figure", {"parent": scoring.name_of(scheme.name, self.good, FIRST)}
			),
			2,
		)
