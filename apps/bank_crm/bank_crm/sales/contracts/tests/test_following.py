"""What follows a contract in force: its amendment, its renewal, and the wording that was signed (CON-01, CON-03)."""

import frappe
from frappe.utils import add_days, getdate, today

from bank_crm.api import contracts
from bank_crm.sales.contracts import entry, reminders
from bank_crm.sales.contracts.tests.case import CONTRACT, ContractCase


class TestFollowing(ContractCase):
	def test_CON_01_an_amendment_takes_over_what_is_fulfilled(self):
		one = self.signed()
		with self.set_user(self.seller):
			one.payments[0].update({"paid_on": today(), "remark": "By transfer"})
			one.obligations[0].update({"done_on": today(), "evidence_note": "Policy seen"})
			one.save()
			draft = frappe.get_doc(CONTRACT, contracts.amend(one.name))
			self.assertFalse(draft.payments[0].paid_on)
			draft.payments[1].due_on = add_days(today(), 100)
			draft.save()
		new = self.signed(draft)
		self.assertEqual([str(row.paid_on or "") for row in new.payments], [today(), ""])
		self.assertEqual(new.payments[0].remark, "By transfer")
		done = new.obligations[0]
		self.assertEqual(
			(str(done.done_on), done.done_by, done.evidence_note), (today(), self.seller, "Policy seen")
		)
		self.assertTrue(entry.is_as_signed(new))
		with self.set_user(self.seller):
			new.payments[0].paid_on = None
			with self.assertRaisesRegex(frappe.ValidationError, "recorded payment"):
				new.save()

	def test_CON_03_a_renewal_begins_when_the_old_term_ends(self):
		one = self.signed(
			starts_on="2026-01-01",
			ends_on="2099-12-31",
			payments=[{"milestone": "Rent", "due_on": "2099-12-31", "amount": 100_000}],
			obligations=[],
		)
		with self.set_user(self.seller):
			name = contracts.renew(one.name)
			self.assertEqual(contracts.renew(one.name), name, "one at a time")
			self.assertEqual(contracts.amend(one.name), name)
		draft = frappe.get_doc(CONTRACT, name)
		self.assertEqual(
			(draft.starts_on, draft.ends_on, draft.payments[0].due_on),
			(getdate("2100-01-01"), getdate("2173-12-31"), getdate("2173-12-31")),
		)
		self.assertEqual((draft.amends, draft.amendment_no, draft.state), (one.name, 1, "Draft"))
		frappe.db.set_value(CONTRACT, one.name, "remind_on", today())
		self.signed(draft)
		self.assertEqual((one.reload().state, one.amended_by), ("Signed", name), "in force to its last day")
		frappe.db.delete("Notification Log", {"document_name": one.name})
		reminders.run()
		self.assertFalse(frappe.db.exists("Notification Log", {"document_name": one.name}), "it is renewed")
		with self.set_user(self.seller):
			chain = contracts.chain(one.name)
		self.assertEqual(
			[(row["name"], str(row["ends_on"])) for row in chain],
			[(one.name, "2099-12-31"), (name, "2173-12-31")],
		)

	def test_CON_03_only_a_contract_in_force_with_an_end_is_renewed(self):
		one = self.make()
		with self.set_user(self.seller):
			self.assertRaises(frappe.ValidationError, contracts.renew, one.name)
		endless = self.signed(ends_on=None)
		with self.set_user(self.seller):
			self.assertRaises(frappe.ValidationError, contracts.renew, endless.name)
		with self.set_user(self.stranger):
			self.assertRaises(frappe.PermissionError, contracts.renew, endless.name)

	def test_CON_01_the_clauses_are_signed_with_their_values(self):
		one = self.signed()
		branch = frappe.db.get_value("Bank Branch", self.branch, "branch_name")
		words = f"1. Disputes\nBefore the court of {branch}."
		self.assertIn(words, one.text)
		frappe.db.set_value("Bank Branch", self.branch, "branch_name", "Renamed Branch")
		sheet = frappe.get_print(CONTRACT, one.name, "Bank Contract Sheet")
		self.assertIn(words, sheet)
		self.assertNotIn("Renamed Branch", sheet)
		self.assertEqual(sheet.count("A month."), 1)
