"""The web form and the methods for other systems and the telephone (SVC-13, INT-05)."""

from __future__ import annotations

from unittest import mock
from urllib.parse import parse_qs, urlsplit

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response_content

from bank_crm.api import screen_pop, service_intake, service_request
from bank_crm.compliance import signed_links
from bank_crm.permissions import limits, roles
from bank_crm.service.intake import opening, portal
from bank_crm.service.intake.tests.service_case import ORDER, ServiceCase
from bank_crm.tests import factories

ENTRY = "Bank Intake Entry"


class TestPortal(ServiceCase):
	def setUp(self) -> None:
		super().setUp()
		self.set(portal_orders_per_hour=0)
		frappe.set_user("Guest")
		frappe.local.request_ip = "127.0.0.1"

	def request(self, **values: object) -> portal.Request:
		given = {
			"form": portal.new_form(),
			"name": "李雷",
			"mobile": self.mobile,
			"order_type": "Complaint",
			"subject": "柜台等待太久",
			"description": "等了两个小时。",
			**values,
		}
		return portal.Request(**given)

	def order_of(self, receipt: str) -> frappe.model.document.Document:
		return frappe.get_doc(ORDER, signed_links.read(portal.RECEIPT, receipt, max_age=60)[0])

	def test_SVC_13_a_form_becomes_an_order_of_the_customer_its_number_belongs_to(self) -> None:
		order = self.order_of(portal.submit(self.request()))
		self.assertEqual(
			(order.customer, order.channel, order.order_type), (self.customer, "Portal", "Complaint")
		)
		self.assertEqual(order.branch, self.branch)
		self.assertNotIn(self.mobile, frappe.as_json(order.as_dict()))
		entry = frappe.get_doc(ENTRY, {"work_order": order.name})
		self.assertEqual((entry.source, entry.matched_by), ("Portal", "Mobile Number"))
		self.assertNotIn(self.mobile, entry.sender_shown)

	def test_SVC_13_number_and_address_of_different_people_are_nobodys(self) -> None:
		address = f"{frappe.generate_hash(length=8)}@mail.example.com"
		factories.make_customer(email=address)
		order = self.order_of(portal.submit(self.request(email=address)))
		self.assertIsNone(order.customer)

	def test_SVC_13_the_same_form_sent_twice_is_one_order(self) -> None:
		request = self.request()
		first, second = self.order_of(portal.submit(request)), self.order_of(portal.submit(request))
		self.assertEqual(first.name, second.name)
		self.assertEqual(frappe.db.count(ENTRY, {"work_order": first.name}), 1)

	def test_SVC_13_all_faults_are_told_at_their_fields_and_nothing_is_stored(self) -> None:
		before = frappe.db.count(ORDER)
		for values, fields in (
			(
				{"name": " ", "subject": "", "description": "", "order_type": "x", "mobile": ""},
				{"name", "subject", "description", "order_type", "mobile"},
			),
			({"mobile": "12345"}, {"mobile"}),
			({"mobile": "", "email": "not an address"}, {"email"}),
			({"mobile": "", "email": "a@b.example,c@d.example"}, {"email"}),
			({"subject": "长" * 121, "description": "长" * 5_001}, {"subject", "description"}),
			({"form": "forged"}, {"form"}),
			({"form": signed_links.sign("rating", ["x"])}, {"form"}),
			({"files": (portal.Upload("a.exe", b"MZ"),)}, {"files"}),
			({"files": (portal.Upload("a.pdf", b"<script>"),)}, {"files"}),
			({"files": (portal.Upload("a.txt", b"x" * (portal.LARGEST_FILE + 1)),)}, {"files"}),
			({"files": tuple(portal.Upload(f"{n}.txt", b"x") for n in range(4))}, {"files"}),
		):
			with self.assertRaises(portal.Refused) as raised:
				portal.submit(self.request(**values))
			self.assertEqual(set(raised.exception.problems), fields)
		self.assertEqual(frappe.db.count(ORDER), before)

	def test_SVC_13_a_form_open_too_long_is_refused(self) -> None:
		form = portal.new_form()
		with mock.patch.object(portal, "FORM_SECONDS", -1), self.assertRaises(portal.Refused):
			portal.submit(self.request(form=form))

	def test_SVC_13_files_are_private_and_hang_on_the_order(self) -> None:
		order = self.order_of(portal.submit(self.request(files=(portal.Upload("说明.txt", b"hello"),))))
		(file,) = frappe.get_all("File", {"attached_to_name": order.name}, ["is_private", "file_name"])
		self.assertEqual(file.is_private, 1)

	def test_SVC_13_one_number_sends_so_many_forms_an_hour(self) -> None:
		self.set(portal_orders_per_hour=2)
		for _number in range(2):
			portal.submit(self.request())
		with self.assertRaises(frappe.TooManyRequestsError):
			portal.submit(self.request())
		other = self.request(mobile=factories.mobile_number())
		self.assertTrue(portal.submit(other))

	def test_SVC_13_the_method_leads_to_the_receipt_or_shows_the_form_again(self) -> None:
		with mock.patch.object(service_request, "_files", return_value=()):
			values = {"form": portal.new_form(), "order_type": "Enquiry", "subject": "<b>s</b>"}
			set_request(method="POST", path="/api/method/x")
			frappe.local.request_ip = factories.unique("10.")  # a visitor who has sent nothing this hour
			frappe.local.form_dict = frappe._dict(values)
			service_request.submit(**values)
			self.assertEqual(frappe.local.response["type"], "page")
			page = get_response_content("service-request")
			self.assertIn("&lt;b&gt;s&lt;/b&gt;", page)
			self.assertNotIn("<b>s</b>", page)
			self.assertIn('id="problem-description"', page)
			self.assertNotIn("<script", page)

			frappe.local.flags.pop(service_request.FLAG)
			frappe.local.response = frappe._dict()
			values |= {"name": "李雷", "mobile": self.mobile, "subject": "余额", "description": "不对"}
			service_request.submit(**values)
			self.assertEqual(frappe.local.response["type"], "redirect")
			query = parse_qs(urlsplit(frappe.local.response["location"]).query)
			frappe.local.form_dict = frappe._dict({"r": query["r"][0]})
			self.assertIn(self.order_of(query["r"][0]).name, get_response_content("service-request"))

	def test_SVC_13_a_program_that_fills_in_everything_makes_no_order(self) -> None:
		before = frappe.db.count(ORDER)
		service_request.submit(form=portal.new_form(), website="http://spam.example", subject="x")
		self.assertEqual(frappe.db.count(ORDER), before)
		self.assertEqual(frappe.local.response["type"], "redirect")

	def test_SVC_13_a_receipt_tells_how_far_and_nothing_else(self) -> None:
		receipt = portal.submit(self.request())
		self.assertEqual(set(portal.progress(receipt)), {"order", "day", "state"})
		self.assertIsNone(portal.progress("forged"))
		self.assertIsNone(portal.progress(signed_links.sign("rating", [self.order_of(receipt).name])))
		self.assertIsNone(portal.progress(signed_links.sign(portal.RECEIPT, ["WO-1999-00000001"])))


