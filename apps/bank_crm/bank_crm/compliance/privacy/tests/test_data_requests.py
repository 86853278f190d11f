"""Data requests: who takes them down, who decides, what is handed out, what is corrected, and by when."""

from __future__ import annotations

import io
import json
import zipfile

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_to_date, getdate, now_datetime, today

from bank_crm.api import privacy
from bank_crm.compliance.export import store
from bank_crm.compliance.privacy import carrying, deadlines, flow, package
from bank_crm.compliance.privacy.tests.privacy_case import CUSTOMER, REQUEST, PrivacyTestCase
from bank_crm.domain.privacy_enums import CorrectionField
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestDecision(PrivacyTestCase):
	def test_SEC_17_a_request_has_its_day_and_its_checks(self):
		frappe.db.set_single_value("Bank CRM Settings", "data_request_days", 15)
		frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")
		self.addCleanup(frappe.clear_document_cache, "Bank CRM Settings", "Bank CRM Settings")
		customer = self.make_person().name
		doc = self.request(customer, "Access")
		self.assertEqual((doc.applicant, getdate(doc.due_on)), (self.manager, getdate(add_days(today(), 15))))
		for values in ({"identity_checked": ""}, {"received_on": add_days(today(), 1)}):
			with self.subTest(values), self.assertRaises(frappe.ValidationError):
				self.request(customer, "Access", **values)
		with self.assertRaises(frappe.ValidationError):
			self.request(customer, "Correction")

	def test_SEC_17_only_for_own_customers(self):
		stranger = factories.make_customer().name
		with self.assertRaises(frappe.PermissionError):
			self.request(stranger, "Access")
		mine = self.request(self.make_person().name, "Access")
		frappe.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER))
		self.assertFalse(frappe.get_list(REQUEST, filters={"name": mine.name}))
		self.assertFalse(frappe.has_permission(REQUEST, "read", doc=mine.name))

	def test_SEC_17_nobody_decides_about_an_own_request_or_skips_a_step(self):
		doc = self.request(self.make_person().name, "Erasure")
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			apply_workflow(frappe.get_doc(REQUEST, doc.name), "Approve")
		for status in ("Approved", "Carried Out", "Ready to Download"):
			forged = frappe.get_doc(REQUEST, doc.name)
			forged.status = status
			with self.subTest(status), self.assertRaises(Exception):
				forged.save()
		frappe.set_user(self.officer)
		own = frappe.get_doc(
			{
				"doctype": REQUEST,
				"customer": doc.customer,
				"request_type": "Access",
				"wish": "x",
				"identity_checked": "Call-back",
			}
		)
		frappe.set_user("Administrator")
		own.insert()
		own.db_set("applicant", self.officer)
		frappe.set_user(self.officer)
		own = apply_workflow(frappe.get_doc(REQUEST, own.name), "Submit for Approval")
		with self.assertRaises(frappe.ValidationError):
			apply_workflow(own, "Approve")

	def test_SEC_17_what_was_submitted_does_not_change(self):
		doc = self.request(self.make_person().name, "Access")
		frappe.set_user(self.manager)
		changed = frappe.get_doc(REQUEST, doc.name)
		changed.wish = "something else"
		with self.assertRaises(frappe.ValidationError):
			changed.save()
		sneaked = frappe.get_doc(REQUEST, doc.name)
		sneaked.complete_values = 1
		sneaked.decided_by = self.manager
		sneaked.save()
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, ["complete_values", "decided_by"]), (0, None))
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc(REQUEST, doc.name)

	def test_SEC_17_turned_down_with_a_reason(self):
		doc = self.request(self.make_person().name, "Access")
		with self.assertRaises(frappe.ValidationError):
			self.decide(doc, "Reject")
		frappe.set_user(self.officer)
		told = frappe.get_doc(REQUEST, doc.name)
		told.decision_note = "身份无法核实"
		told.save()
		self.decide(told, "Reject")
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "status"), "Rejected")
		self.assertTrue(
			frappe.db.exists("Notification Log", {"document_name": doc.name, "for_user": self.manager})
		)

	def test_SEC_17_reminded_before_and_after_the_day_once_each(self):
		doc = self.request(self.make_person().name, "Access")
		for due, fires in ((add_days(today(), 20), 0), (add_days(today(), 3), 1), (add_days(today(), 3), 0)):
			frappe.db.set_value(REQUEST, doc.name, "due_on", due)
			before = frappe.db.count(
				"Notification Log", {"document_name": doc.name, "for_user": self.officer}
			)
			deadlines.remind()
			after = frappe.db.count("Notification Log", {"document_name": doc.name, "for_user": self.officer})
			self.assertEqual(after - before, fires, due)
		frappe.db.set_value(
			REQUEST, doc.name, {"due_on": add_days(today(), -1), "reminded_on": add_days(today(), -3)}
		)
		self.assertGreaterEqual(deadlines.remind(), 1)
		frappe.db.set_value(REQUEST, doc.name, "reminded_on", today())
		before = frappe.db.count("Notification Log", {"document_name": doc.name})
		deadlines.remind()
		self.assertEqual(frappe.db.count("Notification Log", {"document_name": doc.name}), before)


