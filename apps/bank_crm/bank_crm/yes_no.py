"""Yes and no as a web request says them: a browser sends texts, and the framework converts none of ours."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import escape_html, sbool


def is_yes(value: bool | int | str | None) -> bool:
	"""Return whether an argument says yes: true or 1; false, 0 and nothing at all are a no.

	Raises ValidationError for any other word: whoever approves, deletes or sends is not guessed at.
	"""
	said = sbool(str(value or 0))
	if not isinstance(said, bool):
		frappe.throw(_("{0} is not known.").format(escape_html(said)))
	return said
