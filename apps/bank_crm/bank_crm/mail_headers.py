"""Headers of a mail of ours that Frappe has no argument for: what a machine wrote, and how to unsubscribe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import frappe
from frappe.email.email_body import EMail

#: Holds the headers while a mail is built.
FLAG = "bank_mail_headers"


@contextmanager
def mail_headers(headers: Mapping[str, str]) -> Iterator[None]:
	"""Give every mail that is built meanwhile these headers."""
	before = frappe.flags.get(FLAG)
	frappe.flags[FLAG] = headers
	try:
		yield
	finally:
		frappe.flags[FLAG] = before


def set_on(mail: EMail) -> None:
	"""Set the headers on a mail (hook make_email_body_message)."""
	for name, value in (frappe.flags.get(FLAG) or {}).items():
		mail.set_header(name, value)
