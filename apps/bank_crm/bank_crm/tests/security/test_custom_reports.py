"""Reports of one's own making open nobody's rows: not asked, shared, pinned, mailed or listed (ANA-14, SEC-20, SEC-12)."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from bank_crm.analytics.dashboard_chart_source.bank_custom_report import bank_custom_report as source
from bank_crm.analytics.semantic import behind, pinning, sending
from bank_crm.analytics.semantic.reading import ReportRefused
from bank_crm.analytics.semantic.run import run
from bank_crm.api import custom_reports
from bank_crm.tests import BankCRMTestCase, factories

REPORT = "Bank Custom Report"


def definition(**changed: Any) -> dict[str, Any]:
	return {
		"version": 1,
		"entity": "customer",
		"rows": [{"dimension": "branch"}],
		"measures": ["customers", "total_aum"],
		**changed,
	}


def counted(raw: dict[str, Any], user: str) -> dict[str, int]:
	report = run(raw, user, "live")
	return {key[0]: line[1] for key, line in zip(report.keys, report.rows, strict=True)}


class TestCustomReportAbuse(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.branches = [factories.make_branch(), factories.make_branch()]
		self.managers = [factories.make_user("Bank Branch Manager") for _ in self.branches]
		for manager, branch in zip(self.managers, self.branches, strict=True):
			factories.make_staff(manager, branch)
		for at, branch in enumerate(self.branches):
			for _ in range(at + 2):
				factories.make_customer(branch=branch)

	def save(self, user: str, **values: Any) -> Any:
		frappe.set_user(user)
		doc = frappe.get_doc(
			{"doctype": REPORT, "title": "T", "definition": json.dumps(definition()), **values}
		)
		return doc.insert()

	def test_ana_14_each_sees_own_rows_and_totals_only(self) -> None:
		first, second = self.managers
		self.assertEqual(counted(definition(), first), {self.branches[0]: 2})
		self.assertEqual(counted(definition(), second), {self.branches[1]: 3})
		self.assertEqual(run(definition(), first, "live").totals[1], 2)
		stranger = {"field": "branch", "operator": "in", "value": [self.branches[1]]}
		asked = definition(filters={"version": 1, "root": {"op": "and", "conditions": [stranger]}})
		self.assertEqual(counted(asked, first), {})
		self.assertEqual(run(definition(), factories.make_user("Bank Teller"), "live").rows, [])

	def test_ana_14_who_has_left_sees_nothing(self) -> None:
		frappe.db.set_value("Bank Staff", {"user": self.managers[0]}, "active", 0)
		self.assertEqual(counted(definition(), self.managers[0]), {})

	def test_sec_20_no_sql_formula_or_column_beyond_the_catalogue(self) -> None:
		for changed in (
			{"entity": "tabBank Sealed Value"},
			{"entity": "Bank Operation Log"},
			{"rows": [{"dimension": "mobile"}]},
			{"rows": [{"dimension": "customer_name"}]},
			{"rows": [{"dimension": "branch` union select password from `__Auth"}]},
			{"measures": ["sum(total_aum)"]},
			{"sql": "select 1"},
			{"period": {"preset": "custom", "from": "' or 1=1", "to": "2026-01-01"}},
			{"filters": {"version": 1, "root": {"field": "id_number", "operator": "is set"}}},
			{"rows": [{"dimension": name} for name in ("branch", "tier", "gender", "city")]},
		):
			with self.assertRaises(ReportRefused, msg=str(changed)):
				run(definition(**changed), self.managers[0], "live")

	def test_sec_20_a_value_in_a_condition_is_a_value(self) -> None:
		leaf = {"field": "city", "operator": "=", "value": "x' or '1'='1"}
		asked = definition(filters={"version": 1, "root": {"op": "and", "conditions": [leaf]}})
		self.assertEqual(run(asked, self.managers[0], "live").rows, [])

	def test_ana_14_marketing_counts_and_sees_no_small_group_and_no_customer(self) -> None:
		officer = factories.make_user("Bank Marketing Officer")
		for _ in range(3):
			factories.make_customer(branch=self.branches[1])
		counts = definition(measures=["customers"])
		found = counted(counts, officer)
		self.assertEqual(found.get(self.branches[1]), 6)
		self.assertNotIn(self.branches[0], found)
		report = run(counts, officer, "live")
		self.assertGreaterEqual(report.hidden, 1)
		self.assertIsNone(report.totals)
		with self.assertRaises(ReportRefused):
			run(definition(measures=["total_aum"]), officer, "live")
		with self.assertRaises(frappe.PermissionError):
			behind.records(counts, [self.branches[1]], user=officer)

	def test_ana_14_the_records_behind_a_figure_are_the_reader_s(self) -> None:
		frappe.set_user(self.managers[0])
		self.assertEqual(len(behind.records(definition(), [self.branches[0]])["names"]), 2)
		self.assertEqual(behind.records(definition(), [self.branches[1]])["names"], [])
		for keys in ([], ["a", "b"], [{"a": 1}], [True]):
			with self.assertRaises(frappe.ValidationError):
				behind.records(definition(), keys)

	def test_ana_14_another_s_report_is_not_read_changed_pinned_or_listed(self) -> None:
		report = self.save(self.managers[0])
		frappe.set_user(self.managers[1])
		self.assertNotIn(report.name, frappe.get_list(REPORT, pluck="name"))
		for act in (
			lambda: custom_reports.saved(report.name),
			lambda: custom_reports.duplicate(report.name),
			lambda: custom_reports.pin(report.name, "Mine"),
			lambda: custom_reports.save("Stolen", definition(), report.name),
			lambda: frappe.delete_doc(REPORT, report.name),
		):
			self.assertRaises(frappe.PermissionError, act)
		self.assertEqual(source.get(filters={"report": report.name}), {})
		self.assertIsNone(custom_reports.card({"report": report.name, "measure": "customers"})["value"])

	def test_ana_05_ana_14_a_shared_and_pinned_report_shows_the_viewer_s_rows(self) -> None:
		report = self.save(self.managers[0], shares=[{"share_with": "Branch", "branch": self.branches[1]}])
		board = pinning.pin_chart(report, factories.unique("Board "))
		pinning.pin_chart(report, board)
		(link,) = frappe.get_doc("Dashboard", board).charts
		self.assertEqual(sum(source.get(chart_name=link.chart)["datasets"][0]["values"]), 2)
		frappe.set_user(self.managers[1])
		self.assertIn(report.name, frappe.get_list(REPORT, pluck="name"))
		self.assertEqual(sum(source.get(chart_name=link.chart)["datasets"][0]["values"]), 3)
		self.assertEqual(custom_reports.card({"report": report.name, "measure": "customers"})["value"], 3)
		self.assertFalse(custom_reports.saved(report.name)["own"])
		with self.assertRaises(frappe.PermissionError):
			custom_reports.save("Mine now", definition(), report.name)
		with self.assertRaises(frappe.PermissionError):
			pinning.pin_chart(report, board)

	def test_ana_04_titles_shares_and_recipients_are_checked(self) -> None:
		outsider = factories.make_user()
		for values in (
			{"title": ""},
			{"title": "<script>alert(1)</script>"},
			{"title": "=HYPERLINK(1)"},
			{"title": "x" * 101},
			{"definition": "select 1"},
			{"definition": "{}"},
			{"shares": [{"share_with": "Role", "role": "System Manager"}]},
			{"shares": [{"share_with": "User", "user": outsider}] * 2},
			{"schedule": "Daily"},
			{"schedule": "Daily", "recipients": [{"user": self.managers[1]}]},
			{"schedule": "Daily", "recipients": [{"user": outsider}]},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(values)):
				self.save(self.managers[0], **values)

	def test_ana_14_a_mail_is_sent_once_a_period_with_the_recipient_s_figures(self) -> None:
		report = self.save(
			self.managers[0],
			title=factories.unique("Mail "),
			schedule="Weekly",
			shares=[{"share_with": "User", "user": self.managers[1]}],
			recipients=[{"user": user} for user in self.managers],
		)
		frappe.set_user("Administrator")
		monday = getdate("2026-11-16")
		with patch.object(frappe, "sendmail") as mail:
			sending.send_due(monday)
			sending.send_due(getdate("2026-11-20"))
			ours = [
				call.kwargs for call in mail.call_args_list if call.kwargs["reference_name"] == report.name
			]
			self.assertEqual(len(ours), 2)
			for kwargs, manager, branch in zip(ours, self.managers, self.branches, strict=True):
				self.assertEqual(kwargs["recipients"], [manager])
				self.assertIn(frappe.db.get_value("Bank Branch", branch, "branch_name"), kwargs["message"])
				other = next(one for one in self.branches if one != branch)
				self.assertNotIn(frappe.db.get_value("Bank Branch", other, "branch_name"), kwargs["message"])
				self.assertNotIn("attachments", kwargs)
			sending.send_due(getdate("2026-11-23"))
			self.assertEqual(frappe.db.count("Bank Report Delivery", {"report": report.name}), 4)

	def test_ana_14_who_is_no_longer_shared_with_gets_no_mail(self) -> None:
		shares = [{"share_with": "User", "user": self.managers[1]}]
		report = self.save(
			self.managers[0], schedule="Daily", shares=shares, recipients=[{"user": self.managers[1]}]
		)
		share = frappe.qb.DocType("Bank Report Share")
		frappe.qb.from_(share).delete().where(share.parent == report.name).run()
		frappe.set_user("Administrator")
		with patch.object(frappe, "sendmail") as mail:
			sending.send_due(getdate("2026-11-16"))
		self.assertFalse([c for c in mail.call_args_list if c.kwargs["reference_name"] == report.name])
		state = frappe.db.get_value("Bank Report Delivery", {"report": report.name}, "state")
		self.assertEqual(state, "Not Sent")

	def test_ana_04_a_background_run_is_its_asker_s_alone(self) -> None:
		frappe.set_user(self.managers[0])
		with patch.object(frappe, "enqueue"):
			name = custom_reports.start(definition(), "Long")
			self.assertEqual(custom_reports.start(definition(), "Long"), name)
		from bank_crm.analytics.semantic import background

		background.work(name)
		found = custom_reports.result(name)
		self.assertEqual(found["state"], "Done")
		self.assertEqual(found["report"]["totals"][1], 2)
		self.assertEqual(frappe.get_list("Bank Report Run", pluck="name"), [name])
		frappe.set_user(self.managers[1])
		self.assertEqual(frappe.get_list("Bank Report Run", pluck="name"), [])
		with self.assertRaises(frappe.PermissionError):
			custom_reports.result(name)

	def test_ana_05_a_deleted_report_leaves_nothing_behind(self) -> None:
		user = self.managers[0]
		report = self.save(
			user, schedule="Daily", recipients=[{"user": user}], shares=[{"share_with": "User", "user": user}]
		)
		board = pinning.pin_card(report, pinning.pin_chart(report, factories.unique("Board ")), "customers")
		frappe.delete_doc(REPORT, report.name)
		left = frappe.get_doc("Dashboard", board)
		self.assertEqual((left.charts, left.cards), ([], []))
		for child in ("Bank Report Recipient", "Bank Report Share"):
			self.assertFalse(frappe.db.count(child, {"parent": report.name}))

	def test_sec_12_the_export_is_the_table_of_who_asks_for_it(self) -> None:
		from bank_crm.analytics.report.bank_custom_report_result.bank_custom_report_result import execute

		report = self.save(self.managers[0])
		columns, rows = execute({"custom_report": report.name})
		self.assertEqual((len(columns), [row["m_customers"] for row in rows]), (3, [2, 2]))
		frappe.set_user(self.managers[1])
		self.assertRaises(frappe.PermissionError, execute, {"custom_report": report.name})
