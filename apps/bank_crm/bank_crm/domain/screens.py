"""Which screen a route of the Desk is: the DocType, report, page or dashboard it shows (UX-06, UX-07)."""

from __future__ import annotations

from urllib.parse import unquote

#: Routes that name what they show in their second part.
NAMING = frozenset(
	{"List", "Form", "Tree", "print", "query-report", "dashboard-view", "Workspaces", "bank-help"}
)
LONGEST = 140


def screen_of(route: str) -> str:
	"""Return the screen of a route as `frappe.get_route_str()` gives it: "Form/Bank Customer/BC-1" → "Bank Customer".

	A page is called by its own name ("bank-my-day"); "" where the route says nothing.
	"""
	parts = [unquote(part) for part in route.strip().strip("/").split("/")]
	named = len(parts) > 1 and parts[0] in NAMING
	return (parts[1] if named else parts[0]).strip()[:LONGEST]
