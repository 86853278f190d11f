"""Benefits end to end: issued in batch, claimed on the customer's page, used by purchases, ended (MKT-08, MKT-10, MKT-20)."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.api import benefits as api
from bank_crm.api import customer_page
from bank_crm.domain.benefits import Claim
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing.benefits import claiming, counters, fields, issuing, using
from bank_crm.marketing.campaigns import overview, tallies, versions
from bank_crm.marketing.sending import receipts, states
from bank_crm.marketing.templates import preview
from bank_crm.marketing.tests.benefit_case import GRANT, BenefitCase
from bank_crm.permissions import roles
from bank_crm.tests import factories

BODY = "{{ customer_name }}，您的{{ benefit_name }}：{{ benefit_link }}"


class TestBenefits(BenefitCase):
	def grant_of(self, customer: str) -> frappe._dict:
		return frappe.get_all(GRANT, filters={"customer": customer}, fields=["*"])[0]

	def issue_to(self, benefit: str, names: list[str]) -> int:
		doc = factories.make(
			"Bank Benefit Issue", benefit=benefit, source="Segment", segment=self.segment(names)
		)
		return issuing.run(doc.name)

	def buy(self, customer: str, amount: float = 50_000, category: str = "Wealth", **values: object) -> str:
		account = factories.make_account(customer, category=category)
		return factories.make_transaction(
			account, **{"txn_type": "Purchase", "direction": "Debit", "amount": amount, **values}
		).name

	def agree(self, benefit: str) -> frappe._dict:
		"""The figures on the row are those of a recount."""
		row = frappe.db.get_value("Bank Benefit", benefit, counters.COUNTERS, as_dict=True)
		counted = counters.recount(benefit)
		self.assertEqual({name: row[name] for name in counted}, counted)
		return row

	def test_scenario_03_and_06_coupon_from_wave_to_purchase_with_live_rates(self):
		"""Targets of a wave get the coupon, claim on their page, buy; 领取率 and 购买率 are there at once."""
		customers = self.customers(4)
		stranger = self.customers(1)[0]
		campaign = self.campaign([self.segment(customers)], self.template(BODY, link_url=""))
		benefit = self.benefit(campaign.name)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		messages = frappe.get_all("Bank Message", filters={"wave": wave.name, "state": "Sent"}, pluck="name")
		arrived = [{"key": states.key_of(name), "state": "Delivered"} for name in messages]
		self.assertEqual(receipts.take(self.gateway.name, arrived).new, 4)
		grants = {name: self.grant_of(name) for name in customers}
		links = fields.FIELDS["benefit_link"].load(customers, campaign.name)
		self.assertEqual(set(links), set(customers))
		sent = preview.of(campaign.variants[0].template, customers[0], campaign.name)
		self.assertIn(links[customers[0]], sent["text"])
		self.assertFalse(sent["missing"])
		self.assertFalse(frappe.db.exists(GRANT, {"customer": stranger}))
		for name in customers[:3]:
			page = self.visit(links[name])
			self.assertEqual(page.status_code, 200)
			self.assertIn('value="claim"', page.get_data(as_text=True))
		for name in customers[:2]:
			self.assertEqual(self.visit(links[name], {"action": "claim", "version": "1"}).status_code, 303)
		bought = self.buy(customers[0])
		self.buy(stranger)
		self.assertEqual((using.match(), using.match()), (1, 0))
		used = self.grant_of(customers[0])
		self.assertEqual((used.state, used.used_amount, used.reference_name), ("Used", 50_000, str(bought)))
		self.assertTrue(used.issued_at <= used.claimed_at <= used.used_at)
		row = frappe.db.get_value("Bank Campaign", campaign.name, tallies.COUNTERS, as_dict=True)
		self.assertEqual((row.reached, row.clicked, row.claimed, row.purchased), (4, 3, 2, 1))
		self.assertEqual((row.participation_rate, row.purchase_amount), (75, 50_000))
		found = overview.of(campaign.name)
		self.assertEqual((found["claim_rate"], found["purchase_rate"]), (50, 50))
		self.assertEqual(tallies.recount(campaign.name)["claimed"], 2)
		self.assertEqual(self.agree(benefit.name).used, 1)
		self.assertEqual(grants[customers[3]].state, "Issued")

	def test_scenario_04_nothing_is_issued_while_paused_and_the_changed_text_goes_out_afterwards(self):
		"""Pause, edit the description of the benefit, restart: targets get the coupon then, with the second text."""
		customers = self.customers(2)
		campaign = self.campaign(
			[self.segment(customers)], self.template("{{ benefit_text }} {{ benefit_link }}", link_url="")
		)
		benefit = self.benefit(campaign.name)
		wave = self.wave(campaign)
		self.start(campaign)
		self.step(campaign, CampaignState.PAUSED)
		self.send(wave)
		self.assertFalse(frappe.db.count(GRANT, {"benefit": benefit.name}))
		campaign.reload().update({"benefit_text": "加息0.8%"})
		campaign.save()
		self.step(campaign, CampaignState.RUNNING)
		self.send(wave)
		self.assertEqual(frappe.db.count(GRANT, {"benefit": benefit.name}), 2)
		content = versions.content_of(campaign.reload().current_version)
		self.assertEqual((campaign.version_no, content["benefit_text"]), (2, "加息0.8%"))

	def test_mkt_20_batches_are_idempotent_and_keep_the_limit_and_the_control_group(self):
		customers = self.customers(5)
		archived = self.customers(1)[0]
		frappe.db.set_value("Bank Customer", archived, "status", "Archived")
		benefit = self.benefit()
		segment = self.segment([*customers, archived])
		doc = factories.make("Bank Benefit Issue", benefit=benefit.name, source="Segment", segment=segment)
		self.assertEqual(issuing.run(doc.name), 5)
		frappe.db.set_value("Bank Benefit Issue", doc.name, "state", "Running")  # as if a worker had died
		self.assertEqual(issuing.run(doc.name), 5)
		self.assertEqual(frappe.db.count(GRANT, {"benefit": benefit.name}), 5)
		self.assertEqual(self.issue_to(benefit.name, customers), 0)  # everybody has one already
		campaign = self.campaign([segment], control_percent=50)
		other = self.benefit(campaign.name)
		audience = factories.make("Bank Benefit Issue", benefit=other.name, source="Campaign Audience")
		given = issuing.run(audience.name)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		control = [name for name, (_state, why) in self.messages(wave).items() if why == "Control Group"]
		self.assertEqual(given, 5 - len(set(control) - {archived}))
		self.assertFalse(
			frappe.db.exists(GRANT, {"benefit": other.name, "customer": ("in", control or [""])})
		)
		self.assertEqual(self.agree(other.name).issued, given)

	def test_mkt_20_a_journey_gives_one_customer_one_per_key(self):
		customer = self.customers(1)[0]
		benefit = self.benefit(per_customer=2)
		first = issuing.give(benefit.name, customer, key="journey-1")
		self.assertEqual(issuing.give(benefit.name, customer, key="journey-1"), first)
		self.assertNotEqual(issuing.give(benefit.name, customer, key="journey-2"), first)
		self.assertIsNone(issuing.give(benefit.name, customer, key="journey-3"))
		self.assertEqual(self.agree(benefit.name).issued, 2)

	def test_mkt_10_stock_and_limit_hold_and_the_page_says_why(self):
		one, two = self.customers(2)
		benefit = self.benefit(stock=1, per_customer=2)
		self.issue_to(benefit.name, [one, two])
		self.issue_to(benefit.name, [one])
		benefit.reload()
		benefit.per_customer = 1
		benefit.save()
		grants = frappe.get_all(GRANT, filters={"customer": one}, pluck="name", order_by="name asc")
		self.assertEqual(claiming.claim(grants[0]), Claim.OPEN)
		self.assertEqual(claiming.claim(grants[0]), Claim.ALREADY)
		self.assertEqual(claiming.claim(grants[1]), Claim.ENOUGH)
		last = self.grant_of(two).name
		self.assertEqual(claiming.claim(last), Claim.SOLD_OUT)
		page = self.visit(self.claim_page(last))
		self.assertNotIn("<form", page.get_data(as_text=True))
		with self.assertRaises(frappe.ValidationError):
			benefit.reload().update({"stock": 0}).save()
		using.withdraw(grants[0], "因客户要求")
		self.assertEqual(claiming.claim(last), Claim.OPEN)
		self.agree(benefit.name)
		forged = self.claim_page(last).replace(f"/b/{last}.", f"/b/{grants[1]}.")
		self.assertEqual(self.visit(forged, {"action": "claim"}).status_code, 404)

	def test_mkt_08_the_text_changes_while_it_runs_and_a_claim_says_which_one_was_read(self):
		customer = self.customers(1)[0]
		benefit = self.benefit()
		self.issue_to(benefit.name, [customer])
		grant = self.grant_of(customer).name
		benefit.reload().update({"description": "加息0.8%，限前100名"})
		benefit.save()
		stale = self.visit(self.claim_page(grant), {"action": "claim", "version": "1"})
		self.assertEqual((stale.status_code, self.grant_of(customer).state), (200, "Issued"))
		self.assertIn("加息0.8%", stale.get_data(as_text=True))
		self.visit(self.claim_page(grant), {"action": "claim", "version": "2"})
		self.assertEqual(self.grant_of(customer).text_version, 2)
		kept = benefit.reload().texts
		self.assertEqual([row.description for row in kept], ["新客理财加息0.5%", "加息0.8%，限前100名"])
		for name, value in (("value", 0.3), ("valid_until", add_days(today(), 1)), ("min_amount", 1)):
			with self.assertRaises(frappe.ValidationError):
				frappe.get_doc("Bank Benefit", benefit.name).update({name: value}).save()

	def test_mkt_10_a_purchase_fits_by_product_amount_and_time_and_serves_once(self):
		one, two, three = self.customers(3)
		benefit = self.benefit(
			min_amount=10_000, products=[{"category": "Wealth"}, {"category": "Time Deposit"}]
		)
		self.issue_to(benefit.name, [one, two, three])
		for name in (one, two, three):
			claiming.claim(self.grant_of(name).name)
		later = now_datetime() + timedelta(minutes=5)
		self.buy(one, 9_999, posted_at=later)
		self.buy(one, 50_000, "Fund", posted_at=later)
		self.buy(one, 50_000, posted_at=now_datetime() - timedelta(days=1))
		self.assertEqual(using.match(), 0)
		self.buy(one, 20_000, posted_at=later)
		factories.make_account(two, category="Time Deposit", balance=30_000, opened_on=today())
		again = self.benefit(products=[{"category": "Wealth"}])
		self.issue_to(again.name, [one])
		claiming.claim(frappe.db.get_value(GRANT, {"benefit": again.name}, "name"))
		self.assertEqual(using.match(), 3)
		self.assertEqual(self.agree(benefit.name).used_amount, 50_000)
		self.assertEqual(self.agree(again.name).used, 1)  # by the small purchase, which serves no other
		self.assertEqual(self.grant_of(two).reference_doctype, "Bank Customer Account")

	def test_mkt_20_what_is_not_claimed_or_used_in_time_ends_by_night_a_late_report_still_counts(self):
		one, two, three = self.customers(3)
		benefit = self.benefit()
		self.issue_to(benefit.name, [one, two, three])
		claiming.claim(self.grant_of(two).name)
		claiming.claim(self.grant_of(three).name)
		yesterday = now_datetime() - timedelta(days=1)
		for name in (one, two):
			frappe.db.set_value(GRANT, self.grant_of(name).name, "expires_at", yesterday)
		frappe.db.set_value(GRANT, self.grant_of(two).name, "claimed_at", yesterday - timedelta(days=3))
		using.nightly()
		using.nightly()
		self.assertEqual(
			[self.grant_of(name).state for name in (one, two, three)], ["Expired", "Expired", "Claimed"]
		)
		self.assertEqual(claiming.claim(self.grant_of(one).name), Claim.OVER)
		self.assertEqual(self.agree(benefit.name).expired, 2)
		self.buy(two, posted_at=yesterday - timedelta(hours=1))
		self.assertEqual(using.match(), 1)
		self.assertEqual((self.grant_of(two).state, self.agree(benefit.name).expired), ("Used", 1))
		benefit.reload().update({"state": "Closed"})
		benefit.save()
		self.agree(benefit.name)

	def test_mkt_20_staff_use_and_withdraw_for_their_own_customers_only(self):
		manager, stranger = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _twice in range(2))
		customer = self.customers(1, manager=manager)[0]
		benefit = self.benefit(min_amount=100)
		self.issue_to(benefit.name, [customer])
		grant = str(self.grant_of(customer).name)
		with self.set_user(manager), self.assertRaises(frappe.ValidationError):
			api.use(grant, 500)  # nobody uses what was not claimed
		claiming.claim(grant)
		bought = self.buy(customer, 500, posted_at=now_datetime() + timedelta(seconds=1))
		for call in (
			lambda: api.use(grant, 500),
			lambda: api.withdraw(grant, "x"),
			lambda: api.purchases(grant),
		):
			with self.set_user(stranger), self.assertRaises(frappe.PermissionError):
				call()
		with self.set_user(manager):
			self.assertEqual([str(row.name) for row in api.purchases(grant)], [str(bought)])
			with self.assertRaises(frappe.ValidationError):
				api.use(grant, 99)
			api.use(grant, 500, "柜面", str(bought))
			with self.assertRaises(frappe.ValidationError):
				api.use(grant, 500)
			with self.assertRaises(frappe.ValidationError):
				api.withdraw(grant, "x")
			panels = customer_page.page(customer)["panels"]
		self.assertEqual(self.grant_of(customer).used_by, manager)
		self.assertEqual(panels["benefits"]["rows"][0]["title"], benefit.benefit_name)
		self.assertEqual(using.match(), 0)
