"""Every report, chart and card of the app has the same figures whatever strangers' customers there are (ANA-14)."""

import json

import frappe

from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase
from bank_crm.tests.security.session import Answer, ask, logged_in


def reports() -> list[str]:
	return frappe.get_all("Report", {"module": ("in", modules())}, pluck="name", order_by="name")


def modules() -> list[str]:
	return frappe.get_all("Module Def", {"app_name": "bank_crm"}, pluck="name")


def figures() -> dict[str, Answer]:
	"""Ask everything that adds up or lists, as the Desk does."""
	asked = {}
	for name in reports():
		asked[f"report {name}"] = ask(
			"frappe.desk.query_report.run", report_name=name, filters="{}", ignore_prepared_report=1
		)
	for card in frappe.get_all("Number Card", {"module": ("in", modules())}, pluck="name"):
		doc = frappe.get_doc("Number Card", card)
		if doc.type == "Custom":
			asked[f"card {card}"] = ask(doc.method, filters=doc.filters_json or "[]")
		else:
			values = json.dumps(doc.as_dict(convert_dates_to_str=True), default=str)
			method = "frappe.desk.doctype.number_card.number_card.get_result"
			asked[f"card {card}"] = ask(method, doc=values, filters=doc.filters_json or "[]")
	for chart in frappe.get_all(
		"Dashboard Chart", {"module": ("in", modules())}, ["name", "source", "chart_type"]
	):
		method = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
		if chart.chart_type == "Custom":
			module = frappe.scrub(frappe.db.get_value("Dashboard Chart Source", chart.source, "module"))
			source = frappe.scrub(chart.source)
			method = f"bank_crm.{module}.dashboard_chart_source.{source}.{source}.get"
		asked[f"chart {chart.name}"] = ask(method, chart_name=chart.name, filters="{}", refresh=1)
	return asked


#: Marketing officers plan for the whole bank and see counts, as in their segments; nobody's name even there (MKT-12).
WHOLE_BANK = {(roles.MARKETING_OFFICER, "report Bank Audience Conversion")}


class TestFigures(AbuseCase):
	def test_ANA_14_no_figure_moves_by_a_strangers_customer(self):
		for role in (*bank.OWN_ROWS, roles.MARKETING_OFFICER, bank.SYSTEM_MANAGER):
			with logged_in(self.people[role]):
				before = figures()
				self.more()
				after = figures()
			self.assertEqual(set(before), set(after))
			for name in before:
				if (role, name) not in WHOLE_BANK:
					self.assertEqual(without_time(after[name]), without_time(before[name]), f"{role}: {name}")
				told = after[name].has(f"{self.theirs.mark} customer_name") or after[name].has(
					self.theirs.customer
				)
				self.assertFalse(told, f"{role}: {name}")

	def more(self) -> None:
		"""Another of the stranger's customers, with a row of everything."""
		user = frappe.session.user
		theirs = self.theirs
		shared = {name: row for name, row in theirs.rows.items() if name not in bank.of_customers()}
		more = bank.Side(
			f"{theirs.mark}{frappe.generate_hash(length=4)}",
			theirs.user,
			theirs.branch,
			bank.SECRET_NUMBER,
			rows=shared,
		)
		more.plant(bank.CUSTOMER)
		for doctype in sorted(bank.of_customers()):
			more.plant(doctype)
		self.assertEqual(frappe.session.user, user)

	def test_ANA_14_who_sees_everything_sees_them_move(self):
		"""The figures are about customers at all: for the bank's administrator they move."""
		with logged_in(self.people[roles.ADMINISTRATOR]):
			before = figures()
			self.more()
			after = figures()
		moved = {name for name in before if without_time(after[name]) != without_time(before[name])}
		for name, answer in after.items():
			self.assertTrue(answer.ok, f"{name}: {answer.error}")
		kinds = {name.split()[0] for name in moved}
		self.assertEqual(kinds, {"report", "card", "chart"}, moved)

	def test_ANA_14_a_report_runs_as_who_asks_for_it(self):
		"""Neither another's name nor another's prepared result is taken."""
		with logged_in(self.people[roles.RELATIONSHIP_MANAGER]):
			for report in reports():
				answer = ask(
					"frappe.desk.query_report.run", report_name=report, user=self.people[roles.ADMINISTRATOR]
				)
				self.assertIn("PermissionError", answer.error, report)
		prepared = frappe.get_doc(
			{"doctype": "Prepared Report", "report_name": reports()[0], "name": "abuse-prepared"}
		)
		bank._insert(prepared, self.people[roles.ADMINISTRATOR])
		with logged_in(self.people[roles.BRANCH_MANAGER]):
			filters = json.dumps({"prepared_report_name": prepared.name})
			answer = ask("frappe.desk.query_report.run", report_name=reports()[0], filters=filters)
		self.assertIn("PermissionError", answer.error)


def without_time(answer: Answer) -> object:
	"""The answer without what only says how long it took."""
	found = json.loads(answer.text)
	if isinstance(found[0], dict):
		found[0].pop("execution_time", None)
	return found[0], answer.error
