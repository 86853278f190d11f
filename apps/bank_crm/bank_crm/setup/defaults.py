"""Records and settings the app starts with (requirements 1.11); nothing a bank has set is overwritten."""

import json
from collections.abc import Iterable

import frappe
from frappe.utils import cast

from bank_crm.domain.enums import TierName

#: name → (level, month-average assets from which it applies, colour)
TIERS = {
	TierName.MASS: (1, 0, "#7c8aa5"),
	TierName.WEALTH_POTENTIAL: (2, 500_000, "#3c9d8f"),
	TierName.WEALTH: (3, 1_000_000, "#2f6fde"),
	TierName.PRIVATE: (4, 6_000_000, "#a9791c"),
}
#: field → (the values Frappe starts with, what a Chinese bank starts with)
SYSTEM_SETTINGS = {
	"language": ((None, "", "en"), "zh"),
	"time_zone": ((None, ""), "Asia/Shanghai"),
	"country": ((None, ""), "China"),
	"currency": ((None, ""), "CNY"),
	"allow_consecutive_login_attempts": ((None, 0, 10), 5),
	"allow_login_after_fail": ((None, 0, 60), 600),
	# The employee number is the user name (SEC-01)
	"allow_login_using_user_name": ((None, 0), 1),
	"minimum_password_score": ((None, "", "2"), "3"),
	"force_user_to_reset_password": ((None, 0), 90),
	# Hours and minutes without a click; Frappe's own values are days
	"session_expiry": ((None, "", "06:00", "170:00", "240:00"), "00:30"),
	"deny_multiple_sessions": ((None, 0), 1),
	# A way in without a password, which also tells guests who exists; Frappe 16 has it open
	"login_with_email_link": ((1,), 0),
	# first steps and guided forms (UX-01)
	"enable_onboarding": ((None, 0), 1),
	# a traceback names tables and values; it stays in the error log
	"allow_error_traceback": ((1,), 0),
	# Figures and percentages have two decimals (UX-01); Frappe shows three, and its setup wizard stores them unasked
	"float_precision": ((None, "", "3"), "2"),
}
#: Global default that keeps what the system settings were before.
REPLACED = "bank_crm_replaced_settings"
#: Key within it: settings that were no global default yet; saving the settings makes them one.
NO_DEFAULT = "no_default"
#: Where Frappe keeps defaults that hold for everybody.
GLOBAL = "__default"


def create_tiers() -> None:
	"""Make the four tiers on a site that has none of its own."""
	if frappe.db.count("Bank Customer Tier"):
		return
	for name, (level, min_aum, colour) in TIERS.items():
		frappe.get_doc(
			{
				"doctype": "Bank Customer Tier",
				"tier_name": name.value,
				"level": level,
				"min_aum": min_aum,
				"colour": colour,
			}
		).insert(ignore_permissions=True)  # installation, before anybody has a role
	create_service_cycles()


def create_service_cycles() -> None:
	"""Give private banking its rhythm where a bank has set none: a review a quarter, an invitation a year (CAR-06)."""
	name = TierName.PRIVATE.value
	if not frappe.db.exists("Bank Customer Tier", name):
		return
	tier = frappe.get_doc("Bank Customer Tier", name)
	if tier.service_cycles:
		return
	tier.append("service_cycles", {"activity": "Asset Review", "every": "Quarter", "times": 1})
	tier.append("service_cycles", {"activity": "Exclusive Event", "every": "Year", "times": 1})
	tier.save(ignore_permissions=True)  # installation or migration, nobody's own act


def save_settings() -> None:
	"""Store the defaults of Bank CRM Settings, so that reports and jobs read real values."""
	settings = frappe.get_doc("Bank CRM Settings")
	stored = frappe.db.get_singles_dict("Bank CRM Settings")
	for field in settings.meta.fields:
		# asked of what is stored: Frappe 15 begins every time of the day with the present one
		if field.default and not stored.get(field.fieldname):
			settings.set(field.fieldname, cast(field.fieldtype, field.default))
	settings.save(ignore_permissions=True)  # installation, before anybody has a role


def complete_settings() -> None:
	"""Give settings a newer version has brought their defaults; a number the bank has set stays, zero included."""
	stored = frappe.db.get_singles_dict("Bank CRM Settings")
	for field in frappe.get_meta("Bank CRM Settings").fields:
		if field.default and field.fieldname not in stored:
			frappe.db.set_single_value("Bank CRM Settings", field.fieldname, field.default)


def after_setup_wizard(args: dict) -> None:
	"""Once more what the wizard sets without asking; its answers about language and place are the bank's."""
	localise_system(("float_precision",))


def localise_system(fields: Iterable[str] = tuple(SYSTEM_SETTINGS)) -> None:
	"""Set language, place, money and account lock where Frappe's own defaults still stand (SEC-04, SEC-05)."""
	settings = frappe.get_doc("System Settings")
	replaced = json.loads(frappe.db.get_default(REPLACED) or "{}")
	changed = False
	for field in fields:
		untouched, wanted = SYSTEM_SETTINGS[field]
		current = settings.get(field)
		# ERPNext keeps its currency as a default only
		elsewhere = None if current else frappe.db.get_default(field)
		if settings.meta.has_field(field) and current in untouched and (elsewhere or current) in untouched:
			if field not in replaced and not _is_default(field):
				replaced.setdefault(NO_DEFAULT, []).append(field)
			replaced.setdefault(field, current)  # what an earlier installation or patch found comes first
			settings.set(field, wanted)
			changed = True
	if not changed:
		return
	_save(settings)
	frappe.db.set_default(REPLACED, json.dumps(replaced))


def restore_system() -> None:
	"""Give back the system settings the app had changed, unless somebody changed them since."""
	replaced = json.loads(frappe.db.get_default(REPLACED) or "{}")
	no_default = replaced.pop(NO_DEFAULT, [])
	settings = frappe.get_doc("System Settings")
	ours = {field: old for field, old in replaced.items() if settings.get(field) == SYSTEM_SETTINGS[field][1]}
	# Frappe cannot run without a language and a time zone once they are set.
	ours = {field: old for field, old in ours.items() if old or field not in ("language", "time_zone")}
	if ours:
		settings.update(ours)
		_save(settings)
	for field in no_default:
		if field in ours:
			frappe.defaults.clear_default(field, parent=GLOBAL)
	frappe.defaults.clear_default(REPLACED)


def _is_default(field: str) -> bool:
	return bool(frappe.db.exists("DefaultValue", {"parent": GLOBAL, "defkey": field}))


def _save(settings: "frappe.model.document.Document") -> None:
	settings.flags.ignore_mandatory = True  # the setup wizard fills the rest
	settings.save(ignore_permissions=True)  # installation and removal run as the site's owner
