import frappe
from frappe.utils import getdate, today

from bank_crm.compliance import audits
from bank_crm.compliance.operation_log import record
from bank_crm.domain import quarters
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestBankAuditItem(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.set_user(factories.make_user(roles.TELLER))
		record("Reveal", "Bank Customer", "BC1", customer="BC1")
		user = frappe.session.user
		frappe.set_user("Administrator")
		self.period = audits.make(quarters.quarter_of(getdate(today()))).name
		name = frappe.db.get_value(audits.ITEM, {"audit": self.period, "user": user})
		frappe.set_user(factories.make_user(roles.COMPLIANCE_OFFICER))
		self.item = frappe.get_doc(audits.ITEM, name)

	def test_SEC_14_a_verdict_given_in_the_form_is_stamped_and_counted(self):
		before = frappe.db.get_value(audits.AUDIT, self.period, "pending_count")
		self.item.verdict = "To Be Clarified"
		with self.assertRaises(frappe.ValidationError):
			self.item.save()
		self.item.reload()
		self.item.verdict = "To Be Clarified"
		self.item.note = "Why?"
		self.item.save()
		self.assertEqual(self.item.decided_by, frappe.session.user)
		self.assertTrue(self.item.decided_on)
		self.assertEqual(frappe.db.get_value(audits.AUDIT, self.period, "pending_count"), before - 1)

	def test_SEC_14_what_the_log_says_cannot_be_changed(self):
		self.item.summary = "nothing happened"
		with self.assertRaises(frappe.ValidationError):
			self.item.save()

	def test_SEC_14_no_item_is_made_or_deleted_by_hand(self):
		frappe.set_user("Administrator")
		values = {"doctype": audits.ITEM, "audit": self.period, "action": "Reveal", "log_entry": 10**12}
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc(values).insert()
		with self.assertRaises(frappe.PermissionError):
			frappe.delete_doc(audits.ITEM, self.item.name, force=True)
