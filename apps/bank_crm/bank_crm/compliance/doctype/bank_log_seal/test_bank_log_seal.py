import frappe

from bank_crm.compliance.log_sealing import SEAL
from bank_crm.tests import BankCRMTestCase


class TestBankLogSeal(BankCRMTestCase):
	def test_SEC_13_only_one_seal_follows_another(self):
		table = frappe.qb.DocType(SEAL)
		columns = ("name", "previous_digest", "digest", "first_sequence", "last_sequence")
		before = frappe.generate_hash(length=40)
		insert = frappe.qb.into(table).columns(*columns)
		insert.insert(10**15, before, frappe.generate_hash(length=40), 1, 1).run()
		with self.assertRaises(Exception) as refused:
			insert.insert(10**15 + 1, before, frappe.generate_hash(length=40), 1, 1).run()
		self.assertTrue(frappe.db.is_duplicate_entry(refused.exception))

	def test_SEC_13_no_seal_is_made_by_hand(self):
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc({"doctype": SEAL, "digest": "x", "sealed_at": frappe.utils.now()}).insert()
