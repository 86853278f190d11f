import frappe
from frappe.utils import add_days, add_to_date, now_datetime, nowdate

from bank_crm.api import customer_contact
from bank_crm.permissions import roles, scope
from bank_crm.tests import BankCRMTestCase, factories


class TestBankInteraction(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.teller = factories.make_user(roles.TELLER)
		cls.stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.customer = factories.make_customer(manager=cls.manager, tellers=[{"user": cls.teller}]).name

	def log(self, user: str, **values: object) -> frappe.model.document.Document:
		with self.set_user(user):
			name = customer_contact.log_interaction(
				self.customer, **{"channel": "Call", "outcome": "Reached", **values}
			)
		return frappe.get_doc("Bank Interaction", name)

	def test_CUS_16_a_contact_belongs_to_who_had_it(self) -> None:
		contact = self.log(self.manager, content="理财到期续作")
		self.assertEqual((contact.user, contact.outcome), (self.manager, "Reached"))
		with self.set_user(self.manager):
			own = frappe.get_doc(
				{
					"doctype": "Bank Interaction",
					"customer": self.customer,
					"channel": "Visit",
					"user": self.stranger,
				}
			).insert()
		self.assertEqual(own.user, self.manager)

	def test_CUS_16_a_next_date_makes_the_users_reminder(self) -> None:
		contact = self.log(self.manager, next_step="<b>带合同</b>", next_date=add_days(nowdate(), 3))
		reminder = frappe.get_doc("ToDo", contact.reminder)
		self.assertEqual(
			(reminder.allocated_to, str(reminder.date), reminder.status),
			(self.manager, add_days(nowdate(), 3), "Open"),
		)
		self.assertEqual((reminder.reference_type, reminder.reference_name), ("Bank Customer", self.customer))
		self.assertNotIn("<b>", reminder.description)

	def test_CUS_16_the_reminder_follows_the_contact(self) -> None:
		contact = self.log(self.manager, next_date=add_days(nowdate(), 3))
		contact.next_date = add_days(nowdate(), 5)
		contact.save()
		reminder = frappe.get_doc("ToDo", contact.reminder)
		self.assertEqual(str(reminder.date), add_days(nowdate(), 5))
		contact.next_date = None
		contact.save()
		self.assertEqual(reminder.reload().status, "Cancelled")
		contact.next_date = add_days(nowdate(), 7)
		contact.save()
		self.assertNotEqual(contact.reminder, reminder.name)
		contact.delete()
		self.assertEqual(frappe.db.get_value("ToDo", contact.reminder, "status"), "Cancelled")

	def test_CUS_16_a_done_reminder_stays_done(self) -> None:
		contact = self.log(self.manager, next_date=add_days(nowdate(), 3))
		with self.set_user(self.manager):
			customer_contact.finish_step(contact.reminder)
		contact.reload()
		contact.content = "later thought"
		contact.save()
		open_ones = frappe.db.count("ToDo", {"reference_name": self.customer, "status": "Open"})
		self.assertEqual(open_ones, 0)

	def test_CUS_16_wrong_dates_are_refused_at_their_field(self) -> None:
		for field, values in {
			"Next Date": {"next_date": add_days(nowdate(), -1)},
			"Occurred At": {"occurred_at": add_to_date(now_datetime(), hours=1)},
			"Duration (Minutes)": {"duration_minutes": 100000},
		}.items():
			with self.subTest(field), self.assertRaisesRegex(frappe.ValidationError, frappe._(field)[:4]):
				factories.make("Bank Interaction", customer=self.customer, channel="Call", **values)

	def test_CUS_16_an_unknown_channel_or_outcome_is_refused(self) -> None:
		for values in ({"channel": "Pigeon"}, {"outcome": "<script>"}):
			with self.assertRaises(frappe.ValidationError):
				self.log(self.manager, **values)

	def test_CUS_16_long_and_strange_texts_are_kept_whole(self) -> None:
		text = "\u202eمرحبا😀 1 < 2 =SUM(A1) " + "字" * 9_980
		self.assertEqual(self.log(self.manager, content=text).content, text)
		self.assertNotIn("<script", self.log(self.manager, content="a<script>alert(1)</script>").content)

	def test_SEC_07_only_who_sees_the_customer_notes_contacts(self) -> None:
		self.assertEqual(self.log(self.teller).user, self.teller)
		with self.assertRaises(frappe.PermissionError):
			self.log(self.stranger)
		contact = self.log(self.manager)
		with self.set_user(self.stranger):
			self.assertFalse(scope.allows("Bank Interaction", contact.name))
			self.assertFalse(contact.has_permission("read"))

	def test_CUS_16_only_the_own_contact_can_be_completed(self) -> None:
		contact = self.log(self.manager, outcome=None)
		done = self.log(self.manager, outcome="Done", interaction=contact.name)
		self.assertEqual((done.name, done.outcome), (contact.name, "Done"))
		with self.assertRaises(frappe.PermissionError):
			self.log(self.teller, interaction=contact.name)
