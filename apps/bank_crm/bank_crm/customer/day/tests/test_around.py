"""What stands around the care tasks on 【我的一天】: whose rows, in which order, from how far."""

from datetime import timedelta

import frappe
from frappe.utils import add_days, get_first_day, getdate, today

from bank_crm.api import my_day
from bank_crm.customer.day import registry
from bank_crm.permissions import roles
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.tests import BankCRMTestCase, factories


class TestAround(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.pipeline = make_pipeline()["pipeline"]
		cls.branch = factories.make_branch()
		cls.manager, cls.colleague = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _each in "ab")
		cls.leader = factories.make_user(roles.BRANCH_MANAGER)
		for user in (cls.manager, cls.colleague, cls.leader):
			factories.make_staff(user, cls.branch)
		cls.customer = cls.of(cls.manager)
		cls.other = cls.of(cls.colleague)

	@classmethod
	def of(cls, manager: str) -> str:
		born = getdate(today()) + timedelta(days=2)
		born = (
			born.replace(year=1988) if (born.month, born.day) != (2, 29) else born.replace(year=1988, day=28)
		)
		return factories.make_customer(branch=cls.branch, manager=manager, birth_date=born).name

	def parts(self, user: str, *, team: bool = False) -> dict[str, list]:
		with self.set_user(user):
			found = my_day.around(team)
		for part in found:
			self.assertEqual(part["count"], len(part["rows"]), "these tests make few rows")
		return {part["key"]: [row["name"] for row in part["rows"]] for part in found}

	def test_CAR_07_birthdays_and_maturities_of_my_own_customers(self):
		soon = factories.make_account(self.customer, category="Wealth", maturity_date=add_days(today(), 12))
		factories.make_account(self.customer, category="Wealth", maturity_date=add_days(today(), 40))
		factories.make_account(self.other, category="Wealth", maturity_date=add_days(today(), 12))
		parts = self.parts(self.manager)
		self.assertEqual((parts["birthdays"], parts["maturities"]), ([self.customer], [soon.name]))
		self.assertNotIn("birthdays", self.parts(self.leader, team=True), "a whole branch's would be no help")

	def test_SAL_02_what_does_not_move_and_whose_next_step_is_due(self):
		steps = {}
		for customer in (self.customer, self.other):
			owner = frappe.db.get_value("Bank Customer", customer, "manager")
			one = make_opportunity(customer, self.pipeline, salesperson=owner)
			frappe.db.set_value(
				"Bank Opportunity", one.name, {"stale_on": today(), "next_step_on": add_days(today(), -2)}
			)
			steps[customer] = one.name
		later = {"salesperson": self.manager, "next_step_on": add_days(today(), 1)}
		far = make_opportunity(self.customer, self.pipeline, **later)
		parts = self.parts(self.manager)
		self.assertEqual((parts["stale"], parts["next_steps"]), ([steps[self.customer]],) * 2)
		self.assertNotIn(far.name, parts["next_steps"])
		self.assertEqual(set(self.parts(self.leader, team=True)["stale"]), set(steps.values()))
		self.assertEqual(self.parts(self.leader)["stale"], [])

	def test_SEC_07_own_rows_are_rows_the_scope_shows(self):
		"""What is asked by person and branch alone is never more than the list would show."""
		for customer in (self.customer, self.other):
			owner = frappe.db.get_value("Bank Customer", customer, "manager")
			make_opportunity(customer, self.pipeline, salesperson=owner)
		table = frappe.qb.DocType("Bank Opportunity")
		for user in (self.manager, self.colleague, self.leader):
			for team in (False, True):
				with self.set_user(user):
					context = registry.DayContext.of_session(team=team)
					own = set(context.own_rows(table, "salesperson").select(table.name).run(pluck=True))
					listed = set(frappe.get_list("Bank Opportunity", pluck="name", limit=0))
				self.assertTrue(own <= listed, (user, team))
				self.assertEqual(bool(own), team == (user == self.leader), (user, team))

	def test_SAL_01_leads_to_follow_up_today(self):
		due, later = (
			factories.make(
				"Bank Lead",
				lead_name=factories.unique(),
				source="Referral",
				mobile=factories.mobile_number(),
				salesperson=self.manager,
				branch=self.branch,
				next_follow_up=add_days(today(), days),
			).name
			for days in (0, 3)
		)
		found = self.parts(self.manager)["leads"]
		self.assertEqual(found, [due])
		self.assertNotIn(later, found)

	def test_SAL_04_my_targets_with_their_standing(self):
		own = factories.make(
			"Bank Sales Target",
			metric="Won Amount",
			period="Month",
			from_date=get_first_day(today()),
			holder="Person",
			branch=self.branch,
			person=self.manager,
			target_value=1000,
		)
		with self.set_user(self.manager):
			(row,) = next(part["rows"] for part in my_day.around() if part["key"] == "targets")
		self.assertEqual((row["name"], row["progress"]), (own.name, 0))
		self.assertEqual(self.parts(self.colleague)["targets"], [])

	def test_CAR_07_follow_ups_orders_and_notices_are_mine(self):
		values = {"customer": self.customer, "channel": "Call", "direction": "Outbound", "next_step": "call"}
		values |= {"occurred_at": frappe.utils.now_datetime(), "next_date": today(), "user": self.manager}
		contact = factories.make("Bank Interaction", **values)
		factories.make("Bank Interaction", **values | {"user": self.colleague})
		order = factories.make_order(customer=self.customer)
		frappe.db.set_value("Bank Work Order", order.name, "handler", self.manager)
		notice = factories.make(
			"Notification Log", for_user=self.manager, subject="<b>Seen?</b>", type="Alert"
		)
		parts = self.parts(self.manager)
		self.assertEqual((parts["follow_ups"], parts["orders"]), ([contact.name], [order.name]))
		self.assertIn(notice.name, parts["alerts"])
		frappe.db.set_value("ToDo", contact.reminder, "status", "Closed")
		self.assertEqual(self.parts(self.manager)["follow_ups"], [], "what is done is due no more")

	def test_SEC_07_a_post_that_has_ended_opens_no_part(self):
		make_opportunity(self.customer, self.pipeline, salesperson=self.manager, next_step_on=today())
		frappe.db.set_value("Bank Staff", {"user": self.manager}, "active", 0)
		frappe.clear_cache(user=self.manager)
		parts = self.parts(self.manager)
		self.assertEqual({key: rows for key, rows in parts.items() if key != "alerts" and rows}, {})
		with self.set_user(factories.make_user(roles.TELLER)), self.assertRaises(frappe.PermissionError):
			my_day.around()
