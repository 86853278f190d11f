"""Overrides and batches: who may, what is kept, what is logged, how it is undone (SEG-03 to SEG-05, SEG-20)."""

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from bank_crm.api import customer_tier, tiering
from bank_crm.compliance.approvals import requests
from bank_crm.customer.tiers import batch, evaluation
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.test_tiering import history, known_customer, state


def last_day() -> str:
	return add_days(today(), 90)


def recent_login(days: int = 30) -> dict:
	"""近30天登录APP."""
	where = [
		{"field": "event_type", "operator": "=", "value": "Login"},
		{"field": "channel", "operator": "=", "value": "App"},
	]
	return {
		"fact": "behaviour",
		"measure": "exists",
		"where": where,
		"days": days,
		"operator": "=",
		"value": True,
	}


def tree(*conditions: dict) -> dict:
	return {"version": 1, "root": {"op": "and", "conditions": list(conditions)}}


def assets_from(amount: int) -> dict:
	return {"field": "total_aum", "operator": ">=", "value": amount}


class BatchCase(BankCRMTestCase):
	"""A branch with its head, a relationship manager and another branch's head."""

	def setUp(self) -> None:
		super().setUp()
		self.branch = factories.make_branch()
		self.head = self.staff(roles.BRANCH_MANAGER, self.branch)
		self.second_head = self.staff(roles.BRANCH_MANAGER, self.branch)
		self.stranger = self.staff(roles.BRANCH_MANAGER, factories.make_branch())
		self.manager = self.staff(roles.RELATIONSHIP_MANAGER, self.branch)
		self.here = {"field": "branch", "operator": "=", "value": self.branch}

	def staff(self, role: str, branch: str) -> str:
		user = factories.make_user(role)
		factories.make_staff(user, branch)
		return user

	def customer(self, balance: float, **values) -> str:
		values = {
			"branch": self.branch,
			"manager": self.manager,
			"tier": "Mass",
			"tier_source": "Rule",
			**values,
		}
		return known_customer(balance, total_aum=balance, **values)

	def approval_size(self, size: int) -> None:
		frappe.db.set_single_value("Bank CRM Settings", "tier_batch_approval_size", size)
		frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")

	def prepare(self, *conditions: dict, **values) -> frappe._dict:
		arguments = {
			"to_tier": "Wealth Potential",
			"reason": "Promotion in autumn",
			"locked_until": last_day(),
			**values,
		}
		return frappe._dict(tiering.prepare(tree(self.here, *conditions), **arguments))


