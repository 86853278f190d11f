"""Where staff start: the page the settings name for their role, the workspace of their post for all others."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.enums import StartPage
from bank_crm.permissions import roles
from bank_crm.setup import modules

SETTINGS = "Bank CRM Settings"
WORKSPACE = StartPage.WORKSPACE.value
#: The workspace of each post; of several posts the first one here counts.
DESKS: dict[str, str] = {
	roles.ADMINISTRATOR: "Administration Desk",
	roles.BRANCH_MANAGER: "Branch Manager Desk",
	roles.COMPLIANCE_OFFICER: "Compliance Desk",
	roles.AUDITOR: "Compliance Desk",
	roles.RELATIONSHIP_MANAGER: "Relationship Manager Desk",
	roles.MARKETING_OFFICER: "Marketing Desk",
	roles.SERVICE_AGENT: "Service Desk",
	roles.TELLER: "Teller Desk",
}
#: Choice in the settings → address in the Desk; a workspace is that of the user's post.
PAGES = {
	StartPage.MY_DAY.value: "bank-my-day",
	StartPage.MY_ORDERS.value: "bank-my-orders",
	StartPage.MY_CALLS.value: "bank-calls",
	StartPage.INCOMING_CALL.value: "bank-screen-pop",
}
#: What a new site begins with; the first row counts whose role the user has.
DEFAULTS = ((roles.RELATIONSHIP_MANAGER, StartPage.MY_DAY.value),)


def page_of(user: str) -> str | None:
	"""Return the address a user of the bank starts on, None for everybody else."""
	held = set(frappe.get_roles(user))
	if held.isdisjoint(roles.ALL):
		return None
	for row in frappe.get_cached_doc(SETTINGS).start_pages:
		if row.role in held and not held.isdisjoint(_may_open(row.page)):
			if row.page == WORKSPACE or modules.is_off("Page", PAGES[row.page]):
				break
			return PAGES[row.page]
	return frappe.scrub(desk_of(user)).replace("_", "-")


def desk_of(user: str) -> str:
	"""Return the workspace of the user's post; the app's own where no post has one, or its module is switched off."""
	held = set(frappe.get_roles(user))
	for role, workspace in DESKS.items():
		if role in held and frappe.db.exists("Workspace", workspace, cache=True):
			return WORKSPACE if modules.is_off("Workspace", workspace) else workspace
	return WORKSPACE


def check(settings: Document) -> None:
	"""Refuse roles that are none of the bank's or named twice, and pages their holders may not open (`validate`)."""
	seen: set[str] = set()
	for row in settings.start_pages:
		if row.role not in roles.ALL:
			checks.refuse(settings, "start_pages", _("row {0}: only roles of the bank.").format(row.idx))
		if row.role in seen:
			checks.refuse(settings, "start_pages", _("row {0}: the role has a page already.").format(row.idx))
		if row.role not in _may_open(row.page):
			checks.refuse(
				settings, "start_pages", _("row {0}: the role may not open this page.").format(row.idx)
			)
		seen.add(row.role)


def create() -> None:
	"""Give a site without any its start pages."""
	settings = frappe.get_doc(SETTINGS)
	if settings.start_pages:
		return
	for role, page in DEFAULTS:
		settings.append("start_pages", {"role": role, "page": page})
	settings.save(ignore_permissions=True)  # installation and migration run as the site's owner


def _may_open(choice: str) -> frozenset[str]:
	if choice == WORKSPACE:
		return frozenset(roles.ALL)
	address = PAGES.get(choice)
	page = frappe.get_cached_doc("Page", address) if address and frappe.db.exists("Page", address) else None
	return frozenset(row.role for row in page.roles) if page else frozenset()
