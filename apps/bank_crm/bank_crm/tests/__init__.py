"""Base class of every test that runs on a site."""

from typing import Any
from unittest.mock import patch

import frappe
import freezegun

from bank_crm import compat

try:
	from frappe.tests import IntegrationTestCase as _SiteTestCase
except ImportError:  # Frappe 15
	from frappe.tests.utils import FrappeTestCase as _SiteTestCase

SAVE_POINT = "bank_crm_test"
# Freezing time looks at every attribute of every module, which would have Ibis load all the engines it knows
freezegun.configure(extend_ignore_list=["ibis"])


def before_tests() -> None:
	"""Keep Frappe from inserting the test records of every DocType ours link to.

	Our tests make what they need; what ERPNext would add on the way (through User and Currency) cannot be
	inserted on a site whose setup wizard has not been run.
	"""
	frappe.flags.skip_test_records = True


class BankCRMTestCase(_SiteTestCase):
	"""A test on a site; what a test writes is undone after it, what a class prepares after the class."""

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user("Administrator")
		frappe.db.savepoint(SAVE_POINT)
		self.addCleanup(self._undo)
		if compat.major_version() < 16:
			self._ask_for_roles()

	def _ask_for_roles(self) -> None:
		"""Frappe 15 lets everybody through `only_for` in tests; ask as for a real request."""
		asked = frappe.only_for

		def only_for(*args: Any, **kwargs: Any) -> None:
			with patch.dict(frappe.flags, in_test=False):
				asked(*args, **kwargs)

		patched = patch.object(frappe, "only_for", only_for)
		patched.start()
		self.addCleanup(patched.stop)

	def _undo(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point=SAVE_POINT)
		frappe.clear_messages()
