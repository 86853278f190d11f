"""What test modules of apps import from here."""

import frappe
from frappe.tests.compat import FrappeTestCase, IntegrationTestCase, UnitTestCase
from frappe.tests.utils.generators import make_test_objects, make_test_records

__all__ = [
	"FrappeTestCase",
	"IntegrationTestCase",
	"UnitTestCase",
	"change_settings",
	"debug_on",
	"make_test_objects",
	"make_test_records",
	"toggle_test_mode",
]


def toggle_test_mode(enable: bool = True) -> None:
	"""Tell the framework that tests are running (or no longer are)."""
	frappe.in_test = enable
	frappe.local.flags.in_test = enable


def change_settings(doctype: str, settings: dict | None = None, /, commit: bool = False, **values):
	"""Context manager and decorator: other values in a Single for a while."""
	return FrappeTestCase.change_settings(doctype, settings, commit=commit, **values)


def debug_on(*exceptions: type[BaseException]):
	"""Decorator: open the debugger where one of these exceptions (any, by default) is raised."""
	import functools
	import pdb
	import sys

	watched = exceptions or (Exception,)

	def decorator(fn):
		@functools.wraps(fn)
		def wrapper(*args, **kwargs):
			try:
				return fn(*args, **kwargs)
			except watched:
				pdb.post_mortem(sys.exc_info()[2])
				raise

		return wrapper

	return decorator
