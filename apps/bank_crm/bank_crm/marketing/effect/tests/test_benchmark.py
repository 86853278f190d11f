"""`./crm benchmark effect` at the smallest size: it makes, counts, compares, and leaves nothing behind (MKT-22)."""

from __future__ import annotations

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.benchmarks import effect, effect_rows
from bank_crm.domain.campaign_enums import ResponseKind
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.tests import factories


class TestEffectAtSize(CampaignCase):
	def setUp(self) -> None:
		super().setUp()
		held = patch.object(frappe.local.db, "commit")
		held.start()
		self.addCleanup(held.stop)

	def test_mkt_22_the_benchmark_counts_what_it_made_and_clears_up(self):
		for name in self.customers(60, allowed=False)[:7]:  # bought of their own accord, something else
			factories.make_account(name, category="Wealth", principal=100, opened_on=add_days(today(), -1))
		size = frappe.db.count("Bank Customer", {"status": "Active"})
		said: list[str] = []
		undo = frappe.local.db.rollback

		def rollback(*, save_point: str | None = None, **_how: object) -> None:
			if save_point:  # the rows of the test are not committed either
				undo(save_point=save_point)

		with (
			patch.object(frappe.local.db, "rollback", rollback),
			patch("click.echo", lambda text="", **_how: said.append(str(text))),
		):
			effect.run(["--size", str(size), "--sample", "5"])
		told = json.loads(said[-1])
		self.assertEqual((told["name"], told["size"]), ("effect", size))
		for figure in told["figures"]:  # how fast it was is the benchmark's own matter
			self.assertEqual({*figure}, {"name", "value", "unit", "baseline", "ratio", "target", "ok"})
			self.assertIsNotNone(figure["value"])
		self.assertFalse(frappe.db.exists("Bank Campaign", {"campaign_name": effect_rows.MARK}))
		left = frappe.db.count("Bank Customer Account", {"name": ("like", f"{effect_rows.PREFIX}%")})
		self.assertEqual(left, 0)
		self.assertFalse(frappe.db.exists("Bank Product", {"product_code": effect_rows.SOLD}))

	def test_mkt_22_members_are_counted_in_portions_and_a_stopped_job_goes_on(self):
		people = self.customers(7)
		campaign = self.campaign([self.segment(people)], product_category="Wealth")
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		now = now_datetime()
		frappe.db.set_value("Bank Message", {"wave": wave.name}, "delivered_at", now)
		for name in people:
			factories.make_account(name, category="Wealth", principal=100, opened_on=add_days(today(), 0))
		seen = responses.record_many
		with patch.object(attribution, "MEMBERS", 3), patch.object(attribution, "PORTION", 2):
			stopping = patch.object(responses, "record_many", self.then_stop(seen))
			with stopping, self.assertRaises(frappe.QueryDeadlockError):
				attribution.count(campaign.name)
			half = frappe.db.get_value("Bank Campaign", campaign.name, "purchased")
			self.assertTrue(0 < half < 7)
			self.assertEqual(attribution.count(campaign.name), 7 - half)
			self.assertEqual(attribution.count(campaign.name), 0)
		campaign.reload()
		for name, value in tallies.recount(campaign.name).items():
			self.assertEqual(campaign.get(name), value, name)
		self.assertEqual((campaign.purchased, campaign.purchase_amount), (7, 700))

	def test_mkt_22_many_rows_at_once_are_stored_as_they_were_given(self):
		(customer,) = self.customers(1)
		campaign = self.campaign([self.segment([customer])])
		at = now_datetime()
		done = responses.Done(
			campaign.name, customer, ResponseKind.PURCHASED, at, "k:多行", 'a "quoted" source', 12.34
		)
		self.assertEqual(responses.record_many([done]), 1)
		row = frappe.get_doc("Bank Campaign Response", {"campaign": campaign.name})
		self.assertEqual((row.responded_at, row.source, row.amount, row.wave), (at, done.source, 12.34, None))
		self.assertEqual(row.response_key, "k:多行")

	@staticmethod
	def then_stop(work):
		"""Do the first two portions and stop at the third."""
		turns = []

		def once(rows):
			turns.append(1)
			if len(turns) > 2:
				raise frappe.QueryDeadlockError(1213)
			return work(rows)

		return once
