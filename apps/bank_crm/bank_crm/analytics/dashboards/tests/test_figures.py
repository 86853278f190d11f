"""Each number of the shipped dashboards is the count somebody else makes of the viewer's rows (ANA-05, ANA-14)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import add_days, now, now_datetime, today
from frappe.utils.data import get_timespan_date_range

from bank_crm.analytics.dashboards import catalogue, charts
from bank_crm.permissions import roles
from bank_crm.tests.security.bank import AbuseCase
from bank_crm.tests.security.session import ask, logged_in

VIEWERS = (roles.ADMINISTRATOR, roles.RELATIONSHIP_MANAGER, roles.MARKETING_OFFICER)
#: Nobody may change what is written there, the tests neither: they count what they find.
APPEND_ONLY = {"Bank Operation Log"}
DYNAMIC = {
	"frappe.datetime.get_today()": lambda: today(),
	"frappe.datetime.add_days(frappe.datetime.get_today(), 30)": lambda: str(add_days(today(), 30)),
}
ME = "frappe.session.user"
FIGURE = "bank_crm.analytics.dashboards.cards.figure"


def shipped_cards(kind: str) -> list[frappe._dict]:
	names = frappe.get_all(
		"Number Card Link", {"parent": ("in", [each.name for each in catalogue.STANDARD])}, pluck="card"
	)
	return [frappe.get_doc("Number Card", name) for name in sorted(set(names)) if _type(name) == kind]


def _type(name: str) -> str:
	return frappe.db.get_value("Number Card", name, "type")


def filters_of(card: Any, user: str) -> list[list]:
	"""The card's filters as the browser has worked them out."""
	found = json.loads(card.filters_json or "[]")
	for doctype, field, operator, text in json.loads(card.dynamic_filters_json or "[]"):
		found.append([doctype, field, operator, user if text == ME else DYNAMIC[text]()])
	return found


def fitting(operator: str, value: Any) -> Any:
	"""A value a filter lets through."""
	return {
		"=": lambda: value,
		"in": lambda: value[0],
		"not in": lambda: "Untold",
		"Timespan": lambda: get_timespan_date_range(value)[0],
		"is": lambda: None,
		"<": lambda: add_days(value, -1),
	}.get(operator, lambda: value)()


