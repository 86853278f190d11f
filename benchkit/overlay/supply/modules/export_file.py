"""Export of standard records to files under its usual name."""

from frappe.model.export import *  # noqa: F403
