import frappe

from bank_crm.api import customer_page, work_orders
from bank_crm.permissions import roles, scope
from bank_crm.service.orders import templates
from bank_crm.tests import BankCRMTestCase, factories

ORDER = "Bank Work Order"


class TestRows(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.other_branch = factories.make_branch(cls.head)
		cls.agent = factories.make_agent(branch=cls.branch)
		cls.creator = factories.make_user(roles.TELLER)
		cls.member = factories.make_agent()
		cls.queue = factories.make(
			"Bank Service Queue", queue_name=factories.unique("Q "), members=[{"user": cls.member}]
		).name
		cls.boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.boss, cls.branch)
		cls.other_boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.other_boss, cls.other_branch)
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.teller = factories.make_user(roles.TELLER)
		cls.customer = factories.make_customer(
			branch=cls.branch, manager=cls.manager, tellers=[{"user": cls.teller}]
		).name
		frappe.set_user(cls.creator)
		try:
			cls.order = factories.make_order(
				customer=cls.customer, branch=cls.branch, handler=cls.agent, queue=cls.queue
			)
		finally:
			frappe.set_user("Administrator")

	def sees(self, user, *, write=False):
		"""What lists, documents, counts and the criterion say; they must agree."""
		name = self.order.name
		with self.set_user(user):
			ptype = "write" if write else "read"
			by_document = bool(frappe.has_permission(ORDER, ptype, doc=name))
			if not write:
				listed = name in (
					frappe.get_list(ORDER, filters={"name": name}, pluck="name")
					if frappe.has_permission(ORDER)
					else []
				)
				self.assertEqual(by_document, listed, f"{user}: list and document differ")
		self.assertEqual(
			by_document,
			scope.allows(ORDER, name, user, write=write) and frappe.has_permission(ORDER, ptype, user=user),
		)
		return by_document

	def test_SVC_10_who_reads_and_who_writes(self) -> None:
		everybody = {
			self.agent: (True, True),
			self.creator: (True, True),  # new orders can still be amended
			self.member: (True, False),  # somebody has it
			self.boss: (True, True),
			self.other_boss: (False, False),
			self.manager: (True, False),
			self.teller: (True, False),
			factories.make_agent(): (False, False),
			factories.make_user(roles.TELLER): (False, False),
			factories.make_user(roles.MARKETING_OFFICER): (False, False),
			factories.make_user(roles.COMPLIANCE_OFFICER): (True, False),
			factories.make_user(roles.AUDITOR): (True, False),
			factories.make_user(roles.ADMINISTRATOR): (True, True),
			factories.make_user(): (False, False),
		}
		for user, expected in everybody.items():
			with self.subTest(user, roles=frappe.get_roles(user)):
				self.assertEqual((self.sees(user), self.sees(user, write=True)), expected)

	def test_SVC_10_who_has_left_sees_nothing(self) -> None:
		frappe.db.set_value("Bank Staff", {"user": self.agent}, "active", 0)
		self.assertFalse(self.sees(self.agent))

	def test_SVC_10_the_creator_amends_only_while_it_is_new(self) -> None:
		frappe.db.set_value(ORDER, self.order.name, "state", "In Progress")
		self.assertTrue(self.sees(self.creator))
		self.assertFalse(self.sees(self.creator, write=True))

	def test_SVC_10_members_take_what_nobody_has(self) -> None:
		frappe.db.set_value(ORDER, self.order.name, "handler", None)
		self.assertTrue(self.sees(self.member, write=True))

	def test_SVC_10_what_hangs_on_an_order_follows_it(self) -> None:
		stranger = factories.make_agent()
		for user, expected in ((self.agent, True), (self.manager, True), (stranger, False)):
			with self.subTest(user), self.set_user(user):
				rows = frappe.get_list("Bank Work Order Assignment", filters={"work_order": self.order.name})
				self.assertEqual(bool(rows), expected)
		with self.set_user(stranger), self.assertRaises(frappe.PermissionError):
			work_orders.desk(self.order.name)

	def test_CUS_19_an_agent_sees_the_customers_of_open_orders_only(self) -> None:
		with self.set_user(self.agent):
			self.assertTrue(frappe.has_permission("Bank Customer", "read", doc=self.customer))
		frappe.db.set_value(ORDER, self.order.name, "state", "Closed")
		with self.set_user(self.agent):
			self.assertFalse(frappe.has_permission("Bank Customer", "read", doc=self.customer))
			self.assertTrue(frappe.has_permission(ORDER, "read", doc=self.order.name))

	def test_SVC_10_nobody_opens_or_moves_orders_of_customers_unseen(self) -> None:
		foreign = factories.make_customer().name
		with self.set_user(self.teller):
			values = {"subject": "x", "order_type": "Enquiry", "channel": "Counter"}
			doc = frappe.get_doc({"doctype": ORDER, **values, "customer": self.customer}).insert()
			self.assertEqual(doc.branch, self.branch)
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc({"doctype": ORDER, **values, "customer": foreign}).insert()
			doc.reload()
			doc.customer = foreign
			with self.assertRaises(frappe.PermissionError):
				doc.save()

	def test_SVC_15_the_customers_page_shows_its_orders(self) -> None:
		with self.set_user(self.manager):
			page = customer_page.page(self.customer)
			(row,) = page["panels"]["work_orders"]["rows"]
			self.assertEqual((row["name"], row["title"]), (self.order.name, self.order.subject))
			entries = customer_page.timeline(self.customer, kinds='["order"]')["entries"]
			self.assertEqual([entry["name"] for entry in entries], [self.order.name])

	def test_SVC_15_history_stands_beside_the_order(self) -> None:
		earlier = factories.make_order(customer=self.customer, subject="earlier")
		factories.make("Bank Customer Need", customer=self.customer, need="wants wealth")
		with self.set_user(self.agent):
			desk = work_orders.desk(self.order.name)
		self.assertIn(earlier.name, [order.name for order in desk["history"]["orders"]])
		self.assertEqual([need.need for need in desk["history"]["needs"]], ["wants wealth"])
		self.assertTrue(desk["may"]["handle"] and desk["may"]["hand_over"])
		self.assertFalse(desk["may"]["close"] or desk["may"]["pull"])

	def test_SVC_06_marking_leaves_what_is_not_ones_own(self) -> None:
		other = factories.make_order(handler=factories.make_agent())
		with self.set_user(self.agent):
			self.assertEqual(
				work_orders.mark_viewed([self.order.name, other.name, "WO-none"]), {"viewed": 1, "left": 2}
			)
		self.assertEqual(frappe.db.get_value(ORDER, other.name, "state"), "New")
		with self.set_user(self.agent), self.assertRaises(frappe.ValidationError):
			work_orders.mark_viewed([f"WO-{n}" for n in range(501)])

	def test_SVC_04_templates_are_filled_in_once(self) -> None:
		name = factories.make(
			"Bank Service Template",
			template_name=factories.unique("T "),
			order_type="Enquiry",
			text="您好 {{ customer_name }}，{{order}} 由 {{ handler_name }} 处理：{{ subject }}",
		).name
		frappe.db.set_value("Bank Customer", self.customer, "customer_name", "{{ handler_name }}")
		with self.set_user(self.agent):
			texts = {
				entry["name"]: entry["text"] for entry in work_orders.dialog(self.order.name)["templates"]
			}
		self.assertTrue(
			texts[name].startswith(f"您好 {{{{ handler_name }}}}，{self.order.name} 由 "), texts[name]
		)
		with self.assertRaises(frappe.ValidationError):
			factories.make("Bank Service Template", template_name="x", text="{{ frappe }}")

	def test_TRN_05_knowledge_is_found_by_every_source(self) -> None:
		category = factories.make("Help Category", category_name=factories.unique("C"), published=1).name
		word = factories.unique("赎回")
		factories.make("Help Article", title=f"{word} 说明", category=category, published=1, content="x")
		factories.make("Help Article", title=f"{word} draft", category=category, published=0, content="x")
		with self.set_user(self.agent):
			self.assertEqual([found["title"] for found in work_orders.knowledge(word)], [f"{word} 说明"])
			self.assertEqual(work_orders.knowledge("%"), [])
		self.assertEqual(templates.fill("{{ x }}", {}), "")

	def test_SVC_05_posts_and_people_are_found_by_at(self) -> None:
		post = factories.unique("档案岗")
		someone = factories.make_user(roles.TELLER)
		factories.make_staff(someone, self.branch, post=post)
		with self.set_user(self.agent):
			found = work_orders.mention(f"@{post}")
		self.assertEqual(
			[(one["kind"], one["value"]) for one in found], [("Post", post), ("Person", someone)]
		)

	def test_SVC_04_colleagues_are_named_and_nobody_else(self) -> None:
		outsider = factories.make_user()
		with self.set_user(self.agent):
			found = work_orders.names([self.boss, self.member, outsider])
		self.assertEqual(set(found), {self.boss, self.member})

	def test_SVC_04_the_calendar_shows_ones_rows_by_the_day(self) -> None:
		frappe.db.set_value(
			ORDER, self.order.name, {"opened_on": "2031-05-06 10:00:00", "resolution_due": None}
		)
		filters = f'[["{ORDER}", "handler", "=", "{self.agent}"]]'
		for user, expected in ((self.agent, [self.order.name]), (factories.make_agent(), [])):
			with self.subTest(user), self.set_user(user):
				rows = work_orders.events("2031-05-01", "2031-06-01", filters)
				self.assertEqual([row.name for row in rows], expected)

	def test_SVC_03_ones_own_presence(self) -> None:
		with self.set_user(self.agent):
			work_orders.set_presence("Busy")
			self.assertEqual(work_orders.presence()["presence"], "Busy")
			with self.assertRaises(frappe.ValidationError):
				work_orders.set_presence("Asleep")
		with self.set_user(self.teller):
			self.assertIsNone(work_orders.presence())
			with self.assertRaises(frappe.PermissionError):
				work_orders.set_presence("Away")
