"""For `frappe/patches.py`: the patches of every installed app."""

import frappe
from frappe.patches import PatchType, get_patches_from_app

__all__ = ["get_all_patches"]


def get_all_patches(patch_type: PatchType | None = None) -> list[str]:
	"""Patches of all installed apps in installation order."""
	if patch_type and not isinstance(patch_type, PatchType):
		frappe.throw(f"Unsupported patch type specified: {patch_type}")
	return [
		patch
		for app in frappe.get_installed_apps()
		for patch in get_patches_from_app(app, patch_type=patch_type)
	]
