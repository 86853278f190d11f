import frappe

from bank_crm.api import leads as api
from bank_crm.compliance import vault
from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.web import WebTestCase, at_once

LEAD = "Bank Lead"


class TestParallel(WebTestCase):
	"""Conversions at the same moment, each in a connection of its own."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.seller = cls.keep("User", factories.make_user(roles.RELATIONSHIP_MANAGER))
		frappe.db.commit()

	def leads(self, number: int) -> list[str]:
		mobile, name = factories.mobile_number(), factories.unique("Lead ")
		made = [
			factories.make(
				LEAD,
				lead_name=name,
				source="Web Form",
				mobile=mobile,
				product_category="Loan",
				expected_amount=100,
				salesperson=self.seller,
			).name
			for _turn in range(number)
		]
		frappe.db.commit()
		return made

	def convert_at_once(self, names: list[str]) -> list[dict]:
		done = at_once(*(("Administrator", lambda name=name: api.convert(name)) for name in names))
		failed = [each for each in done if isinstance(each, Exception)]
		assert not failed, failed
		for each in done:
			for doctype, name in (
				("Bank Customer", each["customer"]),
				("Bank Opportunity", each["opportunity"]),
			):
				if (doctype, name) not in self.made:
					self.keep(doctype, name)
		for name in dict.fromkeys(names):
			self.keep(LEAD, name)
		return done

	def test_SAL_01_two_clicks_at_once_convert_once(self):
		(name,) = self.leads(1)
		done = self.convert_at_once([name, name])
		self.assertEqual(len({(each["customer"], each["opportunity"]) for each in done}), 1)
		self.assertEqual(sorted(each["made"] for each in done), [False, True])

	def test_SAL_01_two_leads_of_one_person_at_once_make_one_customer(self):
		names = self.leads(2)
		done = self.convert_at_once(names)
		self.assertEqual(len({each["customer"] for each in done}), 1)
		self.assertEqual(len({each["opportunity"] for each in done}), 2)
		entry = {"ref_doctype": "Bank Customer", "ref_name": done[0]["customer"], "ref_field": "mobile"}
		index = frappe.db.get_value(vault.DOCTYPE, entry, "blind_index")
		same = frappe.db.count(vault.DOCTYPE, {"blind_index": index, "ref_doctype": "Bank Customer"})
		self.assertEqual(same, 1)
