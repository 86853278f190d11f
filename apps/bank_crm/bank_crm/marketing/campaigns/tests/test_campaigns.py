"""Plans, approval, money, reasons for a refusal, waves that cannot be, texts with faults (MKT-01 to MKT-05, MKT-15, MKT-21)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, flt, now_datetime

from bank_crm.compliance.approvals import requests
from bank_crm.domain import audience
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing.campaigns import money
from bank_crm.marketing.sending import jobs, receipts, single, states
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.setup import workflows
from bank_crm.tests import factories

REFUSED = frappe.ValidationError


def conditions(field: str, operator: str, value: Any) -> str:
	return json.dumps(
		audience.tree(audience.group("and", {"field": field, "operator": operator, "value": value}))
	)


class TestMoneyAndAudience(CampaignCase):
	def contradictory(self) -> list[str]:
		"""资产50万以上 and 资产5万以下: nobody is both."""
		made = []
		for operator, value in ((">=", 500_000), ("<", 50_000)):
			made.append(
				factories.make(
					"Bank Segment",
					segment_name=factories.unique("Segment "),
					basis="Conditions",
					kind="Static",
					conditions=conditions("total_aum", operator, value),
				).name
			)
		return made

	def test_scenario_05_each_reason_is_named_and_both_at_once(self):
		"""活动预算 where the fee does not suffice, the pair where the audience contradicts itself (MKT-04, MKT-05)."""
		people = self.segment(self.customers(3))
		with self.assertRaisesRegex(REFUSED, "Campaign budget") as poor:
			self.campaign([people], budget=0.1)
		self.assertNotIn("contradicts", str(poor.exception))
		self.campaign([people], budget=0.15)
		factories.make_customer()
		pair = self.contradictory()
		with self.assertRaisesRegex(REFUSED, "contradicts") as torn:
			self.campaign(pair, audience_match="Every Segment")
		self.assertIn("500,000", str(torn.exception))
		self.assertIn("50,000", str(torn.exception))
		self.assertNotIn("Campaign budget", str(torn.exception))
		with self.assertRaises(REFUSED) as both:
			self.campaign(pair, audience_match="Every Segment", budget=0)
		self.assertIn("contradicts", str(both.exception))
		self.assertIn("Campaign budget", str(both.exception))
		# what is planned for other things is not there for messages; nor is what others have reserved
		venue = {"kind": "Venue", "item": "Hall", "planned": 1000}
		with self.assertRaisesRegex(REFUSED, "Campaign budget"):
			self.campaign([people], costs=[venue])
		frappe.db.set_value("Bank Prepaid Account", self.account.name, "available", 0.1)
		with self.assertRaisesRegex(REFUSED, "prepaid message fees"):
			self.campaign([people])

	def test_mkt_04_reserved_at_the_start_settled_by_receipt_and_given_back(self):
		people = self.customers(4)
		campaign = self.campaign([self.segment(people)])
		wave = self.wave(campaign)
		self.start(campaign)
		self.assertEqual(self.sums(campaign), (100, 0.2, 99.8, 0.2, 0))
		self.send(wave)
		self.assertEqual(self.sums(campaign), (100, 0.2, 99.8, 0.2, 0))
		names = frappe.get_all("Bank Message", filters={"wave": wave.name}, pluck="name", order_by="name")
		told = [{"key": states.key_of(name), "state": "Delivered"} for name in names[:2]]
		receipts.take(self.gateway.name, [*told, {"key": states.key_of(names[2]), "state": "Failed"}])
		jobs.nightly()
		self.assertEqual(self.sums(campaign), (99.9, 0.05, 99.85, 0.05, 0.1))
		jobs.nightly()
		self.assertEqual(self.sums(campaign), (99.9, 0.05, 99.85, 0.05, 0.1))
		with self.freeze_time(add_days(now_datetime(), 4)):
			jobs.nightly()
		self.assertEqual(self.sums(campaign), (99.85, 0, 99.85, 0, 0.15))
		entries = frappe.get_all("Bank Prepaid Entry", filters={"campaign": campaign.name}, pluck="kind")
		self.assertEqual(sorted(entries), ["Released", "Reserved", "Spent", "Spent"])

	def test_mkt_04_what_the_fixed_targets_cost_more_pauses_the_campaign(self):
		segment = self.segment(self.customers(2))
		campaign = self.campaign([segment], budget=0.12)
		wave = self.wave(campaign)
		self.start(campaign)
		for name in self.customers(1):
			factories.make("Bank Segment Member", segment=segment, customer=name, joined_at=now_datetime())
		self.send(wave)
		campaign.reload()
		self.assertEqual(campaign.state, "Paused")
		self.assertIn("Campaign budget", campaign.paused_reason)
		self.assertEqual(len(self.simulator.taken), 0)

	def sums(self, campaign: Any) -> tuple[float, ...]:
		account = frappe.db.get_value(
			"Bank Prepaid Account", self.account.name, ["balance", "reserved", "available"]
		)
		own = frappe.db.get_value("Bank Campaign", campaign.name, ["reserved", "spent"])
		return tuple(flt(value, 2) for value in (*account, *own))


class TestRights(CampaignCase):
	def test_mkt_21_marketing_makes_and_runs_another_approves(self):
		campaign = self.campaign([self.segment(self.customers(1))])
		self.wave(campaign)
		for role in (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.TELLER, roles.AUDITOR):
			frappe.set_user(factories.make_user(role))
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(campaign.as_dict() | {"name": None}).insert()
		frappe.set_user("Administrator")
		self.step(campaign, CampaignState.PENDING)
		with self.assertRaises(frappe.PermissionError):
			self.step(campaign, CampaignState.APPROVED, self.officer)
		self.step(campaign, CampaignState.APPROVED, self.second)
		manager = factories.make_user(roles.BRANCH_MANAGER)
		with self.assertRaises(frappe.PermissionError):
			self.step(campaign, CampaignState.RUNNING, manager)
		self.step(campaign, CampaignState.RUNNING)
		for state in (CampaignState.PAUSED, CampaignState.ENDED):
			with self.assertRaises(frappe.PermissionError):
				self.step(campaign, state, manager)

	def test_mkt_21_a_branch_manager_approves_a_small_budget_too(self):
		campaign = self.campaign([self.segment(self.customers(1))], budget=50_000)
		self.wave(campaign)
		self.step(campaign, CampaignState.PENDING)
		plan = next(plan for plan in workflows.shipped() if plan.doctype == "Bank Campaign")
		offered = [
			step
			for step in plan.transitions
			if step.action == "Approve" and step.role == roles.BRANCH_MANAGER
		]
		campaign.reload()
		self.assertFalse(campaign.above_limit)
		for step in offered:
			self.assertTrue(
				frappe.safe_eval(
					step.condition,
					None,
					{"doc": campaign, "frappe": frappe._dict(session=frappe._dict(user="manager"))},
				)
			)
		self.assertTrue(offered)
		manager = factories.make_user(roles.BRANCH_MANAGER)
		self.assertEqual(self.step(campaign, CampaignState.APPROVED, manager).state, "Approved")

	def test_mkt_09_a_wave_without_a_time_leaves_as_soon_as_the_campaign_runs(self):
		"""Writing a script takes longer than a minute: the time is the server's, taken when it is saved."""
		campaign = self.campaign([self.segment(self.customers(1))])
		before = now_datetime().replace(microsecond=0)
		wave = self.wave(campaign, channel="Phone", send_at=None, script="Hello")
		self.assertTrue(before <= wave.send_at <= now_datetime())

	def test_UX_01_the_timeline_calls_a_step_as_the_form_does(self):
		campaign = self.campaign([self.segment(self.customers(1))])
		self.wave(campaign)
		self.step(campaign, CampaignState.PENDING)
		self.step(campaign, CampaignState.APPROVED, self.second)
		frappe.local.lang = "zh"
		self.addCleanup(setattr, frappe.local, "lang", "en")
		with self.set_user(self.officer):
			apply_workflow(campaign.reload(), "Start Campaign")
		about = {"reference_doctype": "Bank Campaign", "reference_name": campaign.name}
		said = frappe.get_all("Comment", {**about, "comment_type": "Workflow"}, pluck="content")
		self.assertEqual(said, ["进行中"])

	def test_mkt_21_a_large_budget_is_approved_by_a_branch_manager(self):
		campaign = self.campaign([self.segment(self.customers(1))], budget=50_001)
		self.wave(campaign)
		self.assertTrue(campaign.above_limit)
		self.step(campaign, CampaignState.PENDING)
		with self.assertRaises(frappe.PermissionError):
			self.step(campaign, CampaignState.APPROVED, self.second)
		manager = factories.make_user(roles.BRANCH_MANAGER)
		campaign = self.step(campaign, CampaignState.APPROVED, manager)
		self.assertEqual(campaign.state, "Approved")

	def test_the_rows_of_the_form_are_tables_of_it(self):
		tables = {field.options for field in frappe.get_meta("Bank Campaign").get_table_fields()}
		self.assertEqual(tables, {"Bank Campaign Segment", "Bank Campaign Variant", "Bank Campaign Cost"})
		template = frappe.get_meta("Bank Message Template").get_table_fields()
		self.assertEqual([field.options for field in template], ["Bank Template Default"])

	def test_the_shipped_workflow_has_the_campaigns_way(self):
		plan = next(plan for plan in workflows.shipped() if plan.doctype == "Bank Campaign")
		self.assertEqual([state.name for state in plan.states], list(CampaignState.values()))
		if not frappe.db.exists("Workflow", {"document_type": "Bank Campaign"}):
			workflows.create()
		self.assertTrue(frappe.db.exists("Workflow", {"document_type": "Bank Campaign", "is_active": 1}))

	def test_mkt_07_content_changes_as_a_draft_or_while_paused_only(self):
		campaign = self.campaign([self.segment(self.customers(1))])
		wave = self.wave(campaign, send_at=add_days(now_datetime(), 1).replace(microsecond=0))
		self.start(campaign)
		frappe.set_user(self.officer)
		campaign.per_hour = 5
		with self.assertRaisesRegex(REFUSED, "pause the campaign first"):
			campaign.save()
		campaign.reload()
		# the description of the benefit may change while it runs, and is a version of its own (MKT-08)
		campaign.benefit_text = "加息1%"
		campaign.save()
		self.assertEqual(campaign.reload().version_no, 2)
		frappe.set_user("Administrator")
		self.step(campaign, CampaignState.PAUSED)
		frappe.set_user(self.officer)
		campaign.budget = 5_000
		with self.assertRaisesRegex(REFUSED, "fixed when the campaign started"):
			campaign.save()
		campaign.reload()
		self.step(campaign, CampaignState.ENDED)
		self.assertEqual(wave.reload().state, "Cancelled")
		frappe.set_user(self.officer)
		campaign.reload()
		with self.assertRaises(REFUSED):
			campaign.state = "Running"
			campaign.save()

	def test_ending_cancels_what_has_not_left(self):
		campaign = self.campaign([self.segment(self.customers(3))], per_hour=1)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		frappe.db.set_value("Bank Campaign", campaign.name, "ends_on", add_days(now_datetime(), -1))
		jobs.nightly()
		wave.reload()
		campaign.reload()
		self.assertEqual((campaign.state, wave.state, wave.sent, wave.cancelled), ("Ended", "Done", 1, 2))
		self.assertEqual(flt(wave.reserved, 2), 0.05)


