"""Every whitelisted function of the framework that can be given a document's name, given a stranger's (SEC-20).

A function a new version brings is tried the day it is installed. What it would need to run is guessed from the names
of its arguments; whatever it answers must not hold the stranger's values, and nothing of his may be different.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import warnings
from functools import cache
from typing import Any

import frappe
from frappe import handler

from bank_crm.permissions import about, framework, roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in
from bank_crm.tests.security.ways import tells, text_field

#: What one of the two frameworks has under another name; the other's asks itself or is guarded under that name.
RENAMED = {
	"frappe.email.create_email_flag_queue": "frappe.email.inbox.create_email_flag_queue",
	"frappe.email.inbox.create_email_flag_queue": "frappe.email.create_email_flag_queue",
	"frappe.client.validate_link": "frappe.client.validate_link_and_fetch",
}
DOCTYPES = {
	"doctype",
	"dt",
	"ref_doctype",
	"reference_doctype",
	"link_doctype",
	"goal_doctype",
	"document_type",
}
NAMES = {
	"name",
	"dn",
	"doc_name",
	"docname",
	"document",
	"reference_name",
	"ref_name",
	"reference_docname",
	"value",
}
NAMES |= {"source_name", "ref_docname", "old", "old_name", "communication", "fid", "docs", "reminder_docname"}
LISTS = {"names", "docnames", "items", "source_names"}
FIELDS = {"fieldname", "field", "goal_field", "goal_value_field", "searchfield", "field_name", "docfield"}
#: What these do reaches beyond the database and cannot be taken back here; each asks for a role of administrators.
BEYOND = (
	"backup",
	"setup_wizard",
	"scheduler",
	"recorder",
	"sessions.clear",
	"export_customizations",
	"logout",
	"google",
	"oauth",
	"push_notification",
	"twofactor",
	"apply_module_export",
	"delete_layout",
)


@cache
def functions() -> tuple[str, ...]:
	"""The dotted names of the framework's whitelisted functions that take a document's name."""
	with warnings.catch_warnings():
		warnings.simplefilter("ignore")
		for found in pkgutil.walk_packages(frappe.__path__, "frappe.", onerror=lambda name: None):
			if any(
				part in found.name
				for part in (".tests", ".test_", "._overlay", ".commands", ".patches", ".parallel")
			):
				continue
			try:
				__import__(found.name)
			except Exception:
				continue  # needs a library the bank has not installed; nobody can call it either
	names = set()
	for function in frappe.whitelisted:
		name = f"{function.__module__}.{function.__qualname__}"
		if (
			not name.startswith("frappe.")
			or "." in function.__qualname__
			or any(part in name for part in BEYOND)
		):
			continue
		taken = set(inspect.signature(inspect.unwrap(function)).parameters)
		if taken & (NAMES | LISTS | DOCTYPES | {"chart", "doc", "args", "filters"}):
			names.add(name)
	return tuple(sorted(names))


def guess(name: str, doctype: str, side: Side) -> Any:
	"""What to give an argument of that name."""
	row = side.name(doctype)
	field = text_field(doctype)
	values: dict[str, Any] = {
		"action": "update",
		"add": "Yes",
		"args": json.dumps({"doctype": doctype, "name": row, "assign_to": ["x@example.com"]}),
		"chart": json.dumps({"document_type": doctype, "chart_type": "Group By", "group_by_based_on": field}),
		"current_filters": "[]",
		"data": json.dumps({field: "changed"}),
		"doc": json.dumps(side.rows[doctype].as_dict(convert_dates_to_str=True), default=str),
		"end": "2099-01-01",
		"field_map": json.dumps({"start": "creation", "end": "modified", "title": field}),
		"fields": json.dumps(["*"]),
		"filters": json.dumps({"name": row}),
		"function": "Count",
		"label": "x",
		"limit": 1000,
		"page_len": 1000,
		"page_length": 1000,
		"parent": "",
		"prev": 0,
		"start": 0,
		"stats": json.dumps([field]),
		"states": "[]",
		"tag": "x",
		"tags": json.dumps(["x"]),
		"text": side.mark,
		"txt": "",
		"user": frappe.session.user,
		"workflow_state_field": field,
	}
	if name in DOCTYPES:
		return doctype
	if name in NAMES:
		return row
	if name in LISTS:
		return json.dumps([row])
	return field if name in FIELDS else values.get(name)


class TestFramework(AbuseCase):
	carried = False

	def test_SEC_20_every_doctype_of_the_app_is_asked_about_first(self):
		"""The vault and the operation log too, whose texts are not masked again."""
		self.assertEqual([each for each in bank.our_doctypes() if not framework.concerns(each)], [])

	def test_SEC_20_no_function_of_the_framework_tells_or_changes_a_strangers_row(self):
		done, ran = [], set()
		for role in (roles.RELATIONSHIP_MANAGER, roles.TELLER):
			with logged_in(self.people[role]):
				for doctype in (bank.CUSTOMER, "Bank Customer Need", "Bank Household"):
					before = self.stranger(doctype)
					for function in functions():
						frappe.db.savepoint("function")
						answer = self.try_function(function, doctype)
						if self.tells(answer, doctype):
							done.append(f"{role}: {function} tells {doctype}")
						if answer.ok:
							ran.add(function)
							if answer.wrote and self.stranger(doctype) != before:
								done.append(f"{role}: {function} changes {doctype}")
						frappe.db.rollback(save_point="function")
						frappe.local.document_cache = {}
		self.assertEqual(done, [])
		self.assertGreater(len(ran), 40, "the arguments are guessed so badly that nothing runs")

	def tells(self, answer: Answer, doctype: str) -> bool:
		"""A refusal may repeat the request, which carries the document where one is asked for."""
		return (answer.ok or not self.carried) and tells(answer, doctype, self.theirs)

	def try_function(self, function: str, doctype: str) -> Answer:
		target = handler.get_attr(function)
		taken = inspect.signature(inspect.unwrap(target)).parameters
		self.carried = "doc" in taken
		given = {name: guess(name, doctype, self.theirs) for name in taken}
		verbs = frappe.allowed_http_methods_for_whitelisted_func.get(target, ["GET"])
		given = {name: value for name, value in given.items() if value is not None}
		return ask(function, http="POST" if "POST" in verbs else "GET", keep=True, **given)

	def stranger(self, doctype: str) -> dict[str, Any]:
		name = self.theirs.name(doctype)
		found: dict[str, Any] = {
			kind: frappe.db.count(kind, {reference.doctype: doctype, reference.name: name})
			for kind, reference in about.ABOUT.items()
			if kind not in ("Access Log", "View Log", "Activity Log")
		}
		found["row"] = frappe.db.exists(doctype, name) and frappe.get_doc(doctype, name).as_dict()
		return found

	def test_SEC_20_all_that_is_guarded_exists(self):
		"""A function renamed by the framework would be guarded under its old name only."""
		guarded = {
			name for name in framework.CHECKS if not exists(name) and not exists(RENAMED.get(name, ""))
		}
		self.assertEqual(guarded, set())


def exists(name: str) -> bool:
	try:
		function = handler.get_attr(name)
	except (AttributeError, ImportError, ValueError):
		return False
	return f"{function.__module__}.{function.__qualname__}" == name
