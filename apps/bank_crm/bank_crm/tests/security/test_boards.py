"""Views that show rows otherwise than as a list: kanban boards and trees (SEC-20). Gantt and calendar: see the ways to
list and to change."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import frappe

from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in

BOARD = "frappe.desk.doctype.kanban_board.kanban_board"
WRITERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.TELLER, bank.SYSTEM_MANAGER)


@cache
def columns(doctype: str) -> tuple[str, tuple[str, ...]] | None:
	"""The field a board of the DocType may have its columns from."""
	for field in frappe.get_meta(doctype).fields:
		options = tuple(filter(None, (field.options or "").split("\n")))
		if field.fieldtype == "Select" and len(options) > 1 and not (field.permlevel or field.is_virtual):
			return field.fieldname, options
	return None


class TestBoards(AbuseCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.boards = {doctype: cls.board(doctype) for doctype in bank.scoped() if columns(doctype)}

	@classmethod
	def board(cls, doctype: str) -> str:
		field, options = columns(doctype)
		name = f"Abuse {doctype}"
		row = frappe.get_doc({"doctype": "Kanban Board", "name": name, "kanban_board_name": name})
		row.update({"reference_doctype": doctype, "field_name": field, "private": 0})
		bank._insert(row, "Administrator")
		for number, option in enumerate(options, start=1):
			column = frappe.get_doc({"doctype": "Kanban Board Column", "column_name": option, "order": "[]"})
			column.update({"parent": name, "parenttype": "Kanban Board", "parentfield": "columns"})
			column.update({"idx": number, "name": frappe.generate_hash(length=10)})
			bank._insert(column, "Administrator")
		return name

	def moves(self, doctype: str, side: Side) -> list[Answer]:
		"""Every way to move the side's card from where it is to another column."""
		field, options = columns(doctype)
		name = side.name(doctype)
		now = frappe.db.get_value(doctype, name, field)
		to = next(option for option in options if option != now)
		common: dict[str, Any] = {"keep": True, "board_name": self.boards[doctype]}
		return [
			ask(f"{BOARD}.add_card", docname=name, colname=to, **common),
			ask(f"{BOARD}.update_order", order=json.dumps({to: [name]}), **common),
			ask(
				f"{BOARD}.update_order_for_single_card",
				docname=name,
				from_colname=now if now in options else options[0],
				to_colname=to,
				old_index=0,
				new_index=0,
				**common,
			),
		]

	def moved(self, doctype: str, side: Side) -> tuple[bool, list[Answer]]:
		field, _options = columns(doctype)
		frappe.db.savepoint("move")
		before = frappe.db.get_value(doctype, side.name(doctype), field)
		answers = self.moves(doctype, side)
		after = frappe.db.get_value(doctype, side.name(doctype), field)
		order = frappe.get_all("Kanban Board Column", {"parent": self.boards[doctype]}, pluck="order")
		named = any(side.name(doctype) in (each or "") for each in order)
		frappe.db.rollback(save_point="move")
		frappe.local.document_cache = {}
		self.assertFalse(named, f"the board of {doctype} names its cards")
		return before != after, answers

	def test_SEC_20_a_strangers_card_is_moved_and_told_by_no_board(self):
		done, worked = [], set()
		for role, doctypes in self.askers():
			if role not in WRITERS:
				continue
			for doctype in set(doctypes) & set(self.boards):
				moved, answers = self.moved(doctype, self.theirs)
				if moved or any(answer.has(f"{self.theirs.mark} ") for answer in answers):
					done.append(f"{role}: {doctype}")
				if role == roles.RELATIONSHIP_MANAGER and not worked:
					worked |= {doctype} if self.moved(doctype, self.mine)[0] else set()
		self.assertEqual(done, [])
		self.assertTrue(worked, "nobody moves a card of his own either")

	def test_SEC_20_a_board_made_by_who_sees_everything_names_nobody(self):
		"""The framework writes down the cards of the one who makes it, for everybody who opens it."""
		with logged_in(self.people[roles.ADMINISTRATOR]):
			made = ask(
				f"{BOARD}.quick_kanban_board",
				doctype=bank.CUSTOMER,
				board_name="Abuse all",
				field_name="status",
				keep=True,
			)
		self.assertTrue(made.ok, made.error)
		self.assertFalse(made.has(self.theirs.customer))
		with logged_in(self.people[roles.TELLER]):
			opened = ask("frappe.desk.form.load.getdoc", doctype="Kanban Board", name="Abuse all")
		self.assertTrue(opened.ok, opened.error)
		self.assertFalse(opened.has(self.theirs.customer))

	def test_SEC_20_a_tree_shows_all_or_nothing(self):
		"""Its nodes are read without any condition: only who sees every row may."""
		method = "frappe.desk.treeview.get_children"
		for role in (roles.RELATIONSHIP_MANAGER, roles.TELLER, bank.SYSTEM_MANAGER):
			with logged_in(self.people[role]):
				for doctype in bank.scoped():
					answer = ask(method, doctype=doctype, parent="", is_root="true")
					self.assertIn("PermissionError", answer.error, f"{role}: {doctype}")
		with logged_in(self.people[roles.TELLER]):
			answer = ask(method, doctype="Bank Branch", parent="", is_root="true")
		self.assertTrue(answer.ok and answer.has("value"), answer.error)
