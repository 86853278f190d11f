"""The value score of whole sets is that of the domain rule (SEG-18)."""

from datetime import timedelta

import frappe
from frappe.utils import getdate, now_datetime, today

from bank_crm.customer import value
from bank_crm.domain.value_score import ValueRule, value_score
from bank_crm.tests import BankCRMTestCase, factories


class TestValue(BankCRMTestCase):
	def test_SEG_18_scores_follow_recency_frequency_and_money(self):
		rule, now = ValueRule(), now_datetime()
		figures: dict[str, tuple] = {}
		for number in range(10):
			account = factories.make_account(factories.make_customer().name)
			for booking in range(number + 1):
				factories.make_transaction(
					account,
					txn_type="Card Spend",
					direction="Debit",
					amount=100 * (number + 1),
					posted_at=now - timedelta(days=3 * (10 - number) + booking),
				)
			last = (now - timedelta(days=3 * (10 - number))).date()
			figures[account.customer] = (last, number + 1, 100 * (number + 1) ** 2)
		quiet = factories.make_account(factories.make_customer().name)
		factories.make_transaction(quiet, amount=9_000_000)
		value.refresh_scores()
		standing = value.read_standing(rule.since(getdate(today())))
		scores = []
		for customer, (last, count, amount) in figures.items():
			expected = value_score(
				standing.recency.grade(last),
				standing.frequency.grade(count),
				standing.money.grade(amount),
				rule.weights,
			)
			scores.append(frappe.db.get_value("Bank Customer", customer, "value_score"))
			self.assertEqual(scores[-1], expected)
		self.assertEqual((scores, scores[-1]), (sorted(scores), 100))
		self.assertEqual(frappe.db.get_value("Bank Customer", quiet.customer, "value_score"), 0)
