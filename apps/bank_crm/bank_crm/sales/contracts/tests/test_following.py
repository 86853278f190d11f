"""What follows a contract in force: its amendment, its renewal, and the wording that was signed (CON-01, CON-03)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate, today

from bank_crm.api import contracts
from bank_crm.domain import contracts as rules
from bank_crm.sales.contracts import entry, reminders, renewal
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

	def test_CON_01_rates_that_are_alike_are_taken_over_one_by_one(self):
		rate = {"milestone": "Rate", "due_on": add_days(today(), 7), "amount": 25_000}
		one = self.signed(payments=[dict(rate) for _rate in range(4)])
		with self.set_user(self.seller):
			for row in one.payments[:2]:
				row.paid_on = today()
			one.save()
			draft = frappe.get_doc(CONTRACT, contracts.amend(one.name))
		new = self.signed(draft)
		self.assertEqual([bool(row.paid_on) for row in new.payments], [True, True, False, False])

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

	def running_out(self, **values):
		"""A contract of a month that renews by itself and came to its end yesterday."""
		ends = add_days(today(), -1)
		starts = add_days(add_months(ends, -1), 1)
		rows = {
			"payments": [{"milestone": "Rent", "due_on": today(), "amount": 100_000}],
			"obligations": [{"item": "Insure the house", "party": "Customer", "due_on": today()}],
		}
		one = self.signed(renews=1, ends_on=add_days(today(), 30), **rows)
		frappe.db.set_value(CONTRACT, one.name, {"starts_on": starts, "ends_on": ends, **values})
		for table in rows:
			child = one.get(table)[0]
			frappe.db.set_value(child.doctype, child.name, "due_on", ends)
		one.reload()
		frappe.db.set_value(CONTRACT, one.name, "fingerprint", rules.fingerprint(entry.content(one)))
		return one.reload()

	def followers(self, name: str) -> list[str]:
		return frappe.get_all(CONTRACT, filters={"amends": name}, pluck="name")

	def test_CON_03_a_contract_that_renews_by_itself_begins_its_next_term(self):
		one = self.running_out()
		with self.set_user(self.seller):
			apply_workflow(one, "Start Execution")
			one.payments[0].paid_on = today()
			one.save()
		frappe.db.set_value("Bank Contract Template", self.template, "body", "Another wording.")
		frappe.db.delete("Notification Log", {"for_user": self.seller})
		renewal.run()
		(name,) = self.followers(one.name)
		new = frappe.get_doc(CONTRACT, name)
		self.assertEqual(
			(new.state, new.starts_on, new.customer_signatory, new.signed_on, new.amendment_no),
			("In Execution", getdate(today()), "Li Lei", one.signed_on, 1),
		)
		self.assertGreater(new.ends_on, getdate(add_days(today(), 26)))
		self.assertEqual(new.remind_on, getdate(add_days(new.ends_on, -30)))
		self.assertEqual(
			(new.text, new.payments[0].paid_on), (one.text, None), "its wording, and nothing paid yet"
		)
		self.assertEqual(new.payments[0].due_on, new.ends_on)
		self.assertTrue(entry.is_as_signed(new))
		self.assertEqual((one.reload().state, one.amended_by), ("In Execution", name))
		self.assertTrue(entry.is_as_signed(one))
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": self.seller, "document_name": name}), "told"
		)
		renewal.run()
		self.assertEqual((self.followers(one.name), self.followers(name)), ([name], []), "once")
		with self.set_user(self.seller):
			new.amount = 1
			self.assertRaises(frappe.ValidationError, new.save)

	def test_CON_03_a_contract_behind_by_several_terms_gets_each_of_them(self):
		one = self.running_out()
		months_ago = [add_months(day, -2) for day in (one.starts_on, one.ends_on)]
		frappe.db.set_value(CONTRACT, one.name, dict(zip(("starts_on", "ends_on"), months_ago, strict=True)))
		renewal.run()
		terms, name = [], one.name
		while found := self.followers(name):
			(name,) = found
			terms.append(frappe.get_doc(CONTRACT, name))
		self.assertGreaterEqual(len(terms), 2)
		self.assertGreaterEqual(terms[-1].ends_on, getdate(today()))
		for before, after in zip([one.reload(), *terms], terms, strict=False):
			self.assertEqual(after.starts_on, getdate(add_days(before.ends_on, 1)), "no day between them")

	def test_CON_03_what_is_stopped_or_being_agreed_anew_does_not_renew_itself(self):
		stopped, agreed, amended = (self.running_out() for _one in range(3))
		with self.set_user(self.seller):
			with self.assertRaisesRegex(frappe.ValidationError, "say why"):
				contracts.stop_renewal(stopped.name, " ")
			contracts.stop_renewal(stopped.name, "Moves abroad, telephone 13812345678")
			contracts.stop_renewal(stopped.name, "Once more")
			draft = contracts.renew(agreed.name)
			contracts.amend(amended.name)
		renewal.run()
		self.assertFalse(self.followers(stopped.name))
		self.assertEqual(self.followers(agreed.name), [draft])
		self.assertEqual(len(self.followers(amended.name)), 1)
		self.assertEqual(stopped.reload().renewal_stopped_on, getdate(today()))
		self.assertTrue(entry.is_as_signed(stopped))
		said = frappe.get_all(
			"Comment", {"reference_name": stopped.name, "comment_type": "Comment"}, pluck="content"
		)
		self.assertEqual(len(said), 1)
		self.assertIn("Moves abroad", said[0])
		self.assertNotIn("13812345678", said[0])
		with self.set_user(self.stranger):
			self.assertRaises(frappe.PermissionError, contracts.stop_renewal, agreed.name, "Not mine at all")

	def test_CON_03_a_stopped_renewal_is_reminded_of_as_an_end(self):
		one = self.signed(renews=1, ends_on=add_days(today(), 100))
		told = {"for_user": self.seller, "document_name": one.name}
		frappe.db.set_value("User", self.seller, "language", "en")
		for stop, word in ((False, "renews on"), (True, "ends on")):
			frappe.db.delete("Notification Log", told)
			frappe.db.delete("Bank Contract Payment", {"parent": one.name})
			frappe.db.delete("Bank Contract Obligation", {"parent": one.name})
			frappe.db.set_value(CONTRACT, one.name, {"remind_on": today(), "reminded_on": None})
			if stop:
				with self.set_user(self.seller):
					contracts.stop_renewal(one.name, "The lease is not needed")
			reminders.run()
			self.assertIn(word, frappe.db.get_value("Notification Log", told, "subject"))

	def test_CON_03_only_what_renews_is_stopped(self):
		one = self.signed()
		with self.set_user(self.seller), self.assertRaises(frappe.ValidationError):
			contracts.stop_renewal(one.name, "It never renewed")
		with self.set_user(self.seller):
			one.renewal_stopped_on = today()
			one.save()
		self.assertFalse(one.reload().renewal_stopped_on, "nobody types it")

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