class TestBatch(BatchCase):
	def test_scenario_01_assets_and_login_become_wealth_potential(self):
		hit = [self.customer(500_000), self.customer(900_000)]
		poor, absent = self.customer(499_999), self.customer(800_000)
		private = self.customer(7_000_000, tier="Private Banking")
		for name in (*hit, poor, private):
			factories.make_event(name, occurred_at=now_datetime())
		factories.make_event(absent, occurred_at=add_days(now_datetime(), -31))
		conditions = (assets_from(500_000), recent_login())
		self.approval_size(100)
		with self.set_user(self.head):
			found = tiering.find(tree(self.here, *conditions))
			self.assertEqual(
				(found["count"], [row.name for row in found["rows"]]), (3, [private, hit[1], hit[0]])
			)
			prepared = self.prepare(*conditions)
			self.assertEqual((prepared.found, prepared.to_change, prepared.higher), (3, 2, 1))
			self.assertFalse(prepared.needs_approval)
			self.assertEqual(
				[state(name).tier for name in hit], ["Mass", "Mass"], "a preview changes nothing"
			)
			self.assertEqual({row.name for row in tiering.members(prepared.batch)}, set(hit))
			self.assertEqual(tiering.submit(prepared.batch), "Applied")
		for name in hit:
			now = state(name)
			self.assertEqual((now.tier, now.tier_source), ("Wealth Potential", "Manual"))
			self.assertEqual(now.tier_locked_until, getdate(last_day()))
			(line,) = history(name)
			self.assertEqual(
				(line.from_tier, line.to_tier, line.changed_by), ("Mass", "Wealth Potential", self.head)
			)
			self.assertEqual((line.source, line.batch, line.high_privilege), ("Batch", prepared.batch, 1))
			self.assertEqual(line.reason, "Promotion in autumn")
		self.assertEqual([state(name).tier for name in (poor, absent)], ["Mass", "Mass"])
		self.assertEqual(state(private).tier, "Private Banking")

	def test_SEG_04_assets_activity_and_products_together(self):
		fields = {"activity_level": "High", "product_count": 3}
		hit = self.customer(600_000, **fields)
		for other in ({"activity_level": "Low"}, {"product_count": 1}):
			self.customer(600_000, **{**fields, **other})
		self.customer(100, **fields)
		conditions = (
			{"field": "total_aum", "operator": "between", "value": [500_000, 1_000_000]},
			{"field": "activity_level", "operator": "in", "value": ["High", "Medium"]},
			{"field": "product_count", "operator": ">=", "value": 2},
		)
		with self.set_user(self.head):
			found = tiering.find(tree(self.here, *conditions))
		self.assertEqual((found["count"], [row.name for row in found["rows"]]), (1, [hit]))
		with self.set_user(self.stranger):
			self.assertEqual(
				tiering.find(tree(self.here, *conditions))["count"], 0, "other branches see nothing"
			)

	def test_SEG_05_undo_gives_everything_back_but_not_what_was_decided_since(self):
		watched = self.customer(
			600_000, tier="Wealth Potential", tier_watch_since="2026-01-05", tier_months_below=2
		)
		moved = self.customer(600_000)
		with self.set_user(self.head):
			prepared = self.prepare(assets_from(500_000), to_tier="Wealth")
			tiering.submit(prepared.batch)
			self.assertEqual((state(watched).tier, state(watched).tier_watch_since), ("Wealth", None))
			customer_tier.override(moved, "Private Banking", "Known to us from abroad")
			self.assertEqual(tiering.undo(prepared.batch), 1)
		now = state(watched)
		self.assertEqual((now.tier, now.tier_source), ("Wealth Potential", "Rule"))
		self.assertEqual((now.tier_watch_since, now.tier_months_below), (getdate("2026-01-05"), 2))
		self.assertIsNone(now.tier_locked_until)
		self.assertEqual([line.source for line in history(watched)], ["Batch", "Undo"])
		self.assertEqual(state(moved).tier, "Private Banking")
		with self.set_user(self.head), self.assertRaises(frappe.ValidationError):
			tiering.undo(prepared.batch)

	def test_SEG_05_undo_ends_after_the_days_of_the_settings(self):
		self.customer(600_000)
		with self.set_user(self.head):
			prepared = self.prepare(assets_from(500_000))
			tiering.submit(prepared.batch)
			frappe.db.set_value("Bank Tier Batch", prepared.batch, "undo_until", add_days(now_datetime(), -1))
			with self.assertRaises(frappe.ValidationError):
				tiering.undo(prepared.batch)

	def test_SEG_05_large_batches_need_a_second_person(self):
		names = [self.customer(600_000) for _ in range(3)]
		self.approval_size(2)
		with self.set_user(self.head):
			prepared = self.prepare(assets_from(500_000))
			self.assertTrue(prepared.needs_approval)
			self.assertEqual(tiering.submit(prepared.batch), "Pending Approval")
			with self.assertRaises(frappe.PermissionError):
				tiering.approve(prepared.batch)
		told = frappe.get_all("Notification Log", {"document_name": prepared.batch}, pluck="for_user")
		self.assertEqual(told, [self.second_head])
		self.assertEqual(state(names[0]).tier, "Mass")
		for refused in (tiering.approve, tiering.effect):
			with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
				refused(prepared.batch)
		left = names.pop()
		frappe.db.set_value("Bank Customer", left, "tier", "Wealth")
		with self.set_user(self.second_head):
			shown = tiering.batches()
			self.assertIn(prepared.batch, [row.name for row in shown["batches"]])
			self.assertEqual(shown["people"][self.head], frappe.db.get_value("User", self.head, "full_name"))
			self.assertEqual(tiering.effect(prepared.batch), [{"tier": "Mass", "customers": 3}])
			tiering.approve(prepared.batch)
			self.assertEqual(tiering.effect(prepared.batch), [{"tier": "Mass", "customers": 2}])
		self.assertEqual({state(name).tier for name in names}, {"Wealth Potential"})
		self.assertEqual(state(left).tier, "Wealth", "who moved since the preview is left alone")
		done = frappe.get_doc("Bank Tier Batch", prepared.batch)
		self.assertEqual(
			(done.changed_count, done.decided_by, done.requested_by), (2, self.second_head, self.head)
		)

	def test_SEG_05_a_relationship_managers_batch_always_waits_and_holds_own_customers_only(self):
		own, foreign = self.customer(600_000), self.customer(600_000, manager=None)
		self.approval_size(100)
		with self.set_user(self.manager):
			prepared = self.prepare(assets_from(500_000))
			self.assertEqual((prepared.to_change, prepared.needs_approval), (1, True))
			tiering.submit(prepared.batch)
			with self.assertRaises(frappe.PermissionError):
				tiering.approve(prepared.batch)
		with self.set_user(self.head):
			tiering.reject(prepared.batch, "Not this season")
		self.assertEqual({state(own).tier, state(foreign).tier}, {"Mass"})
		with self.set_user(self.second_head), self.assertRaises(frappe.ValidationError):
			tiering.approve(prepared.batch)

	def test_SEG_05_a_rule_of_the_approval_matrix_decides_where_it_fits(self):
		names = [self.customer(600_000) for _ in range(2)]
		steps = [
			{"sequence": 1, "approver": "Superior"},
			{"sequence": 2, "approver": "Role", "role": roles.AUDITOR},
		]
		factories.make(
			"Bank Approval Rule", rule_name="Tiers", document_kind="Tier Batch", amount_from=2, steps=steps
		)
		auditor = self.staff(roles.AUDITOR, self.branch)
		self.approval_size(100)
		with self.set_user(self.head):
			prepared = self.prepare(assets_from(500_000))
			self.assertTrue(prepared.needs_approval, "the rule counts whatever the size in the settings says")
			self.assertEqual(tiering.submit(prepared.batch), "Pending Approval")
			with self.assertRaises(frappe.PermissionError):
				tiering.approve(prepared.batch)
		with self.set_user(self.second_head):
			tiering.approve(prepared.batch)
		self.assertEqual({state(name).tier for name in names}, {"Mass"}, "a second step waits")
		with self.set_user(self.second_head), self.assertRaises(frappe.PermissionError):
			tiering.approve(prepared.batch)
		asked = frappe.db.get_value("Bank Tier Batch", prepared.batch, "approval")
		with self.set_user(auditor):
			requests.vote(asked, agree=True)
		self.assertEqual({state(name).tier for name in names}, {"Wealth Potential"})

	def test_SEG_05_overrides_and_higher_tiers_are_left_out_unless_asked_for(self):
		kept = self.customer(600_000, tier_source="Manual", tier_locked_until=last_day())
		higher = self.customer(600_000, tier="Wealth")
		with self.set_user(self.head):
			first = self.prepare(assets_from(500_000))
			self.assertEqual((first.overridden, first.higher, first.to_change), (1, 1, 0))
			with self.assertRaises(frappe.ValidationError):
				tiering.submit(first.batch)
			none = self.prepare(assets_from(500_000), only_upwards="1", include_overridden="0")
			self.assertEqual(none.to_change, 0, "as the browser sends it")
			tiering.discard(none.batch)
			both = self.prepare(assets_from(500_000), only_upwards="0", include_overridden="1")
			self.assertEqual(both.to_change, 2)
			tiering.discard(both.batch)
		self.assertFalse(frappe.db.exists("Bank Tier Batch Member", {"batch": both.batch}))
		self.assertEqual((state(kept).tier, state(higher).tier), ("Mass", "Wealth"))

	def test_SEG_05_bad_wishes_are_refused_and_leave_nothing(self):
		self.customer(600_000)
		before = frappe.db.count("Bank Tier Batch")
		with self.set_user(self.head):
			for values in (
				{"reason": "  "},
				{"reason": "x" * 10_000},
				{"to_tier": "No Such Tier"},
				{"locked_until": ""},
				{"locked_until": add_days(today(), -1)},
			):
				with self.subTest(values=list(values)), self.assertRaises(frappe.ValidationError):
					self.prepare(assets_from(500_000), **values)
			with self.assertRaises(frappe.ValidationError):
				self.prepare({"field": "password", "operator": "=", "value": 1})
		self.assertEqual(
			frappe.db.count("Bank Tier Batch"), before + 1, "the last one goes with its transaction"
		)

	def test_SEG_05_roles_without_the_right_are_refused(self):
		for role in (roles.TELLER, roles.AUDITOR, roles.COMPLIANCE_OFFICER):
			user = self.staff(role, self.branch)
			with self.subTest(role=role), self.set_user(user), self.assertRaises(frappe.PermissionError):
				self.prepare(assets_from(500_000))

	def test_SEG_05_old_previews_are_thrown_away(self):
		self.customer(600_000)
		with self.set_user(self.head):
			prepared = self.prepare(assets_from(500_000))
		batch.discard_old_previews()
		self.assertTrue(frappe.db.exists("Bank Tier Batch", prepared.batch))
		frappe.db.set_value("Bank Tier Batch", prepared.batch, "requested_at", add_days(now_datetime(), -2))
		batch.discard_old_previews()
		self.assertFalse(frappe.db.exists("Bank Tier Batch", prepared.batch))