class TestOtherSystems(ServiceCase):
	def create(self, **values: object) -> service_intake.CreatedOrder:
		given = {
			"source": "mobile-bank",
			"external_id": factories.unique(),
			"order_type": "Enquiry",
			"subject": "额度",
		}
		return service_intake.create_order(**{**given, **values})

	def test_SVC_13_INT_05_a_number_of_a_source_is_one_order(self) -> None:
		number = factories.unique()
		first = self.create(external_id=number, customer=self.customer)
		second = self.create(external_id=number, customer=self.customer, subject="another subject")
		self.assertTrue(first["created"])
		self.assertFalse(second["created"])
		self.assertEqual(first["name"], second["name"])
		other = self.create(external_id=number, source="wechat-bank")
		self.assertNotEqual(other["name"], first["name"])
		long = self.create(external_id="9" * 500)
		self.assertFalse(self.create(external_id="9" * 500)["created"])
		self.assertTrue(self.create(external_id="9" * 501)["created"])
		self.assertTrue(long["created"])

	def test_SVC_13_INT_05_two_processes_with_one_number_get_one_order(self) -> None:
		"""The second one has looked before the first one has stored."""
		number = factories.unique()
		first = self.create(external_id=number)
		real, looked = opening.existing, []

		def blind_at_first(*args: object, **options: object) -> str | None:
			looked.append(options)
			return None if len(looked) == 1 else real(*args, **options)

		frappe.clear_messages()
		with mock.patch.object(opening, "existing", side_effect=blind_at_first):
			second = self.create(external_id=number)
		self.assertEqual((second["name"], second["created"]), (first["name"], False))
		self.assertEqual(looked[-1], {"locked": True})
		self.assertEqual(frappe.get_message_log(), [])

	def test_SVC_13_INT_05_faulty_values_are_refused_by_name(self) -> None:
		for values, word in (
			({"source": " "}, "source"),
			({"source": "Email"}, "source"),
			({"external_id": ""}, "external_id"),
			({"order_type": "Wish"}, "order_type"),
			({"channel": "Fax"}, "channel"),
		):
			with self.assertRaisesRegex(frappe.ValidationError, word):
				self.create(**values)

	def test_SEC_07_a_customer_who_is_not_ones_own_is_not_named(self) -> None:
		stranger = factories.make_customer()
		teller = factories.make_user(roles.TELLER)
		frappe.set_user(teller)
		with self.assertRaises(frappe.PermissionError):
			self.create(customer=stranger.name)
		# nor found out by trying numbers
		made = self.create(mobile=self.mobile)
		self.assertIsNone(frappe.db.get_value(ORDER, made["name"], "customer"))

	def test_SVC_13_agents_find_the_customer_by_number_and_are_counted(self) -> None:
		frappe.set_user(self.agent)
		with mock.patch.object(limits, "count") as counted:
			made = self.create(mobile=self.mobile)
		self.assertEqual(frappe.db.get_value(ORDER, made["name"], "customer"), self.customer)
		counted.assert_called_once()

	def test_SEC_07_nobody_without_the_right_makes_orders(self) -> None:
		frappe.set_user(factories.make_user(roles.AUDITOR))
		with self.assertRaises(frappe.PermissionError):
			self.create()

	def test_SVC_13_CUS_19_a_call_becomes_one_order_of_its_caller(self) -> None:
		frappe.set_user(self.agent)
		(caller,) = screen_pop.pop(self.mobile)
		given = {"interaction": str(caller["interaction"]), "order_type": "Enquiry", "subject": "来电咨询"}
		first = service_intake.order_from_call(**given)
		self.assertFalse(service_intake.order_from_call(**given)["created"])
		order = frappe.get_doc(ORDER, first["name"])
		self.assertEqual((order.customer, order.channel, order.source), (self.customer, "Phone", "Call"))

	def test_SEC_07_only_who_took_the_call_makes_its_order(self) -> None:
		frappe.set_user(self.agent)
		(caller,) = screen_pop.pop(self.mobile)
		frappe.set_user(factories.make_user(roles.SERVICE_AGENT))
		with self.assertRaises(frappe.PermissionError):
			service_intake.order_from_call(str(caller["interaction"]), "Enquiry", "x")
		with self.assertRaises(frappe.PermissionError):
			service_intake.order_from_call("0", "Enquiry", "x")