class TestBadInput(CampaignCase):
	def test_mkt_15_faults_of_a_text_are_told_at_their_line_before_the_start(self):
		for body, told in (
			("您好\n{{ customer_name }\n{{ link }}", "Line 2"),
			("您好\n{{ link }}\n{{ salary }}", "Line 3.*salary"),
			("{{ link }}\n{% for x in customer_name %}{{ x }}{% endfor %}", "Line 2.*For"),
			("{{ link }} {{ customer_name.__class__ }}", "Line 1.*Getattr"),
			("{{ link }}\nhttp://x.example", "Line 2.*http://x.example"),
		):
			with self.assertRaisesRegex(REFUSED, told):
				self.template(body)
		template = self.template("没有链接")
		campaign = self.campaign([self.segment(self.customers(1))], template)
		self.wave(campaign)
		with self.assertRaisesRegex(REFUSED, "does not say where its link goes"):
			self.step(campaign, CampaignState.PENDING)

	def test_mkt_08_waves_that_cannot_be_are_refused_at_their_field(self):
		campaign = self.campaign(
			[self.segment(self.customers(1))], ends_on=add_days(now_datetime(), 3).date()
		)
		now = now_datetime().replace(microsecond=0)
		with self.assertRaisesRegex(REFUSED, "Send From.*has passed"):
			self.wave(campaign, send_at=now - timedelta(hours=1))
		with self.assertRaisesRegex(REFUSED, "Send From.*outside the campaign"):
			self.wave(campaign, send_at=add_days(now, 4))
		with self.assertRaisesRegex(REFUSED, "Send Until.*lies before"):
			self.wave(campaign, send_at=add_days(now, 1), send_until=now)
		self.wave(campaign, send_at=add_days(now, 1), send_until=add_days(now, 2))
		with self.assertRaisesRegex(REFUSED, "Send From.*overlaps the wave"):
			self.wave(campaign, send_at=add_days(now, 1) + timedelta(hours=1), send_until=add_days(now, 2))
		days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
		another = days[add_days(now, 4).weekday()]  # none of those the waves have
		frappe.db.set_value("Bank Campaign", campaign.name, {day: int(day == another) for day in days})
		with self.assertRaisesRegex(REFUSED, "Send From.*no minute in which"):
			late = add_days(now, 2)
			self.wave(campaign, send_at=late + timedelta(hours=2), send_until=late + timedelta(hours=3))
		frappe.db.set_value("Bank Campaign", campaign.name, "state", CampaignState.APPROVED.value)
		with self.assertRaisesRegex(REFUSED, "Wave.*there is none in which"):
			self.step(campaign.reload(), CampaignState.RUNNING)

	def test_single_messages_are_sent_once_by_their_key(self):
		customer = self.customers(1)[0]
		for _twice in range(2):
			name = single.send(
				customer, "SMS", text="您的券：{link}", key="voucher:1", link_url="https://www.bank.example/v"
			)
		single.run()
		single.run()
		self.assertEqual(frappe.db.get_value("Bank Message", name, "state"), "Sent")
		self.assertEqual((len(self.simulator.taken), self.simulator.repeated), (1, 0))
		self.assertIn(f"/c/{name}.", self.simulator.texts[0])
		for wrong in (
			{"text": " "},
			{"text": "x" * 501},
			{"text": "{link}"},
			{"text": "x", "link_url": "http://x.example"},
		):
			with self.assertRaises(ValueError):
				single.send(customer, "SMS", key="voucher:2", **wrong)

	def test_a_gateway_without_encryption_or_secret_is_not_switched_on(self):
		with self.assertRaisesRegex(REFUSED, "https"):
			self.make_gateway("App", url="http://gateway.example/send")
		with self.assertRaisesRegex(REFUSED, "above 0"):
			factories.make("Bank Prepaid Account", account_name="x", unit_price=0)
		money.top_up(self.account.name, money.amount(-100))
		self.assertEqual(flt(frappe.db.get_value("Bank Prepaid Account", self.account.name, "available")), 0)


