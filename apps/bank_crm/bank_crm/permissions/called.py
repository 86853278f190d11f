"""Which functions a request ends at, whatever it calls them by.

An alias, another version of the API, or a function of the framework that calls what it is told to: what is closed
or asks for more must be found by the function itself, not by the words of the request.
"""

from __future__ import annotations

import frappe
from frappe import handler

#: Functions that call another one, and the argument that names it.
INDIRECT: dict[str, str] = {
	"frappe.client.validate_link": "query",
	"frappe.client.validate_link_and_fetch": "query",
	"frappe.desk.search.search_link": "query",
	"frappe.desk.search.search_widget": "query",
	"frappe.desk.treeview.get_all_nodes": "tree_method",
	"frappe.handler.upload_file": "method",
	"frappe.model.mapper.make_mapped_doc": "method",
	"frappe.model.mapper.map_docs": "method",
}


def functions(path: str) -> list[str]:
	"""Return the dotted paths of the function a request ends at and of the one that calls for it, none for a page."""
	outer = target(path)
	if not outer:
		return []
	inner = frappe.local.form_dict.get(INDIRECT[outer]) if outer in INDIRECT else None
	return [outer, dotted(str(inner))] if inner else [outer]


def target(path: str) -> str:
	"""Return the dotted path of the function a request ends at, "" if it is none."""
	name = _method_name(path)
	return dotted(name) if name else ""


def dotted(name: str) -> str:
	"""Return where the function of that name is defined; the name itself if there is none."""
	name = frappe.override_whitelisted_method(name)
	try:
		function = handler.get_attr(name)  # as Frappe itself looks it up
	except Exception:
		return name  # there is no such function; Frappe will say so
	return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def _method_name(path: str) -> str:
	"""The function a request asks for, by `cmd`, /api/method/… or /api/v2/method/<DocType>/<function>."""
	if command := frappe.local.form_dict.get("cmd"):
		return str(command)
	parts = [part for part in path.split("/") if part]
	if parts[:1] != ["api"]:
		return ""
	parts = parts[1:]
	if parts[:1] in (["v1"], ["v2"]):
		parts = parts[1:]
	if parts[:1] != ["method"] or len(parts) < 2:
		return ""
	if len(parts) == 3:
		return _controller_function(parts[1], parts[2])
	return "/".join(parts[1:])


def _controller_function(doctype: str, function: str) -> str:
	from frappe.modules import load_doctype_module

	if not frappe.db.exists("DocType", doctype):
		return ""
	return f"{load_doctype_module(doctype).__name__}.{function}"
