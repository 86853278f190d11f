"""Ask as a browser does, without a network between: the hooks before a request, then the function it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock, patch

import frappe
import frappe.api
import frappe.client
import frappe.realtime
from frappe import handler
from frappe.model.base_document import BaseDocument
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

POINT = "abuse"
WRITING = ("insert", "update", "delete", "replace", "truncate", "alter", "drop", "create")


class Statements:
	"""Counts the statements that write; those taken back again count too."""

	def __init__(self) -> None:
		self.number = 0

	def noting(self, check: Any) -> Any:
		"""Give the database's check of each statement, with the counting before it."""

		def note(query: str, *given: Any, **named: Any) -> Any:
			if str(query).lstrip(" (\n\t").lower().startswith(WRITING):
				self.number += 1
			return check(query, *given, **named)

		return note


written = Statements()


@dataclass(frozen=True, slots=True)
class Answer:
	"""What came back: all of it as text, whether it was refused, and whether anything was written for it."""

	text: str
	error: str = ""
	wrote: bool = True

	@property
	def ok(self) -> bool:
		return not self.error

	def has(self, mark: str) -> bool:
		return mark in self.text


@contextmanager
def logged_in(user: str) -> Iterator[None]:
	"""As that user; nothing is committed, mailed or queued meanwhile."""
	before = frappe.local.form_dict, getattr(frappe.local, "request", None), frappe.local.response
	rollback = frappe.db.rollback
	quiet = [
		patch.object(frappe.db, "commit"),
		patch.object(
			frappe.db, "check_transaction_status", written.noting(frappe.db.check_transaction_status)
		),
		patch.object(
			frappe.db, "rollback", lambda **given: rollback(**given) if given.get("save_point") else None
		),
		patch.object(frappe, "enqueue"),
		patch("frappe.utils.background_jobs.enqueue"),
		patch.object(frappe, "sendmail"),
	]
	for each in quiet:
		each.start()
	frappe.set_user(user)
	try:
		yield
	finally:
		for each in reversed(quiet):
			each.stop()
		frappe.set_user("Administrator")
		frappe.local.form_dict, frappe.local.request, frappe.local.response = before
		frappe.clear_messages()


def ask(method: str, /, *, http: str = "POST", keep: bool = False, **arguments: Any) -> Answer:
	"""Call a whitelisted method; what it writes is taken back unless it is to be looked at."""
	return _answer(f"/api/method/{method}", http, arguments, lambda: handler.execute_cmd(method), keep=keep)


def rest(http: str, path: str, /, *, keep: bool = False, **arguments: Any) -> Answer:
	"""Ask one of the REST addresses, of either version."""
	return _answer(path, http, arguments, lambda: frappe.api.handle(frappe.local.request), keep=keep)


def validate_link(doctype: str, name: str, field: str) -> Answer:
	"""Ask what a link field asks for what was chosen; Frappe 15 has another name for it."""
	if hasattr(frappe.client, "validate_link_and_fetch"):
		fields = {"fields_to_fetch": json.dumps([field])}
		return ask("frappe.client.validate_link_and_fetch", doctype=doctype, docname=name, **fields)
	return ask("frappe.client.validate_link", doctype=doctype, docname=name, fields=json.dumps([field]))


def enter_room(doctype: str, name: str) -> Answer:
	"""Ask what the socket.io server asks before it lets a browser hear of a document; Frappe 15 has other words."""
	if hasattr(frappe.realtime, "can_subscribe_doc"):
		return ask("frappe.realtime.can_subscribe_doc", doctype=doctype, docname=name)
	return ask("frappe.realtime.has_permission", doctype=doctype, name=name)


def _answer(path: str, http: str, arguments: dict[str, Any], run: Any, *, keep: bool) -> Answer:
	frappe.local.request = Request(
		EnvironBuilder(path=path, method=http, headers={"Host": frappe.local.site}).get_environ()
	)
	frappe.local.request.after_response = Mock()  # what is done once the answer is out has no part in it
	frappe.local.form_dict = frappe._dict(arguments)
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.response_headers = Headers()
	frappe.local.flags.update({"commit": False, "error_message": None})
	frappe.clear_messages()
	if not keep:
		frappe.db.savepoint(POINT)
	before = written.number
	try:
		for hook in frappe.get_hooks("auth_hooks"):
			frappe.get_attr(hook)()
		data = run()
		error = ""
	except Exception as raised:
		data, error = None, f"{type(raised).__name__}: {raised}"
	told = [data, dict(frappe.local.response), frappe.local.message_log, error]
	if not keep:
		frappe.db.rollback(save_point=POINT)
		frappe.local.document_cache = {}
	return Answer(json.dumps(told, default=_plain, ensure_ascii=False), error, written.number > before)


def _plain(value: Any) -> Any:
	if isinstance(value, BaseDocument):
		return value.as_dict()
	if isinstance(value, bytes):
		return value.decode("utf-8", "replace")
	if hasattr(value, "get_data"):
		return value.get_data(as_text=True)
	return str(value)
