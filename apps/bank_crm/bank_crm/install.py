"""What happens when the app comes onto a site, and after each migration; every step may be repeated."""

from bank_crm import compat
from bank_crm.compliance import keyring, log_guard, log_keys
from bank_crm.compliance.privacy import rules as retention_rules
from bank_crm.customer.relationships import catalogue
from bank_crm.extends import start
from bank_crm.setup import (
	approvals,
	audiences,
	branding,
	care,
	custom_fields,
	defaults,
	duties,
	indexes,
	people,
	roles,
	sales,
	saved_filters,
	sequences,
	service,
	service_levels,
	signup,
	surveys,
	telemarketing,
	workflows,
)


def before_install() -> None:
	"""Refuse a framework the app was not made for."""
	compat.check_version()


def after_install() -> None:
	"""Make key, roles, tiers and settings, and localise a site that is still as Frappe made it."""
	keyring.ensure_key()
	log_keys.ensure_key()
	roles.create()
	defaults.create_tiers()
	catalogue.create_roles()
	defaults.save_settings()
	defaults.localise_system()
	people.show_names()
	branding.brand()
	custom_fields.create()
	signup.close()
	saved_filters.create()
	care.create()
	audiences.create()
	surveys.create()
	workflows.create()
	service.create()
	service_levels.create()
	sales.create()
	telemarketing.create()
	approvals.create()
	start.create()
	duties.create()
	retention_rules.create()
	indexes.create_about()
	sequences.cache()
	log_guard.put_up()


def before_migrate() -> None:
	"""Make new roles before anything else: patches and records that name them come next."""
	compat.check_version()
	roles.create()


def after_migrate() -> None:
	"""Add what a newer version brings; nothing a bank has changed is touched."""
	keyring.ensure_key()
	log_keys.ensure_key()
	catalogue.create_roles()
	custom_fields.create()
	defaults.complete_settings()
	surveys.create()
	workflows.create()
	retention_rules.create()
	log_guard.put_up()
	indexes.create()
	sequences.cache()
