"""The service reports, each figure counted again by hand, within the rows of whoever asks (SVC-09, SVC-14, SVC-11, SEC-20)."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta

import frappe
from frappe.utils import getdate

from bank_crm.domain.complaint_enums import BusinessCategory, ReasonCategory
from bank_crm.permissions import roles
from bank_crm.service.levels.tests import desk
from bank_crm.service.report.bank_complaint_analysis import bank_complaint_analysis as analysis
from bank_crm.service.report.bank_complaint_return import bank_complaint_return as regulator
from bank_crm.service.report.bank_service_satisfaction import bank_service_satisfaction as satisfaction
from bank_crm.service.report.bank_work_order_backlog import bank_work_order_backlog as backlog
from bank_crm.service.report.bank_work_order_timeliness import bank_work_order_timeliness as timeliness
from bank_crm.tests import BankCRMTestCase, factories

ORDER, COMPLAINT = "Bank Work Order", "Bank Complaint"
#: Years nothing else on the site lies in.
FIRST, LAST = "1995-01-01", "1995-06-30"
FIELDS = [
	"name",
	"order_type",
	"handler",
	"state",
	"rating",
	"opened_on",
	"answered_on",
	"reopened_count",
	"response_clock",
	"resolution_clock",
	"resolution_taken",
]


class TestServiceReports(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		dice = random.Random("reports")
		cls.branch, cls.other_branch = factories.make_branch(), factories.make_branch()
		cls.agents = [factories.make_user(roles.SERVICE_AGENT) for _ in range(2)]
		cls.manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.manager, cls.branch)
		for number in range(40):
			cls._make_order(number, dice)

	@classmethod
	def _make_order(cls, number: int, dice: random.Random) -> None:
		kind = ("Enquiry", "Complaint", "Suggestion")[number % 3]
		order = desk.make_order(
			order_type=kind,
			subject=f"Report {number}",
			branch=cls.branch if number % 4 else cls.other_branch,
		)
		opened = datetime(1995, 1, 1, 9) + timedelta(days=dice.randrange(150), hours=dice.randrange(9))
		answered = opened + timedelta(hours=dice.randrange(1, 300)) if number % 5 else None
		values = {
			"handler": cls.agents[number % 2],
			"opened_on": opened,
			"answered_on": answered,
			"state": "Merged" if number % 13 == 12 else "Closed" if answered else "In Progress",
			"rating": dice.randrange(6) if answered else 0,
			"response_clock": dice.choice(("Met", "Missed", "")),
			"resolution_clock": dice.choice(("Met", "Missed")) if answered else "Breached",
			"resolution_taken": dice.randrange(3600, 90_000) if answered else None,
			"reopened_count": number % 7 == 0,
		}
		frappe.db.set_value(ORDER, order.name, values, update_modified=False)
		name = frappe.db.get_value(COMPLAINT, {"work_order": order.name})
		if name:
			known = {
				"received_on": opened,
				"category": dice.choice(BusinessCategory.values()[:3]),
				"reason": dice.choice(ReasonCategory.values()[:3]),
				"state": "Closed" if answered else "Under Inquiry",
				"replied_on": answered,
				"on_time": dice.choice(("In Time", "Late")),
				"outcome": dice.choice(("Upheld", "Not Upheld", "")) if answered else "",
				"compensation_amount": number * 10,
				"people_count": 1 + number % 3,
			}
			frappe.db.set_value(COMPLAINT, name, known, update_modified=False)

	def orders(self, moment: str = "opened_on", **filters) -> list[frappe._dict]:
		"""The user's orders of the period, asked for as a list asks."""
		rows = frappe.get_list(
			ORDER, filters={moment: ("between", (FIRST, LAST)), **filters}, fields=FIELDS, limit=0
		)
		return [row for row in rows if row.state != "Merged"]

	def complaints(self) -> list[frappe._dict]:
		fields = [
			"category",
			"reason",
			"state",
			"received_on",
			"replied_on",
			"on_time",
			"outcome",
			"compensation_amount",
			"people_count",
		]
		return frappe.get_list(
			COMPLAINT, filters={"received_on": ("between", (FIRST, LAST))}, fields=fields, limit=0
		)

	def everybody(self):
		"""Whoever sees all of it, some of it and none of it."""
		for user in ("Administrator", self.manager, self.agents[0]):
			with self.set_user(user):
				yield user

	def period(self, **filters) -> dict:
		return {"from_date": FIRST, "to_date": LAST, **filters}

	def names(self) -> dict[str, str]:
		return {frappe.utils.get_fullname(agent): agent for agent in self.agents}

	def test_SVC_09_satisfaction_by_type_and_handler(self):
		for user in self.everybody():
			expected: dict[str, list] = defaultdict(list)
			for row in self.orders("answered_on"):
				expected[row.order_type].append(row)
			rows = satisfaction.execute(self.period())[1]
			for kind, of_kind in expected.items():
				ratings = [row.rating for row in of_kind if row.rating]
				mine = [row for row in rows if row["order_type"] == frappe._(kind, context=ORDER)]
				told = (sum(row["answered"] for row in mine), sum(row["rated"] for row in mine))
				self.assertEqual(told, (len(of_kind), len(ratings)), (user, kind))
				low = sum(1 for rating in ratings if rating <= 2)
				self.assertEqual(sum(row["low"] for row in mine), low, (user, kind))
				satisfied = sum(round((row["satisfied"] or 0) * row["rated"] / 100) for row in mine)
				self.assertEqual(satisfied, sum(1 for rating in ratings if rating >= 4), (user, kind))

	def test_scenario_07_nine_of_ten_satisfied_are_90_percent(self):
		agent = factories.make_user(roles.SERVICE_AGENT)
		for rating in (5, 5, 5, 4, 4, 4, 5, 5, 4, 2, 0):
			order = desk.make_order(subject="Wealth")
			frappe.db.set_value(
				ORDER, order.name, {"handler": agent, "answered_on": "1996-02-01 10:00:00", "rating": rating}
			)
		rows = satisfaction.execute({"from_date": "1996-01-01", "to_date": "1996-12-31", "handler": agent})[1]
		self.assertEqual(len(rows), 1)
		self.assertEqual((rows[0]["answered"], rows[0]["rated"], rows[0]["satisfied"]), (11, 10, 90))
		self.assertAlmostEqual(float(rows[0]["average"]), 4.3)

	def test_SVC_14_timeliness_by_type(self):
		for user in self.everybody():
			expected: dict[str, list] = defaultdict(list)
			for row in self.orders():
				expected[frappe._(row.order_type, context=ORDER)].append(row)
			rows = {row["order_type"]: row for row in timeliness.execute(self.period(by="order_type"))[1]}
			self.assertEqual(set(rows), set(expected), user)
			for kind, of_kind in expected.items():
				row = rows[kind]
				self.assertEqual(row["opened"], len(of_kind))
				self.assertEqual(row["answered"], sum(1 for each in of_kind if each.answered_on))
				self.assertEqual(row["reopened"], sum(1 for each in of_kind if each.reopened_count))
				late = sum(1 for each in of_kind if each.resolution_clock in ("Missed", "Breached"))
				kept = sum(1 for each in of_kind if each.resolution_clock == "Met")
				self.assertEqual(row["resolution_late"], late)
				self.assertAlmostEqual(float(row["resolution_kept"]), 100 * kept / (kept + late), places=3)
				hours = [float(each.resolution_taken) / 3600 for each in of_kind if each.resolution_taken]
				self.assertAlmostEqual(float(row["resolution_hours"]), sum(hours) / len(hours), places=3)

	def test_SVC_14_timeliness_by_month_is_in_order(self):
		rows = timeliness.execute(self.period(by="month"))[1]
		months = [row["month"] for row in rows]
		self.assertEqual(months, sorted({str(row.opened_on)[:7] for row in self.orders()}))

	def test_SVC_10_backlog_by_age(self):
		handler = factories.make_user(roles.SERVICE_AGENT)
		ages = (0, 0.5, 2, 5, 10, 20, 40, 400)
		for days in ages:
			order = desk.make_order()
			opened = frappe.utils.now_datetime() - timedelta(days=days)
			values = {
				"handler": handler,
				"opened_on": opened,
				"resolution_clock": "Breached" if days > 5 else "Paused",
			}
			frappe.db.set_value(ORDER, order.name, values)
		done = desk.make_order()
		frappe.db.set_value(ORDER, done.name, {"handler": handler, "state": "Answered"})
		rows = backlog.execute({"by": "handler", "handler": handler})[1]
		self.assertEqual(len(rows), 1)
		fields = ("age_1", "age_3", "age_7", "age_15", "age_30", "age_more")
		self.assertEqual([rows[0][field] for field in fields], [2, 1, 1, 1, 1, 2])
		told = {
			field: rows[0][field] for field in ("open_orders", "late", "paused", "unassigned", "oldest_days")
		}
		self.assertEqual(
			told, {"open_orders": 8, "late": 4, "paused": 4, "unassigned": 0, "oldest_days": 400}
		)

	def test_SVC_11_complaint_analysis_by_category(self):
		for user in self.everybody():
			expected: dict[str, list] = defaultdict(list)
			for row in self.complaints():
				expected[frappe._(row.category, context=COMPLAINT)].append(row)
			rows = {row["category"]: row for row in analysis.execute(self.period())[1]}
			self.assertEqual(set(rows), set(expected), user)
			for category, of_it in expected.items():
				row = rows[category]
				self.assertEqual(row["complaints"], len(of_it))
				self.assertEqual(row["people"], sum(each.people_count for each in of_it))
				self.assertEqual(row["still_open"], sum(1 for each in of_it if each.state == "Under Inquiry"))
				self.assertEqual(row["late"], sum(1 for each in of_it if each.on_time == "Late"))
				days = [
					(getdate(each.replied_on) - getdate(each.received_on)).days
					for each in of_it
					if each.replied_on
				]
				if days:
					self.assertAlmostEqual(float(row["days"]), sum(days) / len(days), places=3)
				money = sum(each.compensation_amount for each in of_it)
				self.assertEqual(row["compensation"], money)

	def test_SVC_11_the_regulators_table_adds_up(self):
		for user in self.everybody():
			columns, rows, _note = regulator.execute({"year": 1995, "quarter": "1"})
			inside = [row for row in self.complaints() if str(row.received_on) < "1995-04-01"]
			total = rows[-1]
			self.assertEqual(total["complaints"], len(inside), user)
			self.assertEqual(sum(row["complaints"] for row in rows[:-1]), len(inside))
			reasons = {f"reason_{number}": reason for number, reason in enumerate(ReasonCategory.values(), 1)}
			self.assertTrue(set(reasons) <= {column["fieldname"] for column in columns})
			for field, reason in reasons.items():
				self.assertEqual(total[field], sum(1 for row in inside if row.reason == reason), reason)

	def test_SEC_20_a_report_counts_only_what_its_reader_sees(self):
		counts = {}
		for user in self.everybody():
			rows = timeliness.execute(self.period(by="branch"))[1]
			counts[user] = sum(row["opened"] for row in rows)
		self.assertGreater(counts["Administrator"], counts[self.manager])
		self.assertGreater(counts[self.manager], 0)
		stranger = factories.make_user(roles.SERVICE_AGENT)
		with self.set_user(stranger):
			for report in (satisfaction, timeliness, analysis):
				self.assertEqual(report.execute(self.period())[1], [], report.__name__)
			self.assertEqual(regulator.execute({"year": 1995, "quarter": "1"})[1][-1]["complaints"], 0)
		with self.set_user(factories.make_user()):
			for report in (satisfaction, timeliness, backlog, analysis, regulator):
				with self.assertRaises(frappe.PermissionError, msg=report.__name__):
					report.execute({})

	def test_SVC_12_periods_and_dimensions_that_make_no_sense_are_refused(self):
		for filters in (
			{"from_date": LAST, "to_date": FIRST},
			{"from_date": "1980-01-01", "to_date": LAST},
			{"by": "owner"},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(filters)):
				timeliness.execute(filters)
		with self.assertRaises(frappe.ValidationError):
			regulator.execute({"year": 2026, "quarter": "5"})
