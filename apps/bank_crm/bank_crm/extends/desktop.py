"""Menu, workspaces and the Desk's knowledge of what one may open, less the modules that are switched off (UX-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.desk.desktop import get_desktop_page as frappes_desktop_page

from bank_crm.setup import modules

#: What the Desk is told about a user's rights on DocTypes.
_RIGHTS = (
	"can_read",
	"can_create",
	"can_write",
	"can_select",
	"can_search",
	"can_get_report",
	"can_import",
	"in_create",
)
_DESK = "/desk/"


def leave_out(bootinfo: frappe._dict) -> None:
	"""Take what belongs to modules that are off out of the boot information."""
	if not modules.off():
		return
	if user := bootinfo.get("user"):
		for right in _RIGHTS:
			if listed := user.get(right):
				user[right] = [name for name in listed if not modules.is_off("DocType", name)]
		if reports := user.get("all_reports"):
			user["all_reports"] = {
				name: report for name, report in reports.items() if not modules.is_off("Report", name)
			}
	if pages := bootinfo.get("page_info"):
		bootinfo.page_info = {name: page for name, page in pages.items() if not modules.is_off("Page", name)}
	if workspaces := bootinfo.get("workspaces"):
		workspaces["pages"] = [
			page for page in workspaces["pages"] if not modules.is_off("Workspace", page.get("name"))
		]


def without_off(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The entries of a menu less those that lead to a module that is off."""
	slugs = _slugs() if modules.off() else set()
	return [
		item
		for item in items
		if not modules.is_off(str(item.get("link_type")), item.get("link_to"))
		and str(item.get("url") or "").removeprefix(_DESK).split("/")[0] not in slugs
	]


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
	"""Return a workspace's parts as the framework does, less those of modules that are off."""
	frappe.only_for("All")  # whoever is logged in; the framework asks for each part
	found = frappes_desktop_page(page)
	if not modules.off() or not found:
		return found
	for part, kind, field in (
		("shortcuts", None, "link_to"),
		("quick_lists", "DocType", "document_type"),
		("number_cards", "Number Card", "number_card_name"),
		("charts", "Dashboard Chart", "chart_name"),
	):
		items = (found.get(part) or {}).get("items") or []
		kept = [item for item in items if not modules.is_off(kind or str(item.get("type")), item.get(field))]
		if found.get(part):
			found[part]["items"] = kept
	for card in (found.get("cards") or {}).get("items") or []:
		card["links"] = without_off(card.get("links") or [])
	return found


def _slugs() -> set[str]:
	"""The addresses of the DocTypes that are off."""
	closed = frappe.get_all("DocType", {"module": ("in", list(modules.off()))}, pluck="name")
	return {name.lower().replace(" ", "-") for name in closed}
