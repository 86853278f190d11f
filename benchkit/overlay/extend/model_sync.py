"""For `frappe/model/sync.py`: sync every installed app."""

import frappe
from frappe.model.sync import sync_for
from frappe.patches import _patch_mode

__all__ = ["sync_all"]


def sync_all(force: int = 0, reset_permissions: bool = False) -> None:
	"""Bring the DocTypes and other standard records of all installed apps up to their files."""
	_patch_mode(True)
	for app in frappe.get_installed_apps():
		sync_for(app, force, reset_permissions=reset_permissions)
	_patch_mode(False)
	frappe.clear_cache()
