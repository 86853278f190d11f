"""Customers change hands in one step, on a date, and can be given back (SEC-07, SEC-13)."""

import time
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.compliance.handover import actions
from bank_crm.permissions import roles, scope
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.tests import BankCRMTestCase, factories

HANDOVER, ENTRY = "Bank Handover", "Bank Handover Entry"


class TestBankHandover(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.branch = factories.make_branch(cls.head)
		cls.other = factories.make_branch(cls.head)
		cls.boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(cls.boss, cls.branch)
		cls.giver, cls.taker, cls.outsider = (
			factories.make_user(roles.RELATIONSHIP_MANAGER) for _ in range(3)
		)
		factories.make_staff(cls.giver, cls.branch)
		factories.make_staff(cls.taker, cls.branch)
		factories.make_staff(cls.outsider, cls.other)
		cls.mine = [factories.make_customer(branch=cls.branch, manager=cls.giver).name for _ in range(3)]
		cls.far = factories.make_customer(branch=cls.other, manager=cls.giver).name

	def draft(self, **values: Any) -> Any:
		given = {
			"doctype": HANDOVER,
			"kind": "Portfolio",
			"from_user": self.giver,
			"to_user": self.taker,
			"effective_on": today(),
			"reason": "Moves to head office",
			**values,
		}
		with self.set_user(self.boss):
			return frappe.get_doc(given).insert()

	def done(self, **values: Any) -> Any:
		handover = self.draft(**values)
		with self.set_user(self.boss):
			handover.hand_over()
		return frappe.get_doc(HANDOVER, handover.name)

	def managers(self) -> dict[str, str]:
		return dict(
			frappe.get_all(
				"Bank Customer", {"name": ("in", [*self.mine, self.far])}, ["name", "manager"], as_list=True
			)
		)

	def task(self, customer: str, user: str | None) -> str:
		return factories.make(
			"Bank Care Task",
			customer=customer,
			subject="Call",
			due_on=today(),
			status="Open",
			assigned_to=user,
			followed_manager=user,
		).name

	def reminder(self, customer: str, user: str) -> str:
		contact = factories.make(
			"Bank Interaction",
			customer=customer,
			channel="Call",
			direction="Outbound",
			occurred_at=now_datetime(),
			user=user,
			next_step="Call again",
			next_date=add_days(today(), 2),
		)
		return contact.reload().reminder

	def test_SEC_07_a_portfolio_changes_hands_with_its_open_tasks(self) -> None:
		task, reminder = self.task(self.mine[0], self.giver), self.reminder(self.mine[1], self.giver)
		handover = self.done()
		self.assertEqual(handover.state, "Done")
		self.assertEqual(self.managers(), {**dict.fromkeys(self.mine, self.taker), self.far: self.giver})
		self.assertEqual((handover.customers_moved, handover.tasks_moved), (3, 2))
		self.assertEqual(frappe.db.get_value("Bank Care Task", task, "assigned_to"), self.taker)
		self.assertEqual(frappe.db.get_value("ToDo", reminder, "allocated_to"), self.taker)
		marks = frappe.db.get_value("Bank Customer", self.mine[1], "_assign")
		self.assertEqual(frappe.parse_json(marks), [self.taker])
		self.assertTrue(scope.allows("Bank Customer", self.mine[0], self.taker, write=True))
		self.assertFalse(scope.allows("Bank Customer", self.mine[0], self.giver))

	def test_SEC_07_open_opportunities_follow_their_customer_and_come_back(self) -> None:
		with self.set_user("Administrator"):
			pipeline = make_pipeline()["pipeline"]
			mine = make_opportunity(self.mine[0], pipeline, salesperson=self.giver).name
			helped = make_opportunity(self.mine[0], pipeline, salesperson=self.outsider).name
		handover = self.done()
		self.assertEqual(frappe.db.get_value("Bank Opportunity", mine, "salesperson"), self.taker)
		self.assertEqual(frappe.db.get_value("Bank Opportunity", helped, "salesperson"), self.outsider)
		self.assertFalse(scope.allows("Bank Opportunity", mine, self.giver))
		self.assertTrue(scope.allows("Bank Opportunity", mine, self.taker, write=True))
		with self.set_user(self.boss):
			handover.undo("Stays")
		self.assertEqual(frappe.db.get_value("Bank Opportunity", mine, "salesperson"), self.giver)

	def test_SEC_07_undone_whole_but_for_what_changed_since(self) -> None:
		task, reminder = self.task(self.mine[0], self.giver), self.reminder(self.mine[1], self.giver)
		handover = self.done()
		frappe.db.set_value("Bank Customer", self.mine[2], "manager", self.outsider)
		with self.set_user(self.boss):
			handover.undo("Stays after all")
		self.assertEqual(
			self.managers(),
			{
				self.mine[0]: self.giver,
				self.mine[1]: self.giver,
				self.mine[2]: self.outsider,
				self.far: self.giver,
			},
		)
		self.assertEqual(frappe.db.get_value("Bank Care Task", task, "assigned_to"), self.giver)
		self.assertEqual(frappe.db.get_value("ToDo", reminder, "allocated_to"), self.giver)
		self.assertEqual(
			frappe.parse_json(frappe.db.get_value("Bank Customer", self.mine[1], "_assign")), [self.giver]
		)
		handover = frappe.get_doc(HANDOVER, handover.name)
		self.assertEqual((handover.state, handover.undone_by), ("Undone", self.boss))
		with self.set_user(self.boss), self.assertRaises(frappe.ValidationError):
			handover.undo("Once more")

	def test_SEC_07_one_customer_only(self) -> None:
		handover = self.done(kind="Customers", customers=[{"customer": self.mine[1]}])
		self.assertEqual(handover.customers_moved, 1)
		self.assertEqual(
			[name for name, user in self.managers().items() if user == self.taker], [self.mine[1]]
		)

	def test_SEC_07_on_its_day_and_once(self) -> None:
		handover = self.done(effective_on=add_days(today(), 3))
		self.assertEqual(handover.state, "Scheduled")
		self.assertFalse(actions.run(handover.name))
		self.assertNotIn(self.taker, self.managers().values())
		with self.freeze_time(f"{add_days(today(), 3)} 00:20:00"):
			actions.run_queued(handover.name)
			self.assertFalse(actions.run(handover.name))
		self.assertEqual(list(self.managers().values()).count(self.taker), 3)
		self.assertEqual(frappe.db.count(ENTRY, {"handover": handover.name, "ref_field": "manager"}), 3)

	def test_SEC_07_called_off_before_its_day(self) -> None:
		handover = self.done(effective_on=add_days(today(), 3))
		with self.set_user(self.boss):
			handover.call_off()
		with self.freeze_time(f"{add_days(today(), 3)} 00:20:00"):
			self.assertFalse(actions.run(handover.name))

	def test_SEC_07_what_hinders_it_on_the_day_is_noted(self) -> None:
		handover = self.done(effective_on=add_days(today(), 1))
		frappe.db.set_value("User", self.taker, "enabled", 0)
		with self.freeze_time(f"{add_days(today(), 1)} 00:20:00"):
			actions.run_queued(handover.name)
		state, note = frappe.db.get_value(HANDOVER, handover.name, ("state", "note"))
		self.assertEqual(state, "Scheduled")
		self.assertTrue(note)
		self.assertNotIn(self.taker, self.managers().values())

	def test_SEC_07_a_leavers_posts_pass_on_and_the_account_opens_nothing(self) -> None:
		helped = factories.make_customer(
			branch=self.branch, collaborators=[{"user": self.giver, "scope": "Write"}]
		).name
		handover = self.done(kind="Leaver")
		self.assertTrue(scope.allows("Bank Customer", helped, self.taker, write=True))
		self.assertEqual(frappe.db.get_value("Bank Staff", {"user": self.giver}, "active"), 0)
		for customer in (*self.mine, self.far, helped):
			self.assertFalse(scope.allows("Bank Customer", customer, self.giver), customer)
		with self.set_user(self.boss):
			handover.undo("Came back")
		self.assertTrue(scope.allows("Bank Customer", self.mine[0], self.giver, write=True))
		self.assertTrue(scope.allows("Bank Customer", helped, self.giver, write=True))

	def test_SEC_20_branch_managers_move_their_own_branches_only(self) -> None:
		for wrong in (
			{"to_user": self.outsider},
			{"from_user": self.outsider},
			{"kind": "Customers", "customers": [{"customer": self.far}]},
			{"to_user": self.giver},
			{"to_user": factories.make_user(roles.TELLER)},
			{"effective_on": add_days(today(), -1)},
			{"reason": ""},
			{"kind": "Customers", "customers": []},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(wrong)):
				self.draft(**wrong)
		with self.set_user(self.giver), self.assertRaises(frappe.PermissionError):
			frappe.get_doc({"doctype": HANDOVER, "to_user": self.taker, "reason": "mine"}).insert()

	def test_SEC_20_a_forged_state_or_result_counts_for_nothing(self) -> None:
		handover = self.draft(state="Done", scheduled_by="Administrator", customers_moved=9)
		self.assertEqual(
			(handover.state, handover.scheduled_by, handover.customers_moved), ("Draft", None, None)
		)
		done = self.done()
		with self.set_user(self.boss), self.assertRaises(frappe.ValidationError):
			done.to_user = self.giver
			done.save()

	def test_SEC_20_others_do_not_see_it(self) -> None:
		handover = self.draft()
		boss = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(boss, self.other)
		for user, seen in ((self.boss, True), (boss, False)):
			with self.set_user(user):
				self.assertEqual(bool(frappe.get_list(HANDOVER, {"name": handover.name})), seen)
				self.assertEqual(bool(frappe.has_permission(HANDOVER, "read", doc=handover.name)), seen)

	def test_SEC_07_managers_do_not_pass_customers_on_by_themselves(self) -> None:
		"""Nor does who only helps change who helps, or until when."""
		with self.set_user(self.giver):
			doc = frappe.get_doc("Bank Customer", self.mine[0])
			doc.manager = self.taker
			with self.assertRaises(frappe.ValidationError):
				doc.save()
			doc.reload()
			doc.append("collaborators", {"user": self.taker, "scope": "Write", "to_date": today()})
			doc.save()
		with self.set_user(self.taker):
			doc = frappe.get_doc("Bank Customer", self.mine[0])
			doc.collaborators[0].to_date = add_days(today(), 300)
			with self.assertRaises(frappe.ValidationError):
				doc.save()

	def test_SEC_07_ten_thousand_customers_in_seconds(self) -> None:
		columns = (
			"name",
			"customer_name",
			"customer_type",
			"mobile",
			"status",
			"branch",
			"manager",
			"creation",
			"modified",
		)
		stamp = now_datetime()
		prefix = factories.unique("H")
		rows = [
			(
				f"{prefix}{n:05}",
				f"Customer {n}",
				"Person",
				"139****0000",
				"Active",
				self.branch,
				self.giver,
				stamp,
				stamp,
			)
			for n in range(10_000)
		]
		frappe.db.bulk_insert("Bank Customer", columns, rows)
		begun = time.monotonic()
		handover = self.done()
		self.assertEqual(handover.customers_moved, 10_003)
		with self.set_user(self.boss):
			handover.undo("Only a test")
		self.assertLess(time.monotonic() - begun, 30)
		self.assertEqual(frappe.db.count("Bank Customer", {"manager": self.taker}), 0)
