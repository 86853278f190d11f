from unittest.mock import patch

import frappe

from bank_crm import notices
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

LOG, SETTINGS = "Notification Log", "Notification Settings"


class TestNotices(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.chinese, self.english, self.gone = (factories.make_user(roles.SERVICE_AGENT) for _ in range(3))
		frappe.db.set_value("User", self.chinese, "language", "zh")
		frappe.db.set_value("User", self.english, "language", "en")
		frappe.db.set_value("User", self.gone, "enabled", 0)

	def tell(self, subject: str = "{0}", **given: str) -> dict[str, frappe._dict]:
		users = [self.chinese, self.english, self.gone, self.english, "nobody@example.com"]
		notices.tell(users, lambda lang: subject.format(lang), "Branch", "B-1", **given)
		fields = [
			"for_user",
			"subject",
			"email_content",
			"type",
			"from_user",
			"owner",
			"read",
			"document_type",
		]
		rows = frappe.get_all(LOG, filters={"document_name": "B-1"}, fields=fields)
		self.assertEqual(len(rows), len({row.for_user for row in rows}))
		return {row.for_user: row for row in rows}

	def test_SVC_05_each_one_is_told_once_in_the_own_language(self) -> None:
		told = self.tell()
		self.assertEqual(
			{user: row.subject for user, row in told.items()}, {self.chinese: "zh", self.english: "en"}
		)
		row = told[self.english]
		self.assertEqual(
			(row.type, row.from_user, row.read, row.document_type), ("Alert", "Administrator", 0, "Branch")
		)

	def test_SVC_05_the_bell_rings_once_the_change_stands(self) -> None:
		for user in (self.chinese, self.english):
			frappe.db.set_value(SETTINGS, user, "seen", 1)
		with patch("frappe.publish_realtime") as publish:
			self.tell()
		self.assertEqual(
			{call.kwargs["user"] for call in publish.call_args_list if call.kwargs.get("after_commit")},
			{self.chinese, self.english},
		)
		self.assertEqual(frappe.get_all(SETTINGS, {"name": self.english}, pluck="seen"), [0])

	def test_SEC_15_a_notice_keeps_neither_complete_numbers_nor_script(self) -> None:
		told = self.tell("call 13912345678 <script>alert(1)</script>", content="or 13912345678")
		row = told[self.english]
		self.assertNotIn("13912345678", row.subject + row.email_content)
		self.assertNotIn("<script", row.subject)
