"""The file's checks while typing, reviews, soundness and lists (CUS-10, CUS-14, SEC-20)."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate, today

from bank_crm.api import customer_file
from bank_crm.compliance import sealing
from bank_crm.customer.file import review, soundness
from bank_crm.customer.report.bank_customer_completeness import bank_customer_completeness
from bank_crm.customer.report.bank_key_customers_to_review import bank_key_customers_to_review
from bank_crm.tests import BankCRMTestCase, factories

RM = "Bank Relationship Manager"


class TestCheckWhileTyping(BankCRMTestCase):
	def test_CUS_14_problems_are_told_by_field_and_nothing_is_saved(self):
		before = frappe.db.count("Bank Customer")
		answer = customer_file.check({"mobile": "123", "email": "a@b", "customer_name": "王"})
		self.assertEqual([one["field"] for one in answer["problems"]], ["mobile", "email"])
		self.assertEqual(customer_file.check({})["problems"], [])
		self.assertEqual(frappe.db.count("Bank Customer"), before)

	def test_CUS_14_a_text_that_cannot_be_kept_is_told_at_its_field(self):
		"""Whatever the save would refuse is said where it was typed: addresses, jobs and companies too."""
		bad = {"address": "路" * 10_000, "occupation": "a\u202eb", "employer": "公" * 10_000}
		problems = customer_file.check({**bad, "city": "杭州 مرحبا 😀"})["problems"]
		self.assertEqual({one["field"] for one in problems}, bad.keys())

	def test_UX_08_birth_date_and_sex_follow_from_the_id_number(self):
		number = factories.citizen_number(born="19851201", male=False)
		answer = customer_file.check(frappe.as_json({"id_type": "ID Card", "id_number": number}))
		self.assertEqual((answer["birth_date"], answer["gender"]), ("1985-12-01", "Female"))

	def test_CUS_14_only_changes_of_a_stored_file_are_checked(self):
		customer = factories.make_customer(manager=(user := factories.make_user(RM)))
		with self.set_user(user):
			values = {"mobile": customer.mobile, "customer_name": customer.customer_name}
			self.assertEqual(customer_file.check(values, customer.name)["problems"], [])
			bad = customer_file.check({**values, "birth_date": add_days(today(), 1)}, customer.name)
		self.assertEqual([one["field"] for one in bad["problems"]], ["birth_date"])

	def test_SEC_20_only_who_may_enter_may_ask(self):
		customer = factories.make_customer()
		with self.set_user(factories.make_user("Bank Teller")), self.assertRaises(frappe.PermissionError):
			customer_file.check({})
		with self.set_user(factories.make_user(RM)), self.assertRaises(frappe.PermissionError):
			customer_file.check({}, customer.name)


class TestReview(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.user = factories.make_user(RM)
		self.late = self.key_customer("Private Banking", add_days(today(), -31))
		self.never = self.key_customer("Wealth", None)
		self.fresh = self.key_customer("Wealth", add_days(today(), -30))
		self.mass = self.key_customer("Mass", None)
		self.archived = self.key_customer("Wealth", None, status="Archived")

	def key_customer(self, tier: str, reviewed: str | None, **values: object) -> str:
		customer = factories.make_customer(tier=tier, manager=self.user, **values)
		frappe.db.set_value("Bank Customer", customer.name, "last_reviewed_on", reviewed)
		return customer.name

	def listed(self, **filters: object) -> list[str]:
		with self.set_user(self.user):
			return [row.name for row in bank_key_customers_to_review.execute(filters)[1]]

	def test_CUS_10_the_list_has_key_customers_not_reviewed_in_time(self):
		self.assertEqual(self.listed(), [self.never, self.late])
		self.assertEqual(self.listed(tier="Private Banking"), [self.late])
		self.assertEqual(set(self.listed(all=1)), {self.never, self.late, self.fresh})

	def test_CUS_10_a_review_stamps_date_and_user(self):
		with self.set_user(self.user):
			self.assertEqual(customer_file.mark_reviewed([self.late, self.never, self.late]), 2)
		stamped = frappe.db.get_value(
			"Bank Customer", self.late, ("last_reviewed_on", "last_reviewed_by"), as_dict=True
		)
		self.assertEqual((stamped.last_reviewed_on, stamped.last_reviewed_by), (getdate(today()), self.user))
		self.assertEqual(self.listed(), [])
		self.assertTrue(frappe.db.exists("Comment", {"reference_name": self.late, "comment_type": "Info"}))

	def test_CUS_10_nobody_reviews_other_peoples_customers(self):
		foreign = factories.make_customer(tier="Wealth").name
		with self.set_user(self.user), self.assertRaises(frappe.PermissionError):
			customer_file.mark_reviewed([self.late, foreign])
		self.assertEqual(
			frappe.db.get_value("Bank Customer", self.late, "last_reviewed_on"),
			getdate(add_days(today(), -31)),
		)

	def test_CUS_10_each_manager_is_reminded_once_a_month(self):
		review.remind()
		mine = {"allocated_to": self.user, "reference_name": review.REPORT}
		self.assertEqual(frappe.db.count("ToDo", mine), 1)
		self.assertEqual(review.remind(), 0)
		self.assertEqual(frappe.db.count("ToDo", mine), 1)
		frappe.db.set_value("ToDo", mine, "creation", add_days(today(), -40))
		review.remind()
		self.assertEqual(frappe.db.count("ToDo", mine), 2)

	def test_CUS_10_the_form_knows_whether_a_review_is_due(self):
		for name, due in ((self.late, True), (self.fresh, False), (self.mass, None)):
			doc = frappe.get_doc("Bank Customer", name)
			doc.run_method("onload")
			self.assertEqual(doc.get_onload("file")["review_due"], due)


class TestSoundness(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = factories.make_customer(email="li@example.com")

	def bring(self, field: str, value: str) -> None:
		"""Store a sealed value as the synchronisation does: unchecked."""
		(sealed,) = sealing.seal_many("Bank Customer", field, [value])
		sealing.write_vault("Bank Customer", [(self.customer.name, field, sealed)])
		frappe.db.set_value("Bank Customer", self.customer.name, field, sealed.mask)

	def codes(self) -> str:
		return frappe.db.get_value("Bank Customer", self.customer.name, "profile_problems") or ""

	def test_CUS_14_the_job_finds_what_the_core_brought(self):
		self.bring("mobile", "138123412345")
		self.bring("id_number", "320102199002301234")
		frappe.db.set_value(
			"Bank Customer", self.customer.name, {"id_type": "ID Card", "opened_on": "2999-01-01"}
		)
		soundness.check_all()
		self.assertEqual(self.codes(), "id_number:id-number,mobile:mobile,opened_on:future")
		self.bring("mobile", factories.mobile_number())
		soundness.check_all()
		self.assertEqual(self.codes(), "id_number:id-number,opened_on:future")

	def test_CUS_14_a_save_keeps_what_the_job_found_in_untouched_numbers(self):
		self.bring("mobile", "138123412345")
		soundness.check_all()
		doc = frappe.get_doc("Bank Customer", self.customer.name)
		doc.city = "Nanjing"
		doc.save()
		self.assertEqual(self.codes(), "mobile:mobile")
		doc.mobile = factories.mobile_number()
		doc.save()
		self.assertEqual(self.codes(), "")

	def test_CUS_14_what_staff_enter_is_sound(self):
		soundness.check_all()
		self.assertEqual(self.codes(), "")


class TestCompletenessReport(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.user = factories.make_user(RM)
		self.poor = factories.make_customer(manager=self.user).name
		self.company = factories.make_customer(
			manager=self.user, customer_type="Company", industry="Retail", contact_person="Li"
		).name
		frappe.db.set_value("Bank Customer", self.poor, "profile_problems", "opened_on:future")
		self.foreign = factories.make_customer().name

	def report(self, **filters: object) -> dict[str, dict]:
		with self.set_user(self.user):
			_columns, rows, _note, chart, summary = bank_customer_completeness.execute(filters)
		self.summary, self.chart = {one["label"]: one["value"] for one in summary}, chart
		return {row["name"]: row for row in rows}

	def test_CUS_14_incomplete_files_are_listed_with_what_they_lack(self):
		rows = self.report(below=90)
		self.assertEqual(set(rows), {self.poor, self.company})
		self.assertIn(_("Occupation"), rows[self.poor]["missing"])
		self.assertNotIn(_("Occupation"), rows[self.company]["missing"])
		self.assertIn(_("Legal Representative"), rows[self.company]["missing"])
		self.assertIn(_("lies in the future."), rows[self.poor]["invalid"])
		self.assertEqual((self.summary[_("Customers")], self.summary[_("Invalid")]), (2, 1))
		self.assertTrue(self.chart["data"]["labels"])

	def test_CUS_14_filters(self):
		self.assertEqual(set(self.report(kind="Invalid")), {self.poor})
		self.assertEqual(set(self.report(lacking="legal_representative")), {self.company})
		self.assertEqual(set(self.report(lacking="birth_date")), {self.poor})
		self.assertEqual(self.report(kind="Incomplete", below=1), {})
		self.assertEqual(set(self.report(lacking="no_such_field", kind="Invalid")), {self.poor})
		with self.assertRaisesRegex(frappe.ValidationError, "not known"):
			self.report(branch="x' or 1=1 -- ")

	def test_SEC_20_the_list_keeps_to_the_users_rows(self):
		self.assertNotIn(self.foreign, self.report(below=100))
		with self.set_user(factories.make_user("Bank Teller")), self.assertRaises(frappe.PermissionError):
			bank_customer_completeness.execute({})
