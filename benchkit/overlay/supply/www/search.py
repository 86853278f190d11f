"""The website's search page: published pages that hold the words asked for."""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import cint, strip_html
from frappe.utils.global_search import web_search

no_cache = 1

PAGE_LENGTH = 20
PREVIEW_LENGTH = 160


@rate_limit(limit=60, seconds=60)
def get_context(context) -> None:
	"""Fill the page for `/search?q=…`."""
	form = frappe.form_dict
	query = str(form.q or "").strip()[:100]
	found = web_search(query, form.scope, start=cint(form.start), limit=PAGE_LENGTH + 1) if query else []
	context.no_cache = 1
	context.route = "/search"
	context.query = frappe.utils.escape_html(query)
	context.title = _("Search Results for") + f' "{context.query}"' if query else _("Search")
	context.has_more = len(found) > PAGE_LENGTH
	context.results = [
		{
			"title": row.title,
			"route": "/" + (row.route or "").lstrip("/"),
			"preview": strip_html(row.content or "")[:PREVIEW_LENGTH],
		}
		for row in found[:PAGE_LENGTH]
	]
