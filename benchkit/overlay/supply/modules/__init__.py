"""The place where apps look for module helpers; the code itself lives in `frappe.model`."""

from frappe.model.module_utils import *  # noqa: F403
