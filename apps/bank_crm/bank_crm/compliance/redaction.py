"""Keep sensitive values out of error reports and log files."""

from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.domain.redaction import redact

LOG_FIELDS = ("method", "error", "metadata")
USER_SETTINGS = ("frappe.model.utils.user_settings.save",)


class QuietForm(frappe._dict):
	"""A request's values as they are, which show their redacted form where all of them are printed."""

	def __repr__(self) -> str:
		return redact(dict.__repr__(self))


def redact_error_log(doc: Document, method: str | None = None) -> None:
	"""Redact an error report before it is stored (doc_event before_insert of Error Log)."""
	for field in LOG_FIELDS:
		if doc.get(field):
			doc.set(field, redact(str(doc.get(field))))


def guard_request(*args: Any, **kwargs: Any) -> None:
	"""Keep what a request brings out of the framework's log file, into which it prints all of it.

	A hook before each request, without database; the values themselves stay what they are. What a list
	remembers of its filters is redacted itself, since the framework stores it.
	"""
	form = QuietForm(frappe.local.form_dict)
	path = frappe.request.path if frappe.request else ""
	if form.get("user_settings") and (form.get("cmd") in USER_SETTINGS or path.endswith(USER_SETTINGS)):
		form["user_settings"] = redact(str(form["user_settings"]))
	frappe.local.form_dict = form
