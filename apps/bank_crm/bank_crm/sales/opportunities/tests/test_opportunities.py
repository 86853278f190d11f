import frappe
from frappe.desk.doctype.kanban_board.kanban_board import update_order_for_single_card
from frappe.utils import add_days, today

from bank_crm.api import customer_page, opportunities
from bank_crm.customer.overview.context import PageContext
from bank_crm.permissions import roles
from bank_crm.sales.opportunities import actions, overview
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline, make_product
from bank_crm.setup import sales as setup
from bank_crm.tests import BankCRMTestCase, factories

OPPORTUNITY, HISTORY = "Bank Opportunity", "Bank Opportunity Stage"


class TestOpportunities(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.stages = make_pipeline()
		cls.branch = factories.make_branch()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.customer = factories.make_customer(branch=cls.branch, manager=cls.manager).name
		cls.product = make_product()

	def make(self, **values):
		return make_opportunity(self.customer, self.stages["pipeline"], **values)

	def refused(self, label: str, act, *args, **values) -> str:
		with self.assertRaises(frappe.ValidationError) as error:
			act(*args, **values)
		self.assertIn(f"<strong>{frappe._(label)}</strong>", str(error.exception))
		return str(error.exception)

	def test_SAL_02_an_opportunity_starts_in_the_first_stage_with_its_probability_and_people(self):
		with self.set_user(self.manager):
			one = self.make(amount=200_000, expected_close=add_days(today(), 30))
		self.assertEqual(
			(one.stage, one.probability, one.outcome, one.forecast_category, one.weighted_amount),
			(self.stages["one"], 10, "Open", "Pipeline", 20_000),
		)
		self.assertEqual((one.salesperson, one.branch), (self.manager, self.branch))
		self.assertEqual(str(one.stale_on), add_days(today(), 6))

	def test_SAL_02_a_move_asks_for_fields_keeps_the_dwell_time_and_ends_well(self):
		one = self.make(product=self.product)
		one.stage = self.stages["two"]
		told = self.refused("Expected Close", one.save)
		self.assertIn(self.stages["two"], told)
		one.reload()
		frappe.db.set_value(OPPORTUNITY, one.name, "stage_since", add_days(one.stage_since, -2))
		actions.move(one.reload(), self.stages["two"], {"expected_close": add_days(today(), 9)})
		(row,) = frappe.get_all(HISTORY, {"opportunity": one.name}, ["stage", "to_stage", "seconds"])
		self.assertEqual((row.stage, row.to_stage), (self.stages["one"], self.stages["two"]))
		self.assertAlmostEqual(row.seconds, 2 * 86_400, delta=60)
		one.expected_close = None
		self.refused("Expected Close", one.save)
		actions.move(one.reload(), self.stages["three"], {"amount": 100})
		self.assertEqual((one.probability, one.forecast_category), (80, "Commit"))
		actions.move(one.reload(), self.stages["won"])
		one.reload()
		self.assertEqual((one.outcome, str(one.closed_on), one.stale_on), ("Won", today(), None))
		self.assertEqual((one.forecast_category, one.weighted_amount), ("Closed", 100))
		one.stage = self.stages["two"]
		self.refused("Stage", one.save)
		one.reload().amount = 500
		self.refused("Amount", one.save)

	def test_SAL_02_bad_input_is_refused_at_its_field(self):
		self.refused("Expected Close", self.make, expected_close=add_days(today(), -1))
		self.refused("Amount", self.make, amount=-5)
		self.refused("Product", self.make, product=make_product("Wealth", risk_level="R2"))
		self.refused("Probability", self.make, probability=90)
		self.refused("Salesperson", self.make, salesperson=factories.make_user(roles.TELLER))
		self.refused("On", self.make, next_step_on=add_days(today(), -3))
		one = self.make()
		one.probability = 55
		self.refused("Probability", one.save)
		one.reload().stage = self.stages["three"]
		self.refused("Stage", one.save)
		one.reload().stage = self.stages["won"]
		self.assertIn(frappe._("Amount"), self.refused("Product", one.save))
		one.reload().stage = self.stages["lost"]
		self.refused("Lost Reason", one.save)
		one.reload().forecast_category = "Closed"
		self.refused("Forecast", one.save)
		one.reload().update({"outcome": "Won", "closed_on": today(), "weighted_amount": 9, "stale_on": None})
		one.save()
		self.assertEqual((one.reload().outcome, one.closed_on, one.weighted_amount), ("Open", None, 0))

	def test_SAL_02_a_card_dragged_on_the_board_is_judged_like_any_other_change(self):
		setup.create_board(self.stages["pipeline"])
		one = self.make(product=self.product)
		drag = {
			"board_name": self.stages["pipeline"],
			"docname": one.name,
			"from_colname": self.stages["one"],
			"to_colname": self.stages["two"],
			"old_index": 0,
			"new_index": 0,
		}
		with self.set_user(self.manager):
			frappe.db.savepoint("drag")
			self.refused("Expected Close", update_order_for_single_card, **drag)
			frappe.db.rollback(save_point="drag")
			self.assertEqual(one.reload().stage, self.stages["one"])
			one.update({"expected_close": today()}).save()
			update_order_for_single_card(**drag)
			self.assertEqual((one.reload().stage, one.probability), (self.stages["two"], 40))
			self.assertEqual(frappe.db.count(HISTORY, {"opportunity": one.name}), 1)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			update_order_for_single_card(**{**drag, "to_colname": self.stages["one"]})

	def test_SAL_02_the_form_is_told_the_ways_and_what_they_ask(self):
		one = self.make()
		with self.set_user(self.manager):
			desk = opportunities.desk(one.name)
			ways = {way["stage"]: [each["what"] for each in way["missing"]] for way in desk["ways"]}
			self.assertEqual(ways[self.stages["two"]], ["Product", "Expected Close"])
			self.assertEqual(ways[self.stages["lost"]], ["Lost Reason"])
			self.assertNotIn(self.stages["three"], ways)
			reason = frappe.get_all("Bank Lost Reason", limit=1, pluck="name")[0]
			opportunities.move(
				one.name, self.stages["lost"], {"lost_reason": reason, "lost_to": "Other Bank"}
			)
			self.assertEqual(one.reload().outcome, "Lost")
			self.assertEqual(opportunities.desk(one.name)["ways"], [])

	def test_SAL_02_who_only_reads_gets_no_ways_and_no_message(self):
		one, auditor = self.make(), factories.make_user(roles.AUDITOR)
		with self.set_user(auditor):
			frappe.clear_messages()
			self.assertEqual(opportunities.desk(one.name)["ways"], [])
			self.assertEqual(frappe.get_message_log(), [])

	def test_SAL_02_checks_look_at_the_customer_and_at_what_was_talked(self):
		stages = make_pipeline(
			asks=(("two", "Contact Recorded"), ("two", "Suitable Product")), product_category=None
		)
		product = make_product("Wealth", risk_level="R4")
		one = make_opportunity(self.customer, stages["pipeline"], product_category="Wealth", product=product)
		one.stage = stages["two"]
		self.refused("Product" if False else "Stage", one.save)
		factories.make(
			"Bank Interaction", customer=self.customer, channel="Call", direction="Outbound", subject="Call"
		)
		one.reload().stage = stages["two"]
		self.refused("Product", one.save)
		frappe.db.set_value("Bank Customer", self.customer, "risk_preference", "C4 Growth")
		one.reload().stage = stages["two"]
		one.save()
		self.assertEqual(one.stage, stages["two"])

	def test_SAL_02_who_sees_and_who_changes(self):
		helper, reader = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _turn in range(2))
		boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(boss, self.branch)
		seller = factories.make_user(roles.RELATIONSHIP_MANAGER)
		one = self.make(
			salesperson=seller,
			participants=[
				{"user": helper, "role": "Supporter", "scope": "Write"},
				{"user": reader, "role": "Referrer", "scope": "Read"},
			],
		)
		expected = {
			seller: (True, True),
			self.manager: (True, True),
			helper: (True, True),
			reader: (True, False),
			boss: (True, True),
			self.stranger: (False, False),
		}
		for user, (read, write) in expected.items():
			with self.set_user(user):
				self.assertEqual(one.name in frappe.get_list(OPPORTUNITY, pluck="name"), read)
				self.assertEqual(bool(frappe.has_permission(OPPORTUNITY, "read", doc=one.name)), read)
				self.assertEqual(bool(frappe.has_permission(OPPORTUNITY, "write", doc=one.name)), write)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(
				{"doctype": OPPORTUNITY, "customer": self.customer, "product_category": "Loan"}
			).insert()

	def test_SUR_05_a_need_becomes_one_opportunity_wherever_it_was_found(self):
		for source in ("Feedback", "Data Analysis", "Market Research"):
			need = factories.make(
				"Bank Customer Need", customer=self.customer, need=f"换房 {source}", source=source
			)
			with self.set_user(self.manager):
				self.refused("Product Line", opportunities.from_need, need.name)
				name = opportunities.from_need(need.name, "Loan")
				self.assertEqual(opportunities.from_need(need.name, "Loan"), name, "once")
			one = frappe.get_doc(OPPORTUNITY, name)
			found = (one.customer, one.product_category, one.source, one.description, one.origin)
			self.assertEqual(found, (self.customer, "Loan", "Need", need.need, str(need.name)))
			self.assertEqual((one.salesperson, one.branch), (self.manager, self.branch))
			with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
				opportunities.from_need(need.name, "Loan")
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Customer Need", customer=self.customer, need="x", source="Gossip")

	def test_SAL_08_a_work_order_becomes_one_opportunity_with_owner_and_product(self):
		order = factories.make_order(customer=self.customer, product=self.product, handler=self.manager)
		with self.set_user(self.manager):
			name = opportunities.from_order(order.name)
			self.assertEqual(opportunities.from_order(order.name), name, "twice is once")
			one = frappe.get_doc(OPPORTUNITY, name)
			self.assertEqual(
				(one.customer, one.product, one.product_category, one.salesperson, one.source, one.origin),
				(self.customer, self.product, "Loan", self.manager, "Work Order", order.name),
			)
			self.assertNotEqual(opportunities.from_order(order.name, product_category="Wealth"), name)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			opportunities.from_order(order.name)
		nobody = factories.make_order(product=self.product)
		with self.assertRaises(frappe.ValidationError):
			opportunities.from_order(nobody.name)

	def test_SAL_09_the_customers_page_shows_opportunities_and_what_is_not_held(self):
		factories.make_account(self.customer, category="Savings", balance=500)
		one = self.make(amount=80_000, title="House")
		with self.set_user(self.manager):
			page = customer_page.page(self.customer)
			self.assertIn("House", [row["title"] for row in page["panels"]["opportunities"]["rows"]])
			free = {row["title"]: row for row in page["panels"]["cross_sell"]["rows"]}
			self.assertEqual(free[frappe._("Loan", context="Bank Product")]["name"], one.name)
			self.assertNotIn(frappe._("Savings", context="Bank Product"), free)
			self.assertNotIn("begin", free[frappe._("Loan", context="Bank Product")], "talked about already")
			self.assertIn("opportunity", page["timeline"]["kinds"])
			lines = {line["product_category"]: line for line in opportunities.held_and_not(self.customer)}
			self.assertEqual((lines["Savings"]["held"], lines["Savings"]["balance"]), (1, 500))
			self.assertEqual((lines["Loan"]["held"], lines["Loan"]["opportunity"]), (0, one.name))
			entries = overview.opportunity_entries(
				PageContext.of(self.customer), frozenset({"opportunity"}), None, 5
			)
			self.assertEqual(entries[0]["name"], one.name)
			fund = free[frappe._("Fund", context="Bank Product")]
			taken = factories.make(fund["doctype"], **fund["begin"])
			self.assertEqual((taken.source, taken.product_category), ("Recommendation", "Fund"))
			self.assertEqual((taken.customer, taken.salesperson), (self.customer, self.manager))

	def test_SAL_02_the_calendar_has_closings_and_next_steps_of_own_rows(self):
		one = self.make(expected_close=add_days(today(), 3), next_step="Call", next_step_on=today())
		with self.set_user(self.manager):
			found = [
				row for row in opportunities.events(today(), add_days(today(), 5)) if row["name"] == one.name
			]
			self.assertEqual({row["kind"] for row in found}, {"close", "step"})
		with self.set_user(self.stranger):
			self.assertEqual(opportunities.events(today(), add_days(today(), 5)), [])

	def test_a_pipeline_that_cannot_work_is_refused_and_a_used_stage_stays(self):
		one = self.make()
		pipeline = frappe.get_doc("Bank Sales Pipeline", self.stages["pipeline"])
		pipeline.stages[1].probability = 5
		with self.assertRaises(frappe.ValidationError):
			pipeline.save()
		pipeline.reload()
		pipeline.set("stages", [row for row in pipeline.stages if row.stage != one.stage])
		with self.assertRaises(frappe.ValidationError):
			pipeline.save()

	def test_what_is_installed_is_sound(self):
		for name in frappe.get_all("Bank Sales Pipeline", pluck="name"):
			frappe.get_doc("Bank Sales Pipeline", name).save()
		self.assertTrue(frappe.get_all("Bank Lost Reason"))


