"""For `frappe/utils/installed_apps.py`: the order of apps is the site's own."""

import json

import frappe
from frappe import _

__all__ = ["get_installed_app_order", "get_setup_wizard_completed_apps", "update_installed_apps_order"]


def get_setup_wizard_completed_apps() -> list[str]:
	"""All installed apps once the site's setup is complete."""
	return frappe.get_installed_apps() if frappe.is_setup_complete() else []


@frappe.whitelist()
def update_installed_apps_order(new_order: list[str] | str) -> None:
	"""Change the order in which apps' hooks apply; the framework stays first."""
	from frappe.installer import _set_installed_apps
	from frappe.utils.installed_apps import InvalidAppOrder

	frappe.only_for("System Manager")
	if isinstance(new_order, str):
		new_order = json.loads(new_order)

	existing = frappe.get_installed_apps(_ensure_on_bench=True)
	if not isinstance(new_order, list) or set(existing) != set(new_order):
		frappe.throw(
			_("You are only allowed to update order, do not remove or add apps."), exc=InvalidAppOrder
		)
	new_order.remove("frappe")
	_set_installed_apps(["frappe", *new_order])


@frappe.whitelist()
def get_installed_app_order() -> list[str]:
	"""The installed apps in the order in which their hooks apply."""
	frappe.only_for("System Manager")
	return frappe.get_installed_apps(_ensure_on_bench=True)
