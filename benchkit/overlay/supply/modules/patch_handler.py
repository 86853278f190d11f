"""The patch handler under its usual name."""

from frappe.patches import *  # noqa: F403
