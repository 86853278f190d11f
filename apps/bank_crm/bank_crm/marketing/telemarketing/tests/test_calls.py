"""Calls from a wave, their outcomes, who sees and makes them (MKT-02, MKT-09, SAL-08, scenario 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime

from bank_crm.api import telemarketing as api
from bank_crm.compliance import reveal
from bank_crm.compliance.contact.tests.contact_case import block, consent, quiet_hours
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import overview, tallies
from bank_crm.marketing.telemarketing import lists, work
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles, scope
from bank_crm.tests import factories

REFUSED = frappe.ValidationError


class TestCalls(CampaignCase):
	def setUp(self) -> None:
		super().setUp()
		self.branch = factories.make_branch()
		self.ann, self.bob = (self.salesperson() for _one in range(2))
		loads = lists.loads
		# other tests' people stay out
		mine = patch.object(
			lists, "loads", lambda: {name: loads()[name] for name in sorted((self.ann, self.bob))}
		)
		mine.start()
		self.addCleanup(mine.stop)

	def salesperson(self) -> str:
		user = factories.make_user(roles.RELATIONSHIP_MANAGER)
		factories.make_staff(user, self.branch)
		return user

	def outcome(self, **means: Any) -> str:
		values = {"outcome_name": factories.unique("Outcome "), "interaction_outcome": "Reached", **means}
		return factories.make("Bank Call Outcome", **values).name

	def people(self, count: int, **values: Any) -> list[str]:
		names = self.customers(count, branch=self.branch, **values)
		for name in names:
			consent(name, "Phone", "Marketing")
		return names

	def calling(self, people: list[str], **values: Any) -> Any:
		"""A running campaign all of whose targets claimed something, with the phone wave sent."""
		campaign = self.campaign(
			[self.segment(people)], product_category="Wealth", campaign_type="Telemarketing"
		)
		wave = self.wave(campaign, channel="Phone", script="您好，加息券还没用。", **values)
		self.start(campaign)
		self.send(wave)
		return campaign

	def calls(self, campaign: Any) -> dict[str, frappe._dict]:
		fields = ["name", "customer", "caller", "state", "due_at", "attempts", "opportunity", "message"]
		rows = frappe.get_all("Bank Campaign Call", {"campaign": campaign.name}, fields, limit=0)
		return {row.customer: row for row in rows}

	def as_user(self, user: str, method: Any, *args: Any, **kwargs: Any) -> Any:
		frappe.set_user(user)
		try:
			return method(*args, **kwargs)
		finally:
			frappe.set_user("Administrator")

	def test_scenario_03_mkt_09_who_claimed_and_did_not_buy_is_called(self):
		"""未购买客户追加电话营销: the list of claimed-but-not-bought customers becomes call tasks by load."""
		people = self.people(6)
		mine, gone = people[0], people[5]
		frappe.db.set_value("Bank Customer", mine, "manager", self.ann)
		campaign = self.campaign([self.segment(people)], product_category="Wealth")
		first = self.wave(campaign)
		self.start(campaign)
		self.send(first)
		for customer in people[:5]:
			responses.record(campaign.name, customer, "Claimed", now_datetime())
		responses.record(campaign.name, people[4], "Purchased", now_datetime(), amount=100)
		responses.record(campaign.name, gone, "Claimed", now_datetime())
		block(gone)
		second = self.wave(campaign, channel="Phone", wave_audience="Claimed, Not Purchased", script="您好")
		self.send(second)
		self.send(second)
		found = self.calls(campaign)
		self.assertEqual(set(found), set(people[:4]))
		self.assertEqual(found[mine].caller, self.ann)
		shares = [row.caller for row in found.values()]
		self.assertEqual((shares.count(self.ann), shares.count(self.bob)), (2, 2))
		self.assertEqual(self.messages(second)[gone][1], "Do Not Contact")
		told = frappe.get_all("Notification Log", {"document_name": campaign.name}, pluck="for_user")
		self.assertEqual(sorted(told), sorted([self.ann, self.bob]))
		row = next(row for row in found.values() if row.caller == self.bob)
		self.assertFalse(scope.allows("Bank Customer", row.customer, self.bob))
		sheet = self.as_user(self.bob, api.sheet, str(row.name))
		self.assertEqual(sheet["script"], "您好")
		self.assertIn("*", sheet["customer"]["mobile"])
		self.assertIn("Claimed", [one["kind"] for one in sheet["steps"]])
		listed = self.as_user(self.bob, api.my_calls)
		self.assertEqual(listed["count"], 2)
		# the number of a customer who is somebody else's: as long as the call is to be made
		args = ("Bank Customer", row.customer, "mobile", "call")
		self.assertTrue(self.as_user(self.bob, reveal.reveal, *args).startswith("139"))
		self.assertRaises(frappe.PermissionError, self.as_user, self.ann, reveal.reveal, *args)
		wrong = ("Bank Customer", row.customer, "id_number", "call")
		self.assertRaises(frappe.PermissionError, self.as_user, self.bob, reveal.reveal, *wrong)
		declined = self.outcome(talked=1, interaction_outcome="Not Interested")
		self.as_user(self.bob, api.finish, str(row.name), declined, "太忙")
		self.assertRaises(frappe.PermissionError, self.as_user, self.bob, reveal.reveal, *args)
		self.assertRaises(REFUSED, self.as_user, self.bob, api.finish, str(row.name), declined)

	def test_mkt_09_a_further_try_waits_for_the_end_of_the_quiet_hours(self):
		quiet_hours(self, "21:00", "08:00")
		(customer,) = self.people(1, manager=self.ann)
		(found,) = self.calls(self.calling([customer], call_attempts=5)).values()
		no_answer, later = self.outcome(retry_hours=3), self.outcome(needs_time=1)
		evening = now_datetime().replace(hour=20, minute=30, second=0, microsecond=0)
		with self.freeze_time(evening):
			again = self.as_user(self.ann, api.finish, str(found.name), no_answer)
			self.assertEqual(again["due_at"], evening + timedelta(hours=11, minutes=30))
			# what the customer wishes is kept
			wanted = evening + timedelta(hours=2)
			self.as_user(self.ann, api.finish, str(found.name), later, call_again=str(wanted))
		self.assertEqual(frappe.db.get_value(work.CALL, found.name, "due_at"), wanted)

	def test_mkt_02_sal_08_outcomes_do_what_they_mean(self):
		people = self.people(4, manager=self.ann)
		campaign = self.calling(people, call_attempts=2)
		found = self.calls(campaign)
		interested = self.outcome(talked=1, opens_opportunity=1, interaction_outcome="Interested")
		no_answer = self.outcome(retry_hours=3, interaction_outcome="Not Reached")
		later, stop = self.outcome(needs_time=1), self.outcome(talked=1, do_not_call=1)

		def finish(customer: str, outcome: str, **more: Any) -> dict[str, Any]:
			return self.as_user(self.ann, api.finish, str(found[customer].name), outcome, **more)

		done = finish(people[0], interested, note="想了解")
		deal = frappe.get_doc("Bank Opportunity", done["opportunity"])
		self.assertEqual(
			(deal.customer, deal.source, deal.origin_type, deal.origin, deal.salesperson),
			(people[0], "Campaign", "Bank Campaign", campaign.name, self.ann),
		)
		self.assertEqual(deal.product_category, "Wealth")
		member = {"campaign": campaign.name, "customer": people[0]}
		self.assertTrue(frappe.db.get_value("Bank Campaign Member", member, "participated_at"))
		contact = frappe.get_doc("Bank Interaction", {"customer": people[0], "reference_doctype": work.CALL})
		self.assertEqual((contact.outcome, contact.user), ("Interested", self.ann))
		again = finish(people[1], no_answer)
		self.assertEqual(again["state"], "Open")
		self.assertGreater(again["due_at"], now_datetime() + timedelta(hours=2))
		self.assertEqual(finish(people[1], no_answer)["state"], "Done")
		message = frappe.get_doc("Bank Message", found[people[1]].message)
		self.assertEqual(message.state, "Failed")
		with self.assertRaisesRegex(REFUSED, "in the future"):
			finish(people[2], later)
		when = add_days(now_datetime().replace(microsecond=0), 1)
		self.assertEqual(finish(people[2], later, call_again=str(when))["due_at"], when)
		finish(people[3], stop)
		ledger = {"customer": people[3], "channel": "Phone", "purpose": "Marketing", "is_current": 1}
		self.assertEqual(frappe.db.get_value("Bank Contact Consent", ledger, "decision"), "Withdrawn")
		tallies.refresh(campaign.name)
		figures = frappe.db.get_value("Bank Campaign", campaign.name, "*", as_dict=True)
		self.assertEqual((figures.reached, figures.participants, figures.unsubscribed), (2, 2, 1))
		counted = tallies.recount(campaign.name)
		self.assertEqual({name: figures[name] for name in counted}, counted)
		# the marketer sees how far the calls have come, and how they ended
		progress = {
			one["outcome"]: (one["state"], one["count"]) for one in overview.of(campaign.name)["calls"]
		}
		expected = {interested: ("Done", 1), no_answer: ("Done", 1), later: ("Open", 1), stop: ("Done", 1)}
		self.assertEqual(progress, expected)
		# the promised call is reminded of once, when its time has come
		with self.freeze_time(when + timedelta(minutes=1)):
			self.assertEqual((lists.remind(), lists.remind()), (1, 0))

	def test_mkt_07_09_nobody_is_called_while_paused_after_the_end_or_against_the_will(self):
		people = self.people(2, manager=self.ann)
		campaign = self.calling(people)
		found = self.calls(campaign)
		answered = self.outcome(talked=1)
		self.step(campaign, CampaignState.PAUSED)
		self.assertEqual(self.as_user(self.ann, api.my_calls)["count"], 0)
		with self.assertRaisesRegex(REFUSED, "does not run"):
			self.as_user(self.ann, api.finish, str(found[people[0]].name), answered)
		self.step(campaign, CampaignState.RUNNING)
		consent(people[1], "Phone", "Marketing", decision="Withdrawn")
		self.assertIn(
			"withdr", self.as_user(self.ann, api.sheet, str(found[people[1]].name))["refusal"].lower()
		)
		lists.run_due()
		self.assertEqual(self.calls(campaign)[people[1]].state, "Cancelled")
		self.step(campaign, CampaignState.ENDED)
		lists.run_due()
		self.assertEqual(self.calls(campaign)[people[0]].state, "Cancelled")
		states = set(frappe.get_all("Bank Message", {"campaign": campaign.name}, pluck="state"))
		self.assertEqual(states, {"Cancelled"})

	def test_mkt_09_managers_share_out_others_see_their_own(self):
		people = self.people(2, manager=self.ann)
		campaign = self.calling(people)
		names = [str(row.name) for row in self.calls(campaign).values()]
		manager = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(manager, self.branch)
		self.assertRaises(frappe.PermissionError, self.as_user, self.ann, api.hand_over, names, self.bob)
		self.assertRaises(frappe.PermissionError, self.as_user, self.bob, api.sheet, names[0])
		self.assertRaises(REFUSED, self.as_user, manager, api.hand_over, names, manager)
		self.assertEqual(self.as_user(manager, api.hand_over, names, self.bob), 2)
		team = self.as_user(manager, api.my_calls, team=1)
		self.assertEqual(team["count"], 2)
		called_by = frappe.db.get_value("User", self.bob, "full_name")
		self.assertEqual({one["caller_name"] for one in team["calls"]}, {called_by})
		self.assertEqual(
			[one["calls"] for one in self.as_user(manager, api.callers)],
			[2 if name == self.bob else 0 for name in sorted((self.ann, self.bob))],
		)
		self.assertEqual(self.as_user(self.bob, api.my_calls)["count"], 2)
		self.assertEqual(self.as_user(self.ann, api.my_calls)["count"], 0)
		# whoever has left calls nobody
		frappe.db.set_value("Bank Staff", {"user": self.bob}, "active", 0)
		still = {self.ann: 0}
		with patch.object(lists, "loads", lambda: still):
			self.assertEqual(lists.share_again(), 2)
		self.assertEqual({row.caller for row in self.calls(campaign).values()}, {self.ann})
		with self.assertRaisesRegex(REFUSED, "after that"):
			self.outcome(talked=1, do_not_call=1, opens_opportunity=1)
