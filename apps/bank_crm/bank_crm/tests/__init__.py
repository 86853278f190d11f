"""Base class of every test that runs on a site."""

import frappe

try:
	from frappe.tests import IntegrationTestCase as _SiteTestCase
except ImportError:  # Frappe 15
	from frappe.tests.utils import FrappeTestCase as _SiteTestCase

SAVE_POINT = "bank_crm_test"


class BankCRMTestCase(_SiteTestCase):
	"""A test on a site; what a test writes is undone after it, what a class prepares after the class."""

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user("Administrator")
		frappe.db.savepoint(SAVE_POINT)
		self.addCleanup(self._undo)

	def _undo(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point=SAVE_POINT)
		frappe.clear_messages()
