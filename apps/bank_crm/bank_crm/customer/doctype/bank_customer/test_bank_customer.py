import frappe
from frappe import _
from frappe.utils import add_days, today

from bank_crm.api import customer_file
from bank_crm.domain import profile
from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomer(BankCRMTestCase):
	def refused(self, label: str, **values: object) -> None:
		"""Inserting fails with an error that names the field and does not repeat what was typed."""
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(**values)
		self.assertIn(_(label), str(raised.exception))
		for value in values.values():
			if isinstance(value, str) and len(value) > 5:
				self.assertNotIn(value, str(raised.exception))

	def test_CUS_01_one_file_holds_the_person_and_everything_else_points_at_it(self):
		values = {
			"occupation": "Teacher",
			"annual_income": 180000,
			"address": "1 Lakeside Road",
			"core_asset_type": "Savings",
			"core_asset_amount": 5000,
		}
		customer = factories.make_customer(**values)
		stored = frappe.get_doc("Bank Customer", customer.name)
		self.assertEqual({field: stored.get(field) for field in values}, values)
		for doctype in (
			"Bank Customer Account",
			"Bank Standing Order",
			"Bank Customer Transaction",
			"Bank Behaviour Event",
			"Bank Asset Snapshot",
		):
			link = frappe.get_meta(doctype).get_field("customer")
			self.assertEqual((link.fieldtype, link.options), ("Link", "Bank Customer"), doctype)

	def test_CUS_02_the_four_mandatory_fields_are_named(self):
		for field in ("customer_name", "mobile", "core_asset_type", "core_asset_amount"):
			with self.assertRaises(frappe.ValidationError) as raised:
				factories.make_customer(**{field: None})
			label = frappe.get_meta("Bank Customer").get_label(field)
			self.assertTrue(field in str(raised.exception) or _(label) in str(raised.exception), field)

	def test_CUS_02_a_file_synchronised_without_amount_can_be_edited(self):
		self.refused("Core Asset Amount", core_asset_amount=0)
		customer = factories.make_customer()
		frappe.db.set_value("Bank Customer", customer.name, "core_asset_amount", 0)
		customer.reload()
		customer.occupation = "Teacher"
		self.assertEqual(customer.save().core_asset_amount, 0)

	def test_CUS_14_phone_numbers(self):
		for number in ("12812341234", "1381234123", "138123412345", "call me", "010-12345678"):
			self.refused("Mobile", mobile=number)
		self.assertEqual(factories.make_customer(mobile="+1 367 171 6840").mobile, "+136****6840")

	def test_CUS_14_email_addresses(self):
		for address in ("nobody", "a@b", "a b@example.com", "a@@example.com"):
			self.refused("E-mail", email=address)

	def test_CUS_14_id_numbers_by_type(self):
		wrong = factories.citizen_number()[:-1] + "A"
		self.refused("ID Number", id_type="ID Card", id_number=wrong)
		self.refused("ID Number", id_type="ID Card", id_number="320102199002301234")
		self.refused("ID Number", id_type="Unified Social Credit Code", id_number="91350100M000100Y44")
		self.refused("ID Type", id_number="123456789")
		company = factories.make_customer(
			customer_type="Company", id_type="Unified Social Credit Code", id_number="91350100M000100Y43"
		)
		self.assertEqual(company.id_number, "913***********0Y43")
		other = factories.make_customer(id_type="Other", id_number="900-12-3456")
		self.assertEqual(other.id_number, "900**3456")

	def test_CUS_14_birth_date_and_sex_agree_with_the_id_number(self):
		number = factories.citizen_number(born="19900307", male=False)
		self.refused("Birth Date", id_type="ID Card", id_number=number, birth_date="1990-03-08")
		customer = factories.make_customer(id_type="ID Card", id_number=number)
		self.assertEqual((str(customer.birth_date), customer.gender), ("1990-03-07", "Female"))
		customer = frappe.get_doc("Bank Customer", customer.name)
		customer.birth_date = "1991-03-07"
		with self.assertRaises(frappe.ValidationError):
			customer.save()

	def test_CUS_13_an_id_number_belongs_to_one_customer(self):
		number = factories.citizen_number()
		first = factories.make_customer(id_type="ID Card", id_number=number)
		self.refused("ID Number", id_type="ID Card", id_number=number.lower())
		first.reload()
		first.id_number = number
		self.assertTrue(first.save().name)

	def test_CUS_14_all_problems_are_told_at_once(self):
		with self.assertRaises(frappe.ValidationError) as raised:
			factories.make_customer(mobile="123", email="nobody", core_asset_amount=-1)
		for label in ("Mobile", "E-mail", "Core Asset Amount"):
			self.assertIn(_(label), str(raised.exception))

	def test_CUS_14_dates(self):
		for field, label in (
			("birth_date", "Birth Date"),
			("opened_on", "Customer Since"),
			("founded_on", "Founded On"),
		):
			self.refused(label, **{field: add_days(today(), 1)})
			self.refused(label, **{field: "31 of May"})
			self.refused(label, **{field: "2026-02-30"})
		self.refused("Birth Date", birth_date="1890-01-01")
		self.refused("Customer Since", birth_date="2000-01-02", opened_on="2000-01-01")

	def test_CUS_14_what_does_not_suit_a_person_or_a_company(self):
		self.refused("ID Type", id_type="Unified Social Credit Code", id_number="91350100M000100Y43")
		self.refused(
			"ID Type", customer_type="Company", id_type="ID Card", id_number=factories.citizen_number()
		)

	def test_CUS_14_bad_input_is_refused_at_the_field_and_nothing_is_saved(self):
		long, mobile = "王" * 10_000, factories.mobile_number()
		before = frappe.db.count("Bank Customer")
		self.refused("Customer Name", customer_name=long)
		self.refused("Mobile", mobile="1" * 10_000)
		self.refused("E-mail", email=f"{'a' * 10_000}@example.com")
		self.refused("ID Number", id_type="Other", id_number="9" * 10_000)
		self.refused("Address", address=long)
		self.refused("Occupation", occupation=long)
		self.refused("Customer Name", customer_name="王\u202e小明")
		self.refused("Customer Name", customer_name="\x00\x07")
		self.refused("Customer Name", customer_name="😀 !!!")
		with self.assertRaises(frappe.MandatoryError):
			factories.make_customer(customer_name="   ")
		for amount in (-1, 10**12, 1e300, "1e400", "nan", "lots"):
			self.refused("Annual Income", annual_income=amount)
			self.refused("Core Asset Amount", core_asset_amount=amount)
		self.refused("Credit Score", credit_score=10**10)
		self.refused("Credit Score", credit_score=1001)
		self.refused("Preferred Amount", wealth_preference_amount=-5)
		disabled = factories.make_user()
		frappe.db.set_value("User", disabled, "enabled", 0)
		frappe.clear_document_cache("User", disabled)
		self.refused("Relationship Manager", manager=disabled)
		self.refused("Branch", branch=factories.make_branch(disabled=1))
		for field in ("gender", "id_type", "customer_type", "risk_preference"):
			with self.assertRaises(frappe.ValidationError):
				factories.make_customer(**{field: "<script>"})
		self.assertEqual(frappe.db.count("Bank Customer"), before)
		self.assertFalse(frappe.db.exists("Bank Sealed Value", {"ref_name": ("like", "new-%")}))
		self.assertTrue(factories.make_customer(mobile=mobile).name)

	def test_CUS_14_names_of_all_kinds_are_kept(self):
		for name in (
			"محمد علي",
			"שרה כהן",
			"王小明 👨\u200d👩\u200d👧",
			"O'Brien-Ñandú",
			"=HYPERLINK(1)",
			"𠮷野家",
		):
			customer = factories.make_customer(customer_name=name)
			self.assertEqual(frappe.db.get_value("Bank Customer", customer.name, "customer_name"), name)

	def test_CUS_14_scripts_never_reach_a_row(self):
		customer = factories.make_customer(
			customer_name="王<script>alert(1)</script>", address="<img src=x onerror=alert(1)>"
		)
		stored = frappe.db.get_value("Bank Customer", customer.name, ("customer_name", "address"))
		# Frappe 16 drops the tag, Frappe 15 keeps it as words: &lt;script&gt;
		self.assertFalse(any("<script" in value or "onerror" in value for value in stored), stored)

	def test_CUS_14_untouched_faults_of_the_core_do_not_stop_an_edit(self):
		customer = factories.make_customer()
		frappe.db.set_value(
			"Bank Customer",
			customer.name,
			{"birth_date": "1850-01-01", "opened_on": "2999-01-01", "occupation": "x" * 140},
		)
		customer.reload()
		customer.city = "Nanjing"
		customer.save()
		codes = "birth_date:too-long-ago,opened_on:future"
		self.assertEqual(customer.profile_problems, codes)
		customer.birth_date = "1990-01-01"
		with self.assertRaises(frappe.ValidationError):
			customer.update({"opened_on": "2998-01-01"}).save()
		customer.reload()
		customer.update({"birth_date": "1990-01-01", "opened_on": "2020-01-01"}).save()
		self.assertFalse(customer.profile_problems)

	def test_CUS_03_CUS_04_CUS_20_optional_fields_and_preferences(self):
		values = {
			"occupation": "Teacher",
			"family_structure": "With Children",
			"risk_preference": "C2 Steady",
			"wealth_preference": "Fund",
			"wealth_preference_amount": 50_000,
			"preferred_channel": "WeChat",
		}
		customer = factories.make_customer(**values)
		stored = frappe.get_doc("Bank Customer", customer.name)
		self.assertEqual({field: stored.get(field) for field in values}, values)
		with self.assertRaises(frappe.ValidationError):
			factories.make_customer(wealth_preference="Savings")

	def test_CUS_02_a_company_has_a_file_of_its_own_kind(self):
		company = factories.make_customer(
			customer_type="Company",
			id_type="Unified Social Credit Code",
			id_number="91350100M000100Y43",
			industry="Manufacturing",
			legal_representative="王小明",
			founded_on="2001-03-01",
			registered_capital=5_000_000,
		)
		lacking = profile.missing(company.as_dict())
		self.assertNotIn("birth_date", lacking)
		self.assertIn("contact_person", lacking)
		self.assertEqual(company.completeness, round(100 * (13 - len(lacking)) / 13, 2))

	def test_CUS_11_a_customer_with_accounts_is_not_deleted(self):
		customer = factories.make_customer()
		account = factories.make_account(customer.name)
		with self.assertRaises(frappe.LinkExistsError):
			customer.delete()
		account.delete()
		customer.delete()
		self.assertFalse(frappe.db.exists("Bank Customer", customer.name))

	def test_CUS_11_any_history_keeps_a_customer(self):
		customer = factories.make_customer(customer_name="<b>Wang</b>")
		factories.make_event(customer.name)
		with self.assertRaises(frappe.LinkExistsError) as raised:
			customer.delete()
		self.assertIn(_("Bank Behaviour Event"), str(raised.exception))
		self.assertNotIn("<b>Wang", str(raised.exception))
		self.assertTrue(frappe.db.exists("Bank Customer", customer.name))

	def test_CUS_11_what_the_app_computed_does_not_keep_a_customer(self):
		customer = factories.make_customer()
		factories.make("Bank Asset Snapshot", customer=customer.name, month_end="2026-10-31")
		change = {
			"customer": customer.name,
			"changed_at": "2026-10-31 12:00:00",
			"changed_by": "Administrator",
		}
		factories.make("Bank Tier Change", to_tier="Mass", source="Rule", reason_code="Initial", **change)
		manual = factories.make(
			"Bank Tier Change", to_tier="Wealth", source="Manual", reason_code="Override", **change
		)
		with self.assertRaises(frappe.LinkExistsError):
			customer.delete()
		frappe.db.delete("Bank Tier Change", {"name": manual.name})
		customer.delete()
		self.assertFalse(frappe.db.exists("Bank Asset Snapshot", {"customer": customer.name}))

	def test_CUS_11_archiving_needs_a_reason_and_can_be_taken_back(self):
		customer = factories.make_customer()
		with self.assertRaises(frappe.ValidationError):
			customer_file.archive(customer.name, " ")
		customer_file.archive(customer.name, "moved abroad <i>")
		self.assertEqual(frappe.db.get_value("Bank Customer", customer.name, "status"), "Archived")
		customer_file.take_back(customer.name, "came home")
		self.assertEqual(frappe.db.get_value("Bank Customer", customer.name, "status"), "Active")
		told = frappe.get_all(
			"Comment", {"reference_name": customer.name, "comment_type": "Info"}, pluck="content"
		)
		self.assertTrue(any("moved abroad" in text and "<i>" not in text for text in told))
		with self.set_user(factories.make_user("Bank Relationship Manager")):
			with self.assertRaises(frappe.PermissionError):
				customer_file.archive(customer.name, "not mine")

	def test_SEC_07_a_manager_files_own_customers(self):
		user = factories.make_user("Bank Relationship Manager")
		with self.set_user(user):
			mine = frappe.get_doc(factories.customer_values()).insert()
		self.assertEqual(mine.manager, user)
		self.assertFalse(factories.make_customer().manager)
