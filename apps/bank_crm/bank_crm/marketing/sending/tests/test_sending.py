"""Fixing targets, sending once, pausing, versions, what is left out and why (MKT-06 to MKT-09, MKT-15, MKT-22)."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime

from bank_crm.compliance.contact.tests.contact_case import block, consent, quiet_hours
from bank_crm.domain import audience
from bank_crm.domain.campaign_enums import CampaignState, MessageState
from bank_crm.domain.campaign_split import CONTROL, VARIANT, bucket, control_limit, draw
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.gateways import base, http
from bank_crm.marketing.sending import queue, receipts, states
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.tests import factories

SENT, EXCLUDED = MessageState.SENT.value, MessageState.EXCLUDED.value


class TestTargets(CampaignCase):
	def test_mkt_07_each_customer_left_out_has_the_reason(self):
		"""No consent, blocked, no address, minus list, capped, the same address twice: each by its own."""
		good, again = self.customers(2)
		mute = self.customers(1, allowed=False)[0]
		gone = self.customers(1)[0]
		consent(gone, "SMS", "Marketing", decision="Withdrawn")
		stopped = self.customers(1)[0]
		block(stopped, channel="All Channels", purpose="Marketing", reason="Customer's Wish")
		silent = self.customers(1)[0]
		frappe.db.delete("Bank Sealed Value", {"ref_name": silent, "ref_field": "mobile"})
		minus, capped = self.customers(2)
		number = factories.mobile_number()
		first, second = self.customers(2, mobile=number)
		earlier = self.campaign([self.segment([capped])])
		frappe.db.set_value("Bank Campaign", earlier.name, "state", "Draft")
		earlier_wave = self.wave(earlier)
		self.start(earlier)
		self.send(earlier_wave)
		everybody = [good, again, mute, gone, stopped, silent, minus, capped, first, second]
		campaign = self.campaign(
			[self.segment(everybody)],
			minus=[{"segment": self.segment([minus]), "use": "Leave Out"}],
			cap_messages=1,
			cap_days=7,
		)
		wave = self.wave(campaign)
		self.start(campaign)
		wave = self.send(wave)
		self.assertEqual(
			self.messages(wave),
			{
				good: (SENT, None),
				again: (SENT, None),
				mute: (EXCLUDED, "No Consent"),
				gone: (EXCLUDED, "No Consent"),
				stopped: (EXCLUDED, "Do Not Contact"),
				silent: (EXCLUDED, "No Address"),
				minus: (EXCLUDED, "Minus List"),
				capped: (EXCLUDED, "Contacted Too Often"),
				min(first, second): (SENT, None),
				max(first, second): (EXCLUDED, "Duplicate Address"),
			},
		)
		self.assertEqual(
			(wave.state, wave.audience_size, wave.targeted, wave.excluded, wave.sent), ("Done", 10, 3, 7, 3)
		)
		self.assertEqual(json.loads(wave.exclusions)["No Consent"], 2)

	def test_a_dynamic_segment_is_brought_up_to_the_minute(self):
		"""Who fulfils the conditions since last night gets the message all the same."""
		person = self.customers(1)[0]
		frappe.db.set_value("Bank Customer", person, "total_aum", 987_654_321)
		rich = {"field": "total_aum", "operator": ">=", "value": 987_654_321}
		segment = factories.make(
			"Bank Segment",
			segment_name=factories.unique("Segment "),
			basis="Conditions",
			kind="Dynamic",
			conditions=json.dumps(audience.tree(audience.group("and", rich))),
		)
		campaign = self.campaign([segment.name])
		wave = self.wave(campaign)
		self.start(campaign)
		self.assertEqual(self.messages(self.send(wave)), {person: (SENT, None)})

	def test_mkt_16_segments_get_their_own_text_and_the_draw_is_the_domains(self):
		"""Young customers online wealth products, elderly time deposits; control group and variants as Python draws them."""
		young, elderly = self.customers(6), self.customers(6)
		segment = self.segment(young + elderly)
		of_elderly = self.segment(elderly)
		lines = [
			{
				"variant": "T",
				"channel": "SMS",
				"template": self.template("定期存款 {{ link }}"),
				"segment": of_elderly,
				"share": 1,
			},
			{"variant": "A", "channel": "SMS", "template": self.template("线上理财A {{ link }}"), "share": 1},
			{"variant": "B", "channel": "SMS", "template": self.template("线上理财B {{ link }}"), "share": 2},
		]
		campaign = self.campaign([segment], variants=lines, control_percent=30)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		limit, shares = control_limit(30), [("A", 1), ("B", 2)]
		expected = {}
		for name in young + elderly:
			control = bucket(CONTROL, campaign.name, name) < limit
			drawn = "T" if name in elderly else draw(shares, bucket(VARIANT, campaign.name, name))
			expected[name] = (1 if control else 0, drawn)
		rows = frappe.get_all(
			"Bank Campaign Member",
			filters={"campaign": campaign.name},
			fields=["customer", "in_control", "variant", "reached_at"],
		)
		self.assertEqual({row.customer: (row.in_control, row.variant) for row in rows}, expected)
		self.assertFalse([row for row in rows if row.in_control and row.reached_at])
		campaign.reload()
		controls = sum(control for control, _variant in expected.values())
		self.assertEqual((campaign.control_size, campaign.targeted), (controls, 12 - controls))
		self.assertEqual(len(self.simulator.taken), 12 - controls)


class TestOnce(CampaignCase):
	def started(self, count: int = 25, **values):
		campaign = self.campaign([self.segment(self.customers(count))], **values)
		wave = self.wave(campaign)
		return self.start(campaign), wave

	def test_scenario_04_nothing_leaves_while_paused_and_the_restart_sends_version_2(self):
		"""Paused in the middle of a run, by what the worker holds too; after the restart the new text (MKT-07)."""
		campaign, wave = self.started()
		taken = http.HttpGateway.hand_over
		calls = []

		def hand_over(gateway, messages):
			calls.append(len(messages))
			answers = taken(gateway, messages)
			if len(calls) == 1:
				self.step(campaign, CampaignState.PAUSED)
			return answers

		with patch.object(http.HttpGateway, "hand_over", hand_over):
			wave = self.send(wave)
		self.assertEqual(calls, [10])
		found = [state for state, _reason in self.messages(wave).values()]
		self.assertEqual((found.count("Sent"), found.count("Queued")), (10, 15))
		self.assertEqual(self.send(wave).sent, 10)
		self.assertEqual(queue.claim(wave.name, 5), [])
		campaign.reload()
		campaign.variants[0].template = self.template("第二版：{{ benefit_text }} {{ link }}")
		campaign.benefit_text = "加息0.8%"
		campaign.save()
		self.assertEqual(self.send(wave).sent, 10)
		self.step(campaign, CampaignState.RUNNING)
		wave = self.send(wave)
		self.assertEqual(
			(wave.state, wave.sent, len(self.simulator.taken), self.simulator.repeated), ("Done", 25, 25, 0)
		)
		second = [text for text in self.simulator.texts if text.startswith("第二版：加息0.8%")]
		self.assertEqual(len(second), 15)
		versions = frappe.get_all(
			"Bank Campaign Version",
			filters={"campaign": campaign.name},
			fields=["version_no", "changes", "made_by"],
			order_by="version_no",
		)
		self.assertEqual([row.version_no for row in versions], [1, 2])
		self.assertIn("加息0.5% → 加息0.8%", versions[1].changes)
		self.assertEqual(versions[1].made_by, self.officer)

	def test_mkt_07_an_unknown_outcome_is_asked_for_and_nothing_is_sent_twice(self):
		"""The gateway took the first call and hung up; a dead worker held others; the keys tell."""
		campaign, wave = self.started(22)
		original, lost = http.HttpGateway.hand_over, []

		def hand_over(gateway, messages):
			answers = original(gateway, messages)
			if not lost:
				lost.append(len(messages))
				raise base.OutcomeUnknown("hung up")
			return answers

		with patch.object(http.HttpGateway, "hand_over", hand_over):
			wave = self.send(wave)
		self.assertEqual((wave.sent, len(self.simulator.taken), self.simulator.repeated), (22, 22, 0))
		# a worker that died: five were handed over and two of them taken
		second = self.wave(campaign, send_at=now_datetime().replace(microsecond=0) + timedelta(seconds=1))
		with self.freeze_time(now_datetime() + timedelta(seconds=2)):
			with patch.object(http.HttpGateway, "hand_over", side_effect=base.GatewayDown("down")):
				self.send(second)
			held = queue.claim(second.name, 5, "dead")
			self.simulator.take([{"key": states.key_of(one.name), "text": "x"} for one in held[:2]])
			second = self.send(second)
		self.assertEqual((second.state, second.sent, self.simulator.repeated), ("Done", 22, 0))
		self.assertEqual(len(self.simulator.taken), 44)

	def test_a_gateway_that_refuses_is_tried_again_but_not_for_ever(self):
		_campaign, wave = self.started(3)
		with patch.object(http.HttpGateway, "hand_over", side_effect=base.GatewayDown("down")):
			for _attempt in range(queue.MOST_ATTEMPTS):
				self.assertEqual(self.send(wave).sent, 0)
		wave.reload()
		self.assertEqual((wave.state, wave.failed), ("Done", 3))
		self.assertEqual(len(self.simulator.taken), 0)

	def test_consent_is_asked_again_and_values_that_miss_stop_the_row(self):
		"""Never “None”: no default, no message; withdrawn after the fixing, no message (MKT-15)."""
		template = self.template(
			"{{ customer_name }}（{{ manager }}）{{ branch }} {{ link }}",
			defaults=[{"merge_field": "branch", "value": "本行"}],
		)
		manager = factories.make_user("Bank Relationship Manager")
		managed, changed = self.customers(2, manager=manager)
		alone = self.customers(1)[0]
		campaign = self.campaign([self.segment([managed, changed, alone])], template)
		wave = self.wave(campaign)
		self.start(campaign)
		with patch("bank_crm.marketing.sending.waves._send"):
			self.send(wave)
		consent(changed, "SMS", "Marketing", decision="Withdrawn")
		wave = self.send(wave)
		self.assertEqual(
			self.messages(wave),
			{managed: (SENT, None), changed: (EXCLUDED, "No Consent"), alone: (EXCLUDED, "Missing Value")},
		)
		self.assertIn("本行", self.simulator.texts[0])
		self.assertEqual((wave.targeted, wave.excluded), (1, 2))

	def test_quiet_hours_and_the_throttle_hold_messages_back(self):
		_campaign, wave = self.started(5, per_hour=2)
		quiet_hours(self, "00:00:00", "23:59:59")
		self.assertEqual(self.send(wave).sent, 0)
		quiet_hours(self, "00:00:00", "00:00:00")
		self.assertEqual(self.send(wave).sent, 2)
		self.assertEqual(self.send(wave).sent, 2)
		with self.freeze_time(now_datetime() + timedelta(hours=1, minutes=1)):
			self.assertEqual(self.send(wave).sent, 4)

	def test_no_clear_address_is_stored_anywhere(self):
		number = factories.mobile_number()
		customer = self.customers(1, mobile=number)[0]
		campaign = self.campaign([self.segment([customer])])
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		row = frappe.get_all("Bank Message", filters={"wave": wave.name}, fields=["*"])[0]
		self.assertNotIn(number, str(row))


class TestResults(CampaignCase):
	def test_scenario_06_counters_follow_receipts_and_clicks_and_equal_a_recount(self):
		"""参与率 = participants ÷ reached, 转化率 = purchases ÷ participants; a receipt twice counts once (MKT-06, MKT-22)."""
		people = self.customers(8)
		campaign = self.campaign([self.segment(people)], goal_metric="Purchases", goal_target=4)
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		names = frappe.get_all("Bank Message", filters={"wave": wave.name}, pluck="name", order_by="name")
		campaign.reload()
		self.assertEqual((campaign.reached, campaign.participation_rate), (0, 0))
		delivered = [{"key": states.key_of(name), "state": "Delivered"} for name in names[:5]]
		strange = [
			{"key": "BM-other-1", "state": "Delivered"},
			{"key": states.key_of(10**12), "state": "Delivered"},
			{"state": "?"},
		]
		failed = [{"key": states.key_of(names[7]), "state": "Failed", "error": "unknown"}]
		first = receipts.take(self.gateway.name, [*delivered, *failed, *strange])
		self.assertEqual((first.new, len(first.unknown), first.unreadable), (6, 2, 1))
		self.assertEqual(receipts.take(self.gateway.name, delivered).new, 0)
		# another gateway knows nothing of these messages
		self.assertEqual(receipts.take(self.make_gateway("WeChat").name, delivered).new, 0)
		for name in (*names[:2], names[1], names[6]):
			self.assertEqual(receipts.click(name), "https://www.bank.example/offer")
		from bank_crm.marketing import responses

		buyer = frappe.db.get_value("Bank Message", names[0], "customer")
		for _twice in range(2):
			responses.record(
				campaign.name, buyer, "Purchased", now_datetime(), "core", key="txn:1", amount=500
			)
		amounts = frappe.get_all(
			"Bank Campaign Response", filters={"campaign": campaign.name, "kind": "Purchased"}, pluck="amount"
		)
		self.assertEqual(amounts, [500])
		campaign.reload()
		wave.reload()
		self.assertEqual(
			(campaign.reached, campaign.clicked, campaign.participants, campaign.purchased), (6, 3, 3, 1)
		)
		self.assertEqual((campaign.participation_rate, campaign.conversion_rate), (50, 33.33))
		self.assertEqual(
			(campaign.goal_achieved, campaign.goal_share, campaign.purchase_amount), (1, 25, 500)
		)
		for name, value in tallies.recount(campaign.name).items():
			self.assertEqual(campaign.get(name), value, name)
		for name, value in tallies.recount_wave(wave.name).items():
			self.assertEqual(wave.get(name), value, name)
		# a form that was open meanwhile does not write old figures back
		stale = frappe.get_doc("Bank Campaign", campaign.name)
		receipts.click(names[2])
		stale.benefit_text = "加息1%"
		stale.save()
		self.assertEqual(stale.clicked, 4)

	def test_mkt_08_09_further_waves_turn_to_those_who_did_not(self):
		"""追加短信触达 to those who did not click; claimed and not bought become calls."""
		people = self.customers(4)
		campaign = self.campaign([self.segment(people)])
		wave = self.wave(campaign)
		self.start(campaign)
		self.send(wave)
		names = dict(
			frappe.get_all(
				"Bank Message", filters={"wave": wave.name}, fields=["customer", "name"], as_list=True
			)
		)
		receipts.take(
			self.gateway.name, [{"key": states.key_of(name), "state": "Delivered"} for name in names.values()]
		)
		receipts.click(names[people[0]])
		from bank_crm.marketing import responses

		responses.record(campaign.name, people[0], "Claimed", now_datetime())
		responses.record(campaign.name, people[1], "Claimed", now_datetime())
		responses.record(campaign.name, people[1], "Purchased", now_datetime(), amount=10)
		later = now_datetime().replace(microsecond=0) + timedelta(seconds=1)
		reminder = self.wave(campaign, wave_audience="Reached, Not Clicked", send_at=later)
		for name in people:
			consent(name, "Phone", "Marketing")
		calls = self.wave(campaign, channel="Phone", wave_audience="Claimed, Not Purchased", send_at=later)
		with self.freeze_time(later + timedelta(seconds=1)):
			self.assertEqual(set(self.messages(self.send(reminder))), set(people[1:]))
			self.send(calls)
			self.assertEqual(self.messages(calls), {people[0]: ("Handed Over", None)})
		listed = frappe.get_all("Bank Campaign Call", {"wave": calls.name}, pluck="customer")
		self.assertEqual(listed, [people[0]])
		self.assertEqual(frappe.db.count("Bank Campaign Member", {"campaign": campaign.name}), 4)

	def test_a_wave_that_ends_before_it_could_leave_says_why(self):
		campaign = self.campaign([self.segment(self.customers(2))], per_hour=1)
		wave = self.wave(campaign, send_until=add_days(now_datetime(), 1).replace(microsecond=0))
		self.start(campaign)
		self.assertEqual(self.send(wave).sent, 1)
		with self.freeze_time(add_days(now_datetime(), 1) + timedelta(minutes=1)):
			wave = self.send(wave)
		self.assertEqual((wave.state, wave.sent, wave.excluded), ("Done", 1, 1))
		self.assertIn((EXCLUDED, "Too Late"), self.messages(wave).values())