class TestOverride(BatchCase):
	def test_SEG_03_override_and_release_are_logged_as_high_privilege(self):
		name = self.customer(700_000, tier="Wealth Potential")
		with self.set_user(self.head):
			customer_tier.override(name, "Private Banking", "Assets at another bank", add_days(today(), 30))
			evaluation.evaluate([name])
			self.assertEqual(customer_tier.explain(name)["reason"], "Override in Force")
			customer_tier.release(name, "They did not come")
		self.assertEqual((state(name).tier, state(name).tier_source), ("Wealth Potential", "Rule"))
		lines = [
			(line.reason_code, line.to_tier, line.high_privilege, line.changed_by) for line in history(name)
		]
		self.assertEqual(
			lines,
			[("Override", "Private Banking", 1, self.head), ("Released", "Wealth Potential", 1, self.head)],
		)

	def test_SEG_03_only_deciders_and_only_their_customers(self):
		name = self.customer(700_000)
		for user in (self.manager, self.stranger, self.staff(roles.TELLER, self.branch)):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				customer_tier.override(name, "Wealth", "Because")
		self.assertEqual(history(name), [])

	def test_SEG_03_reason_and_end_are_checked(self):
		name = self.customer(700_000)
		with self.set_user(self.head):
			for arguments in (("Wealth", " "), ("Wealth", "x", add_days(today(), -1)), ("Nothing", "x")):
				with self.assertRaises(frappe.ValidationError):
					customer_tier.override(name, *arguments)
			with self.assertRaises(frappe.ValidationError):
				customer_tier.release(name, "There is none")
		self.assertEqual((state(name).tier, history(name)), ("Mass", []))

	def test_SEG_20_a_form_that_stayed_open_does_not_take_the_tier_back(self):
		name = self.customer(700_000)
		form = frappe.get_doc("Bank Customer", name)
		evaluation.evaluate([name])
		form.city = "Hangzhou"
		form.save()
		self.assertEqual(state(name).tier, "Wealth Potential")
		form.tier = "Private Banking"
		form.save()
		self.assertEqual(state(name).tier, "Wealth Potential")

	def test_SEG_20_nobody_files_a_new_customer_into_a_tier_of_choice(self):
		with self.set_user(self.manager):
			values = factories.customer_values(tier="Private Banking", manager=self.manager)
			made = frappe.get_doc(values).insert()
		self.assertEqual((made.tier, state(made.name).tier), ("Mass", "Mass"))

	def test_SEG_01_explanation_names_every_condition(self):
		frappe.db.set_value("Bank Customer Tier", "Wealth", "min_product_count", 9)
		name = self.customer(1_000_000, tier="Wealth")
		with self.set_user(self.manager):
			told = customer_tier.explain(name)
		self.assertEqual((told["reason"], told["may_decide"]), ("Watched", False))
		wealth = next(step for step in told["steps"] if step["tier"] == "Wealth")
		self.assertEqual(
			wealth["checks"], [{"condition": "assets", "met": True}, {"condition": "products", "met": False}]
		)
