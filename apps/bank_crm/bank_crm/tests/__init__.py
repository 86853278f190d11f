"""Base class of every test that runs on a site."""

try:
	from frappe.tests import IntegrationTestCase as _SiteTestCase
except ImportError:  # Frappe 15
	from frappe.tests.utils import FrappeTestCase as _SiteTestCase


class BankCRMTestCase(_SiteTestCase):
	"""A test on a site; what it writes is rolled back."""
