from unittest.mock import patch

import frappe
from frappe.cache_manager import clear_doctype_map
from frappe.desk.form import assign_to
from frappe.utils import add_days, nowdate

from bank_crm import notices
from bank_crm.domain.routing import Wanted
from bank_crm.domain.service_enums import Presence
from bank_crm.permissions import roles
from bank_crm.service.orders import actions, dispatch, loads, profiles, router, states
from bank_crm.tests import BankCRMTestCase, factories

ORDER, PROFILE, QUEUE = "Bank Work Order", "Bank Service Profile", "Bank Service Queue"
HISTORY = "Bank Work Order Assignment"


class TestRouter(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# colleagues of other tests and of a demo bank would fit as well
		profile = frappe.qb.DocType(PROFILE)
		cls.others = frappe.get_all(PROFILE, filters={"accepts_orders": 1}, pluck="name")
		frappe.qb.update(profile).set(profile.accepts_orders, 0).run()
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.elsewhere = factories.make_branch(cls.head)
		cls.post = factories.unique("理财顾问")
		cls.skill = factories.make_skill(post=cls.post)
		cls.supervisor = factories.make_user(roles.BRANCH_MANAGER)
		cls.queue = factories.make(
			QUEUE,
			queue_name=factories.unique("Queue "),
			skill=cls.skill,
			branch=cls.head,
			supervisor=cls.supervisor,
		).name

	@classmethod
	def tearDownClass(cls) -> None:
		profile = frappe.qb.DocType(PROFILE)
		frappe.qb.update(profile).set(profile.accepts_orders, 1).where(
			profile.name.isin(cls.others or [""])
		).run()
		super().tearDownClass()

	def order(self, **values):
		return factories.make_order(**{"skill": self.skill, "branch": self.branch, **values})

	def load(self, user):
		return frappe.db.get_value(PROFILE, user, "open_orders")

	def test_SVC_03_the_post_brings_the_skill_along(self) -> None:
		adviser = factories.make_agent(branch=self.branch, post=self.post)
		factories.make_agent(branch=self.branch, post="柜员")
		order = self.order()
		self.assertEqual(order.handler, adviser)
		self.assertIn(self.skill, order.assignment_reason)
		(row,) = frappe.get_all(
			HISTORY, filters={"work_order": order.name}, fields=["kind", "handler", "reason"]
		)
		self.assertEqual((row.kind, row.handler, row.reason), ("Automatic", adviser, order.assignment_reason))
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": adviser, "document_name": order.name})
		)

	def test_scenario_07_the_own_branch_goes_before_head_office_and_other_branches_are_left_alone(
		self,
	) -> None:
		far = factories.make_agent(self.skill, branch=self.elsewhere)
		above = factories.make_agent(self.skill, branch=self.head)
		self.assertEqual(self.order().handler, above)
		near = factories.make_agent(self.skill, branch=self.branch)
		self.assertEqual(self.order().handler, near)
		self.assertEqual(self.load(far), 0)

	def test_SVC_03_language_presence_leave_and_readiness_are_respected(self) -> None:
		factories.make_agent(self.skill, branch=self.branch, presence="Away")
		factories.make_agent(self.skill, branch=self.branch, accepts_orders=0)
		leave = [{"from_date": nowdate(), "to_date": nowdate()}]
		on_leave = factories.make_agent(self.skill, branch=self.branch, absences=leave)
		gone = factories.make_agent(self.skill, branch=self.branch)
		frappe.db.set_value("Bank Staff", {"user": gone}, "active", 0)
		chinese = factories.make_agent(self.skill, branch=self.branch)
		frappe.db.set_default("lang", "zh")
		(seen,) = [agent for agent in router.agents(self.branch, Wanted()) if agent.user == on_leave]
		self.assertTrue(seen.absent)
		foreign = self.order(language="en")
		self.assertIsNone(foreign.handler)
		self.assertEqual(self.order(language="zh").handler, chinese)
		polyglot = factories.make_agent(self.skill, branch=self.branch, languages=[{"language": "en"}])
		self.assertEqual(self.order(language="en").handler, polyglot)

	def test_SVC_03_when_nobody_fits_the_order_waits_in_its_queue_and_the_supervisor_knows(self) -> None:
		factories.make_agent(branch=self.branch)
		order = self.order()
		self.assertEqual((order.handler, order.queue), (None, self.queue))
		self.assertTrue(order.assignment_reason)
		told = {"for_user": self.supervisor, "document_name": order.name}
		self.assertTrue(frappe.db.exists("Notification Log", told))
		self.assertEqual(
			frappe.db.get_value(HISTORY, {"work_order": order.name}, ("kind", "queue")),
			("Queued", self.queue),
		)

	def test_SVC_03_an_order_of_no_queues_kind_waits_in_the_one_for_the_rest(self) -> None:
		frappe.db.set_value(QUEUE, {"is_fallback": 1}, "is_fallback", 0)
		rest = factories.make(QUEUE, queue_name=factories.unique("Rest "), is_fallback=1).name
		self.assertEqual(self.order(skill=factories.make_skill()).queue, rest)
		frappe.db.set_value(QUEUE, rest, "active", 0)
		order = self.order(skill=factories.make_skill(), branch=None)
		self.assertEqual((order.handler, order.queue), (None, None))
		told = frappe.get_all("Notification Log", {"document_name": order.name}, pluck="for_user")
		self.assertEqual(sorted(told), sorted(notices.holders([roles.ADMINISTRATOR]) or ["Administrator"]))

	def test_SVC_03_nobody_is_given_more_than_fits(self) -> None:
		first = factories.make_agent(self.skill, branch=self.branch, capacity=2)
		second = factories.make_agent(self.skill, branch=self.branch, capacity=1)
		handlers = [self.order().handler for _ in range(4)]
		self.assertEqual(sorted(filter(None, handlers)), sorted([first, first, second]))
		self.assertIsNone(handlers[-1])
		with self.assertRaises(frappe.ValidationError):
			self.order(handler=first)

	def test_SVC_03_a_profile_somebody_else_is_writing_to_is_passed_over(self) -> None:
		first = factories.make_agent(self.skill, branch=self.branch)
		second = factories.make_agent(self.skill, branch=self.branch)
		asked = []

		def lock(user, *, wait, real=loads._lock):
			asked.append((user, wait))
			return None if user == first and not wait else real(user, wait=wait)

		with patch.object(loads, "_lock", lock):
			self.assertEqual(loads.take([first, second]), second)
			self.assertEqual(asked, [(first, False), (second, False)], "nobody is waited for")
			asked.clear()
			self.assertEqual(loads.take([first]), first, "the last one is")
			self.assertEqual(asked, [(first, False), (first, True)])
			frappe.db.set_value(PROFILE, second, "capacity", 1)
			asked.clear()
			self.assertIsNone(loads.take([first, second]))
			self.assertEqual(asked[-1], (second, False), "never while a full one is held")

	def test_SVC_03_answering_frees_a_place_and_reopening_takes_it_back(self) -> None:
		agent = factories.make_agent(self.skill, branch=self.branch, capacity=1)
		order = self.order()
		self.assertEqual(self.load(agent), 1)
		actions.handle(order, solution="x", state="Answered")
		self.assertEqual(self.load(agent), 0)
		second = self.order()
		self.assertEqual(second.handler, agent)
		actions.reopen(order, "again")
		self.assertEqual(self.load(agent), 2, "who knows the order gets it back, room or not")
		frappe.db.set_value(PROFILE, agent, "open_orders", 7)
		loads.recount()
		self.assertEqual(self.load(agent), 2)

	def test_SVC_03_handing_over_with_a_reason(self) -> None:
		one = factories.make_agent(self.skill, branch=self.branch)
		order = self.order()
		other = factories.make_agent(branch=self.elsewhere, capacity=1)
		with self.set_user(one):
			with self.assertRaises(frappe.ValidationError):
				actions.hand_over(frappe.get_doc(ORDER, order.name), other, " ")
			actions.hand_over(frappe.get_doc(ORDER, order.name), other, "客户在该网点")
			self.assertFalse(frappe.has_permission(ORDER, "write", doc=order.name))
		order.reload()
		self.assertEqual((order.handler, order.assignment_reason), (other, "客户在该网点"))
		self.assertEqual((self.load(one), self.load(other)), (0, 1))
		rows = frappe.get_all(
			HISTORY, filters={"work_order": order.name}, fields=["kind", "to_on"], order_by="name asc"
		)
		self.assertEqual([row.kind for row in rows], ["Automatic", "Handed Over"])
		self.assertEqual([bool(row.to_on) for row in rows], [True, False])
		second = self.order(handler=one)
		with self.set_user(one), self.assertRaises(frappe.ValidationError):
			actions.hand_over(frappe.get_doc(ORDER, second.name), other, "full already")

	def test_SVC_03_nobody_gets_an_order_who_cannot_handle_it(self) -> None:
		leave = [{"from_date": add_days(nowdate(), -1), "to_date": add_days(nowdate(), 1)}]
		for user in (
			factories.make_agent(absences=leave),
			factories.make_user(),
			factories.make_user(roles.MARKETING_OFFICER),
		):
			with self.subTest(user), self.assertRaises(frappe.ValidationError):
				self.order(handler=user)

	def test_SVC_03_members_pull_the_most_urgent_and_strangers_nothing(self) -> None:
		later, urgent = self.order(priority="Low"), self.order(priority="High")
		member = factories.make_agent(capacity=2)
		frappe.get_doc(QUEUE, self.queue).update({"members": [{"user": member}]}).save()
		with self.set_user(factories.make_agent()):
			self.assertIsNone(actions.pull(frappe.session.user))
			with self.assertRaises(frappe.PermissionError):
				actions.pull(frappe.session.user, urgent.name)
		with self.set_user(member):
			self.assertIn(urgent.name, frappe.get_list(ORDER, pluck="name"))
			self.assertEqual(actions.pull(member).name, urgent.name)
			self.assertEqual(actions.pull(member, later.name).name, later.name)
			self.assertIsNone(actions.pull(member))
		later.reload()
		self.assertEqual((later.handler, self.load(member)), (member, 2))

	def test_SVC_03_a_put_back_order_goes_to_whoever_comes_next(self) -> None:
		one = factories.make_agent(self.skill, branch=self.branch)
		order = self.order()
		with self.set_user(one):
			actions.hand_over(frappe.get_doc(ORDER, order.name), None, "不在我的范围")
		order.reload()
		self.assertEqual((order.handler, order.queue), (None, self.queue))
		self.assertEqual(dispatch.run(), 0, "not to whom it came from")
		next_one = factories.make_agent(self.skill, branch=self.branch)
		self.assertEqual(dispatch.run(), 1)
		order.reload()
		self.assertEqual((order.handler, self.load(next_one)), (next_one, 1))

	def test_SVC_03_orders_nobody_can_take_do_not_block_those_behind(self) -> None:
		for _ in range(3):
			self.order(skill=factories.make_skill(), priority="High")
		behind = self.order(priority="Low")
		factories.make_agent(self.skill, branch=self.branch, capacity=1)
		self.assertEqual(dispatch.run(), 1)
		self.assertTrue(frappe.db.get_value(ORDER, behind.name, "handler"))

	def test_SVC_03_who_comes_back_is_asked_for(self) -> None:
		agent = factories.make_agent(self.skill, branch=self.branch, presence="Away")
		order = self.order()
		with patch.object(dispatch, "enqueue_once") as enqueue:
			profiles.set_presence(agent, Presence.AVAILABLE)
		enqueue.assert_called_once()
		dispatch.run()
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "handler"), agent)

	def test_SVC_03_leave_gives_untouched_orders_to_the_substitute(self) -> None:
		agent = factories.make_agent(self.skill, branch=self.branch)
		untouched, begun = self.order(), self.order()
		states.move(begun, "In Progress")
		substitute = factories.make_agent(branch=self.branch)
		profile = frappe.get_doc(PROFILE, agent)
		profile.append("absences", {"from_date": nowdate(), "to_date": nowdate(), "substitute": substitute})
		profile.save()
		dispatch.run()
		self.assertEqual(frappe.db.get_value(ORDER, untouched.name, "handler"), substitute)
		self.assertEqual(frappe.db.get_value(ORDER, begun.name, "handler"), agent)
		self.assertEqual((self.load(agent), self.load(substitute)), (1, 1))

	def test_SVC_03_orders_of_somebody_who_has_left_go_on(self) -> None:
		agent = factories.make_agent(self.skill, branch=self.branch)
		order = self.order()
		states.move(order, "In Progress")
		frappe.db.set_value("Bank Staff", {"user": agent}, "active", 0)
		dispatch.run()
		self.assertEqual(frappe.db.get_value(ORDER, order.name, ("handler", "queue")), (None, self.queue))
		heir = factories.make_agent(self.skill, branch=self.branch)
		dispatch.run()
		self.assertEqual(frappe.db.get_value(ORDER, order.name, ("handler", "state")), (heir, "In Progress"))

	def test_SVC_03_SOC_04_frappes_own_assignment_rule_decides_about_social_media(self) -> None:
		factories.make_agent(self.skill, branch=self.branch)
		named = factories.make_agent(branch=self.elsewhere)
		self.addCleanup(clear_doctype_map, "Assignment Rule", ORDER)
		rule = factories.make(
			"Assignment Rule",
			name=factories.unique("Rule "),
			document_type=ORDER,
			description="x",
			assign_condition='channel == "Social"',
			rule="Round Robin",
			assignment_days=[
				{"day": day}
				for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
			],
			users=[{"user": named}],
		).name
		order = self.order(channel="Social")
		order.reload()
		self.assertEqual(order.handler, named)
		self.assertIn(rule, order.assignment_reason)
		self.assertEqual(self.load(named), 1)
		self.assertNotEqual(self.order(channel="Phone").handler, named)

	def test_SVC_03_assign_to_hands_the_order_over(self) -> None:
		one = factories.make_agent(self.skill, branch=self.branch)
		order, other = self.order(), factories.make_agent()
		with self.set_user(one):
			assign_to.add({"doctype": ORDER, "name": order.name, "assign_to": [other]})
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "handler"), other)
		self.assertEqual((self.load(one), self.load(other)), (0, 1))

	def test_SVC_03_profiles_and_queues_that_make_no_sense_are_refused(self) -> None:
		agent = factories.make_agent()
		for values in (
			{"capacity": -1},
			{"skills": [{"skill": self.skill, "level": 9}]},
			{"skills": [{"skill": self.skill}, {"skill": self.skill}]},
			{"absences": [{"from_date": nowdate(), "to_date": add_days(nowdate(), -1)}]},
			{"absences": [{"from_date": nowdate(), "to_date": nowdate(), "substitute": agent}]},
		):
			with self.subTest(values), self.assertRaises(frappe.ValidationError):
				frappe.get_doc(PROFILE, agent).update(values).save()
		queue = frappe.get_doc(QUEUE, self.queue)
		for members in ([{"user": agent}, {"user": agent}], [{"user": factories.make_user()}]):
			with self.subTest(members), self.assertRaises(frappe.ValidationError):
				queue.update({"members": members}).save()
			queue.reload()

	def test_SVC_03_a_branch_manager_changes_the_own_staff_only(self) -> None:
		boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(boss, self.branch)
		mine, foreign = factories.make_agent(branch=self.branch), factories.make_agent(branch=self.elsewhere)
		with self.set_user(boss):
			frappe.get_doc(PROFILE, mine).update({"capacity": 3}).save()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(PROFILE, foreign).update({"capacity": 3}).save()
