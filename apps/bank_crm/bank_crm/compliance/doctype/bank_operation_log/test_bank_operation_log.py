import frappe

from bank_crm.compliance.operation_log import LOG
from bank_crm.tests import BankCRMTestCase


class TestBankOperationLog(BankCRMTestCase):
	def test_SEC_13_points_at_nothing_that_could_be_renamed_or_cleaned_up(self):
		"""A link would be rewritten with its target, and would keep the target from being deleted."""
		meta = frappe.get_meta(LOG)
		links = [field.fieldname for field in meta.fields if field.fieldtype in ("Link", "Dynamic Link")]
		self.assertEqual((links, meta.track_changes, meta.allow_rename), ([], 0, 0))

	def test_SEC_13_searches_have_their_indexes(self):
		indexed = {
			row.Column_name for row in frappe.db.sql("show index from `tabBank Operation Log`", as_dict=True)
		}
		searched = {
			"occurred_at",
			"user",
			"customer",
			"action",
			"ref_doctype",
			"sequence",
			"fingerprint",
			"digest",
		}
		self.assertLessEqual(searched, indexed)
