"""The figures of a benefit, moved with each step under its row's lock and equal to a recount (MKT-10)."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt

from bank_crm.domain.campaign_figures import percent

BENEFIT, GRANT = "Bank Benefit", "Bank Benefit Grant"
COUNTERS = (
	"issued",
	"claimed",
	"used",
	"expired",
	"withdrawn",
	"taken",
	"claim_rate",
	"use_rate",
	"used_amount",
)


def lock(benefit: str) -> frappe._dict | None:
	"""Lock a benefit until the transaction ends and return it; whoever takes from its stock comes through here first."""
	fields = (
		"name benefit_name kind value state campaign stock per_customer min_amount valid_from valid_until claim_days "
		"use_days description terms text_version"
	).split()
	return frappe.db.get_value(BENEFIT, benefit, [*fields, *COUNTERS], as_dict=True, for_update=True)


def add(benefit: frappe._dict, **more: float) -> None:
	"""Move some figures of a benefit that is locked, and the rates that follow."""
	values = {name: flt(benefit[name]) + step for name, step in more.items()}
	_write(benefit, {**{name: flt(benefit[name]) for name in COUNTERS}, **values})


def refresh(benefit: str) -> None:
	"""Bring the figures to what the grants say, after many have changed by one statement."""
	row = lock(benefit)
	if row is not None:
		_write(row, recount(benefit))


def recount(benefit: str) -> dict[str, float]:
	"""Count a benefit's figures from its grants; nothing is written."""
	table = frappe.qb.DocType(GRANT)
	query = frappe.qb.from_(table).where(table.benefit == benefit)
	query = query.select(Count("*"), Count(table.claimed_at), Count(table.used_at), Sum(table.used_amount))
	query = query.select(Count(table.withdrawn_at), Count(table.expired_at))
	issued, claimed, used, amount, withdrawn, expired = query.run()[0]
	# what was withdrawn after the claim has gone back to stock
	given_back = frappe.qb.from_(table).select(Count("*")).where(table.benefit == benefit)
	back = given_back.where(table.withdrawn_at.isnotnull() & table.claimed_at.isnotnull()).run()[0][0]
	return {
		"issued": cint(issued),
		"claimed": cint(claimed),
		"used": cint(used),
		"withdrawn": cint(withdrawn),
		"expired": cint(expired),
		"taken": cint(claimed) - cint(back),
		"used_amount": flt(amount),
	}


def rates(now: dict[str, float]) -> dict[str, float]:
	"""Return 领取率 and 使用率 in percent."""
	return {
		"claim_rate": percent(now["claimed"], now["issued"]),
		"use_rate": percent(now["used"], now["claimed"]),
	}


def _write(benefit: frappe._dict, now: dict[str, float]) -> None:
	values = {name: value for name, value in now.items() if not name.endswith("_rate")} | rates(now)
	frappe.db.set_value(BENEFIT, benefit.name, values, update_modified=False)
	benefit.update(values)
