"""Keep sensitive values out of error reports and log files."""

from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.domain.redaction import redact

LOG_FIELDS = ("method", "error", "metadata")
USER_SETTINGS = ("frappe.model.utils.user_settings.save",)


class Unprintable(str):
	"""A request value that works as text everywhere but shows its redacted form where it is printed."""

	def __repr__(self) -> str:
		return repr(redact(str(self)))


def redact_error_log(doc: Document, method: str | None = None) -> None:
	"""Redact an error report before it is stored (doc_event before_insert of Error Log)."""
	for field in LOG_FIELDS:
		if doc.get(field):
			doc.set(field, redact(str(doc.get(field))))


def guard_request(*args: Any, **kwargs: Any) -> None:
	"""Wrap request values with sensitive numbers: the framework prints all of them into its log file.

	A hook before each request: one regular expression per value, no database. What a list remembers of its
	filters is redacted itself, since the framework stores it.
	"""
	form = frappe.local.form_dict
	for key, value in form.items():
		form[key] = _guarded(value)
	path = frappe.request.path if frappe.request else ""
	if form.get("user_settings") and (form.get("cmd") in USER_SETTINGS or path.endswith(USER_SETTINGS)):
		form["user_settings"] = redact(str(form["user_settings"]))


def _guarded(value: Any) -> Any:
	"""Return the value with every text in it guarded, however deep a JSON body nests it."""
	if type(value) is str:
		return Unprintable(value) if redact(value) != value else value
	if type(value) is dict:
		return {key: _guarded(inner) for key, inner in value.items()}
	if type(value) is list:
		return [_guarded(inner) for inner in value]
	return value
