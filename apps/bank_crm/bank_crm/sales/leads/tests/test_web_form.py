"""Leads that come in by the bank's web site, by a campaign's address, and twice (SAL-01, MKT-19)."""

from __future__ import annotations

from unittest import mock
from urllib.parse import parse_qs, urlsplit

import frappe
from frappe.utils import set_request, today
from frappe.website.serve import get_response_content

from bank_crm.api import leads as api
from bank_crm.api import product_enquiry
from bank_crm.permissions import roles
from bank_crm.sales.leads import conversion, web_form
from bank_crm.tests import BankCRMTestCase, factories

LEAD = "Bank Lead"


class TestWebForm(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Bank Lead Rule")
		frappe.db.set_single_value("Bank CRM Settings", "portal_orders_per_hour", 0)
		self.head = factories.make_branch()
		self.branch = factories.make_branch(self.head)
		self.seller, self.manager = (
			factories.make_user(role) for role in (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER)
		)
		factories.make_staff(self.seller, self.branch)
		factories.make_staff(self.manager, self.head)
		self.mobile = factories.mobile_number()

	def enquiry(self, **values: object) -> web_form.Enquiry:
		given = {
			"form": web_form.new_form(),
			"name": "李雷",
			"mobile": self.mobile,
			"customer_type": "Person",
			"product_category": "Loan",
			"amount": "300000",
			"branch": self.branch,
			"remarks": "想咨询房贷",
			"agreed": True,
			**values,
		}
		return web_form.Enquiry(**given)

	def send(self, **values: object) -> frappe.model.document.Document:
		with self.set_user("Guest"):
			name = web_form.submit(self.enquiry(**values))
		return frappe.get_doc(LEAD, name)

	def told(self, user: str, lead: str) -> int:
		return frappe.db.count("Notification Log", {"for_user": user, "document_name": lead})

	def test_SAL_01_a_form_becomes_a_lead_of_its_branch_once(self) -> None:
		form = web_form.new_form()
		lead = self.send(form=form)
		self.assertEqual(
			(lead.source, lead.salesperson, lead.product_category, lead.expected_amount),
			("Web Form", self.seller, "Loan", 300000),
		)
		self.assertNotIn(self.mobile, frappe.as_json(lead.as_dict()))
		self.assertEqual(self.told(self.seller, lead.name), 1)
		self.assertEqual(self.send(form=form).name, lead.name, "sent twice")

	def test_SAL_01_who_asks_again_makes_no_second_lead_and_is_called_today(self) -> None:
		lead = self.send()
		again = self.send(product_category="Wealth", remarks="还想了解理财")
		self.assertEqual((again.name, str(again.next_follow_up)), (lead.name, today()))
		comments = frappe.get_all(
			"Comment", {"reference_name": lead.name, "comment_type": "Comment"}, pluck="content"
		)
		self.assertTrue(any("还想了解理财" in text for text in comments), comments)
		self.assertEqual(self.told(self.seller, lead.name), 2)

	def test_SAL_01_a_customer_is_matched_and_the_visitor_is_not_told(self) -> None:
		customer = factories.make_customer(customer_name="李雷", mobile=self.mobile, manager=self.seller)
		lead = self.send()
		self.assertEqual((lead.customer, lead.salesperson), (customer.name, self.seller))

	def test_SAL_01_MKT_19_a_campaigns_address_credits_the_campaign_and_no_other_does(self) -> None:
		campaign = factories.make(
			"Bank Campaign", campaign_name=factories.unique("Campaign "), starts_on=today(), ends_on=today()
		).name
		token = parse_qs(urlsplit(api.form_address(campaign)).query)["c"][0]
		lead = self.send(campaign=token)
		self.assertEqual((lead.source, lead.campaign), ("Campaign", campaign))
		forged = self.send(campaign=token[:-3] + "abc", mobile=factories.mobile_number())
		self.assertEqual((forged.source, forged.campaign), ("Web Form", None))

	def test_SAL_01_all_that_is_wrong_is_said_at_its_field(self) -> None:
		wrong = self.enquiry(
			name=" ",
			mobile="12",
			customer_type="x",
			product_category="",
			amount="many",
			branch="nowhere",
			remarks="x" * 1001,
			agreed=False,
			form="forged",
		)
		with self.assertRaises(web_form.Refused) as raised:
			web_form.submit(wrong)
		fields = {"name", "mobile", "customer_type", "product_category", "amount", "branch", "remarks"}
		self.assertEqual(set(raised.exception.problems), {*fields, "agreed", "form"})

	def test_SAL_01_one_number_sends_so_many_forms_an_hour(self) -> None:
		frappe.db.set_single_value("Bank CRM Settings", "portal_orders_per_hour", 1)
		self.send()
		with self.assertRaises(frappe.TooManyRequestsError):
			self.send()

	def test_SAL_01_the_page_shows_the_form_again_or_says_thanks(self) -> None:
		values = {"form": web_form.new_form(), "name": "<b>n</b>", "product_category": "Loan"}
		with self.set_user("Guest"):
			set_request(method="POST", path="/api/method/x")
			frappe.local.request_ip = factories.unique("10.")
			frappe.local.form_dict = frappe._dict(values)
			product_enquiry.submit(**values)
			self.assertEqual(frappe.local.response["type"], "page")
			page = get_response_content("product-enquiry")
			self.assertIn("&lt;b&gt;n&lt;/b&gt;", page)
			self.assertIn('id="problem-agreed"', page)
			self.assertNotIn("<script", page)
			frappe.local.flags.pop(product_enquiry.FLAG)
			frappe.local.response = frappe._dict()
			product_enquiry.submit(form="", website="http://spam.example")
			self.assertEqual(frappe.local.response["location"], "/product-enquiry?sent=1")

	def test_SAL_01_a_lead_nobody_gets_is_told_to_the_managers_above(self) -> None:
		lonely = factories.make_branch(self.head)
		lead = self.send(branch=lonely)
		self.assertFalse(lead.salesperson)
		self.assertEqual(self.told(self.manager, lead.name), 1)

	def test_SAL_01_a_second_lead_of_one_person_is_seen_and_goes_to_the_same_salesperson(self) -> None:
		other = factories.make_user(roles.RELATIONSHIP_MANAGER)
		factories.make_staff(other, self.branch)
		first = self.send()
		with mock.patch("bank_crm.sales.leads.assignment._loads", return_value={first.salesperson: 9}):
			values = {"source": "Branch", "branch": self.branch, "mobile": self.mobile}
			second = factories.make(LEAD, lead_name="李雷", **values)
			namesake = factories.make(LEAD, lead_name="韩梅", **values)
		self.assertEqual((second.same_as, second.salesperson), (first.name, first.salesperson))
		self.assertIsNone(namesake.same_as, "a shared telephone alone is nobody")
		self.assertNotEqual(namesake.salesperson, first.salesperson)

	def test_SAL_01_a_lead_of_a_customers_behaviour_makes_no_second_customer(self) -> None:
		customer = factories.make_customer(manager=self.seller)
		lead = frappe.get_doc({"doctype": LEAD, "lead_name": customer.customer_name, "source": "Behaviour"})
		lead.update({"customer": customer.name, "product_category": "Fund", "branch": self.branch})
		lead.flags.bank_system = True
		lead.insert()
		self.assertEqual(lead.salesperson, self.seller)
		done = conversion.convert(lead.name)
		self.assertEqual((done.customer, done.made), (customer.name, False))
