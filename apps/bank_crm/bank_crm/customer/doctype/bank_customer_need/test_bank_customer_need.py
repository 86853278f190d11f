import frappe
from frappe.utils import add_days, nowdate

from bank_crm.api import customer_contact, customer_page
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerNeed(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.teller = factories.make_user(roles.TELLER)
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.stranger = factories.make_user(roles.TELLER)
		cls.customer = factories.make_customer(manager=cls.manager, tellers=[{"user": cls.teller}]).name

	def test_CUS_18_a_teller_notes_a_need_and_finds_it_again(self) -> None:
		with self.set_user(self.teller):
			name = customer_contact.note_need(self.customer, "  客户咨询留学汇款 ")
			(row,) = customer_page.page(self.customer)["panels"]["needs"]
		self.assertEqual((str(row["name"]), row["need"], row["status"]), (name, "客户咨询留学汇款", "Open"))
		need = frappe.get_doc("Bank Customer Need", name)
		self.assertEqual((need.user, str(need.need_on)), (self.teller, nowdate()))

	def test_CUS_18_needs_are_a_dated_list_open_ones_first(self) -> None:
		for need, days, status in (("old", -9, "Open"), ("met", 0, "Met"), ("new", -1, "Open")):
			factories.make(
				"Bank Customer Need",
				customer=self.customer,
				need=need,
				need_on=add_days(nowdate(), days),
				status=status,
			)
		with self.set_user(self.manager):
			rows = customer_page.page(self.customer)["panels"]["needs"]
		self.assertEqual([row["need"] for row in rows], ["new", "old", "met"])

	def test_CUS_18_the_manager_settles_a_need_and_the_teller_may_not(self) -> None:
		need = factories.make("Bank Customer Need", customer=self.customer, need="loan").name
		with self.set_user(self.teller), self.assertRaises(frappe.PermissionError):
			customer_contact.settle_need(need, "Met")
		with self.set_user(self.manager):
			customer_contact.settle_need(need, "Met")
			with self.assertRaises(frappe.ValidationError):
				customer_contact.settle_need(need, "Forgotten")
		self.assertEqual(frappe.db.get_value("Bank Customer Need", need, "status"), "Met")

	def test_CUS_18_empty_late_and_foreign_needs_are_refused(self) -> None:
		with self.set_user(self.teller), self.assertRaises(frappe.ValidationError):
			customer_contact.note_need(self.customer, "   ")
		with self.assertRaises(frappe.ValidationError):
			factories.make(
				"Bank Customer Need", customer=self.customer, need="x", need_on=add_days(nowdate(), 1)
			)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			customer_contact.note_need(self.customer, "x")
