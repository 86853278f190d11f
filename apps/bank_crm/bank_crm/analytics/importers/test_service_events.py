"""The file of a real bank's complaints and requests: once, as it says, and counted again by hand (SVC-10, SVC-11)."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import frappe

from bank_crm.analytics.importers import service_event_words as words
from bank_crm.analytics.importers import service_events
from bank_crm.service.levels import recompute
from bank_crm.service.report.bank_complaint_analysis import bank_complaint_analysis as analysis
from bank_crm.service.report.bank_work_order_timeliness import bank_work_order_timeliness as timeliness
from bank_crm.tests import BankCRMTestCase, factories

ORDER, COMPLAINT = "Bank Work Order", "Bank Complaint"
COLUMNS = (
	"date_received",
	"product",
	"sub_product",
	"issue",
	"submitted_via",
	"date_sent_to_company",
	"company_response_to_consumer",
	"timely_response",
	"complaint_id",
	"client_id",
)


class TestServiceEvents(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.source = patch.object(service_events, "SOURCE", factories.unique("events "))
		self.source.start()
		self.addCleanup(self.source.stop)
		commit = patch.object(service_events, "checkpoint")  # the test's writes are undone
		commit.start()
		self.addCleanup(commit.stop)

	def row(self, number: int, **values: str) -> dict[str, str]:
		row = (
			"03-07-2014",
			"Bank account or service",
			"Checking account",
			"Deposits and withdrawals",
			"Email",
			"09-07-2014",
			"Closed with explanation",
			"Yes",
			f"CR{number:07d}",
			"99999999",
		)
		return {**dict(zip(COLUMNS, row, strict=True)), **values}

	def load(self, *rows: dict[str, str]) -> Counter[str]:
		with TemporaryDirectory() as folder:
			path = Path(folder) / "crm_events.csv"
			with path.open("w", encoding="utf-8", newline="") as file:
				writer = csv.DictWriter(file, COLUMNS)
				writer.writeheader()
				writer.writerows(rows)
			with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
				return service_events.import_events(path)

	def orders(self, **filters) -> list[frappe._dict]:
		fields = [
			"name",
			"external_id",
			"order_type",
			"channel",
			"state",
			"opened_on",
			"viewed_on",
			"answered_on",
		]
		fields += ["resolution_clock", "subtype", "customer"]
		given = {"source": service_events.SOURCE, **filters}
		return frappe.get_all(ORDER, filters=given, fields=fields, order_by="external_id asc")

	def test_SVC_10_an_event_becomes_an_order_with_what_the_file_knows_and_no_more(self):
		self.load(
			self.row(1), self.row(2, issue="Balance transfer", submitted_via="Referral", timely_response="No")
		)
		first, second = self.orders()
		self.assertEqual(
			(first.order_type, first.channel, first.state, first.resolution_clock, first.subtype),
			("Complaint", "Email", "Closed", "Met", "Deposits and withdrawals"),
		)
		self.assertEqual(
			(str(first.opened_on), str(first.viewed_on)), ("2014-07-03 09:00:00", "2014-07-09 09:00:00")
		)
		self.assertIsNone(first.answered_on)
		self.assertEqual(
			(second.order_type, second.channel, second.resolution_clock),
			("Business Request", "Letter", "Missed"),
		)
		complaint = frappe.get_doc(COMPLAINT, {"work_order": first.name})
		self.assertEqual(
			(complaint.state, complaint.on_time, complaint.outcome, complaint.category, complaint.reason),
			("Closed", "In Time", "Not Upheld", "Savings", "Safety of Funds"),
		)
		self.assertFalse(frappe.db.exists(COMPLAINT, {"work_order": second.name}))

	def test_SVC_10_importing_again_doubles_nothing_and_takes_what_has_changed(self):
		rows = [self.row(number) for number in range(5)]
		self.assertEqual(self.load(*rows)["new"], 5)
		again = self.load(*rows, self.row(3))
		self.assertEqual((again["new"], again["changed"], again["unchanged"]), (0, 0, 5))
		late = self.load(self.row(2, company_response_to_consumer="In progress", timely_response="No"))
		self.assertEqual((late["new"], late["changed"]), (0, 1))
		order = self.orders(external_id="CR0000002")[0]
		self.assertEqual((order.state, order.resolution_clock), ("In Progress", "Missed"))
		complaint = frappe.get_doc(COMPLAINT, {"work_order": order.name})
		self.assertEqual(
			(complaint.state, complaint.on_time, complaint.outcome), ("Under Inquiry", "Late", None)
		)

	def test_SVC_14_what_the_file_has_judged_is_not_judged_again(self):
		self.load(self.row(1, company_response_to_consumer="In progress"))
		self.assertNotIn(self.orders()[0].name, recompute.open_orders())

	def test_SVC_10_words_and_dates_nobody_knows_are_refused_and_the_rest_is_taken(self):
		wrong = (
			{"date_received": "2014-07-03"},
			{"issue": "Something new"},
			{"submitted_via": "Pigeon"},
			{"timely_response": ""},
			{"company_response_to_consumer": "Gone"},
			{"complaint_id": ""},
			{"product": "Mortgage"},
		)
		rows = [self.row(number, **values) for number, values in enumerate(wrong)]
		counts = self.load(*rows, self.row(90))
		self.assertEqual((counts["read"], counts["refused"], counts["new"]), (8, 7, 1))

	def test_SVC_10_the_customer_is_the_one_the_synchronisation_brought(self):
		customer = factories.make_customer(branch=factories.make_branch())
		factories.make(
			"Bank Source Record",
			source_system=service_events.CUSTOMERS,
			entity="Customer",
			external_id="88888888",
			ref_doctype="Bank Customer",
			ref_name=customer.name,
		)
		self.load(self.row(1, client_id="88888888"))
		self.assertEqual(self.orders()[0].customer, customer.name)

	def test_SVC_11_the_reports_agree_with_counts_from_the_file(self):
		"""A file of every word there is, counted without the app's code."""
		rows = []
		for number, issue in enumerate(words.ISSUES):
			response = list(words.RESPONSES)[number % len(words.RESPONSES)]
			channel = list(words.CHANNELS)[number % len(words.CHANNELS)]
			timely = "No" if number % 5 == 0 else "Yes"
			day = f"{number % 28 + 1:02d}-{number % 12 + 1:02d}-1991"
			rows.append(
				self.row(
					number,
					issue=issue,
					company_response_to_consumer=response,
					submitted_via=channel,
					timely_response=timely,
					date_received=day,
					date_sent_to_company=day,
				)
			)
		self.load(*rows)
		year = {"from_date": "1991-01-01", "to_date": "1991-12-31"}
		by_month = {row["month"]: row for row in timeliness.execute({**year, "by": "month"})[1]}
		for month in range(1, 13):
			of_month = [row for row in rows if row["date_received"][3:5] == f"{month:02d}"]
			told = by_month.get(f"1991-{month:02d}")
			self.assertEqual(told["opened"] if told else 0, len(of_month), month)
			if told:
				late = sum(1 for row in of_month if row["timely_response"] == "No")
				self.assertEqual(told["resolution_late"], late, month)
		requests = {issue for issue, (kind, _reason) in words.ISSUES.items() if kind == "Business Request"}
		complaints = [row for row in rows if row["issue"] not in requests]
		total = sum(row["complaints"] for row in analysis.execute(year)[1])
		self.assertEqual(total, len(complaints))
		late = sum(row["late"] for row in analysis.execute({**year, "by": "channel"})[1])
		self.assertEqual(late, sum(1 for row in complaints if row["timely_response"] == "No"))
