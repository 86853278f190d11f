"""Saved filters every user finds on the customer list; a bank may delete or replace them."""

import json

import frappe

CUSTOMER = "Bank Customer"
#: English name (translated on the screen) → filters of the list.
FILTERS: dict[str, list[list]] = {
	"Key Customers": [[CUSTOMER, "tier", "in", ["Wealth", "Private Banking"]]],
	"Customers at Risk": [[CUSTOMER, "relationship_stage", "=", "At Risk"]],
	"Dormant Customers": [[CUSTOMER, "activity_level", "=", "Dormant"]],
	"New This Month": [[CUSTOMER, "opened_on", "Timespan", "this month"]],
	"Incomplete Profiles": [[CUSTOMER, "completeness", "<", 60]],
}


def create() -> None:
	"""Make the filters that are missing; run at install only, so that a deleted one stays away."""
	for name, filters in FILTERS.items():
		if frappe.db.exists(
			"List Filter", {"reference_doctype": CUSTOMER, "filter_name": name, "for_user": ""}
		):
			continue
		frappe.get_doc(
			{
				"doctype": "List Filter",
				"reference_doctype": CUSTOMER,
				"filter_name": name,
				"for_user": "",
				"filters": json.dumps(filters),
			}
		).insert(ignore_permissions=True)  # installing
