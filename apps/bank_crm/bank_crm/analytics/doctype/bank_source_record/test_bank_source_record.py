import frappe

from bank_crm.analytics.sync.tests.factories import SyncTestCase


class TestBankSourceRecord(SyncTestCase):
	def test_CUS_13_source_system_and_key_are_kept_for_each_link(self):
		system, other = self.new_system(), self.new_system()
		for name in (system, other):
			source = self.source("Product", name)
			source.mapping[1].source_columns = "code"
			source.save()
			self.put(source, "a.csv", ("id", "code", "name"), [(f"{name}-1", system, "One")])
			self.assertRun(self.run_sync(source), "Completed", new=1)
		links = frappe.get_all(
			"Bank Source Record",
			filters={"ref_doctype": "Bank Product", "ref_name": system},
			fields=["source_system", "external_id"],
			order_by="name asc",
		)
		self.assertEqual(
			[(link.source_system, link.external_id) for link in links],
			[(system, f"{system}-1"), (other, f"{other}-1")],
		)

	def test_a_key_of_a_system_leads_to_one_document(self):
		system = self.new_system()
		values = {
			"doctype": "Bank Source Record",
			"source_system": system,
			"entity": "Product",
			"external_id": "1",
		}
		frappe.get_doc({**values, "ref_doctype": "DocType", "ref_name": "User"}).insert()
		with self.assertRaises(frappe.UniqueValidationError):
			frappe.get_doc({**values, "ref_doctype": "DocType", "ref_name": "Role"}).insert()
