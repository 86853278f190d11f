"""What the Desk is told at log-in beyond the framework's own: where staff start, and one tidy menu."""

import frappe
from frappe.model.document import Document

from bank_crm.compliance import reveal
from bank_crm.compliance.export import access, sources
from bank_crm.extends import desktop, start
from bank_crm.permissions import roles

APP = "bank_crm"
WORKSPACE = start.WORKSPACE
#: Label (translated in the Desk) and what it does; see public/js/desk/help.js.
HELP_MENU = (
	("Help for this screen", "bank_crm.help.open()"),
	("Online Support", "bank_crm.help.ask('Question')"),
	("Feedback", "bank_crm.help.ask()"),
)


def extend_bootinfo(bootinfo: frappe._dict) -> None:
	"""Hook `extend_bootinfo`: where bank staff start, the fields they may ask to see, whether they may
	ask for exports (SEC-12), help in the menu (UX-06), tidy sidebars."""
	home, desk = start.page_of(frappe.session.user), start.desk_of(frappe.session.user)
	may_export = access.may_export()
	exports = {"may_export": may_export, "asks": access.may_ask(), "closed": sorted(sources.CLOSED)}
	bootinfo.bank_crm = {
		"home": home,
		"sealed": reveal.offered_fields(),
		"exports": exports,
		"help": may_open(),
	}
	if may_open():
		bootinfo.navbar_settings = with_help(bootinfo.get("navbar_settings") or frappe._dict())
	if bootinfo.user and not may_export:
		bootinfo.user.can_export = []  # the Desk offers no export the server would refuse (SEC-12)
	if sidebars := bootinfo.get("workspace_sidebar_item"):
		bootinfo.workspace_sidebar_item = tidy(sidebars, desk)
	if "dashboards" in bootinfo:  # the framework names everybody's
		reads = frappe.has_permission("Dashboard", "read")
		bootinfo.dashboards = frappe.get_list("Dashboard", order_by="name asc", limit=0) if reads else []
	desktop.leave_out(bootinfo)


def with_help(navbar: frappe._dict) -> frappe._dict:
	"""Return the Desk's menus with our help before the framework's own entries (UX-06); what is stored stays as it is."""
	menus = frappe._dict(navbar.as_dict() if isinstance(navbar, Document) else navbar)
	entries = [
		frappe._dict(
			name=f"bank-{position}", item_label=label, item_type="Action", action=action, route="", hidden=0
		)
		for position, (label, action) in enumerate(HELP_MENU)
	]
	menus.help_dropdown = [*entries, *(menus.get("help_dropdown") or [])]
	return menus


def may_open() -> bool:
	"""Whether the user works with the app, for the framework's choice of apps after the log-in."""
	return frappe.session.user == "Administrator" or roles.has_any(
		frappe.session.user, (*roles.ALL, "System Manager")
	)


def tidy(sidebars: dict[str, dict], desk: str = WORKSPACE) -> dict[str, dict]:
	"""Drop the sidebars Frappe 16 makes up for our modules and start pages, and headings with nothing below.

	The entry 首页 leads where the user's post starts.

	The app has one sidebar of its own with all its screens; keys are lower-case titles as the Desk has them.
	"""
	kept = {key: sidebar for key, sidebar in sidebars.items() if not _made_up(key, sidebar)}
	for sidebar in kept.values():
		if sidebar.get("app") == APP:
			items = [
				{**item, "link_to": desk} if item.get("link_to") == WORKSPACE else item
				for item in desktop.without_off(sidebar["items"])
				if item.get("link_type") != "Dashboard" or _opens_dashboard(item.get("link_to"))
			]
			sidebar["items"] = without_empty_headings(items)
	return kept


def _made_up(key: str, sidebar: dict) -> bool:
	if sidebar.get("app") == APP:
		return sidebar.get("label") != WORKSPACE and "-" not in key
	return not sidebar.get("app") and sidebar.get("label") in start.DESKS.values()


def without_empty_headings(items: list[dict]) -> list[dict]:
	"""The items less the section breaks no entry belongs to."""
	return [
		item
		for position, item in enumerate(items)
		if item["type"] != "Section Break" or (position + 1 < len(items) and items[position + 1].get("child"))
	]


def _opens_dashboard(name: str | None) -> bool:
	return bool(name and frappe.db.exists("Dashboard", name)) and bool(
		frappe.has_permission("Dashboard", "read", doc=name)
	)
