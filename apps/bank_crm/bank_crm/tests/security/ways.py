"""What the files of this folder share: a way in, and the column that carries the mark."""

from collections.abc import Callable
from functools import cache

import frappe

from bank_crm.tests.security.bank import Side

#: Tries one way to the row of a DocType; tells whether it came through.
Way = Callable[[str, Side], bool]
_MARKED = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Read Only")


@cache
def text_field(doctype: str) -> str:
	"""The first column of a DocType that holds a text everybody who reads the row reads."""
	return next(
		(
			each.fieldname
			for each in frappe.get_meta(doctype).fields
			if each.fieldtype in _MARKED and not each.is_virtual and not each.permlevel and not each.options
		),
		"name",
	)
