"""Keep sensitive values out of error reports and log files."""

from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.domain.redaction import redact

LOG_FIELDS = ("method", "error", "metadata")


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

	A hook before each request: one regular expression per value, no database.
	"""
	form = frappe.local.form_dict
	for key, value in form.items():
		if type(value) is str and redact(value) != value:
			form[key] = Unprintable(value)
