"""Import of standard records from files under its usual name."""

from frappe.model.import_doc import *  # noqa: F403
