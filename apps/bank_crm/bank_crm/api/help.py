"""【帮助文档】: the article of the screen somebody is on, the contents, a search (UX-06). Staff only."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe import _
from frappe.utils import md_to_html, strip_html
from frappe.utils.html_utils import sanitize_html

from bank_crm.domain import screens
from bank_crm.help import articles, rights
from bank_crm.permissions import roles

READERS = (*roles.ALL, "System Manager")


class Listed(TypedDict):
	"""An article as the contents and the search show it."""

	name: str
	title: str
	purpose: str


class Group(TypedDict):
	"""A part of the contents."""

	title: str
	articles: list[Listed]


class Shown(TypedDict):
	"""An article with its safe HTML and who may use its screen; `screen` is the one that was asked about."""

	name: str
	title: str
	group: str
	screen: str
	html: str
	rights: list[rights.Right]


@frappe.whitelist(methods=["GET", "POST"])
def article(name: str = "", route: str = "") -> Shown | None:
	"""Return an article by its name, or that of the screen a route shows; None where there is none."""
	frappe.only_for(READERS)
	language = articles.language_of(frappe.local.lang)
	screen = screens.screen_of(route)
	found = articles.every(language).get(name) if name else articles.screens(language).get(screen)
	if found is None:
		return None
	asked = screen if screen in found.screens else found.screens[0]
	return {
		"name": found.name,
		"title": found.title,
		"group": _(found.group),
		"screen": asked,
		"html": sanitize_html(md_to_html(found.body) or "", linkify=False),
		"rights": rights.of_screen(asked),
	}


@frappe.whitelist(methods=["GET", "POST"])
def contents() -> list[Group]:
	"""Return all articles by the parts of the menu."""
	frappe.only_for(READERS)
	known = articles.every(articles.language_of(frappe.local.lang)).values()
	return [
		{"title": _(group), "articles": [_listed(one) for one in known if one.group == group]}
		for group in articles.GROUPS
	]


@frappe.whitelist(methods=["GET", "POST"])
def search(text: str) -> list[Listed]:
	"""Return the articles in which all words of the text occur, the best first."""
	frappe.only_for(READERS)
	return [_listed(one) for one in articles.search(text, articles.language_of(frappe.local.lang))]


@frappe.whitelist(methods=["GET", "POST"])
def purpose(screen: str) -> Listed | None:
	"""Return what a screen is for, for a list that is still empty; None where no article is about it."""
	frappe.only_for(READERS)
	found = articles.screens(articles.language_of(frappe.local.lang)).get(screen)
	return _listed(found) if found else None


def _listed(found: articles.Article) -> Listed:
	text = strip_html(md_to_html(found.purpose) or "").strip()
	return {"name": found.name, "title": found.title, "purpose": text}
