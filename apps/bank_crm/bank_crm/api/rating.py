"""The customer's tap on a rating link: for guests, limited by address, once per link (SVC-07)."""

from __future__ import annotations

from urllib.parse import urlencode

import frappe
from frappe.rate_limiter import rate_limit
from frappe.utils import cint

from bank_crm.service.ratings import answers, grades, links

HOUR = 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=60, seconds=HOUR)
def rate(t: str, grade: str, comment: str = "", cause: str = "") -> None:
	"""Take the grade and lead back to the page, which says what has become of it; a form without scripts calls this."""
	chosen = cint(grade)
	if grades.WORST <= chosen <= grades.BEST:
		answers.rate(t, chosen, comment[: answers.LONGEST_COMMENT], cause[:140])
	_back(t)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=60, seconds=HOUR)
def add_words(t: str, comment: str = "", cause: str = "") -> None:
	"""Take the words that follow a low grade and lead back to the page."""
	answers.add_words(t, comment[: answers.LONGEST_COMMENT], cause[:140])
	_back(t, said=1)


def _back(token: str, **more: int) -> None:
	"""Redirect, so that loading the page again sends nothing again."""
	frappe.local.response["type"] = "redirect"
	frappe.local.response["location"] = f"{links.ROUTE}?{urlencode({'t': token[:200], **more})}"