class TestTables(BankCRMTestCase):
	"""Rows of tables are stored with their form and read by nobody who does not read it (SEC-20)."""

	def test_rows_follow_their_document(self):
		stages = make_pipeline(moves=(("one", "three"), ("one", "lost")))
		stranger, colleague = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _turn in range(2))
		customer = factories.make_customer(manager=colleague).name
		one = make_opportunity(
			customer,
			stages["pipeline"],
			product=make_product(),
			amount=5,
			expected_close=today(),
			competitors=[{"competitor": "Other Bank"}],
			participants=[{"user": colleague, "role": "Supporter"}],
		)
		actions.move(one, stages["three"])
		self.assertEqual(one.stage, stages["three"], "a listed move leads past a stage")
		rule = {"rule_name": factories.unique("R"), "members": [{"user": colleague}]}
		followed = [{"contacted_on": add_days(today(), -1), "channel": "Call", "outcome": "Done"}]
		lead = factories.make("Bank Lead", lead_name="Lead", source="Branch", follow_ups=followed)
		expected = {
			"Bank Pipeline Stage": (stages["pipeline"], 5),
			"Bank Stage Requirement": (stages["pipeline"], 3),
			"Bank Stage Move": (stages["pipeline"], 2),
			"Bank Opportunity Competitor": (one.name, 1),
			"Bank Opportunity Participant": (one.name, 1),
			"Bank Lead Follow Up": (lead.name, 1),
			"Bank Lead Rule Member": (factories.make("Bank Lead Rule", **rule).name, 1),
		}
		for doctype, (parent, number) in expected.items():
			self.assertEqual(frappe.db.count(doctype, {"parent": parent}), number, doctype)
		asked = {"filters": {"parent": one.name}, "parent_doctype": OPPORTUNITY, "pluck": "name"}
		for user, number in ((colleague, 1), (stranger, 0)):
			with self.set_user(user):
				self.assertEqual(len(frappe.get_list("Bank Opportunity Competitor", **asked)), number)
