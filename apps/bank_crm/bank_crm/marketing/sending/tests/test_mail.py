"""E-mail of campaigns over a real SMTP server, and the image that tells of its opening (INT-06, MKT-15, MKT-22, RSK-08)."""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from email.message import Message
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing import links, renderer
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.journeys.tests.journey_case import JourneyCase, step
from bank_crm.marketing.sending import mailed, receipts, single, states
from bank_crm.marketing.sending.tests.mail_wave import MailWaveCase

SETTINGS = "Bank CRM Settings"


def part(mail: Message, kind: str) -> str:
	"""Return one text part of a mail as its reader sees it."""
	found = next(one for one in mail.walk() if one.get_content_type() == kind)
	return found.get_payload(decode=True).decode("utf-8")


def header(mail: Message, name: str) -> str:
	"""Return a header in words."""
	return str(make_header(decode_header(mail[name] or "")))


class TestMailWave(MailWaveCase):
	def count_openings(self, on: int) -> None:
		frappe.db.set_single_value(SETTINGS, "count_opened_mails", on)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def mailbox(self) -> str:
		return f"reader.{frappe.generate_hash(length=8)}@mail.example.com"

	def message(self, wave: object, customer: str) -> frappe._dict:
		return frappe.db.get_value(
			"Bank Message", {"wave": wave.name, "customer": customer}, "*", as_dict=True
		)

	def load(self, address: str, method: str = "GET") -> Response:
		path = address.split("://", 1)[-1].partition("/")[2]
		self.addCleanup(setattr, frappe.local, "request", getattr(frappe.local, "request", None))
		frappe.local.request = Request(EnvironBuilder(path=f"/{path}", method=method).get_environ())
		frappe.local.request_ip = "127.0.0.1"
		frappe.local.cookie_manager = frappe.auth.CookieManager()
		frappe.local.cookie_manager.set_cookie("sid", "Guest")
		page = renderer.OpenedImage(path)
		self.assertTrue(page.can_render())
		with self.set_user("Guest"), patch("bank_crm.compliance.throttle.per_address"):
			return page.render()

	def test_INT_06_a_campaigns_mail_arrives_with_its_fields_links_and_way_out(self):
		mine, other = self.mailbox(), self.mailbox()
		customer, second = (
			self.reader(mine, customer_name="王小丽"),
			self.reader(other, customer_name="赵&强"),
		)
		_campaign, wave = self.mailed([customer, second])
		arrived = {to[0]: mail for to, mail in self.send_queue()}
		self.assertEqual(set(arrived), {mine, other})
		mail, message = arrived[mine], self.message(wave, customer)
		self.assertIn(self.mail_account.email_id, header(mail, "From"))
		self.assertEqual(header(mail, "Subject"), "【城商行】王小丽的专属权益")
		stop = links.unsubscribe(message.name)
		self.assertEqual(header(mail, "List-Unsubscribe").strip(), f"<{stop}>")
		self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
		html, text = part(mail, "text/html"), part(mail, "text/plain")
		self.assertIn("尊敬的王小丽：", html)
		self.assertIn("加息0.5%", text)
		self.assertIn(f'href="{links.link(message.name)}"', html)
		self.assertIn(f'href="{stop}"', html)
		self.assertIn("赵&amp;强", part(arrived[other], "text/html"))
		self.assertEqual(self.send_queue(), [], "nothing leaves twice")
		self.assertEqual(self.send(wave).sent, 2)
		self.assertEqual(frappe.db.count("Email Queue", {"reference_name": str(message.name)}), 1)

	def test_INT_06_what_the_server_took_arrived_and_what_the_queue_gave_up_failed(self):
		good, bad = self.reader(self.mailbox()), self.reader(self.mailbox())
		campaign, wave = self.mailed([good, bad])
		self.assertEqual((wave.sent, wave.delivered), (2, 0))
		lost = frappe.db.get_value(
			"Email Queue", {"reference_name": str(self.message(wave, bad).name)}, "name"
		)
		frappe.db.set_value("Email Queue", lost, "status", "Error")
		self.assertEqual(len(self.send_queue()), 1)
		self.assertEqual((mailed.follow(), mailed.follow()), (2, 0))
		wave.reload()
		campaign.reload()
		self.assertEqual((wave.sent, wave.delivered, wave.failed, campaign.reached), (1, 1, 1, 1))
		found = {name: self.message(wave, name).state for name in (good, bad)}
		self.assertEqual(found, {good: "Delivered", bad: "Failed"})
		self.assertEqual(self.message(wave, bad).note, "Error")
		for name, value in tallies.recount_wave(wave.name).items():
			self.assertEqual(wave.get(name), value, name)

	def test_MKT_22_the_image_counts_a_mail_as_opened_once(self):
		people = [self.reader(self.mailbox()) for _number in range(2)]
		campaign, wave = self.mailed(people)
		((_to, mail), _other) = self.send_queue()
		(image,) = re.findall(r'<img src="([^"]+/o/[^"]+)"', part(mail, "text/html"))
		name = int(image.rpartition("/")[2].partition(".")[0])
		self.assertEqual(image, links.opened(name))
		self.assertEqual(self.load(image, "HEAD").status_code, 200)
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Sent")
		for _again in range(3):
			answer = self.load(image)
			self.assertEqual((answer.status_code, answer.mimetype), (200, "image/gif"))
			self.assertTrue(answer.get_data().startswith(b"GIF89a"))
			self.assertIn("no-store", answer.headers["Cache-Control"])
			self.assertEqual(frappe.local.cookie_manager.cookies, {})
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Opened")
		kinds = frappe.get_all("Bank Campaign Response", {"campaign": campaign.name}, pluck="kind")
		self.assertEqual(kinds, ["Opened"])
		campaign.reload()
		wave.reload()
		self.assertEqual(
			(campaign.opened, wave.opened, campaign.participants, campaign.reached), (1, 1, 0, 1)
		)
		for field, value in tallies.recount(campaign.name).items():
			self.assertEqual(campaign.get(field), value, field)
		for field, value in tallies.recount_wave(wave.name).items():
			self.assertEqual(wave.get(field), value, field)

	def test_MKT_22_forged_and_late_addresses_change_nothing(self):
		campaign, wave = self.mailed([self.reader(self.mailbox())])
		name = frappe.db.get_value("Bank Message", {"wave": wave.name}, "name")
		image = links.opened(name)
		borrowed = links.link(name).replace("/c/", "/o/")  # signed, for something else
		forged = (
			image[:-1] + "_",
			image.replace(f"/o/{name}.", f"/o/{name + 1}."),
			borrowed,
			links.opened(10**15),
		)
		codes = [self.load(address).status_code for address in forged]
		self.assertEqual(codes, [404, 404, 404, 200])
		self.assertEqual(self.load(image, "POST").status_code, 404)
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Sent")
		receipts.click(name)
		self.load(image)
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Clicked")
		campaign.reload()
		self.assertEqual((campaign.opened, campaign.clicked), (0, 1))
		for state in (MessageState.EXCLUDED, MessageState.QUEUED, MessageState.FAILED):
			frappe.db.set_value("Bank Message", name, "state", state.value)
			self.load(image)
			self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), state.value)

	def test_MKT_22_the_bank_may_want_to_know_nothing_of_it(self):
		self.count_openings(1)
		_campaign, before = self.mailed([self.reader(self.mailbox())])
		self.count_openings(0)
		self.mailed([self.reader(self.mailbox())])
		mails = [part(mail, "text/html") for _to, mail in self.send_queue()]
		self.assertEqual([("/o/" in html) for html in mails], [True, False])
		name = frappe.db.get_value("Bank Message", {"wave": before.name}, "name")
		self.assertEqual(self.load(links.opened(name)).status_code, 200)
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Sent")

	def test_RSK_08_one_click_in_the_mail_program_takes_the_consent_back(self):
		customer = self.reader(self.mailbox())
		_campaign, wave = self.mailed([customer])
		((_to, mail),) = self.send_queue()
		path = mail["List-Unsubscribe"].strip().strip("<>").split("://", 1)[-1].partition("/")[2]
		body = EnvironBuilder(path=f"/{path}", method="POST", data={"List-Unsubscribe": "One-Click"})
		frappe.local.request = Request(body.get_environ())
		frappe.local.request_ip = "127.0.0.1"
		with self.set_user("Guest"), patch("bank_crm.compliance.throttle.per_address"):
			self.assertEqual(renderer.MessagePage(path).render().status_code, 200)
		self.assertEqual(self.message(wave, customer).state, "Unsubscribed")
		key = {"customer": customer, "channel": "Email", "purpose": "Marketing", "is_current": 1}
		self.assertEqual(frappe.db.get_value("Bank Contact Consent", key, "decision"), "Withdrawn")


