"""The stock of gifts never falls below zero and every piece is accounted for."""

import frappe

from bank_crm.api import my_day
from bank_crm.customer.care import gifts
from bank_crm.customer.care.tests.care_case import TASK, CareTestCase
from bank_crm.domain.care import GiftMove
from bank_crm.tests import factories


class TestGifts(CareTestCase):
	def gift(self, stock: int = 0) -> str:
		name = factories.make("Bank Gift", gift_name=factories.unique("Gift"), unit_cost=30).name
		if stock:
			factories.make("Bank Gift Movement", gift=name, quantity=stock, reason="Receipt")
		return name

	def task(self, gift: str, due_on: str = "2030-01-01"):
		customer = self.make_customer()
		return factories.make(TASK, customer=customer.name, subject="Gift", due_on=due_on, gift=gift)

	def stock(self, gift: str) -> int:
		return frappe.db.get_value("Bank Gift", gift, "stock")

	def test_CAR_05_stock_never_below_zero(self):
		gift = self.gift(3)
		with self.assertRaises(frappe.ValidationError):
			gifts.move(gift, -4, GiftMove.ISSUE)
		self.assertEqual(self.stock(gift), 3)
		gifts.move(gift, -3, GiftMove.ISSUE)
		with self.assertRaises(frappe.ValidationError):
			gifts.move(gift, -1, GiftMove.CORRECTION)
		self.assertEqual(self.stock(gift), 0)

	def test_CAR_05_an_absurd_cost_is_refused_at_its_field(self):
		for cost in (1e30, float("inf"), float("nan")):
			gift = frappe.get_doc({"doctype": "Bank Gift", "gift_name": "Nobody Can Pay", "unit_cost": cost})
			with self.assertRaisesRegex(frappe.ValidationError, "Unit Cost.*too large"):
				gift.insert()
		self.assertFalse(frappe.db.exists("Bank Gift", {"gift_name": "Nobody Can Pay"}))

	def test_CAR_05_movements_add_up_and_stay(self):
		gift = self.gift(10)
		gifts.move(gift, -2, GiftMove.CORRECTION, "broken")
		rows = frappe.get_all(
			"Bank Gift Movement",
			filters={"gift": gift},
			fields=["name", "quantity", "stock_after"],
			order_by="name",
		)
		self.assertEqual([(row.quantity, row.stock_after) for row in rows], [(10, 10), (-2, 8)])
		movement = frappe.get_doc("Bank Gift Movement", rows[0].name)
		movement.quantity = 99
		with self.assertRaises(frappe.ValidationError):
			movement.save()
		with self.assertRaises(frappe.ValidationError):
			movement.delete()
		for quantity, reason in ((-1, "Receipt"), (0, "Correction"), (1, "Issue")):
			with self.assertRaises(frappe.ValidationError):
				factories.make("Bank Gift Movement", gift=gift, quantity=quantity, reason=reason)

	def test_CAR_05_earliest_due_gets_the_last_piece_and_the_next_one_later(self):
		gift = self.gift()
		late, soon = self.task(gift, "2030-02-01"), self.task(gift, "2030-01-01")

		def states():
			return [frappe.db.get_value(TASK, task.name, "gift_status") for task in (soon, late)]

		self.assertEqual(states(), ["Waiting for Stock"] * 2)
		factories.make("Bank Gift Movement", gift=gift, quantity=1, reason="Receipt")
		gifts.reserve_waiting()
		self.assertEqual(states(), ["Reserved", "Waiting for Stock"])
		my_day.finish(soon.name, "Skipped")  # nobody gets the gift: it is in stock again
		self.assertEqual(self.stock(gift), 1)
		gifts.reserve_waiting()
		self.assertEqual(states(), ["Returned", "Reserved"])

	def test_CAR_05_gift_is_shipped_delivered_returned(self):
		gift = self.gift(2)
		first, second = self.task(gift), self.task(gift)
		self.assertEqual(my_day.gift_step(first.name, "ship"), "Shipped")
		self.assertEqual(my_day.gift_step(first.name, "deliver"), "Delivered")
		self.assertEqual(
			str(frappe.db.get_value(TASK, first.name, "gift_delivered_on")), frappe.utils.today()
		)
		with self.assertRaises(frappe.ValidationError):
			my_day.gift_step(first.name, "return")
		self.assertEqual(my_day.gift_step(second.name, "return"), "Returned")
		self.assertEqual(self.stock(gift), 1)