class TestMatrix(CampaignCase):
	"""Where a rule of the approval matrix fits a campaign, its people decide (MKT-21, SAL-11)."""

	def test_mkt_21_a_rule_of_the_matrix_decides_instead_of_the_roles(self):
		head = factories.make_user(roles.BRANCH_MANAGER)
		factories.make(
			"Bank Approval Rule",
			rule_name="Campaigns",
			document_kind="Campaign",
			steps=[
				{"sequence": 1, "approver": "Person", "person": head},
				{"sequence": 2, "approver": "Role", "role": roles.COMPLIANCE_OFFICER},
			],
		)
		checker = factories.make_user(roles.COMPLIANCE_OFFICER)
		campaign = self.campaign([self.segment(self.customers(1))])
		self.wave(campaign)
		campaign = self.step(campaign, CampaignState.PENDING)
		approval = campaign.reload().approval
		self.assertTrue(approval)
		for user in (self.second, head, self.officer, "Administrator"):
			with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
				self.step(campaign, CampaignState.APPROVED, user)
		with self.assertRaises(frappe.PermissionError):
			self.step(campaign, CampaignState.DRAFT, self.second)
		self.vote(approval, head)
		self.assertEqual(campaign.reload().state, "Pending Approval")
		(row,) = frappe.get_all("Bank Approval Vote", {"parent": approval, "state": "Open"}, ["approver"])
		frappe.db.set_value("Bank Approval Vote", {"parent": approval, "state": "Open"}, "approver", checker)
		self.vote(approval, checker)
		self.assertEqual(campaign.reload().state, "Approved", row.approver)
		sent = frappe.get_doc("Bank Campaign", campaign.name)
		sent.approval = None
		frappe.set_user(self.officer)
		sent.save()
		self.assertEqual(sent.reload().approval, approval, "nobody types it away")

	def vote(self, approval: str, user: str) -> None:
		frappe.set_user(user)
		try:
			requests.vote(approval, agree=True)
		finally:
			frappe.set_user("Administrator")
