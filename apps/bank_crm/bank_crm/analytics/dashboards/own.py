"""Dashboards people make for themselves or for a role, of the charts and cards they may see (ANA-05)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.analytics.dashboards import rows
from bank_crm.permissions import roles

DASHBOARD, CHART, CARD = rows.DASHBOARD, "Dashboard Chart", "Number Card"
#: May make a dashboard for everybody of a role; anyone else makes private ones.
SHARING = (roles.BRANCH_MANAGER, roles.COMPLIANCE_OFFICER, roles.ADMINISTRATOR, "System Manager")
MOST_PARTS = 40
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Wanted:
	"""What a dashboard is to be: its name, for whom, and what stands on it, in this order."""

	title: str
	audience: str = rows.ONLY_ME
	role: str | None = None
	charts: tuple[str, ...] = ()
	cards: tuple[str, ...] = ()


def may_share(user: str | None = None) -> bool:
	"""Tell whether the user may make a dashboard for a role."""
	user = user or frappe.session.user
	return user == "Administrator" or roles.has_any(user, SHARING)


def create(wanted: Wanted) -> str:
	"""Make a dashboard of the session's user; returns its name. ValidationError says which value is wrong."""
	title = wanted.title.strip()
	if not title:
		frappe.throw(_("A dashboard needs a name."), title=_("Dashboard Name"))
	if len(title) > MOST_NAME:
		frappe.throw(
			_("The name is longer than {0} characters.").format(MOST_NAME), title=_("Dashboard Name")
		)
	if frappe.db.exists(DASHBOARD, title):
		frappe.throw(
			_("Another dashboard has this name; choose a different one."),
			frappe.DuplicateEntryError,
			title=_("Dashboard Name"),
		)
	doc = frappe.new_doc(DASHBOARD)
	doc.dashboard_name = title
	_fill(doc, wanted)
	doc.flags.ignore_mandatory = True  # charts may be pinned later
	doc.insert(ignore_permissions=True)  # whoever works here may have own ones; for whom is asked above
	return str(doc.name)


def change(name: str, wanted: Wanted) -> None:
	"""Put other charts and cards on an own dashboard, or make it for somebody else."""
	doc = _own(name)
	_fill(doc, wanted)
	_save(doc)


def pin(name: str, chart: str, *, width: str = "Half") -> None:
	"""Put a chart at the end of an own dashboard; one that is there already stays where it is."""
	doc = _own(name)
	_permitted(CHART, [chart])
	if chart in {row.chart for row in doc.charts}:
		return
	doc.append("charts", {"chart": chart, "width": width})
	_save(doc)


def delete(name: str) -> None:
	"""Delete an own dashboard; its charts stay."""
	_own(name)
	frappe.delete_doc(DASHBOARD, name, ignore_permissions=True)  # the owner's, asked above


def mine() -> list[str]:
	"""The dashboards the session's user may change."""
	return frappe.get_all(
		DASHBOARD,
		{"owner": frappe.session.user, rows.AUDIENCE: ("is", "set")},
		pluck="name",
		order_by="modified desc",
	)


def _own(name: str) -> Document:
	doc = frappe.get_doc(DASHBOARD, name, for_update=True)
	administrates = frappe.session.user == "Administrator" or "System Manager" in frappe.get_roles()
	if not doc.get(rows.AUDIENCE) or not (administrates or rows.is_own(doc, frappe.session.user)):
		frappe.throw(_("Only who made a dashboard may change it."), frappe.PermissionError)
	return doc


def _fill(doc: Document, wanted: Wanted) -> None:
	if wanted.audience not in (rows.ONLY_ME, rows.BY_ROLE):
		frappe.throw(_("Say for whom the dashboard is."), title=_("Made For"))
	if wanted.audience == rows.BY_ROLE:
		if not may_share():
			frappe.throw(_("You may make dashboards for yourself only."), frappe.PermissionError)
		if wanted.role not in roles.ALL:
			frappe.throw(_("Choose the role the dashboard is for."), title=_("Role"))
	if len(wanted.charts) + len(wanted.cards) > MOST_PARTS:
		frappe.throw(_("A dashboard holds at most {0} charts and cards.").format(MOST_PARTS))
	_permitted(CHART, wanted.charts)
	_permitted(CARD, wanted.cards)
	doc.set(rows.AUDIENCE, wanted.audience)
	doc.set(rows.ROLE, wanted.role if wanted.audience == rows.BY_ROLE else None)
	widths = {row.chart: row.width for row in doc.charts}
	doc.set(
		"charts",
		[{"chart": each, "width": widths.get(each, "Half")} for each in dict.fromkeys(wanted.charts)],
	)
	doc.set("cards", [{"card": each} for each in dict.fromkeys(wanted.cards)])


def _permitted(doctype: str, names: Iterable[str]) -> None:
	for name in names:
		if not frappe.db.exists(doctype, name) or not frappe.has_permission(doctype, "read", doc=name):
			frappe.throw(_("There is no {0} {1} you may see.").format(_(doctype), frappe.bold(name)))


def _save(doc: Document) -> None:
	doc.flags.ignore_mandatory = True
	doc.save(ignore_permissions=True)  # the owner's, asked before
