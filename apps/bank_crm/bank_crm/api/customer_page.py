"""The customer's page beside the document itself: all panels in one request, the timeline page by page."""

from typing import TypedDict

import frappe
from frappe.utils import cint

from bank_crm.customer.overview import registry
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.timeline import Cursor, Timeline
from bank_crm.customer.overview.timeline import timeline as read_timeline
from bank_crm.permissions import scope

INTERACTION = "Bank Interaction"
NEED = "Bank Customer Need"


class Rights(TypedDict):
	"""What the page offers the user to do."""

	log_interaction: bool
	note_need: bool
	change: bool


class Page(TypedDict):
	"""The panels the user may read by their name, the latest of the timeline, and what the user may do."""

	panels: dict[str, object]
	timeline: Timeline
	may: Rights


@frappe.whitelist()
def page(customer: str) -> Page:
	"""Return every panel of one customer among the user's rows (CUS-07, CUS-16 to CUS-24).

	Raises frappe.PermissionError for anyone else's customer, frappe.DoesNotExistError for an unknown one.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", doc=frappe.get_doc(scope.CUSTOMER, customer), throw=True)
	context = PageContext.of(customer)
	return {
		"panels": {name: panel.query(context) for name, panel in registry.panels().items()},
		"timeline": read_timeline(context),
		"may": {
			"log_interaction": frappe.has_permission(INTERACTION, "create"),
			"note_need": frappe.has_permission(NEED, "create"),
			"change": frappe.has_permission(scope.CUSTOMER, "write")
			and scope.allows(scope.CUSTOMER, customer, write=True),
		},
	}


@frappe.whitelist()
def timeline(
	customer: str, kinds: str | list[str] | None = None, until: str | None = None, skip: int | str = 0
) -> Timeline:
	"""Return a page of the timeline: of some kinds, from a moment on downwards (CUS-16).

	`kinds` is a JSON list or absent for all; `until` and `skip` come from the page before. Raises as `page`.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", doc=frappe.get_doc(scope.CUSTOMER, customer), throw=True)
	cursor: Cursor | None = {"until": until, "skip": max(cint(skip), 0)} if until else None
	return read_timeline(PageContext.of(customer), frappe.parse_json(kinds) if kinds else (), cursor)
