"""Rights a bank may give besides: submit, cancel, rename, follow, steps of an approval (SEC-20, SEC-10).

None of our DocTypes is submitted, few are renamed: a refusal would prove nothing but that. Here they can be, and the
roles that may write have the right to; what is one's own goes through, and a stranger's is refused all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
import frappe.permissions

from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in, rest

GIVEN = ("submit", "cancel", "amend", "export")


def call(method: str, /, **arguments: Any) -> Answer:
	return ask(method, keep=True, **arguments)


def text_of(doctype: str, name: str) -> str:
	return json.dumps(frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True), default=str)


def in_list(doctype: str, name: str, action: str) -> Answer:
	method = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
	return call(method, doctype=doctype, docnames=json.dumps([name]), action=action)


#: A way → the document's state it needs, and what is asked.
WAYS: dict[str, tuple[int, Callable[[str, str], Answer]]] = {
	"client.submit": (0, lambda d, n: call("frappe.client.submit", doc=text_of(d, n))),
	"form's submit": (
		0,
		lambda d, n: call("frappe.desk.form.save.savedocs", doc=text_of(d, n), action="Submit"),
	),
	"submit in the list": (0, lambda d, n: in_list(d, n, "submit")),
	"REST v2 submit": (
		0,
		lambda d, n: rest("POST", f"/api/v2/document/{d}/{n}/method/submit", keep=True),
	),
	"client.cancel": (1, lambda d, n: call("frappe.client.cancel", doctype=d, name=n)),
	"form's cancel": (1, lambda d, n: call("frappe.desk.form.save.cancel", doctype=d, name=n)),
	"cancel in the list": (1, lambda d, n: in_list(d, n, "cancel")),
	"client.rename_doc": (
		0,
		lambda d, n: call("frappe.client.rename_doc", doctype=d, old_name=n, new_name=f"{n}X"),
	),
	"rename or title": (
		0,
		lambda d, n: call(
			"frappe.model.rename_doc.update_document_title", doctype=d, docname=n, name=f"{n}X"
		),
	),
	"follow": (
		0,
		lambda d, n: call(
			"frappe.desk.form.document_follow.follow_document",
			doctype=d,
			doc_name=n,
			user=frappe.session.user,
		),
	),
}
WRITERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.TELLER, bank.SYSTEM_MANAGER)


@contextmanager
def given(*rights: str) -> Iterator[None]:
	"""Whoever may write to a DocType of ours has these rights to it too; all of them are submitted and renamed."""
	real = frappe.permissions.get_role_permissions
	ours = set(bank.scoped())

	def generous(meta: Any, *arguments: Any, **named: Any) -> Any:
		held = real(meta, *arguments, **named)
		doctype = meta if isinstance(meta, str) else meta.name
		base = "read" if rights == ("export",) else "write"
		return (
			frappe._dict({**held, **dict.fromkeys(rights, 1)}) if doctype in ours and held.get(base) else held
		)

	try:
		with patch.object(frappe.permissions, "get_role_permissions", generous):
			yield
	finally:
		frappe.clear_cache()  # the changed metas


class TestRights(AbuseCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# what was planted is too odd to be submitted: one of his customers is a whole one
		# with a tier of its own, so that it is not found by the planted ones' odd rules
		own = {"manager": cls.mine.user, "branch": cls.mine.branch, "tier": "Mass"}
		cls.mine.rows[bank.CUSTOMER] = factories.make_customer(**own)
		users = tuple(cls.people.values())
		frappe.db.set_value("User", {"name": ("in", users)}, "document_follow_notify", 1)
		frappe.db.value_cache.clear()

	def picture(self, doctype: str, side: Side) -> tuple[Any, ...]:
		name = side.name(doctype)
		follows = frappe.db.count("Document Follow", {"ref_doctype": doctype, "ref_docname": name})
		row = frappe.db.get_value(doctype, name, ["name", "docstatus", "modified"])
		return (follows, row)

	def attempt(self, way: str, doctype: str, side: Side) -> tuple[bool, str]:
		"""Whether it went through, and what was said; all of it is taken back."""
		docstatus, run = WAYS[way]
		frappe.db.savepoint("attempt")
		frappe.db.set_value(doctype, side.name(doctype), "docstatus", docstatus, update_modified=False)
		frappe.local.document_cache = {}
		# at each attempt anew: whoever renames empties the cache
		frappe.get_meta(doctype).update({"is_submittable": 1, "allow_rename": 1, "track_changes": 1})
		before = self.picture(doctype, side)
		answer = run(doctype, side.name(doctype))
		done = self.picture(doctype, side) != before
		frappe.db.rollback(save_point="attempt")
		frappe.local.document_cache = {}
		return done, answer.text

	def test_SEC_20_a_right_given_besides_opens_no_strangers_row(self):
		done, worked = [], set()
		with given(*GIVEN):
			for role, doctypes in self.askers():
				if role not in WRITERS:
					continue
				for doctype in doctypes:
					for way in WAYS:
						went, told = self.attempt(way, doctype, self.theirs)
						if went or f"{self.theirs.mark} " in told:
							done.append(f"{role}: {doctype} by {way}")
						if way not in worked and role == roles.RELATIONSHIP_MANAGER:
							own, _told = self.attempt(way, doctype, self.mine)
							worked |= {way} if own else set()
		self.assertEqual(done, [])
		self.assertEqual(set(WAYS) - worked, set(), "ways by which nobody's own row goes through either")

	def test_SEC_20_a_step_of_an_approval_is_taken_by_who_may_see_the_document(self):
		done, worked, tried = [], set(), 0
		for name in frappe.get_all(
			"Workflow", {"is_active": 1, "document_type": ("in", bank.scoped())}, pluck="name"
		):
			workflow = frappe.get_doc("Workflow", name)
			doctype, column = workflow.document_type, workflow.workflow_state_field
			for step in {(each.state, each.action): each for each in workflow.transitions}.values():
				tried += 1
				for side, user in self.steppers():
					frappe.db.savepoint("step")
					frappe.db.set_value(
						doctype, side.name(doctype), column, step.state, update_modified=False
					)
					frappe.local.document_cache = {}
					with logged_in(user):
						answers = [each() for each in self.steps(doctype, side, step.action)]
					moved = frappe.db.get_value(doctype, side.name(doctype), column) != step.state
					frappe.db.rollback(save_point="step")
					frappe.local.document_cache = {}
					if side is self.mine:
						worked |= {doctype} if moved else set()
					elif moved or any(answer.has(f"{self.theirs.mark} ") for answer in answers):
						done.append(f"{user}: {doctype} {step.action}")
		self.assertEqual(done, [])
		self.assertGreater(tried, 15)
		self.assertEqual(len(worked) >= 3, True, worked)

	def steppers(self) -> Iterator[tuple[Side, str]]:
		for role in (*WRITERS, roles.SERVICE_AGENT):
			yield self.theirs, self.people[role]
		yield self.mine, "Administrator"

	def steps(self, doctype: str, side: Side, action: str) -> list[Callable[[], Answer]]:
		name = side.name(doctype)
		text = text_of(doctype, name)
		return [
			lambda: call("frappe.model.workflow.apply_workflow", doc=text, action=action),
			lambda: call(
				"frappe.model.workflow.bulk_workflow_approval",
				docnames=json.dumps([name]),
				doctype=doctype,
				action=action,
			),
			lambda: call("frappe.model.workflow.get_transitions", doc=text),
		]
