"""Forms of the bank's web site that work without scripts: shown again with what is wrong, or led on to their end."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import frappe

from bank_crm.compliance import signed_links


class Refused(Exception):
	"""The form has faults; `problems` says which, by field."""

	def __init__(self, problems: dict[str, str]) -> None:
		super().__init__("refused")
		self.problems = problems


def new_number(purpose: str) -> str:
	"""Return the signed number of a form about to be shown; sent twice, it is one form."""
	return signed_links.sign(purpose, [frappe.generate_hash(length=20)])


def signed_value(purpose: str, token: str, seconds: int, *, longest: int = 200) -> str | None:
	"""Return what a token of ours holds; None for one that is not ours or older than so many seconds."""
	try:
		(value,) = signed_links.read(purpose, token[:longest], max_age=seconds)
	except (signed_links.LinkExpired, signed_links.LinkForged, ValueError):
		return None
	return str(value)


def answer(flag: str, route: str, take: Callable[[], dict[str, str | int]]) -> None:
	"""Take a form and lead to the end that `take` returns the query of, or show it again with all that is wrong."""
	try:
		query = take()
	except Refused as refused:
		show_again(flag, route, refused.problems, 417)
	except frappe.TooManyRequestsError as error:
		frappe.clear_last_message()
		show_again(flag, route, {"form": str(error)}, 429)
	else:
		redirect(route, **query)


def show_again(flag: str, route: str, problems: dict[str, str], status: int) -> None:
	"""Answer with the form's own page; it finds under `flag` what is wrong, by field."""
	frappe.local.flags[flag] = problems
	frappe.local.response["type"] = "page"
	frappe.local.response["route"] = route.strip("/")
	frappe.local.response["http_status_code"] = status


def redirect(route: str, **query: str | int) -> None:
	"""Redirect, so that loading the page again sends nothing again."""
	frappe.local.response["type"] = "redirect"
	frappe.local.response["location"] = f"{route}?{urlencode(query)}"
