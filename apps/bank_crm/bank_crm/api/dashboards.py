"""The page 【仪表盘】: the dashboards one opens, one's own to make and change (ANA-05, ANA-14)."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe import _

from bank_crm.analytics.dashboards import catalogue, own, rows
from bank_crm.permissions import roles

STAFF = (*roles.ALL, "System Manager")
MOST = 200


class Entry(TypedDict):
	"""One dashboard as the page shows it."""

	name: str
	title: str
	about: str
	first: bool
	mine: bool
	audience: str
	role: str
	charts: list[str]
	cards: list[str]


class Offer(TypedDict):
	"""What the page needs: the dashboards, the first of one's post in front, and what one may do."""

	dashboards: list[Entry]
	may_share: bool
	roles: list[dict[str, str]]


@frappe.whitelist()
def offered() -> Offer:
	"""Return the dashboards the session's user opens: the app's in their order, then those made here."""
	frappe.only_for(STAFF)
	held = set(frappe.get_roles())
	first = catalogue.first(held)
	about = _about()
	fields = ["name", "owner", rows.AUDIENCE, rows.ROLE]
	found = {
		row.name: row
		for row in frappe.get_list(rows.DASHBOARD, fields=fields, order_by="modified desc", limit=MOST)
	}
	shipped = [name for name in catalogue.readable(held) if name in found]
	everything = frappe.session.user == "Administrator" or "System Manager" in held
	if everything:
		shipped = [each.name for each in catalogue.STANDARD if each.name in found]
	ordered = [*shipped, *(name for name in found if name not in shipped)]
	parts = _parts(ordered)
	return {
		"dashboards": [
			{
				"name": name,
				"title": _(name) if name in about else name,
				"about": about.get(name, ""),
				"first": name == first,
				"mine": bool(found[name].get(rows.AUDIENCE)) and found[name].owner == frappe.session.user,
				"audience": found[name].get(rows.AUDIENCE) or "",
				"role": found[name].get(rows.ROLE) or "",
				"charts": parts[own.CHART].get(name, []),
				"cards": parts[own.CARD].get(name, []),
			}
			for name in ordered
		],
		"may_share": own.may_share(),
		"roles": [{"value": role, "label": _(role)} for role in roles.ALL],
	}


@frappe.whitelist()
def choices() -> dict[str, list[dict[str, str]]]:
	"""Return the charts and cards the session's user may put on a dashboard, by what they are called."""
	frappe.only_for(STAFF)
	return {"charts": _open_ones(own.CHART, "chart_name"), "cards": _open_ones(own.CARD, "label")}


@frappe.whitelist(methods=["POST"])
def create(
	title: str,
	audience: str = rows.ONLY_ME,
	role: str = "",
	charts: list[str] | str | None = None,
	cards: list[str] | str | None = None,
) -> str:
	"""Make a dashboard for oneself or, who may, for a role; returns its name."""
	frappe.only_for(STAFF)
	return own.create(own.Wanted(title, audience, role or None, _names(charts), _names(cards)))


@frappe.whitelist(methods=["POST"])
def change(
	name: str,
	audience: str = rows.ONLY_ME,
	role: str = "",
	charts: list[str] | str | None = None,
	cards: list[str] | str | None = None,
) -> None:
	"""Change what stands on an own dashboard and for whom it is."""
	frappe.only_for(STAFF)
	own.change(name, own.Wanted(name, audience, role or None, _names(charts), _names(cards)))


@frappe.whitelist(methods=["POST"])
def delete(name: str) -> None:
	"""Delete an own dashboard."""
	frappe.only_for(STAFF)
	own.delete(name)


@frappe.whitelist()
def mine() -> list[str]:
	"""Return the dashboards the session's user may pin charts to."""
	frappe.only_for(STAFF)
	return own.mine()


@frappe.whitelist(methods=["POST"])
def pin(name: str, chart: str) -> None:
	"""Put a chart on an own dashboard."""
	frappe.only_for(STAFF)
	own.pin(name, chart)


def _names(given: list[str] | str | None) -> tuple[str, ...]:
	return tuple(str(name) for name in frappe.parse_json(given or []) if name)


def _parts(names: list[str]) -> dict[str, dict[str, list[str]]]:
	"""The names of charts and cards by dashboard."""
	found: dict[str, dict[str, list[str]]] = {own.CHART: {}, own.CARD: {}}
	for part, doctype, field in (
		(own.CHART, "Dashboard Chart Link", "chart"),
		(own.CARD, "Number Card Link", "card"),
	):
		links = frappe.get_all(
			doctype,
			{"parent": ("in", names or [""]), "parenttype": rows.DASHBOARD},
			["parent", field],
			order_by="parent asc, idx asc",
		)
		for row in links:
			found[part].setdefault(row.parent, []).append(row[field])
	return found


def _about() -> dict[str, str]:
	return {
		"Customer Analysis": _("Assets, tiers, activity and loyalty of customers"),
		"Business Today": _("Transactions, log-ins, responses and orders of the day, as they come in"),
		"Marketing Overview": _("Running campaigns, participation, conversion and messages"),
		"Sales Overview": _("Opportunities, leads, targets and contracts"),
		"Service Overview": _("Work orders, response times, satisfaction and complaints"),
		"Compliance Overview": _("Requests, audits, data protection and high-privilege operations"),
		"Branch Overview": _("Goals of the branch: satisfaction, cross-sell, loyalty, efficiency"),
		"System Operations": _("Synchronisation, jobs, queues, database, backups and the log's proof"),
	}


def _open_ones(doctype: str, title: str) -> list[dict[str, str]]:
	"""What the user may see one by one: the framework's list leaves out every chart with a source of its own."""
	rows_there = frappe.get_all(doctype, fields=["name", title], order_by=f"{title} asc", limit=500)
	return [
		{"value": row.name, "label": _(row[title])}
		for row in rows_there
		if frappe.has_permission(doctype, "read", doc=row.name)
	]
