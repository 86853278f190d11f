"""The differences between Frappe 15 and 16; the only file that knows the framework's version."""

import frappe
from frappe import _

SUPPORTED = (15, 16)


def major_version() -> int:
	"""Frappe's major version; a development line counts as the version it becomes."""
	return int(frappe.__version__.split(".", maxsplit=1)[0])


def check_version() -> None:
	"""Stop on a framework outside the supported range."""
	if major_version() not in SUPPORTED:
		frappe.throw(
			_("Bank CRM runs on Frappe {0} and {1}, not on {2}.").format(*SUPPORTED, frappe.__version__)
		)
