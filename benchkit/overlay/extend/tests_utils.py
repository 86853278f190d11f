"""For `frappe/tests/utils.py`: what test modules of apps import from there."""

import frappe
from frappe.tests.compat import FrappeTestCase, IntegrationTestCase, UnitTestCase

__all__ = ["FrappeTestCase", "IntegrationTestCase", "UnitTestCase", "change_settings", "toggle_test_mode"]


def toggle_test_mode(enable: bool = True) -> None:
	"""Tell the framework that tests are running (or no longer are)."""
	frappe.in_test = enable
	frappe.local.flags.in_test = enable


def change_settings(doctype: str, settings: dict | None = None, /, commit: bool = False, **values):
	"""Context manager and decorator: other values in a Single for a while."""
	return FrappeTestCase.change_settings(doctype, settings, commit=commit, **values)
