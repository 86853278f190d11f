from datetime import date

import frappe
from frappe.utils import getdate, today

from bank_crm.api import audits as api
from bank_crm.compliance import audits
from bank_crm.compliance.operation_log import LOG, record
from bank_crm.compliance.report.bank_quarterly_audit import bank_quarterly_audit
from bank_crm.domain import quarters
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

CUSTOMER = "Bank Customer"


class TestBankAudit(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.period = quarters.quarter_of(getdate(today()))
		self.clerk = factories.make_user(roles.TELLER)
		self.officer = factories.make_user(roles.COMPLIANCE_OFFICER)
		frappe.set_user(self.clerk)
		for action in ("Tier Change", "Tier Change", "Export Downloaded", "Write", "Log-in"):
			record(action, CUSTOMER, "BC1", customer="BC1")
		frappe.set_user("Administrator")
		audits.make(self.period)
		frappe.set_user(self.officer)

	def items(self, **filters: str) -> list:
		return frappe.get_all(
			audits.ITEM,
			filters={"audit": self.period, "user": self.clerk, **filters},
			pluck="name",
			order_by="name",
		)

	def judge_everything(self) -> None:
		for line in api.figures(self.period):
			api.judge_all(self.period, line["action"], "In Order")
		api.judge(self.items(), "In Order")

	def test_SEC_14_the_quarters_high_privilege_operations_are_its_items(self):
		actions = frappe.get_all(
			audits.ITEM, filters={"audit": self.period, "user": self.clerk}, pluck="action", order_by="action"
		)
		self.assertEqual(actions, ["Export Downloaded", "Tier Change", "Tier Change"])
		audit = frappe.get_doc(audits.AUDIT, self.period)
		first, last = quarters.bounds(self.period)
		self.assertEqual((getdate(audit.from_date), getdate(audit.to_date)), (first, last))
		self.assertEqual(audit.pending_count, audit.item_count)

	def test_SEC_14_made_again_it_takes_only_what_is_new(self):
		before = len(self.items())
		frappe.set_user(self.clerk)
		record("Reveal", CUSTOMER, "BC1")
		frappe.set_user("Administrator")
		audits.make(self.period)
		audits.make(self.period)
		self.assertEqual(len(self.items()), before + 1)

	def test_SEC_14_the_scheduler_makes_the_last_quarters_audit_once(self):
		day = date(2031, 1, 15)
		self.assertEqual(audits.make_due(day), "2030-Q4")
		self.assertIsNone(audits.make_due(day))
		self.assertIsNone(audits.make_due(date(1999, 5, 5)), "nothing was logged before that")

	def test_SEC_14_a_bank_may_do_without(self):
		frappe.db.set_single_value("Bank CRM Settings", "audit_quarterly", 0)
		self.assertIsNone(audits.make_due(date(2031, 1, 15)))

	def test_SEC_14_each_item_gets_its_verdict(self):
		good, bad, *_others = self.items()
		self.assertEqual(api.judge([good], "In Order"), 1)
		with self.assertRaises(frappe.ValidationError):
			api.judge([bad], "Not in Order", " ")
		api.judge([bad], "Not in Order", "no approval")
		row = frappe.db.get_value(audits.ITEM, bad, ["verdict", "note", "decided_by"])
		self.assertEqual(row, ("Not in Order", "no approval", self.officer))
		self.assertEqual(frappe.db.get_value(audits.AUDIT, self.period, "objection_count"), 1)
		self.assertTrue(frappe.db.exists(LOG, {"ref_doctype": audits.AUDIT, "user": self.officer}))
		with self.assertRaises(frappe.ValidationError):
			api.judge([good], "Splendid")

	def test_SEC_14_all_pending_of_one_kind_at_once(self):
		frappe.set_user("Administrator")
		pending = frappe.db.count(
			audits.ITEM, {"audit": self.period, "action": "Tier Change", "verdict": "Pending"}
		)
		frappe.set_user(self.officer)
		self.assertEqual(api.judge_all(self.period, "Tier Change", "In Order"), pending)
		self.assertEqual(self.items(verdict="Pending", action="Tier Change"), [])

	def test_SEC_14_nobody_judges_himself(self):
		record("Unlock", "User", self.clerk)
		frappe.set_user("Administrator")
		audits.make(self.period)
		frappe.set_user(self.officer)
		own = frappe.get_all(audits.ITEM, filters={"audit": self.period, "user": self.officer}, pluck="name")
		with self.assertRaises(frappe.PermissionError):
			api.judge(own, "In Order")
		doc = frappe.get_doc(audits.ITEM, own[0])
		doc.verdict = "In Order"
		with self.assertRaises(frappe.PermissionError):
			doc.save()

	def test_SEC_14_closed_only_when_everything_is_decided_and_then_for_good(self):
		with self.assertRaises(frappe.ValidationError):
			api.close(self.period, "fine")
		doubtful = self.items()[0]
		api.judge([doubtful], "To Be Clarified", "ask the branch")
		self.judge_rest(doubtful)
		with self.assertRaises(frappe.ValidationError):
			api.close(self.period, "fine")
		api.judge([doubtful], "In Order")
		with self.assertRaises(frappe.ValidationError):
			api.close(self.period, "  ")
		api.close(self.period, "Nothing to object to.")
		audit = frappe.get_doc(audits.AUDIT, self.period)
		self.assertEqual((audit.status, audit.closed_by), ("Closed", self.officer))
		with self.assertRaises(frappe.ValidationError):
			api.judge([doubtful], "In Order")
		audit.conclusion = "Something else"
		with self.assertRaises(frappe.ValidationError):
			audit.save()
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.ValidationError):
			audits.make(self.period)
		with self.assertRaises(frappe.PermissionError):
			frappe.delete_doc(audits.AUDIT, self.period, force=True)

	def judge_rest(self, but: int) -> None:
		frappe.set_user("Administrator")
		names = frappe.get_all(
			audits.ITEM,
			filters={"audit": self.period, "name": ("!=", but), "user": ("!=", self.officer)},
			pluck="name",
		)
		frappe.set_user(self.officer)
		api.judge(names, "In Order")

	def test_SEC_14_closing_past_the_button_is_refused(self):
		audit = frappe.get_doc(audits.AUDIT, self.period)
		audit.status = "Closed"
		with self.assertRaises(frappe.ValidationError):
			audit.save()

	def test_SEC_14_only_compliance_judges(self):
		for role in (roles.AUDITOR, roles.ADMINISTRATOR, roles.BRANCH_MANAGER, roles.TELLER):
			frappe.set_user(factories.make_user(role))
			with self.subTest(role):
				with self.assertRaises(frappe.PermissionError):
					api.judge(self.items(), "In Order")
				with self.assertRaises(frappe.PermissionError):
					api.judge_all(self.period, "Tier Change", "In Order")
				with self.assertRaises(frappe.PermissionError):
					api.close(self.period, "fine")
			frappe.set_user(self.officer)
		frappe.set_user(factories.make_user(roles.TELLER))
		with self.assertRaises(frappe.PermissionError):
			api.figures(self.period)
		with self.assertRaises(frappe.PermissionError):
			api.make("2026-Q1")

	def test_scenario_14_the_report_lists_every_operation_with_its_verdict(self):
		"""高权限操作季度审计表."""
		bad = self.items()[0]
		api.judge([bad], "Not in Order", "no approval")
		_columns, rows, *_rest, figures = bank_quarterly_audit.execute(
			{"audit": self.period, "verdict": "Not in Order"}
		)
		self.assertEqual([(row.name, row.note) for row in rows], [(bad, "no approval")])
		self.assertEqual([figure["value"] for figure in figures], [1])
		_columns, rows, *_rest = bank_quarterly_audit.execute({"audit": self.period})
		self.assertLessEqual(set(self.items()), {row.name for row in rows})

	def test_SEC_14_it_prints(self):
		api.judge([self.items()[0]], "Not in Order", "<b>no approval</b>")
		html = frappe.get_print(audits.AUDIT, self.period, "Bank Quarterly Audit Sheet")
		self.assertIn("&lt;b&gt;no approval", html)
		self.assertIn(self.period, html)
