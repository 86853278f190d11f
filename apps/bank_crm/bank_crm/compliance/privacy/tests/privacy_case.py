"""What the tests of data requests share: a customer with rows in every declared DocType, and the way to a decision."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, now_datetime, today

from bank_crm.compliance.privacy import rules
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

REQUEST = "Bank Data Request"
CUSTOMER = "Bank Customer"
LONG_AGO = "2001-05-06 07:08:09"


class PrivacyTestCase(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.officer = factories.make_user(roles.COMPLIANCE_OFFICER)

	def make_person(self, **values: Any) -> Document:
		"""A customer with everything that tells of a person."""
		values = {
			"customer_name": factories.unique("王丽"),
			"manager": self.manager,
			"mobile": factories.mobile_number(),
			"email": f"{factories.unique().lower()}@bank.example",
			"id_type": "ID Card",
			"id_number": factories.citizen_number(born="19900307", male=False),
			"gender": "Female",
			"birth_date": "1990-03-07",
			"city": "南京",
			"address": "中山路 1 号",
			"occupation": "教师",
			"marital_status": "Married",
			"annual_income": 120000,
			"important_dates": [{"title": "结婚纪念日", "date": "2015-10-01"}],
			**values,
		}
		return factories.make_customer(**values)

	def add_talk(self, customer: str) -> dict[str, str]:
		"""What people have written about the customer; returns DocType → name."""
		made = {
			"Bank Interaction": factories.make(
				"Bank Interaction",
				customer=customer,
				channel="Call",
				direction="Outbound",
				occurred_at=now_datetime(),
				content="喜欢爬山",
			),
			"Bank Customer Need": factories.make(
				"Bank Customer Need", customer=customer, need="换房贷款", need_on=today()
			),
			"Bank Life Event": factories.make(
				"Bank Life Event", customer=customer, event_type="Marriage", event_on=today(), note="新婚"
			),
			"Bank Behaviour Event": factories.make_event(customer),
			"Comment": frappe.get_doc(CUSTOMER, customer).add_comment("Comment", "很重要的客户"),
		}
		return {doctype: str(doc.name) for doctype, doc in made.items()}

	def add_account(self, customer: str, *, closed: bool = False, old: bool = False) -> Document:
		account = factories.make_account(customer, account_no=factories.card_number(), status="Active")
		factories.make_transaction(account, counterparty="张三")
		if closed:
			frappe.db.set_value("Bank Customer Account", account.name, "status", "Closed")
		if old:
			self.make_old("Bank Customer Account", {"customer": customer})
			self.make_old("Bank Customer Transaction", {"customer": customer}, posted_at=LONG_AGO)
		return account

	def make_old(self, doctype: str, filters: dict[str, Any], **values: Any) -> None:
		frappe.db.set_value(
			doctype, filters, {"creation": LONG_AGO, "modified": LONG_AGO, **values}, update_modified=False
		)

	def request(self, customer: str, kind: str, **values: Any) -> Document:
		"""Take a request down as the manager and submit it."""
		frappe.set_user(self.manager)
		doc = frappe.get_doc(
			{
				"doctype": REQUEST,
				"customer": customer,
				"request_type": kind,
				"wish": "请处理我的个人信息",
				"received_on": today(),
				"identity_checked": "Identity Document",
				**values,
			}
		).insert()
		doc = apply_workflow(doc, "Submit for Approval")
		frappe.set_user("Administrator")
		return doc

	def decide(self, doc: Document, action: str = "Approve") -> Document:
		frappe.set_user(self.officer)
		doc = apply_workflow(frappe.get_doc(REQUEST, doc.name), action)
		frappe.set_user("Administrator")
		return doc

	def approved(self, customer: str, kind: str, **values: Any) -> Document:
		return self.decide(self.request(customer, kind, **values))

	def late(self, name: str) -> None:
		"""As if it had been approved some time ago."""
		frappe.db.set_value(REQUEST, name, "decided_at", add_to_date(now_datetime(), hours=-1))

	def rows_of(self, customer: str) -> dict[str, int]:
		"""How many rows of each declared DocType name the customer."""
		found = {}
		for data in rules.declared():
			for column in data.customers:
				count = frappe.db.count(data.doctype, {column: customer})
				found[data.doctype] = found.get(data.doctype, 0) + count
		return {doctype: count for doctype, count in found.items() if count}
