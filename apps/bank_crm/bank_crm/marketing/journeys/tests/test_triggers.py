from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, get_datetime, getdate, now_datetime, today

from bank_crm.customer.care.lunar import ChineseCalendar
from bank_crm.domain.care_calendar import Window, lunar_anniversaries
from bank_crm.marketing import responses
from bank_crm.marketing.journeys import entering
from bank_crm.marketing.journeys.tests.journey_case import JourneyCase, wait
from bank_crm.tests import factories


class TestTriggers(JourneyCase):
	def setUp(self):
		super().setUp()
		self.started = now_datetime() - timedelta(days=2)

	def trigger(self, **values):
		journey = self.journey(wait("w1", "", days=400), **values)
		frappe.db.set_value(
			"Bank Journey", journey.name, {"started_at": self.started, "looked_at": self.started}
		)
		return journey

	def entered(self, journey):
		entering.enter(journey.name, force=True)
		return [row.customer for row in self.runs(journey)]

	def hold(self, customer, category, **values):
		defaults = {"customer": customer, "category": category, "status": "Active", "opened_on": today()}
		return factories.make("Bank Customer Account", **{**defaults, **values})

	def test_mkt_14_a_first_purchase_lets_in_once(self):
		journey = self.trigger(trigger="First Purchase")
		saver, first, old = self.customers(3)
		self.hold(saver, "Savings")
		self.hold(first, "Wealth")
		self.hold(first, "Fund")
		self.hold(old, "Fund", opened_on="2020-01-01")
		self.hold(old, "Wealth")
		self.assertEqual(self.entered(journey), [first])
		self.assertEqual(self.entered(journey), [first])

	def test_mkt_14_maturities_are_found_ahead_and_each_date_once(self):
		journey = self.trigger(
			trigger="Product Maturity",
			trigger_days=7,
			trigger_category="Time Deposit",
			re_entry="With Every Event",
		)
		soon, later, twice = self.customers(3)
		self.hold(soon, "Time Deposit", maturity_date=add_days(today(), 7))
		self.hold(later, "Time Deposit", maturity_date=add_days(today(), 20))
		self.hold(twice, "Time Deposit", maturity_date=add_days(today(), 6))
		self.hold(twice, "Time Deposit", maturity_date=add_days(today(), 7))
		self.assertEqual(self.entered(journey), [soon, twice, twice])
		self.assertEqual(len(self.entered(journey)), 3)
		self.assertEqual(str(self.runs(journey)[0].event_on), add_days(today(), 7))

	def test_mkt_18_birthdays_and_anniversaries_let_in_every_year(self):
		born = add_to_date(today(), years=-30, days=3)
		birthday = self.trigger(
			trigger="Date", trigger_date="Birthday", trigger_days=3, re_entry="With Every Event"
		)
		anniversary = self.trigger(
			trigger="Date", trigger_date="Account Anniversary", re_entry="With Every Event"
		)
		(one,) = self.customers(1, birth_date=born)
		(two,) = self.customers(1, opened_on=add_to_date(today(), years=-5))
		self.assertEqual(self.entered(birthday), [one])
		self.assertEqual(self.entered(anniversary), [two])
		self.assertEqual(self.runs(birthday)[0].event_key, str(get_datetime(add_days(today(), 3)).year))
		with patch.object(entering, "now_datetime", lambda: add_to_date(now_datetime(), years=1)):
			frappe.db.set_value(
				"Bank Journey", birthday.name, "looked_at", add_to_date(now_datetime(), years=1, days=-1)
			)
			self.assertEqual(self.entered(birthday), [one, one])

	def test_mkt_18_who_celebrates_by_the_chinese_calendar_enters_on_that_day(self):
		"""As care does: a lunar important date on the day of birth. Everybody else by the solar day, nobody twice."""
		chinese, begin = ChineseCalendar(), getdate(today())
		for ahead in range(3, 40):  # a leap month has no birthdays
			on = begin + timedelta(days=ahead)
			if found := lunar_anniversaries(Window(on, on), chinese):
				break
		(occasion,) = found
		born = next(day for day in reversed(occasion.sources) if (day.month, day.day) != (on.month, on.day))
		solar_twin = on.replace(year=born.year, day=min(on.day, 28))
		by_moon = [{"title": "农历生日", "date": born, "calendar": "Lunar", "yearly": 1}]
		by_sun = [{"title": "农历生日", "date": solar_twin, "calendar": "Lunar", "yearly": 1}]
		journey = self.trigger(
			trigger="Date", trigger_date="Birthday", trigger_days=ahead, re_entry="With Every Event"
		)
		(lunar,) = self.customers(1, birth_date=born, important_dates=by_moon)
		self.customers(1, birth_date=born)  # the same day of birth, kept by the solar calendar
		self.customers(
			1, birth_date=solar_twin, important_dates=by_sun
		)  # kept by the moon, which is not full yet
		if on.day <= 28:
			(solar,) = self.customers(1, birth_date=solar_twin)
			self.assertEqual(self.entered(journey), [lunar, solar])
		else:
			self.assertEqual(self.entered(journey), [lunar])
		(run, *_more) = self.runs(journey, customer=lunar)
		self.assertEqual((run.event_key, run.event_on), (occasion.period, on))
		self.assertIn(lunar, self.entered(journey))
		self.assertEqual(len(self.runs(journey, customer=lunar)), 1)

	def test_mkt_18_behaviour_and_inactivity(self):
		page = self.trigger(
			trigger="Behaviour",
			trigger_event="Page View",
			trigger_page="credit_card",
			re_entry="After Some Days",
			re_entry_days=30,
		)
		quiet = self.trigger(trigger="Inactivity", trigger_days=90)
		looker, other, sleeper, dead = self.customers(4)
		for number in range(2):
			self.event(looker, "/credit_card/apply", number)
		self.event(other, "/credit-card/apply", 3)
		frappe.db.set_value("Bank Customer", sleeper, "last_txn_at", add_to_date(now_datetime(), days=-90))
		frappe.db.set_value("Bank Customer", dead, "last_txn_at", add_to_date(now_datetime(), days=-200))
		self.assertEqual(self.entered(page), [looker])
		self.assertEqual(self.entered(page), [looker], "the second event lies within the thirty days")
		self.assertEqual(self.entered(quiet), [sleeper])

	def event(self, customer, page, number):
		factories.make(
			"Bank Behaviour Event",
			customer=customer,
			event_type="Page View",
			channel="App",
			page=page,
			occurred_at=add_to_date(now_datetime(), minutes=number - 30),
		)

	def test_mkt_14_tiers_segments_and_answers_to_campaigns(self):
		(customer, other) = self.customers(2)
		tier = self.trigger(trigger="Tier Change", trigger_tier="Wealth")
		for name, to in ((customer, "Wealth"), (other, "Mass")):
			factories.make(
				"Bank Tier Change",
				customer=name,
				from_tier="Wealth Potential",
				to_tier=to,
				changed_at=now_datetime(),
				changed_by="Administrator",
				source="Rule",
				reason_code="Reached",
			)
		self.assertEqual(self.entered(tier), [customer])
		segment = self.segment([])
		joined = self.trigger(trigger="Segment Entry", trigger_segment=segment)
		for change in ("Joined", "Left"):
			factories.make(
				"Bank Segment Change",
				segment=segment,
				customer=customer if change == "Joined" else other,
				change=change,
				changed_at=now_datetime(),
			)
		self.assertEqual(self.entered(joined), [customer])
		campaign = self.campaign([self.segment([customer, other])])
		answers = self.trigger(
			trigger="Campaign Response", trigger_campaign=campaign.name, trigger_response="Claimed"
		)
		responses.record(campaign.name, customer, "Claimed", now_datetime())
		responses.record(campaign.name, other, "Clicked", now_datetime())
		self.assertEqual(self.entered(answers), [customer])

	def test_mkt_14_the_rule_of_entering_again_is_asked_about_the_event_not_about_now(self):
		(customer,) = self.customers(1)
		segment = self.segment([])
		journey = self.trigger(
			trigger="Segment Entry", trigger_segment=segment, re_entry="After Some Days", re_entry_days=1
		)

		def join(**shift):
			at = add_to_date(now_datetime(), **shift)
			factories.make(
				"Bank Segment Change", segment=segment, customer=customer, change="Joined", changed_at=at
			)

		join(minutes=-50)
		self.assertEqual(len(self.entered(journey)), 1)
		join(minutes=-40)
		self.assertEqual(len(self.entered(journey)), 1)
		# the first entry ends: what happened while the customer was in it still lets nobody in
		run = self.runs(journey)[0].name
		frappe.db.set_value(
			"Bank Journey Run",
			run,
			{
				"state": "Completed",
				"left_at": now_datetime(),
				"event_at": add_to_date(now_datetime(), days=-3),
			},
		)
		self.assertEqual(len(self.entered(journey)), 1)
		with patch(
			"bank_crm.marketing.journeys.entering.now_datetime",
			lambda: add_to_date(now_datetime(), minutes=9),
		):
			join(minutes=1)
			self.assertEqual(len(self.entered(journey)), 2)
