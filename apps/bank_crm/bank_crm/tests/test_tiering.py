"""Tiers on a site: sets and documents decide alike, history, overrides, watch (SEG-01 to SEG-06, SEG-20)."""

import random
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_months, get_last_day, getdate, now_datetime, today

from bank_crm.customer import spans
from bank_crm.customer.tiers import evaluation, standing
from bank_crm.domain.customer_enums import TierReason
from bank_crm.domain.enums import ActivityLevel, RiskPreference
from bank_crm.tests import BankCRMTestCase, factories

STATE = ("tier", "tier_source", "tier_locked_until", "tier_watch_since", "tier_months_below")


def state(customer: str) -> frappe._dict:
	return frappe.db.get_value("Bank Customer", customer, list(STATE), as_dict=True)


def history(customer: str) -> list[frappe._dict]:
	return frappe.get_all(
		"Bank Tier Change", filters={"customer": customer}, fields=["*"], order_by="name asc"
	)


def known_customer(average: float, **values) -> str:
	"""A customer with an account, whose month-average assets are known; nothing of a history yet."""
	name = factories.make_customer().name
	factories.make_account(name, balance=values.pop("balance", average))
	values = {"tier": None, "tier_source": "", "aum_month_avg": average, **values}
	frappe.db.set_value("Bank Customer", name, values)
	factories.make(
		"Bank Asset Snapshot", customer=name, month_end=get_last_day(today()), month_avg_aum=average
	)
	frappe.db.delete("Bank Tier Change", {"customer": name})
	return name


class TestEvaluation(BankCRMTestCase):
	def test_SEG_01_first_tier_follows_the_month_average(self):
		expected = {
			0: "Mass",
			499_999.99: "Mass",
			500_000: "Wealth Potential",
			1_000_000: "Wealth",
			6_000_000: "Private Banking",
		}
		names = {average: known_customer(average) for average in expected}
		evaluation.evaluate(names.values())
		self.assertEqual({average: state(name).tier for average, name in names.items()}, expected)
		(line,) = history(names[1_000_000])
		self.assertEqual(
			(line.from_tier, line.to_tier, line.reason_code), (None, "Wealth", TierReason.INITIAL)
		)
		self.assertEqual((line.source, line.high_privilege, line.aum), ("Rule", 0, 1_000_000))
		self.assertTrue(line.reason)

	def test_SEG_01_higher_is_given_at_once_and_only_once(self):
		name = known_customer(1_000_000, tier="Mass", tier_watch_since=today(), tier_months_below=2)
		evaluation.evaluate([name])
		evaluation.evaluate([name])
		self.assertEqual(state(name).tier, "Wealth")
		self.assertEqual((state(name).tier_watch_since, state(name).tier_months_below), (None, 0))
		self.assertEqual([line.reason_code for line in history(name)], ["Reached"])

	def test_SEG_01_watched_first_and_down_after_the_month_ends(self):
		wealth = known_customer(700_000, tier="Wealth")
		private = known_customer(700_000, tier="Private Banking")
		start = getdate(today()).replace(day=15)
		for months, wealth_tier, private_tier in (
			(0, "Wealth", "Private Banking"),
			(2, "Wealth", "Private Banking"),
			(3, "Wealth Potential", "Private Banking"),
			(5, "Wealth Potential", "Private Banking"),
			(6, "Wealth Potential", "Wealth Potential"),
		):
			with self.subTest(months=months):
				evaluation.evaluate([wealth, private], on=add_months(start, months))
				self.assertEqual((state(wealth).tier, state(private).tier), (wealth_tier, private_tier))
				if private_tier == "Private Banking":
					self.assertEqual(state(private).tier_watch_since, start)
					self.assertEqual(state(private).tier_months_below, months)
		self.assertEqual([line.reason_code for line in history(wealth)], ["Below Too Long"])
		self.assertIsNone(state(wealth).tier_watch_since)

	def test_SEG_01_recovering_ends_the_watch(self):
		name = known_customer(700_000, tier="Wealth")
		evaluation.evaluate([name])
		self.assertEqual(state(name).tier_watch_since, getdate(today()))
		frappe.db.set_value("Bank Customer", name, "aum_month_avg", 1_000_000)
		evaluation.evaluate([name])
		self.assertEqual((state(name).tier, state(name).tier_watch_since), ("Wealth", None))
		self.assertEqual(history(name), [])

	def test_SEG_01_unknown_assets_are_not_zero(self):
		name = factories.make_customer().name
		frappe.db.set_value("Bank Customer", name, {"tier": "Wealth", "tier_source": "Rule"})
		evaluation.evaluate([name], on=add_months(today(), 12))
		self.assertEqual((state(name).tier, state(name).tier_watch_since), ("Wealth", None))

	def test_SEG_01_an_account_changes_the_tier_at_once_where_the_balance_counts(self):
		frappe.db.set_value("Bank Customer Tier", "Private Banking", "amount_basis", "Current Balance")
		name = factories.make_customer().name
		account = factories.make_account(name, balance=6_000_000)
		self.assertEqual(state(name).tier, "Private Banking")
		account.balance = 10
		account.save()
		self.assertEqual(state(name).tier_watch_since, getdate(today()))

	def test_SEG_01_archived_customers_are_left_alone(self):
		name = known_customer(6_000_000, tier="Mass", status="Archived")
		evaluation.evaluate([name])
		self.assertEqual(state(name).tier, "Mass")

	def test_SEG_03_override_stays_until_its_end(self):
		name = known_customer(10, tier="Wealth", tier_source="Manual", tier_locked_until=today())
		evaluation.evaluate([name])
		self.assertEqual((state(name).tier, history(name)), ("Wealth", []))
		evaluation.evaluate([name], on=add_days(today(), 1))
		self.assertEqual((state(name).tier, state(name).tier_source), ("Mass", "Rule"))
		self.assertIsNone(state(name).tier_locked_until)
		self.assertEqual([line.reason_code for line in history(name)], ["Override Ended"])

	def test_SEG_06_sets_and_documents_decide_alike(self):
		"""Random rules, random customers, among them every kind of gap: the same result by SQL and by `decide`."""
		chance = random.Random(6)
		for turn in range(4):
			_random_rules(chance, plain=turn == 0)
			names = [_random_customer(chance) for _ in range(60)]
			expected = {name: standing.decide_one(name) for name in names}
			if turn % 2:
				evaluation.evaluate(names)
			else:
				_evaluate_as_a_night_where_many_move(names)
			for name in names:
				decision, now = expected[name], state(name)
				with self.subTest(turn=turn, name=name, decision=decision):
					self.assertEqual(now.tier or None, decision.tier)
					self.assertEqual(now.tier_source, decision.source)
					self.assertEqual(now.tier_locked_until, decision.locked_until)
					self.assertEqual(now.tier_watch_since, decision.watch_since)
					self.assertEqual(now.tier_months_below, decision.months_below)
					found = [line.reason_code for line in history(name)]
					self.assertEqual(found, [decision.reason] if decision.is_change else [])
			self.assertGreater(len({decision.reason for decision in expected.values()}), 4)
			self.assertEqual(evaluation.evaluate(names).changes, 0, "a second run changes nothing")


