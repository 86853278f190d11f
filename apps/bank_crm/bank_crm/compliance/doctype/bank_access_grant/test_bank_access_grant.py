import frappe

from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestBankAccessGrant(BankCRMTestCase):
	def test_SEC_10_what_a_request_opens_is_never_written_by_hand(self):
		customer = factories.make_customer().name
		for doctype in ("Bank Access Grant", "Bank Access Use", "Bank Handover Entry"):
			for role in roles.ALL:
				with self.set_user(factories.make_user(role)):
					for ptype in ("create", "write", "delete"):
						self.assertFalse(frappe.has_permission(doctype, ptype), f"{role} {ptype} {doctype}")
		request = factories.make(
			"Bank Access Request",
			kind="Customers",
			reason="For the test",
			to_date=frappe.utils.today(),
			customers=[{"customer_no": customer}],
		)
		grant = {"request": request.name, "customer": customer}
		factories.make("Bank Access Grant", **grant)
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make("Bank Access Grant", **grant)

	def test_SEC_07_child_tables_have_no_rights_of_their_own(self):
		for doctype in ("Bank Access Customer", "Bank Handover Customer"):
			self.assertFalse(frappe.get_meta(doctype).permissions)
