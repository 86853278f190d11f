"""What the files of this folder share: a way in, and the column that carries the mark."""

from collections.abc import Callable
from functools import cache

import frappe

from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import Side
from bank_crm.tests.security.session import Answer

#: Tries one way to the row of a DocType; tells whether it came through.
Way = Callable[[str, Side], bool]
_MARKED = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Read Only")


@cache
def text_field(doctype: str) -> str:
	"""The first column of a DocType that holds a text everybody who reads the row reads; else its customer."""
	texts = [
		each.fieldname
		for each in frappe.get_meta(doctype).fields
		if each.fieldtype in _MARKED and not each.is_virtual and not each.permlevel and not each.options
	]
	return next(iter([*texts, *bank.links(doctype, bank.CUSTOMER), "name"]))


def tells(answer: Answer, doctype: str, side: Side) -> bool:
	"""Whether an answer holds one of the row's values; what was asked for comes back in refusals at most."""
	if answer.has(f"{side.mark} "):
		return True
	without_text = text_field(doctype) in bank.links(doctype, bank.CUSTOMER)
	return answer.ok and without_text and doctype != bank.CUSTOMER and answer.has(side.customer)
