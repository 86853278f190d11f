"""Texts for answers that come again and again, and knowledge to link to (SVC-04, TRN-05)."""

from __future__ import annotations

import re
from typing import TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from bank_crm.customer import checks

TEMPLATE = "Bank Service Template"
#: Hook: functions that take a text and return articles found for the session's user.
KNOWLEDGE = "bank_knowledge_sources"
MOST_ARTICLES = 8
SHORTEST_SEARCH = 2
#: {{ word }}: what a template may ask for.
_WORD = re.compile(r"\{\{\s*(\w*)\s*\}\}")
WORDS = ("customer_name", "subject", "order", "product", "handler_name")


class Template(TypedDict):
	"""A template with its words filled in."""

	name: str
	text: str


class Article(TypedDict):
	"""Something to read and to link to: its title, where it is, and where it comes from."""

	title: str
	route: str
	source: str


def check(template: Document) -> None:
	"""Refuse words nothing fills in, and a subtype of another type (`validate`)."""
	unknown = [word for word in _WORD.findall(template.text or "") if word not in WORDS]
	if unknown:
		checks.refuse(template, "text", _("nothing fills in {0}.").format(", ".join(unknown)))
	if template.subtype:
		wanted = frappe.get_cached_value("Bank Work Order Subtype", template.subtype, "order_type")
		if template.order_type and template.order_type != wanted:
			checks.refuse(template, "subtype", _("belongs to another type of order."))


def for_order(order: Document) -> list[Template]:
	"""Return the active templates that fit an order, those of its subtype first, filled in."""
	table = frappe.qb.DocType(TEMPLATE)
	fits_type = table.order_type.isnull() | table.order_type.isin(["", order.order_type])
	fits_subtype = table.subtype.isnull() | table.subtype.isin(["", order.subtype or ""])
	rows = (
		frappe.qb.from_(table)
		.select(table.template_name, table.text)
		.where((table.active == 1) & fits_type & fits_subtype)
		.orderby(table.subtype.isnull() | (table.subtype == ""))
		.orderby(table.template_name)
	).run()
	words = _words(order)
	return [{"name": name, "text": fill(text, words)} for name, text in rows]


def fill(text: str, words: dict[str, str]) -> str:
	"""Fill in the words of a template; one pass, so that a customer's name is never read as a template."""
	return _WORD.sub(lambda found: words.get(found[1], ""), text)


def articles(text: str) -> list[Article]:
	"""Return what the bank knows about a text, from every source; nothing for less than two letters."""
	text = text.strip()
	if len(text) < SHORTEST_SEARCH:
		return []
	found: list[Article] = []
	for path in frappe.get_hooks(KNOWLEDGE):
		found += frappe.get_attr(path)(text)
	return found[:MOST_ARTICLES]


def help_articles(text: str) -> list[Article]:
	"""Published help articles of the site whose title or text contains the words (hook bank_knowledge_sources)."""
	article = frappe.qb.DocType("Help Article")
	like = f"%{_escaped(text)}%"
	rows = (
		frappe.qb.from_(article)
		.select(article.title, article.route)
		.where((article.published == 1) & (article.title.like(like) | article.content.like(like)))
		.orderby(article.title)
		.limit(MOST_ARTICLES)
	).run(as_dict=True)
	return [{"title": row.title, "route": f"/{row.route}", "source": "Help Article"} for row in rows]


def _words(order: Document) -> dict[str, str]:
	customer = frappe.db.get_value("Bank Customer", order.customer, "customer_name") if order.customer else ""
	product = order.product and frappe.get_cached_value("Bank Product", order.product, "product_name")
	return {
		"customer_name": customer or order.contact_name or "",
		"subject": order.subject or "",
		"order": order.name,
		"product": product or "",
		"handler_name": get_fullname(order.handler) if order.handler else "",
	}


def _escaped(text: str) -> str:
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
