"""What the app brings to a site, and that bringing it again changes nothing (SEC-04, SEC-16)."""

from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.permissions import has_controller_permissions
from frappe.utils import get_time, now_datetime

from bank_crm import compat, install
from bank_crm.customer.settings import activity_rule
from bank_crm.domain.activity import ActivityRule
from bank_crm.permissions import roles
from bank_crm.setup import defaults, traces
from bank_crm.tests import BankCRMTestCase, factories


def objects(doc: Document) -> bool:
	"""Another app's hook `has_permission`, which lets nobody at anything."""
	return False


class TestSetup(BankCRMTestCase):
	def test_SEC_16_every_role_has_a_profile_with_itself(self):
		for role in roles.ALL:
			profile = frappe.get_doc("Role Profile", role)
			self.assertEqual([row.role for row in profile.roles], [role])

	def test_OPS_06_installing_again_changes_nothing(self):
		def state() -> list:
			return [
				frappe.get_all(doctype, fields=["*"], order_by="name")
				for doctype in ("Role", "Role Profile", "Bank Customer Tier")
			]

		before, key = state(), dict(frappe.conf.bank_crm_sealing)
		install.after_install()
		install.after_migrate()
		self.assertEqual(state(), before)
		self.assertEqual(dict(frappe.conf.bank_crm_sealing), key)

	def test_SEG_01_shipped_tiers_stand_in_order(self):
		tiers = frappe.get_all("Bank Customer Tier", fields=["name", "min_aum"], order_by="level")
		self.assertEqual(
			[(tier.name, tier.min_aum) for tier in tiers],
			[
				("Mass", 0),
				("Wealth Potential", 500_000),
				("Wealth", 1_000_000),
				("Private Banking", 6_000_000),
			],
		)

	def test_OPS_07_settings_hold_the_decided_numbers(self):
		self.assertEqual(activity_rule(), ActivityRule())

	def test_OPS_07_install_stores_what_the_settings_default_to(self):
		frappe.db.delete("Singles", {"doctype": "Bank CRM Settings"})
		defaults.save_settings()
		for field in frappe.get_meta("Bank CRM Settings").fields:
			if field.default:
				stored = frappe.db.get_single_value("Bank CRM Settings", field.fieldname, cache=False)
				if field.fieldtype == "Time":
					self.assertEqual(get_time(stored), get_time(field.default), field.fieldname)
				else:
					self.assertEqual(float(stored), float(field.default), field.fieldname)

	def test_SEC_04_lock_is_five_failures_for_ten_minutes(self):
		settings = frappe.get_doc("System Settings")
		self.assertEqual(
			(settings.allow_consecutive_login_attempts, settings.allow_login_after_fail), (5, 600)
		)

	def test_SEC_04_a_banks_own_setting_is_kept(self):
		settings = frappe.get_doc("System Settings")
		settings.update({"allow_consecutive_login_attempts": 3, "allow_login_after_fail": 60})
		settings.save()
		defaults.localise_system()
		settings = frappe.get_doc("System Settings")
		self.assertEqual(
			(settings.allow_consecutive_login_attempts, settings.allow_login_after_fail), (3, 600)
		)
		defaults.restore_system()
		settings = frappe.get_doc("System Settings")
		self.assertEqual(
			(settings.allow_consecutive_login_attempts, settings.allow_login_after_fail), (3, 60)
		)
		self.assertIsNone(frappe.db.get_default(defaults.REPLACED))

	def test_UX_01_figures_have_two_decimals_unless_the_bank_wants_more(self):
		def shown(stored: str) -> str:
			frappe.db.set_single_value("System Settings", "float_precision", stored)
			frappe.clear_document_cache("System Settings", "System Settings")
			defaults.after_setup_wizard({})
			return frappe.get_doc("System Settings").float_precision

		self.assertEqual([shown(stored) for stored in ("3", "4", "2")], ["2", "4", "2"])
		self.assertEqual(frappe.db.get_default("float_precision"), "2")

	def test_UX_01_the_setup_wizards_language_stays(self):
		settings = frappe.get_doc("System Settings")
		settings.update({"language": "en", "float_precision": "3"})
		settings.flags.ignore_mandatory = True
		settings.save()
		for method in frappe.get_hooks("setup_wizard_complete", app_name="bank_crm"):
			frappe.get_attr(method)({"language": "English"})
		settings = frappe.get_doc("System Settings")
		self.assertEqual((settings.language, settings.float_precision), ("en", "2"))

	def test_OPS_06_uninstalling_takes_every_pointer_along(self):
		"""The tables and columns named for clean-up exist in this version of Frappe."""
		for table, column in traces.POINTERS.items():
			self.assertTrue(frappe.db.has_column(table, column), f"{table}.{column}")
		for table, column in (traces.DESIGNS | traces.FROM_REPORTS).items():
			if frappe.db.exists("DocType", table):
				self.assertTrue(frappe.db.has_column(table, column), f"{table}.{column}")
		self.assertIn("Bank Customer", traces.own_doctypes())
		self.assertNotIn("User", traces.own_doctypes())

	def test_OPS_06_what_a_bank_designed_for_our_documents_goes_and_ours_stays(self):
		values = {"reference_doctype": "Bank Customer", "import_type": "Insert New Records"}
		data_import = factories.make("Data Import", **values)
		file = factories.make(
			"File",
			file_name=f"{factories.unique()}.csv",
			content="Mobile\n13812341234",
			is_private=1,
			attached_to_doctype="Data Import",
			attached_to_name=data_import.name,
		)
		values = {"document_type": "Bank Customer", "function": "Count", "filters_json": "[]"}
		card = factories.make("Number Card", label=factories.unique(), type="Document Type", **values)
		other = factories.make(
			"Number Card",
			label=factories.unique(),
			type="Document Type",
			**{**values, "document_type": "User"},
		)
		standard = {"module": ("in", traces.own_modules())}
		shipped = frappe.get_all("Number Card", filters=standard, pluck="name")
		self.assertTrue(shipped)
		traces.remove_designs(traces.own_doctypes())
		for doc in (data_import, file, card):
			self.assertFalse(frappe.db.exists(doc.doctype, doc.name), doc.doctype)
		self.assertTrue(frappe.db.exists("Number Card", other.name))
		self.assertEqual(frappe.get_all("Number Card", filters=standard, pluck="name"), shipped)

	def test_OPS_06_first_steps_of_the_app_go_and_others_stay(self):
		values = {"action": "Go to Page", "path": "user"}
		other = factories.make("Onboarding Step", name=factories.unique(), title="Mine", **values)
		self.assertTrue(frappe.db.exists("Onboarding Step", "Bank Start Help"))
		traces.remove_first_steps()
		self.assertEqual(frappe.get_all("Onboarding Step", {"name": ("like", "Bank Start %")}), [])
		self.assertTrue(frappe.db.exists("Onboarding Step", other.name))

	def test_OPS_06_running_numbers_of_the_app_go_and_others_stay(self):
		series, year = frappe.qb.DocType("Series"), now_datetime().year
		own, others = {"SUR", "BA", f"SRD-{year}-", f"WO-{year}-"}, {"SURVEY", f"MFG-WO-{year}-", "SRD-X"}
		frappe.db.delete("Series", {"name": ("in", [*own, *others])})
		query = frappe.qb.into(series).columns("name", "current")
		query.insert(*((name, 1) for name in sorted(own | others))).run()
		traces.remove_series()
		kept = (
			frappe.qb.from_(series).select(series.name).where(series.name.isin(own | others)).run(pluck=True)
		)
		self.assertEqual(set(kept), others)

	def test_OPS_06_a_currency_kept_elsewhere_is_not_replaced(self):
		settings = frappe.get_doc("System Settings")
		settings.currency = None
		settings.flags.ignore_mandatory = True
		settings.save()
		frappe.db.set_default("currency", "EUR")
		defaults.localise_system()
		self.assertEqual(frappe.db.get_default("currency"), "EUR")

	def test_OPS_06_unsupported_frameworks_are_refused(self):
		compat.check_version()
		version, frappe.__version__ = frappe.__version__, "14.2.0"
		try:
			with self.assertRaises(frappe.ValidationError):
				compat.check_version()
		finally:
			frappe.__version__ = version

	def test_SEC_20_a_hook_without_an_objection_silences_no_other(self):
		"""Frappe 15 stops at the first hook that answers, so a yes has to be said without a word there."""
		for version, allowed in (("15.101.1", None), ("16.0.0", True)):
			with patch.object(frappe, "__version__", version):
				self.assertIs(compat.permission_hook(lambda doc: True)(None), allowed)
				self.assertIs(compat.permission_hook(lambda doc: False)(None), False)

	def test_SEC_20_every_hook_that_denies_is_heard(self):
		"""One no is a no, whichever hook of a DocType is asked first."""
		customer, real = factories.make_customer(), frappe.get_hooks
		self.assertTrue(has_controller_permissions(customer, "read"))
		for named in (customer.doctype, "*"):
			hooked = {key: list(value) for key, value in real("has_permission").items()}
			hooked[named].insert(0, f"{__name__}.{objects.__name__}")  # asked after the app's own

			def get_hooks(name: str | None = None, *args, hooked=hooked, **kwargs):
				return hooked if name == "has_permission" else real(name, *args, **kwargs)

			with patch.object(frappe, "get_hooks", get_hooks):
				self.assertFalse(has_controller_permissions(customer, "read"), named)

	def test_SEC_01_staff_number_is_the_name_and_unique(self):
		branch = factories.make_branch()
		staff = factories.make_staff(factories.make_user(roles.TELLER), branch)
		self.assertEqual(staff.name, staff.employee_no)
		with self.assertRaises(frappe.DuplicateEntryError):
			factories.make("Bank Staff", employee_no=staff.name, staff_name="Twin", branch=branch)
