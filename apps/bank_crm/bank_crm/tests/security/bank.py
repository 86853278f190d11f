"""A bank in which everything has been planted twice: once for the people asking, once out of their reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import frappe
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document
from frappe.utils import add_days, now, today

from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase
from bank_crm.tests.security.session import logged_in

CUSTOMER = "Bank Customer"
SYSTEM_MANAGER = "System Manager"
#: Nobody but the administrator reads those of others that are not shared with him or her.
OF_WHO_MADE_THEM = ("Bank Custom Report", "Bank Feedback")
#: See rows of customers that are theirs by post, and no others.
OWN_ROWS = (roles.TELLER, roles.RELATIONSHIP_MANAGER, roles.SERVICE_AGENT, roles.BRANCH_MANAGER)
#: A number nothing else in the bank has; the stranger's amounts are it.
SECRET_NUMBER = 77_123_441
_TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code", "Read Only", "HTML Editor")
_NUMBERS = ("Int", "Float", "Currency", "Percent")


@cache
def our_doctypes() -> tuple[str, ...]:
	"""Every DocType of the app."""
	modules = frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")
	return tuple(
		frappe.get_all("DocType", filters={"module": ("in", modules)}, pluck="name", order_by="name")
	)


@cache
def stored() -> tuple[str, ...]:
	"""Those with rows of their own: no tables within forms, no settings."""
	metas = map(frappe.get_meta, our_doctypes())
	return tuple(meta.name for meta in metas if not (meta.istable or meta.issingle or meta.is_virtual))


@cache
def tables() -> tuple[str, ...]:
	"""Those that are tables within forms."""
	return tuple(name for name in our_doctypes() if frappe.get_meta(name).istable)


@cache
def of_customers() -> frozenset[str]:
	"""Those whose rows name a customer."""
	return frozenset(name for name in stored() if name == CUSTOMER or links(name, CUSTOMER))


@cache
def scoped() -> tuple[str, ...]:
	"""Those whose rows are some people's only: the customers', and what has a condition of its own."""
	conditioned = set(frappe.get_hooks("permission_query_conditions"))
	return tuple(name for name in stored() if name in of_customers() or name in conditioned)


def links(doctype: str, target: str) -> list[str]:
	"""The columns of a DocType that name a document of another."""
	return [each.fieldname for each in frappe.get_meta(doctype).get_link_fields() if each.options == target]


@dataclass(slots=True)
class Side:
	"""One half of the bank: whose it is, where, and what has been planted."""

	mark: str
	user: str
	branch: str
	number: int
	rows: dict[str, Document] = field(default_factory=dict)
	pending: set[str] = field(default_factory=set)

	@property
	def customer(self) -> str:
		return str(self.rows[CUSTOMER].name)

	def name(self, doctype: str) -> str:
		"""The name of what was planted."""
		return str(self.rows[doctype].name)

	def plant(self, doctype: str) -> Document | None:
		"""Put a row into the DocType with every field filled; what it links to is planted first."""
		if doctype in self.rows:
			return self.rows[doctype]
		if doctype in self.pending:
			return None  # a circle of links
		self.pending.add(doctype)
		meta = frappe.get_meta(doctype)
		doc = frappe.get_doc({"doctype": doctype})
		self._fill(doc)
		if doctype == CUSTOMER:
			doc.update({"manager": self.user, "branch": self.branch, "merged_into": None, "disabled": 0})
		doc.name = self._name_for(meta)
		_insert(doc, self.user)
		self.rows[doctype] = doc
		for table in meta.get_table_fields():
			row = frappe.get_doc({"doctype": table.options})
			self._fill(row)
			row.update({"parent": doc.name, "parenttype": doctype, "parentfield": table.fieldname, "idx": 1})
			row.name = self._name_for(frappe.get_meta(table.options))
			_insert(row, self.user)
		return doc

	def _name_for(self, meta: Any) -> str | int:
		if meta.autoname == "autoincrement":
			return frappe.db.get_next_sequence_val(meta.name)
		return f"{self.mark}-{frappe.generate_hash(length=6)}".upper()

	def _fill(self, doc: Document) -> None:
		for each in doc.meta.fields:
			value = self._value(each)
			if value is not None:
				doc.set(each.fieldname, value)

	def _value(self, each: Any) -> Any:
		if each.fieldtype in _TEXTS:
			if each.options in ("Email", "Phone", "URL", "JSON"):
				return None
			single = frappe.generate_hash(length=6) if each.unique else ""
			return f"{self.mark} {each.fieldname}{single}"[:140]
		if each.fieldtype in _NUMBERS:
			return self.number
		if each.fieldtype == "Select":
			return next((option for option in (each.options or "").split("\n") if option), None)
		if each.fieldtype == "Date":
			return (
				add_days(today(), 1) if each.fieldname.startswith(("to_", "until", "valid_to")) else today()
			)
		if each.fieldtype == "Datetime":
			return now()
		if each.fieldtype == "JSON":
			return frappe.as_json({"mark": self.mark})
		if each.fieldtype == "Dynamic Link":
			return self.rows[CUSTOMER].name if CUSTOMER in self.rows else None
		if each.fieldtype == "Link" and each.options == "User" and each.unique:
			return _user()
		if each.fieldtype == "Link" and each.options == "DocType" and each.unique:
			return self.mark  # each of the bank's own has its row already
		return self._linked(each.options) if each.fieldtype == "Link" else None

	def _linked(self, target: str) -> str | int | None:
		if target == "User":
			return self.user
		if target == "Bank Branch":
			return self.branch
		if target == "DocType":
			return CUSTOMER
		if target in stored():
			planted = self.plant(target)
			return planted.name if planted else None
		return None


def _insert(doc: Document, owner: str) -> None:
	"""Write the row as it is: what the documents themselves would say is not what is tried here."""
	doc.creation = doc.modified = now()
	doc.owner = doc.modified_by = owner
	doc.docstatus = 0
	BaseDocument.db_insert(doc)


def _user(*held: str) -> str:
	"""A system user with the roles, without the forty things saving one does."""
	name = f"{frappe.generate_hash(length=10)}@example.com"
	user = frappe.get_doc(
		{"doctype": "User", "email": name, "first_name": "Test", "user_type": "System User"}
	)
	user.update({"name": name, "enabled": 1, "full_name": "Test", "language": "en"})
	_insert(user, "Administrator")
	for role in held:
		row = frappe.get_doc({"doctype": "Has Role", "role": role, "name": frappe.generate_hash(length=10)})
		row.update({"parent": name, "parenttype": "User", "parentfield": "roles", "idx": 1})
		_insert(row, "Administrator")
	return name


def _branch(parent: str | None, span: tuple[int, int]) -> str:
	code = f"B{frappe.generate_hash(length=8)}".upper()
	branch = frappe.get_doc(
		{"doctype": "Bank Branch", "branch_code": code, "branch_name": code, "name": code}
	)
	branch.update({"parent_bank_branch": parent, "lft": span[0], "rgt": span[1], "is_group": 1})
	_insert(branch, "Administrator")
	return code


def _child(doctype: str, field_name: str, parent: str, **values: Any) -> None:
	row = frappe.get_doc({"doctype": doctype, "name": frappe.generate_hash(length=10), **values})
	row.update({"parent": parent, "parenttype": CUSTOMER, "parentfield": field_name, "idx": 2})
	_insert(row, "Administrator")


class AbuseCase(BankCRMTestCase):
	"""Tests in the planted bank; it is made once for a class and taken back after it."""

	people: dict[str, str]
	mine: Side
	theirs: Side

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		edge = 900_000_000
		head = _branch(None, (edge, edge + 9))
		here = _branch(head, (edge + 1, edge + 2))
		there = _branch(head, (edge + 3, edge + 4))
		cls.people = {role: _user(role) for role in roles.ALL}
		cls.people[SYSTEM_MANAGER] = _user(SYSTEM_MANAGER)
		stranger = _user(roles.RELATIONSHIP_MANAGER)
		for user, branch in ((cls.people[roles.BRANCH_MANAGER], here), (stranger, there)):
			number = f"E{frappe.generate_hash(length=8)}".upper()
			staff = frappe.get_doc({"doctype": "Bank Staff", "name": number, "employee_no": number})
			staff.update({"staff_name": number, "user": user, "branch": branch, "active": 1})
			_insert(staff, "Administrator")
		token = frappe.generate_hash(length=8).upper()
		cls.mine = Side(f"MINE{token}", cls.people[roles.RELATIONSHIP_MANAGER], here, 1)
		cls.theirs = Side(f"SECRET{token}", stranger, there, SECRET_NUMBER)
		for side in (cls.mine, cls.theirs):
			side.plant(CUSTOMER)
			for doctype in stored():
				side.plant(doctype)
		mine = cls.mine.customer
		_child("Bank Customer Teller", "tellers", mine, user=cls.people[roles.TELLER])
		cls._call_of(cls.people[roles.SERVICE_AGENT], mine)

	@classmethod
	def _call_of(cls, agent: str, customer: str) -> None:
		"""A service agent sees who called."""
		call = frappe.get_doc({"doctype": "Bank Interaction", "customer": customer, "user": agent})
		call.update({"occurred_at": now(), "channel": "Call", "direction": "Inbound", "subject": "Call"})
		call.name = frappe.db.get_next_sequence_val("Bank Interaction")
		_insert(call, agent)

	def reads(self, role: str, doctype: str) -> bool:
		"""Whether the role has the right to read the DocType at all."""
		return any(
			permission.role == role and permission.read and not permission.permlevel
			for permission in frappe.get_meta(doctype).permissions
		)

	def sees_theirs(self, role: str, doctype: str) -> bool:
		"""Whether a stranger's rows are the role's to read: only who reads everything; a report one has made is one's own."""
		everything = roles.WRITE_EVERYTHING if doctype in OF_WHO_MADE_THEM else roles.READ_EVERYTHING
		return role in everything and self.reads(role, doctype)

	def askers(self) -> Iterator[tuple[str, list[str]]]:
		"""Each role with the DocTypes it is to try, logged in as it.

		The staff try what they may read at all; one without any role of the bank stands for everybody else, and the
		auditor, who reads everything, proves that a way works.
		"""
		for role in (*OWN_ROWS, roles.MARKETING_OFFICER, roles.AUDITOR, SYSTEM_MANAGER):
			tried = [each for each in scoped() if role == SYSTEM_MANAGER or self.reads(role, each)]
			with logged_in(self.people[role]):
				yield role, tried
