"""Erasing: generated over all declared DocTypes; laws and holds win; nothing of the person is left anywhere."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, today

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, SyncTestCase
from bank_crm.api import privacy
from bank_crm.compliance.contact import gate
from bank_crm.compliance.contact.tests.contact_case import consent, no_quiet_hours
from bank_crm.compliance.privacy import carrying, erasing, removing, rules
from bank_crm.compliance.privacy.tests.privacy_case import CUSTOMER, REQUEST, PrivacyTestCase
from bank_crm.domain.privacy_enums import Fate, RequestAction
from bank_crm.permissions import roles
from bank_crm.tests import factories

ITEM = "Bank Data Request Item"


class TestErasure(PrivacyTestCase):
	def erase(self, customer: str):
		doc = self.approved(customer, "Erasure")
		carrying.run(doc.name, commit=False)
		doc.reload()
		self.assertEqual((doc.status, doc.failure), ("Carried Out", None))
		return doc

	def items(self, doc) -> dict[tuple[str, str], Any]:
		return {(row.document_type, row.action): row for row in doc.get("items")}

	def test_RSK_08_who_needs_not_be_kept_is_emptied_everywhere(self):
		number = factories.mobile_number()
		customer = self.make_person(mobile=number)
		talk = self.add_talk(customer.name)
		frappe.get_doc(CUSTOMER, customer.name).update({"city": "苏州"}).save()
		doc = self.erase(customer.name)
		row = frappe.db.get_value(CUSTOMER, customer.name, "*", as_dict=True)
		self.assertEqual((row.customer_name, row.status, str(row.erased_on)), ("***", "Archived", today()))
		for field in (
			"mobile",
			"email",
			"id_number",
			"birth_date",
			"city",
			"address",
			"occupation",
			"name_pinyin",
		):
			self.assertFalse(row[field], field)
		for doctype, name in talk.items():
			self.assertFalse(frappe.db.exists(doctype, name), doctype)
		for doctype, column, value in (
			("Bank Sealed Value", "ref_name", customer.name),
			("Version", "docname", customer.name),
			("Comment", "reference_name", customer.name),
			("Bank Important Date", "parent", customer.name),
		):
			self.assertFalse(frappe.db.exists(doctype, {column: value}), doctype)
		self.assertEqual(self.items(doc)["Bank Interaction", "Deleted"].done, 1)
		self.assertTrue(all(row.finished for row in doc.get("items")))
		self.assertGreaterEqual(doc.done_rows, 5)
		self.assertFalse(gate.may_contact(customer.name, "SMS", "Service"))

	def test_RSK_08_an_open_account_keeps_the_identity_and_says_why(self):
		customer = self.make_person()
		self.add_talk(customer.name)
		self.add_account(customer.name)
		doc = self.erase(customer.name)
		items = self.items(doc)
		for doctype in ("Bank Customer Account", "Bank Customer Transaction", CUSTOMER):
			self.assertEqual(items[doctype, "Kept"].planned, 1)
			self.assertTrue(items[doctype, "Kept"].reason, doctype)
		row = frappe.db.get_value(CUSTOMER, customer.name, "*", as_dict=True)
		self.assertEqual((row.customer_name, row.erased_on), (customer.customer_name, None))
		self.assertTrue(row.mobile and row.id_number and row.address)
		self.assertFalse(row.marital_status or row.annual_income, "details no law asks for")
		self.assertNotIn("Bank Interaction", self.rows_of(customer.name))
		self.assertEqual(
			doc.kept_rows, sum(line.planned for line in doc.get("items") if line.action == "Kept")
		)

	def test_RSK_08_after_ten_years_the_account_goes_too(self):
		customer = self.make_person()
		self.add_account(customer.name, closed=True, old=True)
		closed_lately = self.make_person()
		self.add_account(closed_lately.name, closed=True)
		doc = self.erase(customer.name)
		self.assertEqual(self.items(doc)["Bank Customer Transaction", "Deleted"].done, 1)
		self.assertEqual(frappe.db.get_value(CUSTOMER, customer.name, "customer_name"), "***")
		self.assertFalse(
			{"Bank Customer Account", "Bank Customer Transaction"} & self.rows_of(customer.name).keys()
		)
		self.erase(closed_lately.name)
		self.assertIn("Bank Customer Account", self.rows_of(closed_lately.name))

	def test_RSK_08_a_legal_hold_wins_and_is_not_told(self):
		customer = self.make_person()
		self.add_talk(customer.name)
		hold = factories.make(
			"Bank Legal Hold",
			customer=customer.name,
			authority="南京市中级人民法院",
			reference="2026-1",
			reason="诉讼",
		)
		before = self.rows_of(customer.name)
		doc = self.erase(customer.name)
		self.assertEqual({row.action for row in doc.get("items")}, {"Kept"})
		self.assertNotIn("法院", str(doc.as_dict()))
		after = self.rows_of(customer.name)
		self.assertLessEqual(before.items(), {**after, "Bank Data Request": 1}.items() | before.items())
		self.assertEqual(before["Bank Interaction"], after["Bank Interaction"])
		privacy.release_hold(hold.name, "案件终结")
		self.erase(customer.name)
		self.assertEqual(frappe.db.get_value(CUSTOMER, customer.name, "customer_name"), "***")

	def test_RSK_08_who_was_erased_is_not_contacted_again(self):
		no_quiet_hours(self)
		customer = self.make_person()
		self.add_account(customer.name)
		consent(customer.name, purpose="Marketing")
		self.assertTrue(gate.may_contact(customer.name, "SMS", "Marketing"))
		self.erase(customer.name)
		self.assertFalse(gate.may_contact(customer.name, "SMS", "Marketing"))
		self.assertTrue(gate.may_contact(customer.name, "SMS", "Service"), "the account is still served")

	def test_RSK_08_the_merged_customer_goes_with_the_kept_one(self):
		kept, merged = self.make_person(), self.make_person()
		frappe.db.set_value(CUSTOMER, merged.name, {"merged_into": kept.name, "status": "Archived"})
		self.erase(kept.name)
		self.assertEqual(frappe.db.get_value(CUSTOMER, merged.name, "customer_name"), "***")

	def test_RSK_08_others_rows_stay(self):
		customer, neighbour = self.make_person(), self.make_person()
		self.add_talk(neighbour.name)
		before = self.rows_of(neighbour.name)
		self.erase(customer.name)
		self.assertEqual(self.rows_of(neighbour.name), before)
		self.assertNotEqual(frappe.db.get_value(CUSTOMER, neighbour.name, "customer_name"), "***")

	def test_RSK_08_killed_in_the_middle_it_goes_on_and_counts_once(self):
		customer = self.make_person()
		for _number in range(5):
			factories.make_event(customer.name)
		self.add_talk(customer.name)
		doc = self.approved(customer.name, "Erasure")
		original, calls = removing.delete_rows, []

		def dies(data, rows):
			calls.append(data.doctype)
			if len(calls) == 3:
				raise KeyboardInterrupt
			return original(data, rows)

		at_once, erasing.ROWS_AT_ONCE = erasing.ROWS_AT_ONCE, 2
		removing.delete_rows = dies
		try:
			with self.assertRaises(KeyboardInterrupt):
				carrying.run(doc.name, commit=False)
		finally:
			removing.delete_rows, erasing.ROWS_AT_ONCE = original, at_once
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "status"), "Approved")
		carrying.run(doc.name, commit=False)
		doc.reload()
		self.assertEqual(doc.status, "Carried Out")
		events = self.items(doc)["Bank Behaviour Event", "Deleted"]
		self.assertEqual((events.planned, events.done), (6, 6))
		done = doc.done_rows
		carrying.run(doc.name, commit=False)
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "done_rows"), done)

	def test_RSK_08_the_plan_is_shown_before_the_decision_and_does_nothing(self):
		customer = self.make_person()
		self.add_talk(customer.name)
		before = self.rows_of(customer.name)
		doc = self.request(customer.name, "Erasure")
		self.assertEqual(self.items(doc)["Bank Interaction", "Deleted"].planned, 1)
		self.assertEqual({**before, REQUEST: 1}, self.rows_of(customer.name))

	def test_RSK_08_a_lost_request_is_started_again(self):
		doc = self.approved(self.make_person().name, "Erasure")
		self.late(doc.name)
		asked: list[str] = []
		original, carrying.flow.queue = carrying.flow.queue, asked.append
		try:
			carrying.tidy()
		finally:
			carrying.flow.queue = original
		self.assertIn(doc.name, asked)


class TestEveryDocType(PrivacyTestCase):
	"""Generated: each declared DocType gets a row, and its rule decides what becomes of it."""

	def make_row(self, data, customer: str) -> str:
		meta = frappe.get_meta(data.doctype)
		values: dict[str, Any] = {column: customer for column in data.customers if column != "name"}
		for field in meta.fields:
			if field.fieldname in data.blanked and field.fieldtype in ("Data", "Small Text", "Text"):
				values[field.fieldname] = "秘密"
		for column, alive in data.open_while.items():
			values[column] = next(
				one for one in meta.get_field(column).options.split("\n") if one not in alive
			)
		doc = frappe.get_doc({"doctype": data.doctype, **values})
		doc.name = None
		if meta.istable:
			doc.update({"parent": factories.unique(), "parenttype": "DocType", "parentfield": "x"})
		if meta.autoname == "field:customer":
			doc.name = customer
		elif (meta.autoname and meta.autoname != "autoincrement") or not meta.autoname:
			doc.name = factories.unique()
		else:
			doc.set_new_name()
		doc.creation = doc.modified = frappe.utils.now()
		doc.owner = doc.modified_by = "Administrator"
		frappe.model.base_document.BaseDocument.db_insert(doc)
		return str(doc.name)

	def test_RSK_08_each_declared_doctype_follows_its_rule(self):
		for rule in rules.rules():
			if rule.doctype == CUSTOMER:
				continue
			with self.subTest(rule.doctype):
				customer = self.make_person().name
				name = self.make_row(rule.data, customer)
				if rule.keep_months:
					self.make_old(
						rule.doctype,
						{"name": name},
						**(
							{rule.data.counted_from: "2001-01-01"}
							if rule.data.counted_from not in ("creation", "modified")
							else {}
						),
					)
				erasing.carry_out([customer], lambda step, rows: None)
				exists = bool(frappe.db.exists(rule.doctype, name))
				self.assertEqual(exists, rule.on_request is not RequestAction.DELETE)
				if rule.on_request is RequestAction.ANONYMISE:
					self.assertNotIn("秘密", str(frappe.db.get_value(rule.doctype, name, "*", as_dict=True)))

	def test_RSK_08_what_a_law_keeps_is_kept_within_its_years(self):
		for rule in rules.rules():
			if rule.keep_months and rule.doctype != CUSTOMER:
				with self.subTest(rule.doctype):
					customer = self.make_person().name
					name = self.make_row(rule.data, customer)
					if rule.data.counted_from not in ("creation", "modified"):
						frappe.db.set_value(rule.doctype, name, rule.data.counted_from, today())
					stays = erasing.carry_out([customer], lambda step, rows: None)
					self.assertTrue(frappe.db.exists(rule.doctype, name))
					(step,) = [one for one in stays if one.doctype == rule.doctype]
					self.assertEqual((step.fate, step.rows), (Fate.KEPT, 1))
					self.assertTrue(step.reason)

	def test_RSK_08_every_link_to_a_customer_on_the_site_is_declared_or_emptied_with_it(self):
		"""Also what other apps and custom fields bring, read from the site itself."""
		known = {data.doctype for data in rules.declared()}
		known |= {part for data in rules.declared() for part in data.parts}
		for link in frappe.get_all(
			"DocField", filters={"fieldtype": "Link", "options": CUSTOMER}, fields=["parent"], distinct=True
		):
			self.assertIn(link.parent, known)

	def test_RSK_08_rules_are_stored_once_and_stay_the_banks(self):
		for data in rules.declared():
			self.assertTrue(frappe.db.exists(rules.RULE, data.doctype), data.doctype)
		frappe.db.set_value(rules.RULE, "Bank Interaction", "after_months", 7)
		rules.create()
		self.assertEqual(frappe.db.get_value(rules.RULE, "Bank Interaction", "after_months"), 7)
		found = {rule.doctype: rule for rule in rules.rules()}
		self.assertEqual(found["Bank Interaction"].after_months, 7)

	def test_RSK_08_a_rule_cannot_ask_what_rows_cannot_do(self):
		frappe.set_user(self.officer)
		for doctype, values in {
			"Bank Interaction": {"action": "Anonymise"},
			CUSTOMER: {"action": "Delete"},
			"Bank Customer Transaction": {"after_months": 12, "enabled": 1},
			"Bank Behaviour Event": {"enabled": 1, "after_months": 0},
			"Bank Life Event": {"on_request": "Keep", "kept_because": ""},
			"Bank Customer Need": {"keep_months": 12, "legal_basis": ""},
		}.items():
			doc = frappe.get_doc(rules.RULE, doctype).update(values)
			with self.subTest(doctype), self.assertRaises(frappe.ValidationError):
				doc.save()
		frappe.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc(rules.RULE, "Bank Interaction").save()

	def test_RSK_08_a_hold_is_released_by_compliance_only_and_never_deleted(self):
		customer = self.make_person().name
		hold = factories.make("Bank Legal Hold", customer=customer, authority="法院", reason="诉讼")
		self.assertEqual(rules.held(removing.NameList([customer])), {customer})
		for user in (self.manager, factories.make_user(roles.ADMINISTRATOR)):
			frappe.set_user(user)
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				privacy.release_hold(hold.name, "because")
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.ValidationError):
			hold.reload().delete()
		frappe.db.set_value("Bank Legal Hold", hold.name, "until_date", add_days(today(), -1))
		self.assertEqual(rules.held(removing.NameList([customer])), set())


class TestSync(SyncTestCase):
	def test_RSK_08_the_core_system_does_not_fill_an_erased_customer_again(self):
		system = self.new_system()
		source = self.source("Customer", system)
		number = factories.mobile_number()
		self.put(
			source, "a.csv", CUSTOMER_HEAD, [("1", "王丽", factories.citizen_number(), number, "", "Baker")]
		)
		self.run_sync(source)
		key = {"source_system": system, "entity": "Customer", "external_id": "1"}
		customer = frappe.db.get_value("Bank Source Record", key, "ref_name")
		erasing.carry_out([customer], lambda step, rows: None, keep=checkpoint)
		self.assertEqual(frappe.db.get_value(CUSTOMER, customer, "customer_name"), "***")
		self.put(
			source, "b.csv", CUSTOMER_HEAD, [("1", "王丽", factories.citizen_number(), number, "", "Smith")]
		)
		run = self.run_sync(source)
		self.assertRun(run, "Completed", unchanged=1)
		row = frappe.db.get_value(CUSTOMER, customer, ["customer_name", "mobile", "occupation"])
		self.assertEqual(row, ("***", None, None))
		self.assertFalse(
			frappe.db.exists("Bank Sealed Value", {"ref_doctype": CUSTOMER, "ref_name": customer})
		)
