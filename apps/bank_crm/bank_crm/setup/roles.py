"""The app's roles and one role profile each."""

import frappe

from bank_crm.permissions import roles


def create() -> None:
	"""Make the roles and profiles that are missing; what a bank changed stays."""
	for role in (*roles.ALL, roles.DATA_EXPORTER):
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
				ignore_permissions=True  # installation, before anybody has a role
			)
	for role in roles.ALL:
		if not frappe.db.exists("Role Profile", role):
			frappe.get_doc(
				{"doctype": "Role Profile", "role_profile": role, "roles": [{"role": role}]}
			).insert(
				ignore_permissions=True  # installation, before anybody has a role
			)


def remove() -> None:
	"""Take the roles away from everybody and everything, then delete them and their profiles."""
	for user in frappe.get_all("User", filters={"role_profile_name": ("in", roles.ALL)}, pluck="name"):
		frappe.db.set_value("User", user, "role_profile_name", None)
	if frappe.db.exists("DocType", "User Role Profile"):  # Frappe 16 lists several profiles a user
		frappe.db.delete("User Role Profile", {"role_profile": ("in", roles.ALL)})
	made = (*roles.ALL, roles.DATA_EXPORTER)
	for table in ("Has Role", "DocPerm", "Custom DocPerm"):
		frappe.db.delete(table, {"role": ("in", made)})
	for role in roles.ALL:
		_delete("Role Profile", role)
	for role in made:
		_delete("Role", role)


def _delete(doctype: str, name: str) -> None:
	frappe.delete_doc(
		doctype,
		name,
		force=True,
		ignore_missing=True,
		ignore_permissions=True,  # uninstalling runs as the site's owner
	)
