"""Module helpers under their usual name."""

from frappe.model.module_utils import *  # noqa: F403
from frappe.model.module_utils import doctype_python_modules  # noqa: F401
