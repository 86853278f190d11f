"""Forms of the bank's web site that work without scripts: shown again with what is wrong, or led on to their end."""

from __future__ import annotations

from urllib.parse import urlencode

import frappe


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
