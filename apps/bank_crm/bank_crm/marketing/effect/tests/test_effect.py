"""Purchases put down to campaigns, what they added, counters against a recount (MKT-06, MKT-10, MKT-13, MKT-22, MKT-24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, flt, now_datetime, today

from bank_crm.api import campaigns as api
from bank_crm.domain.campaign_enums import MessageState, ResponseKind
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution, jobs
from bank_crm.marketing.sending import single, states
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.tests import factories


class TestEffect(CampaignCase):
	def product(self, category: str = "Wealth") -> str:
		code = factories.unique("P")
		return factories.make("Bank Product", product_code=code, product_name=code, category=category).name

	def begun(self, people: list[str], days_ago: int = 10, **values: Any) -> Any:
		"""A campaign that runs and reached these people some days ago."""
		values = {"product_category": "Wealth", **values}
		campaign = self.campaign([self.segment(people)], **values)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		names = frappe.get_all("Bank Message", {"wave": wave.name, "state": "Sent"}, pluck="name")
		then = now_datetime() - timedelta(days=days_ago)
		states.finish(names, MessageState.DELIVERED, then)
		member, message = frappe.qb.DocType("Bank Campaign Member"), frappe.qb.DocType("Bank Message")
		frappe.qb.update(member).set(member.joined_at, then).where(member.campaign == campaign.name).run()
		frappe.qb.update(message).set(message.delivered_at, then).where(message.name.isin(names or [0])).run()
		frappe.db.set_value("Bank Campaign", campaign.name, "started_at", then)
		tallies.refresh(campaign.name)
		return campaign

	def holding(self, customer: str, days_ago: int, amount: float = 10_000, **values: Any) -> Any:
		opened = add_days(today(), -days_ago)
		return factories.make_account(
			customer, **{"category": "Wealth", "principal": amount, "opened_on": opened, **values}
		)

	def figures(self, campaign: Any) -> frappe._dict:
		return frappe.db.get_value("Bank Campaign", campaign.name, "*", as_dict=True)

	def test_mkt_13_new_holdings_and_added_money_count_once_within_the_days(self):
		people = self.customers(6)
		old = [self.holding(name, 400) for name in people[:2]]
		campaign = self.begun(people, attribution_days=5)
		self.holding(people[2], 8, 20_000)  # within five days of the touch
		self.holding(people[3], 2)  # eight days after it
		self.holding(people[4], 20)  # before it
		self.holding(people[5], 8, category="Fund")  # something else
		booked = now_datetime() - timedelta(days=7)
		for amount in (500, 700):
			factories.make_transaction(old[0], txn_type="Purchase", posted_at=booked, amount=amount)
		factories.make_transaction(old[1], txn_type="Redemption", posted_at=booked, amount=900)
		self.assertEqual(attribution.count(campaign.name), 3)
		self.assertEqual(attribution.count(campaign.name), 0)
		found = self.figures(campaign)
		self.assertEqual((found.purchased, flt(found.purchase_amount)), (2, 21_200))
		self.assertEqual(found.participants, 2)
		self.assertEqual((found.reached, found.conversion_rate), (6, 100))
		row = frappe.get_doc("Bank Campaign Response", {"campaign": campaign.name, "customer": people[2]})
		self.assertEqual((row.kind, row.variant, row.reference_doctype), ("Purchased", "A", old[0].doctype))
		self.assertTrue(row.wave)

	def test_mkt_13_of_two_campaigns_for_the_same_the_first_or_last_touch_counts(self):
		for rule, winner in (("First Touch", 0), ("Last Touch", 1)):
			with self.subTest(rule):
				people = self.customers(1)
				both = [self.begun(people, days, attribution_touch=rule) for days in (9, 4)]
				self.holding(people[0], 1)
				self.assertEqual([attribution.count(one.name) for one in both], [1 - winner, winner])

	def test_mkt_13_a_purchase_told_by_whoever_sold_it_is_not_counted_again(self):
		(customer,) = self.customers(1)
		campaign = self.begun([customer])
		account = self.holding(customer, 2)
		told = responses.Reference(account.doctype, account.name)
		responses.record(
			campaign.name, customer, "Purchased", now_datetime(), "Coupon", amount=10_000, reference=told
		)
		self.assertEqual(attribution.count(campaign.name), 0)
		self.assertEqual(flt(self.figures(campaign).purchase_amount), 10_000)

	def test_mkt_13_the_control_group_buys_too_and_the_difference_is_the_effect(self):
		people = self.customers(60)
		campaign = self.begun(people, control_percent=50)
		groups = frappe.get_all(
			"Bank Campaign Member", {"campaign": campaign.name}, ["customer", "in_control"], limit=0
		)
		control = [row.customer for row in groups if row.in_control]
		treated = [row.customer for row in groups if not row.in_control]
		self.assertGreater(min(len(control), len(treated)), 15)
		for name in (*treated[:10], *control[:2]):
			self.holding(name, 3)
		(stranger,) = self.customers(1)  # drawn for neither group
		responses.record(campaign.name, stranger, "Clicked", now_datetime() - timedelta(days=5))
		self.holding(stranger, 1)
		self.assertEqual(attribution.count(campaign.name), 11)
		found = self.figures(campaign)
		self.assertEqual((found.trial_treated, found.trial_treated_bought), (len(treated), 10))
		self.assertEqual((found.trial_control, found.trial_control_bought), (len(control), 2))
		self.assertEqual(found.purchased, 11)
		told = api.overview(campaign.name)["effect"]["uplift"]
		self.assertAlmostEqual(told["difference"], 1000 / len(treated) - 200 / len(control), places=1)
		self.assertTrue(told["low"] <= told["difference"] <= told["high"])

	def test_mkt_06_10_22_24_counters_are_live_and_equal_a_recount(self):
		people = self.customers(8)
		campaign = self.begun(people[:6], goal_metric="Purchases", goal_target=4, return_percent=2)
		now = now_datetime()
		for customer in people[:4]:
			responses.record(campaign.name, customer, "Clicked", now)
		done = [
			responses.Done(campaign.name, name, ResponseKind.CLAIMED, now, f"k{campaign.name}{name}")
			for name in (*people[:3], people[7])
		]
		self.assertEqual(responses.record_many([*done, done[0]]), 4)
		self.assertEqual(responses.record_many(done), 0)
		responses.record(campaign.name, people[6], "Opened", now)  # a member no wave has reached
		extra = single.send(people[6], "SMS", text="hello", key=campaign.name, campaign=campaign.name)
		single.run()
		states.finish([extra], MessageState.DELIVERED, now)
		self.holding(people[0], 0, 30_000)
		self.holding(people[1], 0, 10_000)
		jobs.count_all()
		tallies.refresh(campaign.name)  # what a worker does that looks at a wave
		found = self.figures(campaign)
		self.assertEqual((found.reached, found.participants, found.clicked), (7, 5, 4))
		self.assertEqual((found.claimed, found.purchased, flt(found.purchase_amount)), (4, 2, 40_000))
		self.assertEqual((found.goal_achieved, found.goal_share), (2, 50))
		self.assertEqual(found.participation_rate, flt(500 / 7, 2))
		counted = tallies.recount(campaign.name)
		self.assertEqual({name: found[name] for name in counted}, counted)
		effect = api.overview(campaign.name)["effect"]
		self.assertEqual((effect["claim_rate"], effect["purchase_rate"]), (flt(400 / 7, 2), 50))

	def test_mkt_13_cost_per_result_and_what_came_back(self):
		people = self.customers(4)
		venue = {"kind": "Venue", "planned": 100, "actual": 60}
		campaign = self.begun(people, return_percent=2, costs=[venue])
		frappe.db.set_value("Bank Campaign", campaign.name, "spent", 40)
		self.holding(people[0], 1, 10_000)
		attribution.count(campaign.name)
		money = api.overview(campaign.name)["effect"]["money"]
		self.assertEqual((money["cost"], money["benefit"], money["ratio"], money["roi"]), (100, 200, 2, 100))
		self.assertEqual((money["per_participant"], money["per_purchase"]), (100, 100))

	def test_mkt_22_the_night_mends_what_is_wrong_and_touches_nothing_else(self):
		people = self.customers(3)
		campaign = self.begun(people)
		for customer in people[:2]:
			responses.record(campaign.name, customer, "Clicked", now_datetime())
		self.assertEqual(tallies.repair(campaign.name), {})
		frappe.db.set_value("Bank Campaign", campaign.name, {"clicked": 7, "reached": 1})
		mended = jobs.nightly()[campaign.name]
		self.assertEqual(mended, {"clicked": (7, 2), "reached": (1, 3)})
		found = self.figures(campaign)
		self.assertEqual((found.clicked, found.reached), (2, 3))
		tallies.refresh(campaign.name)
		self.assertEqual(self.figures(campaign).reached, 3)
