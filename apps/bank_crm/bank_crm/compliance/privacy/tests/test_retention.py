"""Retention by night: rehearsed, carried out, held back by law, archived so that it can be proved."""

from __future__ import annotations

import frappe
from frappe.utils import add_months, today

from bank_crm.api import privacy
from bank_crm.compliance import log_archive
from bank_crm.compliance.privacy import archive, removing, retention
from bank_crm.compliance.privacy.tests.privacy_case import CUSTOMER, PrivacyTestCase
from bank_crm.permissions import roles
from bank_crm.tests import factories

RUN, ITEM, ARCHIVE = "Bank Retention Run", "Bank Retention Run Item", "Bank Retention Archive"
EVENT = "Bank Behaviour Event"
RULE = "Bank Retention Rule"


class TestRetention(PrivacyTestCase):
	def setUp(self) -> None:
		super().setUp()
		rule = frappe.qb.DocType(RULE)
		frappe.qb.update(rule).set(rule.enabled, 0).run()

	def rule(self, doctype: str, **values) -> None:
		frappe.db.set_value(RULE, doctype, {"enabled": 1, **values})

	def run_round(self, *, dry: bool = False):
		doc = factories.make(RUN, dry_run=int(dry), state="Waiting")
		retention.carry_out(doc.name, commit=False)
		return doc.reload()

	def old_event(self, customer: str, months: int = 30) -> str:
		return str(factories.make_event(customer, occurred_at=add_months(today(), -months)).name)

	def test_RSK_08_old_rows_go_young_ones_stay(self):
		customer = self.make_person().name
		old, young = self.old_event(customer), self.old_event(customer, 3)
		self.rule(EVENT, after_months=24)
		doc = self.run_round(dry=True)
		self.assertTrue(frappe.db.exists(EVENT, old), "a rehearsal does nothing")
		rehearsed = doc.get("items")[0].due
		doc = self.run_round()
		(line,) = doc.get("items")
		self.assertEqual((doc.state, line.due, line.done, line.finished), ("Done", rehearsed, rehearsed, 1))
		self.assertFalse(frappe.db.exists(EVENT, old))
		self.assertTrue(frappe.db.exists(EVENT, young))
		self.assertEqual(self.run_round().get("items")[0].due, 0)

	def test_RSK_08_a_legal_hold_protects_its_customers_rows(self):
		held, free = self.make_person().name, self.make_person().name
		factories.make("Bank Legal Hold", customer=held, authority="法院", reason="诉讼")
		kept, gone = self.old_event(held), self.old_event(free)
		self.rule(EVENT, after_months=24)
		(line,) = self.run_round().get("items")
		self.assertEqual(line.due - line.held, line.done)
		self.assertGreaterEqual(line.held, 1)
		self.assertTrue(frappe.db.exists(EVENT, kept))
		self.assertFalse(frappe.db.exists(EVENT, gone))

	def test_RSK_08_the_duty_to_keep_wins_over_the_period(self):
		customer = self.make_person().name
		self.add_account(customer)
		frappe.db.set_value(
			"Bank Customer Transaction", {"customer": customer}, "posted_at", add_months(today(), -24)
		)
		self.rule("Bank Customer Transaction", after_months=12)
		self.run_round()
		self.assertEqual(frappe.db.count("Bank Customer Transaction", {"customer": customer}), 1)

	def test_RSK_08_an_open_account_is_never_old(self):
		customer = self.make_person().name
		self.add_account(customer, old=True)
		self.rule("Bank Customer Account", after_months=120)
		self.run_round()
		self.assertEqual(frappe.db.count("Bank Customer Account", {"customer": customer}), 1)

	def test_RSK_08_customers_without_anything_left_are_emptied(self):
		gone, served, held = self.make_person().name, self.make_person().name, self.make_person().name
		self.add_talk(gone)
		self.add_account(served)
		factories.make("Bank Legal Hold", customer=held, authority="法院", reason="诉讼")
		for customer in (gone, served, held):
			self.make_old(CUSTOMER, {"name": customer})
		self.rule(CUSTOMER, after_months=120)
		self.run_round()
		names = {name: frappe.db.get_value(CUSTOMER, name, "customer_name") for name in (gone, served, held)}
		self.assertEqual(names[gone], "***")
		self.assertNotIn("***", (names[served], names[held]))
		self.assertNotIn("Bank Interaction", self.rows_of(gone))

	def test_RSK_08_archived_rows_are_in_a_file_that_proves_itself(self):
		customer = self.make_person().name
		account = self.add_account(customer, closed=True, old=True)
		self.rule("Bank Customer Transaction", after_months=180, action="Archive")
		doc = self.run_round()
		self.assertFalse(frappe.db.exists("Bank Customer Transaction", {"account": account.name}))
		records = frappe.get_all(
			ARCHIVE, filters={"run": doc.name}, fields=["name", "file_name", "row_count"]
		)
		rows = []
		for record in records:
			path = archive.folder() / record.file_name
			self.addCleanup(path.unlink, missing_ok=True)
			found = list(log_archive.read_file(path))
			self.assertEqual(len(found), record.row_count)
			self.assertTrue(archive.verify(record.name))
			rows += found
		self.assertIn(account.name, {row["account"] for row in rows})
		path.chmod(0o600)
		path.write_bytes(path.read_bytes() + b"x")
		self.assertFalse(archive.verify(record.name))
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc(ARCHIVE, record.name)

	def test_RSK_08_a_round_that_was_stopped_goes_on(self):
		customer = self.make_person().name
		events = [self.old_event(customer) for _number in range(5)]
		self.rule(EVENT, after_months=24)
		original, calls = removing.delete_rows, []

		def dies(data, rows):
			calls.append(len(rows))
			if len(calls) == 2:
				raise KeyboardInterrupt
			return original(data, rows)

		at_once, retention.ROWS_AT_ONCE = retention.ROWS_AT_ONCE, 2
		retention.ACTIONS[retention.RetentionAction.DELETE] = dies
		try:
			with self.assertRaises(KeyboardInterrupt):
				self.run_round()
		finally:
			retention.ROWS_AT_ONCE = at_once
			retention.ACTIONS[retention.RetentionAction.DELETE] = original
		self.run_round()
		self.assertFalse(frappe.get_all(EVENT, filters={"name": ("in", events)}))

	def test_RSK_08_by_night_it_only_rehearses_until_the_bank_switches_it_on(self):
		for switched, dry in ((0, 1), (1, 0)):
			frappe.db.set_single_value("Bank CRM Settings", "retention_by_night", switched)
			retention.nightly()
			(latest,) = frappe.get_all(RUN, fields=["dry_run"], order_by="creation desc, name desc", limit=1)
			self.assertEqual(latest.dry_run, dry)

	def test_RSK_08_only_compliance_starts_a_round(self):
		frappe.set_user(factories.make_user(roles.ADMINISTRATOR))
		with self.assertRaises(frappe.PermissionError):
			privacy.start_retention(False)
		frappe.set_user(self.officer)
		for sent, dry in ((True, 1), ("true", 1), ("false", 0), ("0", 0)):  # a browser sends texts
			name = privacy.start_retention(sent)
			self.assertEqual(frappe.db.get_value(RUN, name, "dry_run"), dry, sent)
			frappe.db.set_value(RUN, name, "state", "Done")
		with self.assertRaises(frappe.ValidationError):
			privacy.start_retention("perhaps")

	def test_RSK_08_emptied_rows_are_not_counted_again(self):
		customer = self.make_person().name
		household = factories.make("Bank Household", head=customer, note="很富有")
		self.make_old("Bank Household", {"name": household.name})
		self.rule("Bank Household", after_months=12, action="Anonymise")
		self.run_round()
		self.assertFalse(frappe.db.get_value("Bank Household", household.name, "note"))
		self.assertEqual(self.run_round().get("items")[0].due, 0)
