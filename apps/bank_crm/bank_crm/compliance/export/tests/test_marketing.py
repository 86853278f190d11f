"""What marketing, which plans for customers it does not see, gets of a segment (SEC-12, SEC-20, requirements 1.6)."""

import frappe

from bank_crm.compliance.doctype.bank_export_request.test_bank_export_request import ExportCase
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestMarketingSegments(ExportCase):
	def test_SEC_12_marketing_gets_the_members_of_a_segment_with_everything_personal_masked(self):
		frappe.set_user("Administrator")
		marketing = self.staff(roles.MARKETING_OFFICER)
		segment = factories.make("Bank Segment", segment_name=factories.unique(), basis="Manual List")
		for customer in (self.customer, self.foreign):
			factories.make("Bank Segment Member", segment=segment.name, customer=customer.name)
		applicant, self.manager = self.manager, marketing
		self.addCleanup(setattr, self, "manager", applicant)
		source = {
			"source_type": "Segment",
			"segment": segment.name,
			"document_type": None,
			"file_format": "CSV",
		}
		frappe.set_user(marketing)
		for field in ("customer_name", "birth_date", "address", "mobile"):
			with self.assertRaises(frappe.ValidationError, msg=field):
				self.request(**source, columns=[{"fieldname": field, "treatment": "As It Is"}])
		with self.assertRaises(frappe.PermissionError):
			self.request(document_type="Bank Customer")
		request = self.made(**source)
		self.assertEqual((request.row_count, request.failure), (2, None))
		content = self.download(request, marketing).decode("utf-8-sig")
		self.assertIn(self.foreign.name, content)
		for shown_whole in (self.mobile, self.customer.customer_name, "1980-05-06", "中山路"):
			self.assertNotIn(shown_whole, content)

	def test_SEC_20_marketing_whose_post_has_ended_gets_nobody(self):
		frappe.set_user("Administrator")
		marketing = factories.make_user(roles.MARKETING_OFFICER)
		factories.make_staff(marketing, self.branch, active=0)
		segment = factories.make("Bank Segment", segment_name=factories.unique(), basis="Manual List")
		factories.make("Bank Segment Member", segment=segment.name, customer=self.customer.name)
		frappe.set_user(marketing)
		with self.assertRaises(frappe.PermissionError):
			self.request(
				source_type="Segment",
				segment=segment.name,
				document_type=None,
				columns=[{"fieldname": "name"}],
			)
