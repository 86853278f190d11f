"""The reports about what a real bank's files do not hold – campaigns, orders, sales, scores, audits, exports, runs, use.

Each figure is counted again from the raw rows in plain Python, for everybody and for a reader with fewer rows
(ANA-02, ANA-03, ANA-06, ANA-12, ANA-14, ANA-16, UX-10).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe.utils import add_days, flt, getdate, now_datetime, today

from bank_crm.analytics.report.bank_synchronisation_log import bank_synchronisation_log as sync_log
from bank_crm.analytics.report.bank_system_usage import bank_system_usage as usage
from bank_crm.compliance import audits
from bank_crm.compliance.operation_log import record
from bank_crm.compliance.report.bank_export_register import bank_export_register as register
from bank_crm.compliance.report.bank_quarterly_audit import bank_quarterly_audit as audit
from bank_crm.domain import quarters
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution
from bank_crm.marketing.report.bank_audience_conversion import bank_audience_conversion as conversion
from bank_crm.marketing.report.bank_campaign_effect import bank_campaign_effect as effect
from bank_crm.marketing.report.bank_campaign_roi import bank_campaign_roi as roi
from bank_crm.marketing.sending import states
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.sales.report.bank_sales_performance import bank_sales_performance as performance
from bank_crm.sales.report.bank_staff_performance import bank_staff_performance as scores
from bank_crm.service.report.bank_service_satisfaction import bank_service_satisfaction as satisfaction
from bank_crm.tests import BankCRMTestCase, factories

#: Months nothing else in the tests lies in.
FIRST, LAST = date(1996, 3, 1), date(1996, 5, 31)


class TestCampaignReports(CampaignCase):
	def test_ana_02_ana_06_ana_12_campaigns_against_their_members_and_answers(self) -> None:
		branch = factories.make_branch()
		leader = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(leader, branch)
		groups = [self.customers(5, branch=branch), self.customers(4)]
		made = self.campaign(
			[self.segment(group) for group in groups],
			product_category="Wealth",
			return_percent=2,
			costs=[{"kind": "Venue", "planned": 90, "actual": 60}],
		)
		wave = self.wave(made)
		self.start(made)
		self.send(wave)
		names = frappe.get_all("Bank Message", {"wave": wave.name}, pluck="name")
		states.finish(names, MessageState.DELIVERED, now_datetime())
		for customer in (*groups[0][:3], *groups[1][:2]):
			responses.record(made.name, customer, "Clicked", now_datetime())
		for customer in (*groups[0][:2], groups[1][0]):
			factories.make_account(customer, category="Wealth", principal=7_000, opened_on=today())
		attribution.count(made.name)
		tallies.refresh(made.name)

		fields = ["customer", "segment", "reached_at", "participated_at", "purchased_at", "purchase_amount"]
		members = frappe.get_all("Bank Campaign Member", {"campaign": made.name}, [*fields, "in_control"])
		spent = frappe.db.get_value("Bank Campaign", made.name, "spent")
		bought = frappe.get_all(
			"Bank Campaign Response", {"campaign": made.name, "kind": "Purchased"}, pluck="amount"
		)
		cost, benefit = 60 + flt(spent), sum(bought) * 0.02
		self.assertEqual(len(bought), 3)
		for user in ("Administrator", leader):
			frappe.set_user(user)
			(row,) = roi.execute({"campaign": made.name})[1]
			found = (row["cost"], row["benefit"], row["ratio"], row["roi"])
			expected = (cost, benefit, benefit / cost, 100 * (benefit - cost) / cost)
			for one, other in zip(found, expected, strict=True):
				self.assertAlmostEqual(one, other, places=1)
			(row,) = effect.execute({"campaign": made.name})[1]
			counted = [
				sum(bool(one[at]) for one in members)
				for at in ("reached_at", "participated_at", "purchased_at")
			]
			self.assertEqual([row["reached"], row["participants"], row["purchased"]], counted)
			self.assertAlmostEqual(row["conversion_rate"], 100 * counted[2] / counted[1], places=1)
			# whose members are counted follows the reader's rows
			own = (
				members if user == "Administrator" else [one for one in members if one.customer in groups[0]]
			)
			expected_rows: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
			for one in own:
				sums = expected_rows[one.segment]
				for place, value in enumerate(
					(1, bool(one.reached_at), bool(one.participated_at), bool(one.purchased_at))
				):
					sums[place] += value
			rows = conversion.execute({"campaign": made.name, "by": "segment"})[1]
			shown = {
				row["key"]: [row["targeted"], row["reached"], row["participants"], row["purchased"]]
				for row in rows
			}
			self.assertEqual(shown, expected_rows)
		with self.assertRaises(frappe.ValidationError):
			conversion.execute({"by": "mobile"})


class TestOtherReports(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.branch, cls.elsewhere = factories.make_branch(), factories.make_branch()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.other = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.leader = factories.make_user(roles.BRANCH_MANAGER)
		for user, branch in ((cls.manager, cls.branch), (cls.leader, cls.branch), (cls.other, cls.elsewhere)):
			factories.make_staff(user, branch)
		cls.own = factories.make_customer(branch=cls.branch, manager=cls.manager).name
		cls.foreign = factories.make_customer(branch=cls.elsewhere, manager=cls.other).name

	def test_ana_03_satisfaction_by_type_and_handler(self) -> None:
		for number in range(18):
			own = number % 3 > 0
			order = factories.make_order(
				customer=self.own if own else self.foreign,
				branch=self.branch if own else self.elsewhere,
				order_type=("Enquiry", "Complaint")[number % 2],
			)
			values = {
				"handler": self.manager if own else self.other,
				"answered_on": datetime(1996, 4, 1 + number, 9),
				"rating": (number // 3) % 6,
			}
			frappe.db.set_value("Bank Work Order", order.name, values)
		fields = ["order_type", "handler", "branch", "rating"]
		period = ("between", [FIRST, LAST])
		orders = frappe.get_all("Bank Work Order", {"answered_on": period, "handler": ("is", "set")}, fields)
		for user in ("Administrator", self.leader):
			frappe.set_user(user)
			expected: dict[Any, list[Any]] = defaultdict(list)
			for order in orders:
				if user == "Administrator" or order.branch == self.branch:
					expected[order.order_type, order.handler].append(order.rating)
			_columns, rows, _note, chart, summary = satisfaction.execute(
				{"from_date": FIRST, "to_date": LAST}
			)
			self.assertEqual({(row.raw["order_type"], row.raw["handler"]) for row in rows}, set(expected))
			for row in rows:
				ratings = expected[row.raw["order_type"], row.raw["handler"]]
				rated = [one for one in ratings if one]
				self.assertEqual((row.answered, row.rated), (len(ratings), len(rated)))
				self.assertAlmostEqual(row.average, sum(rated) / len(rated), places=2)
				good = 100 * sum(one >= 4 for one in rated) / len(rated)
				self.assertAlmostEqual(float(row.satisfied), good, places=2)
			self.assertEqual(summary[0]["value"], sum(map(len, expected.values())))
			self.assertTrue(chart)

	def test_ana_06_sales_performance(self) -> None:
		stages = make_pipeline()
		for number in range(14):
			own = number % 2
			deal = make_opportunity(
				self.own if own else self.foreign,
				stages["pipeline"],
				salesperson=self.manager if own else self.other,
			)
			outcome = "Won" if number % 3 else "Lost"
			values = {
				"outcome": outcome,
				"stage": stages[outcome.lower()],
				"amount": 1000 * (number + 1),
				"closed_on": datetime(1996, 3 + number % 3, 5, 9),
				"opened_on": datetime(1996, 1, 1 + number, 9),
				"branch": self.branch if own else self.elsewhere,
			}
			frappe.db.set_value("Bank Opportunity", deal.name, values)
		fields = ["salesperson", "outcome", "amount", "closed_on", "opened_on"]
		deals = frappe.get_all("Bank Opportunity", {"closed_on": ("between", [FIRST, LAST])}, fields)
		for user, mine in (("Administrator", {self.manager, self.other}), (self.manager, {self.manager})):
			frappe.set_user(user)
			expected: dict[str, list[Any]] = defaultdict(list)
			for deal in deals:
				if deal.salesperson in mine:
					expected[deal.salesperson].append(deal)
			rows = performance.execute({"from_date": FIRST, "to_date": LAST})[1]
			self.assertEqual({row.key for row in rows}, set(expected))
			for row in rows:
				won = [deal for deal in expected[row.key] if deal.outcome == "Won"]
				lost = [deal for deal in expected[row.key] if deal.outcome == "Lost"]
				self.assertEqual((row.won, row.lost), (len(won), len(lost)))
				self.assertEqual(row.won_amount, sum(deal.amount for deal in won))
				self.assertAlmostEqual(row.win_rate, 100 * len(won) / (len(won) + len(lost)))
				days = [(getdate(deal.closed_on) - getdate(deal.opened_on)).days for deal in won]
				self.assertAlmostEqual(float(row.days), sum(days) / len(days), places=3)

	def test_ana_06_staff_performance(self) -> None:
		measures = [{"measure": "Contacts", "weight": 100, "zero_at": 0, "full_at": 10, "cap": 120}]
		scheme = factories.make(
			"Bank Performance Scheme",
			scheme_name=factories.unique("S"),
			role=roles.RELATIONSHIP_MANAGER,
			measures=measures,
		)
		for place, (person, branch) in enumerate(
			((self.manager, self.branch), (self.other, self.elsewhere)), 1
		):
			factories.make(
				"Bank Performance Score",
				title=factories.unique("P"),
				scheme=scheme.name,
				from_date=FIRST,
				to_date=LAST,
				person=person,
				branch=branch,
				score=100 - 10 * place,
				place=place,
				people=2,
			)
		raw = frappe.get_all(
			"Bank Performance Score", {"scheme": scheme.name}, ["name", "person", "score", "place"]
		)
		for user, persons in (
			("Administrator", {self.manager, self.other}),
			(self.leader, {self.manager}),
			(self.manager, {self.manager}),
		):
			frappe.set_user(user)
			found = scores.execute({"scheme": scheme.name, "from_date": FIRST})[1]
			expected = {(row.name, row.score, row.place) for row in raw if row.person in persons}
			self.assertEqual({(row.score_name, row.score, row.place) for row in found}, expected)

	def test_sec_14_quarterly_audit_and_export_register(self) -> None:
		frappe.set_user(self.manager)
		for action in ("Tier Change", "Tier Change", "Export Downloaded", "Write"):
			record(action, "Bank Customer", self.own, customer=self.own)
		request = frappe.get_doc(
			{
				"doctype": "Bank Export Request",
				"source_type": "DocType",
				"document_type": "Bank Customer",
				"purpose": "Report to the supervisor",
				"recipient": "PBC",
				"columns": [{"fieldname": "name"}],
			}
		).insert()
		frappe.set_user("Administrator")
		period = quarters.quarter_of(getdate(today()))
		audits.make(period)
		items = frappe.get_all("Bank Audit Item", {"audit": period}, ["action", "verdict"])
		_columns, rows, _note, chart, summary = audit.execute({"audit": period})
		self.assertEqual(len(rows), min(len(items), audit.MOST_ROWS))
		verdicts = Counter(item.verdict for item in items)
		self.assertEqual([one["value"] for one in summary], [verdicts[one] for one in verdicts_in_order()])
		drawn = sum(sum(series["values"]) for series in chart["data"]["datasets"])
		self.assertEqual(drawn, len(items))
		asked = frappe.get_all("Bank Export Request", fields=["name", "applicant", "status", "requested_at"])
		for user, mine in (("Administrator", None), (self.manager, self.manager)):
			frappe.set_user(user)
			expected = [row for row in asked if mine in (None, row.applicant) and row.requested_at]
			_columns, rows, _note, chart, summary = register.execute({"from_date": "2000-01-01"})
			self.assertEqual({row.name for row in rows}, {row.name for row in expected})
			self.assertEqual(sum(one["value"] for one in summary), len(expected))
			self.assertIn(request.name, [row.name for row in rows])
			self.assertTrue(chart)
		frappe.set_user(self.other)
		self.assertNotIn(request.name, [row.name for row in register.execute({})[1]])
		with self.assertRaises(frappe.PermissionError):
			audit.execute({"audit": period})

	def test_int_01_synchronisation_log(self) -> None:
		source = factories.make(
			"Bank Data Source",
			source_name=factories.unique("Source "),
			source_system=factories.unique("sys").lower(),
			entity="Customer",
			connector="Folder",
			folder_path="/tmp",
			file_pattern="*.csv",
			mapping=[
				{"target_field": field, "source_columns": field} for field in ("external_id", "customer_name")
			],
			enabled=0,
		)
		for number, state in enumerate(("Completed", "Completed with Refusals", "Failed", "Completed")):
			run = factories.make(
				"Bank Sync Run", data_source=source.name, entity="Customer", mode="Full", state=state
			)
			values = {"rows_read": 100 + number, "rows_new": 10, "rows_refused": number}
			frappe.db.set_value("Bank Sync Run", run.name, values)
		raw = frappe.get_all(
			"Bank Sync Run", {"data_source": source.name}, ["name", "state", "rows_read", "rows_refused"]
		)
		found = sync_log.execute({"data_source": source.name})
		self.assertEqual(
			{row.name: row.rows_read for row in found[1]}, {row.name: row.rows_read for row in raw}
		)
		values = [one["value"] for one in found[4][:4]]
		self.assertEqual(
			values, [4, 1, sum(row.rows_read for row in raw), sum(row.rows_refused for row in raw)]
		)
		failed = sync_log.execute({"data_source": source.name, "state": "Failed"})[1]
		self.assertEqual([row.key for row in failed], ["Failed"])
		with self.assertRaises(frappe.ValidationError):
			sync_log.execute({"state": "Lost"})
		frappe.set_user(self.leader)
		with self.assertRaises(frappe.PermissionError):
			sync_log.execute({})

	def test_ana_16_ux_10_use_by_person_branch_and_module(self) -> None:
		for user, customer, times in ((self.manager, self.own, 3), (self.other, self.foreign, 2)):
			frappe.set_user(user)
			record("Log-in")
			for number in range(times):
				record("Write", "Bank Customer", customer)
				record("Write", "Bank Work Order", f"ORDER-{number}")
		frappe.set_user("Administrator")
		for back in (1, 2, -1):
			factories.make(
				"Bank Care Task",
				customer=self.own,
				subject="Call",
				occasion="Other",
				due_on=add_days(today(), -back),
				assigned_to=self.manager,
			)
		fields = ["user", "action", "ref_doctype", "ref_name", "occurred_at"]
		since = now_datetime() - timedelta(days=1)
		log = frappe.get_all("Bank Operation Log", {"occurred_at": (">", since)}, fields)
		filters = {"from_date": today(), "to_date": today()}
		for user, persons in (
			("Administrator", {self.manager, self.other}),
			(self.leader, {self.manager, self.leader}),
		):
			frappe.set_user(user)
			rows = {row.key: row for row in usage.execute(filters)[1]}
			if user == self.leader:
				self.assertEqual(set(rows), persons)
			for person in persons:
				own = [
					one for one in log if one.user == person and getdate(one.occurred_at) == getdate(today())
				]
				works = [one for one in own if one.action not in ("Log-in", "Log-in Refused", "Log-out")]
				works = [one for one in works if one.ref_name]
				records = {(one.ref_doctype, one.ref_name) for one in works}
				found = rows[person]
				self.assertEqual((found.operations, found.records), (len(works), len(records)), person)
				self.assertEqual(found.logins, sum(one.action == "Log-in" for one in own))
			self.assertEqual(rows[self.manager].overdue, 2)
			branches = {row.key: row for row in usage.execute({**filters, "by": "branch"})[1]}
			self.assertEqual(branches[self.branch].people, 2)
			self.assertEqual(branches[self.branch].overdue, 2)
			modules = {
				row.key: row for row in usage.execute({**filters, "by": "module", "branch": self.branch})[1]
			}
			self.assertEqual(modules["Customer"].active, len({self.manager} & set(rows)))
			self.assertEqual((modules["Customer"].allowed, modules["Service"].records), (2, 3))
		frappe.set_user(self.manager)
		self.assertFalse(frappe.get_doc("Report", "Bank System Usage").is_permitted())


def verdicts_in_order() -> tuple[str, ...]:
	from bank_crm.domain.compliance_enums import AuditVerdict

	return AuditVerdict.values()
