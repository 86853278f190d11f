"""The differences between Frappe 15 and 16; the only file that knows the framework's version."""

import frappe


def major_version() -> int:
	"""Frappe's major version, 15 or 16."""
	return int(frappe.__version__.split(".", maxsplit=1)[0])


def in_test() -> bool:
	"""Whether a test run is under way; the flag is set by both versions."""
	return bool(frappe.flags.in_test)