class TestFigures(AbuseCase):
	def test_ANA_05_every_count_is_that_of_the_viewers_rows(self):
		cards = shipped_cards("Document Type")
		self.assertGreater(len(cards), 30)
		for card in cards:
			for role in VIEWERS:
				if self.reads(role, card.document_type):
					with self.subTest(card=card.name, role=role):
						self.count(card, role)

	def count(self, card: Any, role: str) -> None:
		user, doctype = self.people[role], card.document_type
		filters = filters_of(card, user)
		if doctype not in APPEND_ONLY:
			for side in (self.mine, self.theirs):
				values = {field: fitting(operator, value) for _of, field, operator, value in filters}
				frappe.db.set_value(doctype, side.name(doctype), values, update_modified=False)
		names = frappe.get_all(doctype, filters=filters, pluck="name", limit=0)
		if doctype not in APPEND_ONLY:
			planted = {self.mine.rows[doctype].name, self.theirs.rows[doctype].name}
			self.assertLessEqual(planted, set(names))
		with logged_in(user):
			seen = [name for name in names if frappe.has_permission(doctype, "read", doc=name)]
			answer = ask(
				"frappe.desk.doctype.number_card.number_card.get_result",
				doc=json.dumps(card.as_dict(convert_dates_to_str=True), default=str),
				filters=json.dumps(filters),
			)
		self.assertTrue(answer.ok, answer.error)
		column = card.aggregate_function_based_on
		expected = (
			sum(float(frappe.db.get_value(doctype, name, column) or 0) for name in seen)
			if column
			else len(seen)
		)
		self.assertAlmostEqual(json.loads(answer.text)[0], expected, places=2)

	def rows(self, role: str, doctype: str, fields: list[str]) -> list[frappe._dict]:
		"""Every row of the bank the viewer opens, one by one."""
		every = frappe.get_all(doctype, fields=["name", *fields], limit=0)
		with logged_in(self.people[role]):
			return [row for row in every if frappe.has_permission(doctype, "read", doc=row.name)]

	def value(self, role: str, card: str) -> Any:
		with logged_in(self.people[role]):
			answer = ask(FIGURE, filters=json.dumps({"card": card}))
		self.assertTrue(answer.ok, answer.error)
		return json.loads(answer.text)[0]["value"]

	def test_ANA_13_cross_sell_is_products_over_customers(self):
		self.set(
			"Bank Customer",
			{"status": "Active", "product_count": 3},
			{"status": "Active", "product_count": 9},
		)
		for role in VIEWERS[:2]:
			own = [
				row
				for row in self.rows(role, "Bank Customer", ["status", "product_count"])
				if row.status == "Active"
			]
			expected = round(sum(row.product_count for row in own) / len(own), 2)
			self.assertEqual(self.value(role, "products_per_customer"), expected, role)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "products_per_customer"), 3)

	def test_ANA_13_loyalty_is_who_stayed_of_those_a_year_ago(self):
		old = {"opened_on": add_days(today(), -800), "merged_into": None, "status": "Active"}
		self.set(
			"Bank Customer", {**old, "relationship_stage": "Active"}, {**old, "relationship_stage": "Churned"}
		)
		fields = ["status", "relationship_stage", "opened_on", "merged_into"]
		year = datetime.strptime(str(frappe.utils.add_months(today(), -12)), "%Y-%m-%d").date()
		for role in VIEWERS[:2]:
			old_ones = [
				row
				for row in self.rows(role, "Bank Customer", fields)
				if row.opened_on and row.opened_on < year and not row.merged_into
			]
			kept = [row for row in old_ones if row.status == "Active" and row.relationship_stage != "Churned"]
			self.assertEqual(
				self.value(role, "customers_kept"), round(100 * len(kept) / len(old_ones), 1), role
			)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "customers_kept"), 100)

	def test_ANA_13_satisfaction_and_efficiency_are_the_orders(self):
		rated = {"state": "Closed", "rating": 5, "rated_on": now(), "answered_on": now(), "opened_on": now()}
		start = now_datetime()
		mine = {**rated, "opened_on": start - timedelta(hours=2), "first_response_on": start}
		theirs = {**rated, "rating": 1, "opened_on": start - timedelta(hours=6), "first_response_on": start}
		self.set("Bank Work Order", mine, theirs)
		fields = ["state", "rating", "rated_on", "answered_on", "opened_on", "first_response_on", "handler"]
		for role in VIEWERS[:2]:
			own = [row for row in self.rows(role, "Bank Work Order", fields) if row.state != "Merged"]
			graded = [row for row in own if row.rating and row.rated_on and row.rated_on >= self.ago(90)]
			good = [row for row in graded if row.rating >= 4]
			self.assertEqual(
				self.value(role, "satisfied_share"), round(100 * len(good) / len(graded), 1), role
			)
			heard = [row for row in own if row.first_response_on and row.opened_on >= self.ago(30)]
			hours = (
				sum((row.first_response_on - row.opened_on).total_seconds() for row in heard)
				/ 3600
				/ len(heard)
			)
			self.assertAlmostEqual(self.value(role, "first_response"), hours, places=0)
			done = [row for row in own if row.answered_on and row.answered_on >= self.ago(30) and row.handler]
			people = {row.handler for row in done}
			self.assertEqual(self.value(role, "orders_per_agent"), round(len(done) / len(people), 1), role)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "satisfied_share"), 100)
		self.assertAlmostEqual(self.value(roles.RELATIONSHIP_MANAGER, "first_response"), 2, places=1)

	def test_MKT_06_rates_are_those_of_the_members_one_counts(self):
		self.set(
			"Bank Campaign",
			{"state": "Running"},
			{"state": "Running", "reached": 10, "participants": 4, "purchased": 1},
		)
		self.set(
			"Bank Campaign Member",
			{"in_control": 0, "reached_at": now(), "participated_at": now(), "purchased_at": None},
			{"in_control": 0, "reached_at": now(), "participated_at": None, "purchased_at": None},
		)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "participation_rate"), 100)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "conversion_rate"), 0)
		running = frappe.get_all(
			"Bank Campaign", {"state": ("in", ["Running", "Paused"])}, ["reached", "participants"]
		)
		expected = 100 * sum(row.participants for row in running) / sum(row.reached for row in running)
		for role in (roles.ADMINISTRATOR, roles.MARKETING_OFFICER):
			self.assertEqual(self.value(role, "participation_rate"), round(expected, 1), role)

	def test_SAL_06_the_win_rate_is_that_of_ones_closed_opportunities(self):
		self.set(
			"Bank Opportunity",
			{"outcome": "Won", "closed_on": today()},
			{"outcome": "Lost", "closed_on": today()},
		)
		for role in VIEWERS[:2]:
			own = [
				row
				for row in self.rows(role, "Bank Opportunity", ["outcome", "closed_on"])
				if row.outcome in ("Won", "Lost") and row.closed_on and row.closed_on >= self.ago(90).date()
			]
			won = [row for row in own if row.outcome == "Won"]
			self.assertEqual(self.value(role, "win_rate"), round(100 * len(won) / len(own), 1), role)
		self.assertEqual(self.value(roles.RELATIONSHIP_MANAGER, "win_rate"), 100)

	def test_ANA_07_the_days_charts_count_the_viewers_rows_by_the_hour(self):
		at = now_datetime().replace(hour=0, minute=30)
		self.set("Bank Customer Transaction", {"posted_at": at}, {"posted_at": at})
		self.set("Bank Behaviour Event", *([{"event_type": "Login", "occurred_at": at}] * 2))
		for chart, doctype, moment, more in (
			("Bank Transactions by Hour", "Bank Customer Transaction", "posted_at", {}),
			("Bank Logins by Hour", "Bank Behaviour Event", "occurred_at", {"event_type": "Login"}),
		):
			for role in VIEWERS[:2]:
				own = self.rows(role, doctype, [moment, *more])
				todays = [
					row
					for row in own
					if row[moment]
					and str(row[moment])[:10] == today()
					and all(row[key] == more[key] for key in more)
				]
				values = self.chart(role, chart)["datasets"][0]["values"]
				self.assertEqual(sum(values), len(todays), (chart, role))
				self.assertEqual(
					values[0], len([row for row in todays if row[moment].hour == 0]), (chart, role)
				)

	def test_ANA_05_charts_add_up_to_the_viewers_rows(self):
		self.set("Bank Opportunity", {"outcome": "Open", "amount": 7}, {"outcome": "Open", "amount": 70})
		self.set(
			"Bank Work Order",
			{"state": "New", "opened_on": now(), "priority": "High"},
			{"state": "New", "opened_on": now(), "priority": "High"},
		)
		self.set("Bank Customer", {"status": "Active", "total_aum": 5}, {"status": "Active", "total_aum": 50})
		for role in VIEWERS[:2]:
			opportunities = [
				row
				for row in self.rows(role, "Bank Opportunity", ["outcome", "amount"])
				if row.outcome == "Open"
			]
			amounts = self.chart(role, "Bank Pipeline Amounts by Stage")["datasets"][0]["values"]
			self.assertAlmostEqual(sum(amounts), sum(float(row.amount) for row in opportunities), places=2)
			customers = [
				row for row in self.rows(role, "Bank Customer", ["status"]) if row.status == "Active"
			]
			self.assertEqual(
				sum(self.chart(role, "Bank Products Held")["datasets"][0]["values"]), len(customers)
			)
			fields = ["opened_on", "state"]
			orders = [row for row in self.rows(role, "Bank Work Order", fields) if row.state != "Merged"]
			opened = [row for row in orders if row.opened_on and row.opened_on.date() >= self.ago(13).date()]
			self.assertEqual(
				sum(self.chart(role, "Bank Orders by Day")["datasets"][0]["values"]), len(opened)
			)
		self.assertEqual(
			sum(self.chart(roles.RELATIONSHIP_MANAGER, "Bank Assets by Branch")["datasets"][0]["values"]), 5
		)

	def test_every_chart_of_a_dashboard_is_there_and_answers(self):
		named = frappe.get_all("Dashboard Chart", {"source": "Bank Figures"}, pluck="name")
		self.assertEqual(set(named), set(charts.CHARTS))
		for name in named:
			self.chart(roles.ADMINISTRATOR, name)

	def test_OPS_03_the_running_system_is_shown_to_administrators_only(self):
		for card in (
			"jobs_waiting",
			"jobs_failed",
			"errors_logged",
			"database_size",
			"log_proof",
			"users_today",
		):
			self.assertIsNotNone(self.value(roles.ADMINISTRATOR, card), card)
			for role in roles.ALL:
				if role != roles.ADMINISTRATOR:
					with logged_in(self.people[role]):
						answer = ask(FIGURE, filters=json.dumps({"card": card}))
					self.assertIn("PermissionError", answer.error, (role, card))
		self.assertGreater(self.value(roles.ADMINISTRATOR, "database_size"), 0)
		before = self.value(roles.ADMINISTRATOR, "errors_logged")
		frappe.log_error("A test's error", "nothing is wrong")
		self.assertEqual(self.value(roles.ADMINISTRATOR, "errors_logged"), before + 1)

	def set(self, doctype: str, mine: dict, theirs: dict) -> None:
		for side, values in ((self.mine, mine), (self.theirs, theirs)):
			frappe.db.set_value(doctype, side.name(doctype), values, update_modified=False)

	def ago(self, days: int) -> datetime:
		return datetime.combine(now_datetime().date() - timedelta(days=days), datetime.min.time())

	def chart(self, role: str, name: str) -> dict:
		method = "bank_crm.analytics.dashboard_chart_source.bank_figures.bank_figures.get"
		with logged_in(self.people[role]):
			answer = ask(method, chart_name=name, filters="{}", refresh=1)
		self.assertTrue(answer.ok, f"{name}: {answer.error}")
		return json.loads(answer.text)[0]