class TestAccess(PrivacyTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.customer = self.make_person()
		self.add_talk(self.customer.name)
		self.account = self.add_account(self.customer.name)

	def unpacked(self, content: bytes) -> tuple[dict[str, str], dict]:
		with zipfile.ZipFile(io.BytesIO(content)) as file:
			texts = {
				name: file.read(name).decode("utf-8-sig")
				for name in file.namelist()
				if not name.startswith("files/")
			}
		return texts, json.loads(texts["data.json"])["data"]

	def test_RSK_08_the_package_has_what_the_bank_knows(self):
		texts, data = self.unpacked(package.build(self.customer.name))
		(own,) = data[CUSTOMER]
		self.assertEqual((own["customer_name"], own["city"]), (self.customer.customer_name, "南京"))
		self.assertEqual(data["Bank Interaction"][0]["content"], "喜欢爬山")
		self.assertEqual(data["Bank Important Date"][0]["title"], "结婚纪念日")
		self.assertEqual(len(data["Bank Customer Account"]), 1)
		self.assertTrue(any("喜欢爬山" in text for name, text in texts.items() if name.endswith(".csv")))
		everything = "".join(texts.values())
		self.assertFalse(any(word in everything for word in ("<html", "<td", "%PDF")))

	def test_RSK_08_masked_unless_compliance_says_otherwise(self):
		number = factories.mobile_number()
		customer = self.make_person(mobile=number)
		texts, data = self.unpacked(package.build(customer.name))
		self.assertNotIn(number, "".join(texts.values()))
		_texts, data = self.unpacked(package.build(customer.name, complete=True))
		self.assertEqual(data[CUSTOMER][0]["mobile"], number)
		self.assertTrue(
			frappe.db.exists("Bank Operation Log", {"action": "Reveal", "customer": customer.name})
		)

	def test_RSK_08_the_package_tells_nothing_of_others_or_of_controls(self):
		factories.make("Bank Legal Hold", customer=self.customer.name, authority="法院", reason="调查")
		other = self.make_person()
		factories.make(
			"Bank Customer Relationship",
			customer=self.customer.name,
			other_customer=other.name,
			role="Spouse",
		)
		texts, data = self.unpacked(package.build(self.customer.name))
		everything = "".join(texts.values())
		for secret in ("法院", "调查", other.name, other.customer_name):
			self.assertNotIn(secret, everything)
		self.assertIn("role", data["Bank Customer Relationship"][0])

	def test_SEC_17_approved_made_and_handed_out_once(self):
		doc = self.approved(self.customer.name, "Access")
		carrying.run(doc.name, commit=False)
		carrying.run(doc.name, commit=False)
		doc.reload()
		self.assertEqual(doc.status, "Ready to Download")
		self.addCleanup(store.remove, doc.name, folder=flow.FOLDER)
		for user in (self.officer, "Administrator"):
			frappe.set_user(user)
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				privacy.download_package(doc.name)
		frappe.set_user(self.manager)
		privacy.download_package(doc.name)
		self.assertEqual(store.digest(frappe.local.response.filecontent), doc.file_hash)
		with self.assertRaises(frappe.ValidationError):
			privacy.download_package(doc.name)
		frappe.set_user("Administrator")
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "status"), "Closed")

	def test_SEC_17_not_before_it_is_approved_not_after_its_time_not_if_touched(self):
		waiting = self.request(self.customer.name, "Access")
		carrying.run(waiting.name, commit=False)
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			privacy.download_package(waiting.name)
		frappe.set_user("Administrator")
		self.decide(waiting)
		carrying.run(waiting.name, commit=False)
		self.addCleanup(store.remove, waiting.name, folder=flow.FOLDER)
		content = store.read(waiting.name, folder=flow.FOLDER)
		store.write(waiting.name, content + b"x", folder=flow.FOLDER)
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			privacy.download_package(waiting.name)
		frappe.set_user("Administrator")
		store.write(waiting.name, content, folder=flow.FOLDER)
		frappe.db.set_value(REQUEST, waiting.name, "expires_at", add_to_date(now_datetime(), hours=-1))
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			privacy.download_package(waiting.name)
		frappe.set_user("Administrator")
		carrying.tidy()
		self.assertEqual(frappe.db.get_value(REQUEST, waiting.name, "status"), "Closed")

	def test_SEC_17_what_fails_is_told_and_tried_again(self):
		doc = self.approved(self.customer.name, "Access")
		original, package.build = package.build, lambda *_a, **_k: 1 / 0
		try:
			carrying.run(doc.name, commit=False)
		finally:
			package.build = original
		doc.reload()
		self.assertEqual(doc.status, "Approved")
		self.assertTrue(doc.failure)
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.PermissionError):
			privacy.try_again(doc.name)
		frappe.set_user(self.officer)
		privacy.try_again(doc.name)
		frappe.set_user("Administrator")
		carrying.run(doc.name, commit=False)
		self.addCleanup(store.remove, doc.name, folder=flow.FOLDER)
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "status"), "Ready to Download")


