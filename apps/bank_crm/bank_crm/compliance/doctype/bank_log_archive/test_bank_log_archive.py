import frappe

from bank_crm.compliance.log_archive import ARCHIVE
from bank_crm.tests import BankCRMTestCase


class TestBankLogArchive(BankCRMTestCase):
	def test_SEC_13_no_archive_is_made_by_hand(self):
		"""A made-up archive would let entries be deleted."""
		values = {"file_name": "x", "digest": "x", "file_sha256": "x", "seal": "x"}
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc({"doctype": ARCHIVE, **values}).insert()
