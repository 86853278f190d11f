import frappe
from frappe.utils import add_days, add_to_date, getdate, now_datetime, today

from bank_crm.api import leads as api
from bank_crm.compliance import reveal, vault
from bank_crm.permissions import roles
from bank_crm.sales.leads import actions, conversion
from bank_crm.tests import BankCRMTestCase, factories

LEAD, RULE = "Bank Lead", "Bank Lead Rule"


class TestLeads(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.db.delete(RULE)
		frappe.db.delete("Bank Lead Score Rule")
		for sign, wanted, points in (
			("Source", "Referral", 20),
			("Amount From", "500000", 15),
			("Interested", "", 30),
			("Mobile Given", "", 5),
		):
			rule = {
				"rule_name": factories.unique(sign),
				"sign": sign,
				"compared_with": wanted,
				"points": points,
			}
			factories.make("Bank Lead Score Rule", **rule)
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.seller, cls.colleague, cls.stranger = (
			factories.make_user(roles.RELATIONSHIP_MANAGER) for _turn in range(3)
		)
		for user in (cls.seller, cls.colleague):
			factories.make_staff(user, cls.branch)

	def make(self, **values):
		values = {
			"lead_name": factories.unique("Lead "),
			"source": "Branch",
			"mobile": factories.mobile_number(),
			**values,
		}
		return factories.make(LEAD, **values)

	def refused(self, label: str, act, *args, **values) -> None:
		with self.assertRaises(frappe.ValidationError) as error:
			act(*args, **values)
		self.assertIn(f"<strong>{frappe._(label)}</strong>", str(error.exception))

	def test_SAL_01_numbers_are_sealed_and_shown_to_who_follows_up_only(self):
		number = factories.mobile_number()
		lead = self.make(mobile=number, salesperson=self.seller, branch=self.branch)
		self.assertNotIn(number, frappe.as_json(lead.reload().as_dict()))
		self.assertIsNotNone(vault.read_one(LEAD, lead.name, "mobile"))
		with self.set_user(self.seller):
			self.assertEqual(reveal.reveal(LEAD, lead.name, "mobile", "to call"), number)
		for user in (self.stranger, self.colleague):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				reveal.reveal(LEAD, lead.name, "mobile", "to call")

	def test_SAL_01_leads_go_to_the_matched_customers_manager_else_by_rule(self):
		number = factories.mobile_number()
		customer = factories.make_customer(customer_name="王小明", mobile=number, manager=self.stranger)
		known = self.make(lead_name="王小明", mobile=number, branch=self.branch)
		self.assertEqual((known.customer, known.salesperson), (customer.name, self.stranger))
		self.assertEqual(known.match_signs, frappe._("Mobile"))
		family = self.make(lead_name="李大海", mobile=number, branch=self.branch)
		self.assertIsNone(family.customer, "a shared telephone alone is nobody")
		first, second = (self.make(branch=self.branch).salesperson for _turn in range(2))
		busy = {self.seller, self.colleague} - {family.salesperson}
		self.assertEqual(first, busy.pop(), "fewest open leads")
		self.assertIn(second, (self.seller, self.colleague))
		factories.make(
			RULE,
			rule_name=factories.unique("R"),
			sequence=1,
			branch=self.head,
			source="Web Form",
			assign_by="By Turn",
			first_contact_days=3,
			members=[{"user": self.seller}, {"user": self.colleague}],
		)
		turns = [self.make(source="Web Form", branch=self.branch) for _turn in range(3)]
		self.assertNotEqual(turns[0].salesperson, turns[1].salesperson)
		self.assertEqual(turns[0].salesperson, turns[2].salesperson)
		self.assertEqual(str(turns[0].next_follow_up), add_days(today(), 3))
		self.assertTrue(
			frappe.db.exists("Notification Log", {"document_type": LEAD, "document_name": turns[0].name})
		)
		self.assertIsNone(self.make(branch=self.head).salesperson)

	def test_SAL_01_the_score_has_its_reasons_and_follows_what_happens(self):
		lead = self.make(salesperson=self.seller, source="Referral", expected_amount=800_000)
		before = lead.score
		self.assertEqual(before, 40)
		self.assertEqual(before, sum(int(line.rpartition(" ")[2]) for line in lead.score_reasons.split("\n")))
		with self.set_user(self.seller):
			told = api.follow_up(lead.name, "Call", "Interested", "wants a loan", add_days(today(), 2))
		self.assertEqual((told["status"], str(told["next_follow_up"])), ("Following", add_days(today(), 2)))
		self.assertEqual(told["score"], 70)
		lead.reload().update({"score": 99, "customer": factories.make_customer().name})
		lead.save()
		self.assertEqual((lead.score, lead.customer), (told["score"], None), "nobody types these")

	def test_SAL_01_bad_input_is_refused_at_its_field(self):
		self.refused("Mobile", self.make, mobile="123")
		self.refused("E-mail", self.make, email="nobody")
		self.refused("ID Number", self.make, id_number="11010119900307001X")
		self.refused("Expected Amount", self.make, expected_amount=-1)
		self.refused("Next Follow-Up", self.make, next_follow_up=add_days(today(), -1))
		self.refused("Salesperson", self.make, salesperson=factories.make_user(roles.TELLER))
		lead = self.make()
		lead.status = "Converted"
		self.refused("Status", lead.save)
		lead.reload().status = "Disqualified"
		self.refused("Why It Leads to Nothing", lead.save)
		lead.reload().append(
			"follow_ups",
			{"contacted_on": add_to_date(now_datetime(), days=1), "channel": "Call", "outcome": "Done"},
		)
		self.refused("Follow-Ups", lead.save)

	def test_SAL_01_a_lead_becomes_customer_and_opportunity_once_without_typing_again(self):
		number, born = factories.mobile_number(), factories.citizen_number()
		lead = self.make(
			mobile=number,
			id_number=born,
			email="lead@example.com",
			product_category="Loan",
			expected_amount=300_000,
			salesperson=self.seller,
			branch=self.branch,
		)
		with self.set_user(self.seller):
			done = api.convert(lead.name)
			self.assertEqual({**done, "made": False}, api.convert(lead.name), "twice is once")
			self.assertTrue(done["made"])
			customer = frappe.get_doc("Bank Customer", done["customer"])
			self.assertEqual(
				(customer.customer_name, customer.manager, customer.branch, customer.core_asset_amount),
				(lead.lead_name, self.seller, self.branch, 300_000),
			)
			self.assertEqual(reveal.reveal("Bank Customer", customer.name, "mobile", "check"), number)
			self.assertEqual(reveal.reveal("Bank Customer", customer.name, "id_number", "check"), born)
		one = frappe.get_doc("Bank Opportunity", done["opportunity"])
		self.assertEqual(
			(one.customer, one.amount, one.salesperson, one.source, one.origin),
			(customer.name, 300_000, self.seller, "Lead", lead.name),
		)
		self.assertEqual((lead.reload().status, lead.opportunity), ("Converted", one.name))
		lead.remarks = "more"
		lead.save()
		lead.status = "Following"
		self.refused("Status", lead.save)
		again = self.make(
			lead_name=lead.lead_name, mobile=number, product_category="Wealth", branch=self.branch
		)
		self.assertEqual(again.customer, customer.name, "a second lead of hers is recognised")
		self.assertEqual(conversion.convert(again.name).customer, customer.name)

	def test_SAL_01_another_managers_customer_keeps_the_manager(self):
		number = factories.mobile_number()
		customer = factories.make_customer(customer_name="赵敏", mobile=number, manager=self.stranger).name
		lead = self.make(
			lead_name="赵敏",
			mobile=number,
			product_category="Fund",
			salesperson=self.seller,
			branch=self.branch,
		)
		with self.set_user(self.seller):
			done = api.convert(lead.name)
		one = frappe.get_doc("Bank Opportunity", done["opportunity"])
		self.assertEqual((one.customer, one.salesperson), (customer, self.stranger))
		self.assertEqual([(row.user, row.role) for row in one.participants], [(self.seller, "Referrer")])

	def test_SAL_01_conversion_names_what_is_missing(self):
		lead = self.make(salesperson=self.seller)
		self.refused("Product Line", conversion.convert, lead.name)
		bare = self.make(mobile=None, product_category="Loan", salesperson=self.seller)
		self.refused("Mobile", conversion.convert, bare.name)
		gone = self.make(product_category="Loan", salesperson=self.seller)
		gone.update({"status": "Disqualified", "disqualified_reason": "moved away"})
		gone.save()
		self.refused("Status", conversion.convert, gone.name)

	def test_SAL_01_who_sees_a_lead(self):
		teller = factories.make_user(roles.TELLER)
		boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(boss, self.head)
		with self.set_user(teller):
			lead = frappe.get_doc(
				{
					"doctype": LEAD,
					"lead_name": "Referred",
					"source": "Referral",
					"mobile": factories.mobile_number(),
					"branch": self.branch,
					"salesperson": self.seller,
				}
			).insert()
		expected = {
			self.seller: (1, 1),
			boss: (1, 1),
			teller: (1, 0),
			self.stranger: (0, 0),
			self.colleague: (0, 0),
		}
		for user, (read, write) in expected.items():
			with self.set_user(user):
				self.assertEqual(lead.name in frappe.get_list(LEAD, pluck="name"), bool(read))
				self.assertEqual(bool(frappe.has_permission(LEAD, "read", doc=lead.name)), bool(read))
				self.assertEqual(bool(frappe.has_permission(LEAD, "write", doc=lead.name)), bool(write))

	def test_SAL_01_reminders_tell_each_salesperson_once(self):
		leads = [self.make(salesperson=self.seller) for _turn in range(2)]
		for lead in leads:
			frappe.db.set_value(
				LEAD, lead.name, {"next_follow_up": add_days(today(), -2), "opened_on": add_days(today(), -9)}
			)
		frappe.db.delete("Notification Log", {"for_user": self.seller})
		self.assertGreaterEqual(actions.remind(), 1)
		(told,) = frappe.get_all("Notification Log", {"for_user": self.seller}, pluck="subject")
		self.assertIn("2", told)
		with self.set_user(self.seller):
			self.assertEqual(api.age(leads[0].name), {"days": 9, "late": 2})
		self.assertEqual(getdate(leads[0].reload().next_follow_up), getdate(add_days(today(), -2)))

	def test_score_rules_that_could_never_show_are_refused(self):
		for values in (
			{"sign": "Amount From", "compared_with": "much", "points": 5},
			{"sign": "Source", "compared_with": "Moon", "points": 5},
			{"sign": "Reached", "points": 0},
		):
			with self.assertRaises(frappe.ValidationError):
				factories.make("Bank Lead Score Rule", rule_name=factories.unique("S"), **values)