class TestCorrection(PrivacyTestCase):
	def approved_correction(self, customer: str, *rows: tuple[str, str]):
		return self.approved(
			customer, "Correction", corrections=[{"field": field, "wanted": wanted} for field, wanted in rows]
		)

	def test_SEC_17_corrected_through_the_form_and_noted(self):
		customer = self.make_person()
		number = factories.mobile_number()
		doc = self.approved_correction(customer.name, ("City", "苏州"), ("Mobile", number))
		self.assertNotIn(number, str(frappe.get_doc(REQUEST, doc.name).as_dict()), "numbers stay out of it")
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			privacy.correct(doc.name, {"City": "苏州"})
		privacy.correct(doc.name, {"City": "苏州", "Mobile": number})
		frappe.set_user("Administrator")
		doc.reload()
		self.assertEqual(doc.status, "Carried Out")
		self.assertEqual(
			[(row.before, row.after, row.outcome) for row in doc.corrections if row.field == "City"],
			[("南京", "苏州", "Corrected")],
		)
		customer.reload()
		self.assertEqual((customer.city, customer.mobile[-4:]), ("苏州", number[-4:]))
		self.assertNotIn(number, str(doc.as_dict()))

	def test_SEC_17_all_or_nothing_and_by_whom_it_concerns(self):
		customer = self.make_person()
		doc = self.approved_correction(customer.name, ("City", "苏州"), ("Gender", "Male"))
		frappe.set_user(self.manager)
		with self.assertRaises(frappe.ValidationError):
			privacy.correct(doc.name, {"City": "苏州", "Gender": "不详"})
		frappe.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER))
		with self.assertRaises(frappe.PermissionError):
			privacy.correct(doc.name, {})
		frappe.set_user("Administrator")
		self.assertEqual(frappe.db.get_value(CUSTOMER, customer.name, "city"), "南京")
		self.assertEqual(frappe.db.get_value(REQUEST, doc.name, "status"), "Approved")

	def test_SEC_17_what_the_core_system_owns_is_corrected_there(self):
		customer = self.make_person()
		frappe.db.set_value(CUSTOMER, customer.name, "source_system", "core")
		doc = self.approved_correction(customer.name, ("Birth Date", "1991-01-01"), ("Occupation", "医生"))
		frappe.set_user(self.manager)
		privacy.correct(doc.name, {"Birth Date": "1991-01-01", "Occupation": "医生"})
		frappe.set_user("Administrator")
		doc.reload()
		self.assertEqual(
			{row.field: row.outcome for row in doc.corrections}["Birth Date"], "For the Core System"
		)
		self.assertEqual(str(frappe.db.get_value(CUSTOMER, customer.name, "birth_date")), "1990-03-07")
		self.assertEqual(frappe.db.get_value(CUSTOMER, customer.name, "occupation"), "医生")

	def test_SEC_17_fields_a_correction_may_name_exist(self):
		labels = {field.label for field in frappe.get_meta(CUSTOMER).fields}
		self.assertLessEqual(set(CorrectionField.values()), labels)
		self.assertEqual(
			frappe.get_meta("Bank Data Correction").get_field("field").options.split("\n")[1:],
			list(CorrectionField.values()),
		)
		sealed = {row["label"] for row in privacy.correction_fields() if row["sealed"]}
		self.assertEqual(sealed, {"Mobile", "E-mail", "ID Number"})
