"""Data on their way out: exports of who has the role for it, reports and changes mailed by themselves (SEC-12, SEC-20).

The role opens the framework's exports; what they hold are the rows of who takes them, as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import frappe

from bank_crm.permissions import followers, roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in
from bank_crm.tests.security.test_figures import reports
from bank_crm.tests.security.test_lists import qualified
from bank_crm.tests.security.test_rights import given
from bank_crm.tests.security.ways import text_field

FOLLOW = "frappe.desk.form.document_follow"
#: Whoever may report on campaigns reads them all: they are nobody's customers. No customer is told even there.
OF_CAMPAIGNS = {"Bank Campaign Effect", "Bank Campaign ROI"}


def export(doctype: str, kind: str) -> Answer:
	return ask(
		"frappe.desk.reportview.export_query",
		doctype=doctype,
		title=doctype,
		file_format_type=kind,
		fields=qualified(doctype),
		filters="[]",
		view="Report",
	)


def tables(doctype: str) -> dict[str, list[str]]:
	"""The columns to take: of the DocType and of its tables."""
	found = {doctype: ["name", text_field(doctype)]}
	for table in frappe.get_meta(doctype).get_table_fields():
		found[table.options] = ["name", text_field(table.options)]
	return found


#: A way out → what it answers with.
WAYS: dict[str, Callable[[str], Answer]] = {
	"list": lambda d: export(d, "CSV"),
	"data export": lambda d: ask(
		"frappe.core.doctype.data_export.exporter.export_data",
		doctype=d,
		parent_doctype=d,
		all_doctypes=1,
		with_data=1,
		select_columns=json.dumps(tables(d)),
		file_type="CSV",
	),
	"import template": lambda d: ask(
		"frappe.core.doctype.data_import.data_import.download_template",
		doctype=d,
		export_fields=json.dumps({d: ["name", text_field(d)]}),
		export_records="all",
		file_type="CSV",
	),
}


class TestLeaving(AbuseCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = bank._user(roles.RELATIONSHIP_MANAGER, roles.DATA_EXPORTER)
		cls.auditor = bank._user(roles.AUDITOR, roles.DATA_EXPORTER)
		frappe.db.set_value(bank.CUSTOMER, cls.mine.customer, "manager", cls.manager, update_modified=False)

	def told(self, text: str, side: Side) -> bool:
		return side.mark in text

	def test_SEC_12_an_exporter_takes_out_his_own_rows(self):
		leaks, own, proven = [], dict.fromkeys(WAYS, 0), dict.fromkeys(WAYS, 0)
		with given("export"):
			for user in (self.manager, self.auditor):
				with logged_in(user):
					for doctype in bank.scoped():
						for name, way in WAYS.items():
							answer = way(doctype)
							theirs = self.told(answer.text, self.theirs)
							proven[name] += theirs and user == self.auditor
							own[name] += user == self.manager and self.told(answer.text, self.mine)
							if theirs and user == self.manager:
								leaks.append(f"{doctype} by {name}")
		self.assertEqual(leaks, [])
		for name in WAYS:
			self.assertGreater(own[name], 10, name)
			self.assertGreater(proven[name], 20, name)

	def test_SEC_12_nobody_without_the_role_takes_any(self):
		with given("export"):
			for role, doctypes in self.askers():
				for doctype in doctypes[:3]:
					for name, way in WAYS.items():
						self.assertIn("PermissionError", way(doctype).error, f"{role}: {doctype} by {name}")

	def test_SEC_20_an_automatic_report_holds_the_rows_of_its_user(self):
		"""The job that mails it runs as the Administrator."""
		leaks, proven, own = [], set(), set()
		for doctype in bank.scoped():
			self.builder(doctype)
		names = [*reports(), *(f"Abuse {doctype}" for doctype in bank.scoped())]
		for user in (self.manager, self.auditor):
			for name in names:
				content = self.content(name, user)
				secret = f"{self.theirs.mark} customer_name" if name in OF_CAMPAIGNS else self.theirs.mark
				if secret in content and user == self.manager:
					leaks.append(name)
				proven |= {name} if self.told(content, self.theirs) else set()
				own |= {name} if self.told(content, self.mine) and user == self.manager else set()
		self.assertEqual(leaks, [])
		kinds = {name.startswith("Abuse ") for name in proven}
		self.assertEqual(
			(kinds, {name.startswith("Abuse ") for name in own} >= {True}), ({True, False}, True)
		)
		self.assertEqual(frappe.session.user, "Administrator")

	def builder(self, doctype: str) -> None:
		"""A saved view of the report builder, as staff make them."""
		columns = [["name", doctype], [text_field(doctype), doctype]]
		row = frappe.get_doc({"doctype": "Report", "name": f"Abuse {doctype}", "ref_doctype": doctype})
		row.update({"report_name": row.name, "report_type": "Report Builder", "is_standard": "No"})
		row.update({"module": "Customer", "json": json.dumps({"fields": columns, "filters": []})})
		bank._insert(row, "Administrator")

	def content(self, report: str, user: str) -> str:
		kind = frappe.db.get_value("Report", report, "report_type")
		values = {"report": report, "report_type": kind, "user": user, "format": "CSV", "filters": "{}"}
		mail = frappe.get_doc({"doctype": "Auto Email Report", "no_of_rows": 1000, "name": "x", **values})
		try:
			return str(mail.get_report_content())
		except (frappe.PermissionError, frappe.ValidationError):
			frappe.clear_messages()
			return ""  # not for the user's roles, or it wants a filter

	def test_SEC_20_a_report_of_a_disabled_user_is_not_made(self):
		frappe.db.set_value("User", self.auditor, "enabled", 0)
		self.assertEqual(self.content(reports()[0], self.auditor), "")
		frappe.db.set_value("User", self.auditor, "enabled", 1)

	def test_SEC_20_an_automatic_report_is_set_up_for_oneself(self):
		"""Else an exporter would have the rows of a colleague mailed to himself."""
		values = {
			"doctype": "Auto Email Report",
			"report": reports()[0],
			"email_to": "x@example.com",
			"format": "CSV",
			"frequency": "Daily",
			"enabled": 1,
		}
		technician = bank._user(bank.SYSTEM_MANAGER, roles.DATA_EXPORTER)
		with logged_in(technician):
			theirs = ask("frappe.client.insert", doc={**values, "user": self.auditor})
			self.assertIn("PermissionError", theirs.error)
			own = ask("frappe.client.insert", doc={**values, "user": technician})
			self.assertTrue(own.ok, own.error)

	def test_SEC_20_who_follows_hears_of_it_as_long_as_he_may_read_it(self):
		"""A manager whose customer was handed over is not mailed its comments any more."""
		user = self.manager
		frappe.db.set_value(
			"User", user, {"document_follow_notify": 1, "document_follow_frequency": "Hourly"}
		)
		for side in (self.mine, self.theirs):
			self.row("Document Follow", user=user, ref_doctype=bank.CUSTOMER, ref_docname=side.customer)
			self.row(
				"Comment",
				comment_type="Comment",
				reference_doctype=bank.CUSTOMER,
				reference_name=side.customer,
				content=f"{side.mark} rang",
			)
		job = frappe.get_doc({"doctype": "Scheduled Job Type", "method": f"{FOLLOW}.send_hourly_updates"})
		mails: list[dict[str, Any]] = []
		with logged_in("Administrator"):
			with patch.object(frappe, "sendmail", lambda **given: mails.append(given)):
				with patch.object(type(job), "update_scheduler_log"):
					job.execute()
		(mail,) = (each for each in mails if each["recipients"] == [user])
		self.assertIn(f"{self.mine.mark} rang", str(mail["args"]))
		self.assertNotIn(self.theirs.mark, str(mail["args"]))
		self.assertEqual(followers.forget_strangers(), 0)

	def row(self, doctype: str, **values: Any) -> None:
		row = frappe.get_doc({"doctype": doctype, "name": frappe.generate_hash(length=10), **values})
		bank._insert(row, "Administrator")
