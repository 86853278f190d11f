"""The campaign reports, each against a computation of its own from the rows themselves (MKT-12, MKT-13, ANA-02)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, flt, now_datetime, today

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution, commonality
from bank_crm.marketing.report.bank_audience_conversion import bank_audience_conversion as conversion
from bank_crm.marketing.report.bank_campaign_effect import bank_campaign_effect as effect
from bank_crm.marketing.report.bank_campaign_roi import bank_campaign_roi as roi
from bank_crm.marketing.sending import states
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestReports(CampaignCase):
	def setUp(self) -> None:
		super().setUp()
		self.branch = factories.make_branch()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		young = self.customers(6, birth_date="2002-03-01", branch=self.branch, manager=self.manager)
		old = self.customers(10, birth_date="1958-03-01")
		self.people = young + old
		segments = [self.segment(young), self.segment(old)]
		self.titles = [frappe.db.get_value("Bank Segment", name, "segment_name") for name in segments]
		self.made = self.campaign(
			segments,
			product_category="Wealth",
			return_percent=2,
			goal_metric="Purchases",
			goal_target=10,
			costs=[{"kind": "Venue", "planned": 100, "actual": 50}],
			branch=self.branch,
		)
		wave = self.wave(self.made)
		self.start(self.made)
		self.send(wave)
		names = frappe.get_all("Bank Message", {"wave": wave.name}, pluck="name")
		states.finish(names, MessageState.DELIVERED, now_datetime())
		self.buyers = [*young[:4], old[0]]
		for customer in (*self.buyers, *young[4:], old[1]):
			responses.record(self.made.name, customer, "Clicked", now_datetime())
		for customer in self.buyers:
			factories.make_account(customer, category="Wealth", principal=5_000, opened_on=today())
		for customer in young:  # held before
			factories.make_account(customer, category="Fund", opened_on=add_days(today(), -900))
		attribution.count(self.made.name)
		tallies.refresh(self.made.name)
		self.young, self.old = young, old

	def one(self, report: Any, **filters: Any) -> Any:
		rows = report.execute({"campaign": self.made.name, **filters})[1]
		self.assertEqual(len(rows), 1)
		return frappe._dict(rows[0])

	def test_mkt_06_13_24_ana_02_roi_and_effect_as_counted_by_hand(self):
		row = self.one(roi)
		responses_ = frappe.get_all(
			"Bank Campaign Response", {"campaign": self.made.name, "kind": "Purchased"}, pluck="amount"
		)
		cost = 50 + flt(frappe.db.get_value("Bank Campaign", self.made.name, "spent"))
		benefit = sum(responses_) * 0.02
		self.assertEqual((row.purchased, row.purchase_amount), (5, 25_000))
		self.assertAlmostEqual(row.cost, cost, places=2)
		self.assertAlmostEqual(row.roi, 100 * (benefit - cost) / cost, places=1)
		self.assertEqual(row.open, self.made.name)
		by_branch = roi.execute({"by": "branch", "branch": self.branch})
		self.assertEqual(by_branch[1][0]["purchase_amount"], 25_000)
		self.assertEqual(by_branch[4][0]["value"], 1)
		row = self.one(effect)
		members = frappe.get_all(
			"Bank Campaign Member",
			{"campaign": self.made.name},
			["reached_at", "participated_at", "purchased_at"],
			limit=0,
		)
		reached, took_part, bought = (
			sum(1 for one in members if one[column])
			for column in ("reached_at", "participated_at", "purchased_at")
		)
		self.assertEqual((row.reached, row.participants, row.purchased), (reached, took_part, bought))
		self.assertEqual((reached, took_part, bought), (16, 8, 5))
		self.assertEqual((row.participation_rate, row.conversion_rate, row.goal_share), (50, 62.5, 50))

	def test_mkt_12_conversion_by_group_and_what_buyers_have_in_common(self):
		rows = conversion.execute({"campaign": self.made.name})[1]
		found = {row["group"]: (row["targeted"], row["participants"], row["purchased"]) for row in rows}
		self.assertEqual(found, dict(zip(self.titles, [(6, 6, 4), (10, 2, 1)], strict=True)))
		by_age = conversion.execute({"campaign": self.made.name, "by": "age"})[1]
		self.assertEqual([row["purchased"] for row in by_age], [4, 1])
		features = {(one.attribute, one.value): one for one in commonality.of_campaign(self.made.name)}
		young, fund = features[("age", "0")], features[("product", "Fund")]
		self.assertEqual((young.hits, young.others), (4, 2))
		self.assertAlmostEqual(young.lift, (4 / 5) / (2 / 11))
		self.assertEqual((fund.hits, fund.others, fund.common), (4, 2, True))
		self.assertNotIn(("product", "Wealth"), features)  # bought, not held before
		shown = conversion.execute({"campaign": self.made.name, "by": "features"})[1]
		self.assertEqual(shown[0]["common"], "Yes")
		# everybody counts the own customers, marketing the whole bank's
		frappe.set_user(self.manager)
		rows = conversion.execute({"campaign": self.made.name})[1]
		self.assertEqual([row["targeted"] for row in rows], [6])
		frappe.set_user(self.officer)
		rows = conversion.execute({"campaign": self.made.name})[1]
		self.assertEqual(sum(row["targeted"] for row in rows), 16)
		frappe.set_user(factories.make_user(roles.TELLER))
		for report in (conversion, effect, roi):
			with self.assertRaises(frappe.PermissionError):
				report.execute({})
