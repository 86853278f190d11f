"""Salons end to end: invited by a wave, registered or waiting, moved up, let in by code, absent (MKT-01)."""

from __future__ import annotations

import re

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.api import customer_page
from bank_crm.api import events as api
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.events import fields, inviting, jobs, seats
from bank_crm.marketing.tests.benefit_case import SEAT, BenefitCase
from bank_crm.permissions import roles
from bank_crm.tests import factories

BODY = "{{ customer_name }}，{{ event_time }}在{{ event_venue }}举办{{ event_name }}，报名：{{ event_link }}"


class TestEvents(BenefitCase):
	def seat_of(self, event: str, customer: str) -> frappe._dict:
		return frappe.get_all(SEAT, filters={"event": event, "customer": customer}, fields=["*"])[0]

	def invited(self, event: str, count: int) -> list[str]:
		return [inviting.one(event, name) for name in self.customers(count, allowed=False)]

	def states(self, names: list[str]) -> list[str]:
		return [frappe.db.get_value(SEAT, name, "state") for name in names]

	def agree(self, event: str) -> frappe._dict:
		"""The figures on the row are those of a recount."""
		row = frappe.db.get_value("Bank Event", event, seats.COUNTERS, as_dict=True)
		self.assertEqual(dict(row), seats.recount(event))
		return row

	def press(self, name: str, action: str = "register") -> int:
		return self.visit(self.seat_page(name), {"action": action}).status_code

	def test_mkt_01_a_salon_from_the_wave_to_the_door(self):
		"""Targets are invited, register on their page, show the code, and have taken part in the campaign."""
		customers = self.customers(3)
		campaign = self.campaign(
			[self.segment(customers)], self.template(BODY, link_url=""), campaign_type="Offline Salon"
		)
		event = self.event(campaign.name, host=self.officer)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		self.assertEqual({state for state, _why in self.messages(wave).values()}, {"Sent"})
		links = fields.FIELDS["event_link"].load(customers, campaign.name)
		self.assertEqual(set(links), set(customers))
		self.assertIn("<form", self.visit(links[customers[0]]).get_data(as_text=True))
		self.assertEqual(self.visit(links[customers[0]], {"action": "register"}).status_code, 303)
		shown = self.visit(links[customers[0]]).get_data(as_text=True)
		code = self.seat_of(event.name, customers[0]).entry_code
		self.assertIn("<svg", shown)
		self.assertIn(code, shown)
		told = {"customer": customers[0], "reference_doctype": SEAT}
		self.assertEqual(frappe.get_all("Bank Message", filters=told, pluck="purpose"), ["Service"])
		frappe.set_user(self.officer)
		with self.assertRaises(frappe.ValidationError):
			api.check_in_code(event.name, "ABCD2345" if code != "ABCD2345" else "ABCD2346")
		self.assertTrue(api.check_in_code(event.name, f"{code[:4]}-{code[4:]}".lower())["new"])
		self.assertFalse(api.check_in_code(event.name, code)["new"])
		frappe.set_user("Administrator")
		row = frappe.db.get_value("Bank Campaign", campaign.name, tallies.COUNTERS, as_dict=True)
		self.assertEqual((row.clicked, row.participants), (1, 1))
		member = {"campaign": campaign.name, "customer": customers[0]}
		at = frappe.db.get_value("Bank Campaign Member", member, ["registered_at", "attended_at"])
		self.assertTrue(all(at))
		self.assertEqual(self.agree(event.name).checked_in, 1)

	def test_mkt_01_waiting_guests_move_up_in_order_and_nobody_is_seated_twice(self):
		event = self.event(capacity=2, waiting_limit=2)
		names = self.invited(event.name, 6)
		for name in names[:4]:
			self.press(name)
		self.assertEqual(self.states(names[:4]), ["Registered", "Registered", "Waiting", "Waiting"])
		self.assertEqual(self.press(names[4]), 200)  # the waiting list is full
		self.assertEqual(self.states(names[4:5]), ["Invited"])
		self.press(names[0], "cancel")
		self.assertEqual(self.states(names[:4]), ["Cancelled", "Registered", "Registered", "Waiting"])
		self.assertTrue(frappe.db.get_value(SEAT, names[2], "moved_up_at"))
		self.press(names[0])  # comes back, behind who waits
		self.assertEqual(self.states([names[0]]), ["Waiting"])
		event.reload().update({"capacity": 3})
		event.save()
		self.assertEqual(self.states(names[:4]), ["Waiting", "Registered", "Registered", "Registered"])
		with self.assertRaises(frappe.ValidationError):
			event.reload().update({"capacity": 2}).save()
		row = self.agree(event.name)
		self.assertEqual((row.registered, row.waiting, row.invited), (3, 1, 6))

	def test_mkt_01_reminders_are_sent_once_and_who_does_not_come_was_absent(self):
		event = self.event(remind_hours=48)
		come, stay, wait = self.invited(event.name, 3)
		for name in (come, stay, wait):
			self.press(name)
		self.assertEqual((jobs.remind(), jobs.remind()), (2, 0))
		seats.check_in(come)
		begun = {
			"starts_at": add_to_date(now_datetime(), hours=-6),
			"ends_at": add_to_date(now_datetime(), hours=-4),
		}
		frappe.db.set_value("Bank Event", event.name, begun)
		jobs.run()
		self.assertEqual(self.states([come, stay, wait]), ["Checked In", "Absent", "Cancelled"])
		self.assertEqual(frappe.db.get_value("Bank Event", event.name, "state"), "Held")
		self.agree(event.name)
		with self.assertRaises(frappe.ValidationError):
			seats.check_in(stay)

	def test_mkt_01_an_event_called_off_frees_its_guests_and_tells_them(self):
		event = self.event(capacity=1)
		names = self.invited(event.name, 2)
		for name in names:
			self.press(name)
		before = frappe.db.count("Bank Message", {"reference_doctype": SEAT})
		event.reload().update({"state": "Called Off"})
		event.save()
		self.assertEqual(self.states(names), ["Cancelled", "Cancelled"])
		self.assertEqual(frappe.db.count("Bank Message", {"reference_doctype": SEAT}), before + 2)
		self.assertNotIn("<form", self.visit(self.seat_page(names[0])).get_data(as_text=True))
		self.agree(event.name)

	def test_mkt_01_the_door_is_for_its_staff_who_see_strangers_names_masked(self):
		host, manager = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _twice in range(2))
		own = self.customers(1, manager=manager, customer_name="王小明")[0]
		other = self.customers(1, customer_name="赵大海")[0]
		event = self.event(host=host, starts_at=add_to_date(now_datetime(), hours=3), capacity=5)
		seat = inviting.one(event.name, other)
		with self.set_user(manager):
			self.assertEqual(api.at_the_door(), [])
			for call in (lambda: api.guests(event.name), lambda: api.check_in(seat)):
				with self.assertRaises(frappe.PermissionError):
					call()
			with self.assertRaises(frappe.PermissionError):
				api.invite(event.name, other)
			invited = api.invite(event.name, own)
			panel = customer_page.page(own)["panels"]["events"]
		self.assertEqual(panel["rows"][0]["title"], event.event_name)
		code = re.search(r"/e/(\S+)", invited["url"])
		self.assertTrue(code)
		event.reload().append("staff", {"user": manager})
		event.save()
		self.assertTrue(frappe.db.exists("Bank Event Staff", {"parent": event.name, "user": manager}))
		with self.set_user(manager):
			self.assertEqual([row.name for row in api.at_the_door()], [event.name])
			names = {row["customer_name"] for row in api.guests(event.name)["guests"]}
			self.assertEqual(names, {"王小明", "赵**"})
			self.assertEqual(
				[row["customer_name"] for row in api.guests(event.name, "小明")["guests"]], ["王小明"]
			)
			self.assertEqual(api.check_in(seat)["customer_name"], "赵**")
