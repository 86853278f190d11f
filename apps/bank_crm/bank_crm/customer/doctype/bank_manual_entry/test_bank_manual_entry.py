import frappe
from frappe import _

from bank_crm.analytics.sync.tests.factories import SyncTestCase, make_source
from bank_crm.customer.file import ownership
from bank_crm.tests import BankCRMTestCase, factories


class TestBankManualEntry(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.system = factories.unique("core ")
		self.customer = factories.make_customer(
			source_system=self.system, external_id="7", id_type="Passport", id_number="E12345678"
		)

	def map_fields(self, *fields: str) -> None:
		mapping = [{"target_field": field, "source_columns": field} for field in ("external_id", *fields)]
		make_source("Customer", source_system=self.system, mapping=mapping)

	def edit(self, **values: object) -> frappe.model.document.Document:
		doc = frappe.get_doc("Bank Customer", self.customer.name)
		return doc.update(values).save(ignore_version=False)  # Frappe 15 turns versions off in tests

	def refused(self, label: str, **values: object) -> None:
		with self.assertRaises(frappe.ValidationError) as raised:
			self.edit(**values)
		self.assertIn(_(label), str(raised.exception))
		self.assertIn(self.system, str(raised.exception))

	def marks(self) -> dict[str, str]:
		doc = frappe.get_doc("Bank Customer", self.customer.name)
		return {field: mark["by"] for field, mark in ownership.standing_marks(doc).items()}

	def test_CUS_09_what_the_core_brings_is_read_only_with_its_source(self):
		self.map_fields("customer_name", "mobile", "occupation")
		frappe.db.set_value("Bank Customer", self.customer.name, "occupation", "Teacher")
		doc = frappe.get_doc("Bank Customer", self.customer.name)
		doc.run_method("onload")
		owned = doc.get_onload("file")["owned"]
		self.assertEqual(owned, dict.fromkeys(("customer_name", "mobile", "occupation"), self.system))
		self.refused("Customer Name", customer_name="Somebody Else")
		self.refused("Mobile", mobile=factories.mobile_number())
		self.refused("Occupation", occupation="Pilot")
		self.refused("Occupation", occupation="")
		self.assertEqual(self.marks(), {})

	def test_CUS_09_blanks_may_be_filled_by_hand_and_are_marked_and_logged(self):
		self.map_fields("customer_name", "email", "occupation", "annual_income")
		user = factories.make_user("Bank CRM Administrator")
		with self.set_user(user):
			self.edit(occupation="Pilot", email="li@example.com", annual_income=250_000, employer="Airline")
		self.assertEqual(
			self.marks(), dict.fromkeys(("occupation", "email", "annual_income", "employer"), user)
		)
		versions = frappe.get_all(
			"Version", {"ref_doctype": "Bank Customer", "docname": self.customer.name}, ["owner", "data"]
		)
		self.assertTrue(any(one.owner == user and "Pilot" in one.data for one in versions))
		self.assertFalse(any("li@example.com" in one.data for one in versions))
		# and what was entered by hand stays editable
		self.edit(occupation="Captain")
		self.assertEqual(self.marks()["occupation"], "Administrator")

	def test_CUS_09_a_mark_ends_when_the_core_replaces_the_value(self):
		self.map_fields("customer_name", "occupation")
		self.edit(occupation="Pilot", city="Nanjing")
		frappe.db.set_value("Bank Customer", self.customer.name, "occupation", "Teacher")  # as a run would
		self.assertEqual(self.marks(), {"city": "Administrator"})
		self.refused("Occupation", occupation="Pilot")
		self.edit(city="Suzhou")
		entries = frappe.get_all("Bank Manual Entry", {"parent": self.customer.name}, pluck="fieldname")
		self.assertEqual(entries, ["city"])

	def test_CUS_09_without_a_data_source_the_identity_stays_the_cores(self):
		self.refused("Customer Name", customer_name="Somebody Else")
		self.refused("ID Number", id_number="E87654321")
		self.edit(mobile=factories.mobile_number())

	def test_CUS_13_nobody_changes_where_a_file_came_from(self):
		self.edit(source_system="mine", external_id="8", manual_entries=[], city="Nanjing")
		stored = frappe.get_doc("Bank Customer", self.customer.name)
		self.assertEqual((stored.source_system, stored.external_id), (self.system, "7"))
		self.edit(manual_entries=[])
		self.assertEqual(self.marks(), {"city": "Administrator"})

	def test_CUS_09_a_customer_filed_by_hand_has_no_marks_and_no_owner(self):
		customer = factories.make_customer()
		customer.customer_name = "Changed"
		customer.save()
		self.assertEqual(ownership.owned(customer), {})
		self.assertEqual(ownership.standing_marks(customer), {})

	def test_CUS_09_a_product_by_hand_is_marked_and_told_in_the_history(self):
		card = factories.make_account(
			self.customer.name, category="Credit Card", card_no=factories.card_number()
		)
		synced = factories.make_account(self.customer.name, source_system=self.system, external_id="a1")
		stored = frappe.get_doc("Bank Customer", self.customer.name)
		self.assertEqual([row.account for row in stored.manual_entries], [card.name])
		comments = frappe.get_all(
			"Comment", {"reference_name": self.customer.name, "comment_type": "Info"}, pluck="content"
		)
		self.assertTrue(any(card.name in text for text in comments))
		self.assertFalse(any(synced.name in text for text in comments))
		card.reload()
		card.balance = 100
		card.save()
		card.delete()
		self.assertFalse(frappe.db.exists("Bank Manual Entry", {"account": card.name}))

	def test_CUS_09_an_account_of_the_core_is_not_changed_by_hand(self):
		account = factories.make_account(
			self.customer.name, source_system=self.system, external_id="a1", balance=500, rate=0
		)
		account.balance = 5_000_000
		with self.assertRaises(frappe.ValidationError) as raised:
			account.save()
		self.assertIn(_("Balance"), str(raised.exception))


class TestBankManualEntryAndSync(SyncTestCase):
	def test_CUS_09_the_synchronisation_may_still_change_everything(self):
		system = self.new_system()
		source = self.source("Customer", system)
		head = ("id", "name", "id_no", "phone", "mail", "job")
		self.put(source, "a.csv", head, [("7", "Old Name", "", "13812341234", "", "")])
		self.assertRun(self.run_sync(source), "Completed", new=1)
		name = frappe.db.get_value("Bank Customer", {"source_system": system, "external_id": "7"})
		doc = frappe.get_doc("Bank Customer", name)
		doc.update({"occupation": "Pilot", "email": "li@example.com"})
		doc.save()
		self.put(source, "b.csv", head, [("7", "New Name", "", "13812341234", "", "Teacher")])
		self.assertRun(self.run_sync(source), "Completed", changed=1)
		doc.reload()
		self.assertEqual((doc.customer_name, doc.occupation), ("New Name", "Teacher"))
		self.assertEqual(list(ownership.standing_marks(doc)), ["email"])
		self.assertIn("occupation", ownership.owned(doc))
		self.assertNotIn("email", ownership.owned(doc))