def _evaluate_as_a_night_where_many_move(names: list[str]) -> None:
	"""As the job does it, with the decisions set down first, inside the test's transaction."""
	with (
		patch.object(evaluation, "_FEW", 0),
		patch.object(spans, "_keep"),
		# a temporary table does not end a transaction; Frappe commits before every table that is made
		patch.object(frappe.db, "sql_ddl", frappe.db._cursor.execute),
		patch.object(evaluation, "_set_down", side_effect=evaluation._set_down) as set_down,
	):
		evaluation.evaluate(names, commit=True)
	set_down.assert_called_once()


def _random_rules(chance: random.Random, *, plain: bool) -> None:
	for tier in ("Mass", "Wealth Potential", "Wealth", "Private Banking"):
		values = {
			"amount_basis": "Month Average",
			"window_months": 1,
			"months_below": chance.choice([0, 1, 2]),
		}
		if not plain:
			values |= {
				"amount_basis": chance.choice(["Month Average", "Month Average", "Current Balance"]),
				"window_months": chance.choice([1, 2, 3]),
				"min_product_count": chance.choice([0, 0, 2]),
				"min_activity": chance.choice(["", *ActivityLevel.values()]),
				"min_transactions": chance.choice([0, 0, 1]),
				"transaction_days": chance.choice([10, 90]),
				"min_risk_preference": chance.choice(["", "", *RiskPreference.values()]),
			}
		frappe.db.set_value("Bank Customer Tier", tier, values)


def _random_customer(chance: random.Random) -> str:
	name = factories.make_customer().name
	amounts = [0, 499_999.99, 500_000, 999_999.99, 1_000_000, 6_000_000, 9_000_000]
	account = None
	if chance.random() < 0.8:
		account = factories.make_account(name, status=chance.choice(["Active", "Active", "Closed"]))
		for _ in range(chance.randint(0, 2)):
			posted = now_datetime() - timedelta(days=chance.choice([1, 20, 200]))
			factories.make_transaction(account, posted_at=posted)
	for months in range(3):
		if chance.random() < 0.6:
			month_end = get_last_day(add_months(getdate(today()).replace(day=1), -months))
			amount = chance.choice(amounts)
			factories.make("Bank Asset Snapshot", customer=name, month_end=month_end, month_avg_aum=amount)
	source = chance.choice(["", "Rule", "Rule", "Manual"])
	values = {
		"tier": chance.choice([None, "Mass", "Wealth Potential", "Wealth", "Private Banking"]),
		"tier_source": source,
		"tier_locked_until": add_days(today(), chance.choice([-1, 0, 1])) if source == "Manual" else None,
		"tier_watch_since": chance.choice([None, None, add_months(today(), -chance.randint(0, 3))]),
		"tier_months_below": chance.randint(0, 2),
		"aum_month_avg": chance.choice(amounts),
		"total_aum": chance.choice(amounts),
		"product_count": chance.choice([0, 1, 2]),
		"activity_level": chance.choice(["", *ActivityLevel.values()]),
		"risk_preference": chance.choice(["", *RiskPreference.values()]),
	}
	if values["tier"] is None:
		values["tier_source"], values["tier_locked_until"] = "", None
	frappe.db.set_value("Bank Customer", name, values)
	frappe.db.delete("Bank Tier Change", {"customer": name})
	return name