class TestCaps(JourneyCase):
	"""One count for campaigns and journeys (RSK-08)."""

	def cap_of_bank(self, messages: int) -> None:
		frappe.db.set_single_value(SETTINGS, {"contact_cap_messages": messages, "contact_cap_days": 7})
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def by_journey(self, customers: list[str], **values: object) -> list[frappe._dict]:
		"""Let a journey write to these customers and no others."""
		journey = self.journey(step("m", "Message", template=self.template()), **values)
		table = frappe.qb.DocType("Bank Customer")
		frappe.qb.update(table).set(table.creation, "2001-01-01").where(table.name.notin(customers)).run()
		self.go(journey)
		single.run()
		return self.messages(journey)

	def by_wave(self, customers: list[str], **values: object) -> dict[str, tuple[str, str | None]]:
		campaign = self.campaign([self.segment(customers)], **values)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		rows = frappe.get_all("Bank Message", {"wave": wave.name}, ["customer", "state", "exclusion"])
		return {row.customer: (row.state, row.exclusion) for row in rows}

	def test_RSK_08_who_got_a_journeys_message_is_left_out_of_a_wave(self):
		written, fresh = self.customers(2)
		self.assertEqual([row.state for row in self.by_journey([written])], ["Sent"])
		found = self.by_wave([written, fresh], cap_messages=1, cap_days=7)
		self.assertEqual(found, {written: ("Excluded", "Contacted Too Often"), fresh: ("Sent", None)})

	def test_RSK_08_who_got_a_campaigns_message_gets_none_of_a_journey(self):
		self.cap_of_bank(1)
		written, fresh = self.customers(2)
		self.assertEqual(self.by_wave([written]), {written: ("Sent", None)})
		rows = {row.customer: (row.state, row.exclusion) for row in self.by_journey([written, fresh])}
		self.assertEqual(rows, {written: ("Excluded", "Contacted Too Often"), fresh: ("Sent", None)})

	def test_RSK_08_of_two_messages_at_once_the_limit_lets_one_through(self):
		self.cap_of_bank(1)
		(customer,) = self.customers(1)
		names = [single.send(customer, "SMS", text="hello", key=f"{customer}:{n}") for n in range(3)]
		single.run()
		found = [frappe.db.get_value("Bank Message", name, "state") for name in names]
		self.assertEqual(found, ["Sent", "Excluded", "Excluded"])

	def test_RSK_08_answers_to_the_customers_own_business_are_neither_counted_nor_stopped(self):
		self.cap_of_bank(1)
		(customer,) = self.customers(1)
		sent = [
			single.send(customer, "SMS", text="hello", key=f"{customer}:{n}", purpose=purpose)
			for n, purpose in enumerate(("Service", "Service", "Marketing", "Service"))
		]
		single.run()
		self.assertEqual({frappe.db.get_value("Bank Message", name, "state") for name in sent}, {"Sent"})

	def test_RSK_08_a_message_counts_for_the_days_of_the_limit(self):
		self.cap_of_bank(1)
		(customer,) = self.customers(1)
		first = single.send(customer, "SMS", text="hello", key=f"{customer}:1")
		single.run()
		frappe.db.set_value("Bank Message", first, "handed_at", frappe.utils.add_days(now_datetime(), -8))
		second = single.send(customer, "SMS", text="hello", key=f"{customer}:2")
		single.run()
		self.assertEqual(frappe.db.get_value("Bank Message", second, "state"), "Sent")
		self.assertEqual(states.name_of(states.key_of(second)), second)
