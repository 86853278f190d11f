"""`./crm benchmark scope`: what the row scope costs: lists, counts and forms as a relationship manager and a branch manager.

Requests are answered in this process through the functions the Desk calls, JSON included, with what one request
remembers forgotten before the next. The manager measured is the one whose customers are nearest to 500, the branch
manager the one whose branches have the most. Beside the lists the administrator's. Nothing is changed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import click
import frappe
from frappe.desk import reportview
from frappe.desk.form.load import getdoc
from frappe.query_builder.functions import Abs, Count

from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.permissions import roles, scope

TARGET_MS = 200
TARGET_RATIO = 1.5
PORTFOLIO = 500
PAGE = 20
#: The Desk counts no further than this (Frappe 16); Frappe 15 counts to the end.
COUNTED = 1001
#: The lists staff open all day: DocType → its order.
LISTS = {
	"Bank Customer": "creation desc",
	"Bank Customer Account": "creation desc",
	"Bank Customer Transaction": "posted_at desc",
}


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark scope", description=__doc__)
	parser.add_argument("--times", type=int, default=40, help="requests of each kind (%(default)s)")
	options = parser.parse_args(list(argv))
	manager, customers = _relationship_manager()
	head, below = _branch_manager()
	try:
		figures = _figures(options.times, manager, head)
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()  # a page opened is noted by Frappe
	return report(
		"scope",
		figures,
		"as administrator",
		customers=frappe.db.count(scope.CUSTOMER),
		managers_customers=customers,
		branch_managers_customers=below,
	)


def _figures(times: int, manager: str, head: str) -> list[Figure]:
	figures: list[Figure] = []
	for doctype, order in LISTS.items():
		open_list, count = _list_of(doctype, order), _count_of(doctype)
		listed, counted = _p95("Administrator", open_list, times), _p95("Administrator", count, times)
		for who, user in (("manager", manager), ("branch manager", head)):
			own = _p95(user, open_list, times)
			figures.append(at_most(f"{who}'s list of {doctype}, p95", own, "ms", TARGET_MS, listed))
			figures.append(
				at_most(
					f"{who}'s count of {doctype}, p95", _p95(user, count, times), "ms", TARGET_MS, counted
				)
			)
			if user == manager and doctype == scope.CUSTOMER:
				figures.append(
					at_most("manager's list, times the administrator's", own / listed, "×", TARGET_RATIO)
				)
	names = _customers_of(manager, times)
	figures.append(
		at_most("manager's form, p95", _p95(manager, _form_of(names), len(names)), "ms", TARGET_MS)
	)
	return figures


def _list_of(doctype: str, order: str) -> Callable[[int], object]:
	fields = [f"`tab{doctype}`.`{field}`" for field in ("name", "modified", *_listed(doctype))]
	form = {
		"cmd": "frappe.desk.reportview.get",
		"doctype": doctype,
		"fields": frappe.as_json(fields),
		"filters": "[]",
		"order_by": f"`tab{doctype}`.{order}",
		"start": "0",
		"page_length": str(PAGE),
		"view": "List",
	}
	return lambda _turn: _answer(reportview.get, form)


def _count_of(doctype: str) -> Callable[[int], object]:
	form = {
		"cmd": "frappe.desk.reportview.get_count",
		"doctype": doctype,
		"filters": "[]",
		"fields": "[]",
		"distinct": "false",
		"limit": str(COUNTED),
	}
	return lambda _turn: _answer(reportview.get_count, form)


def _form_of(names: Sequence[str]) -> Callable[[int], object]:
	def open_form(turn: int) -> object:
		getdoc(scope.CUSTOMER, names[turn % len(names)])
		return dict(frappe.local.response)

	return open_form


def _answer(function: Callable[[], object], form: dict[str, str]) -> object:
	frappe.local.form_dict = frappe._dict(form)
	return function()


def _p95(user: str, action: Callable[[int], object], times: int) -> float:
	"""Milliseconds that 95 of 100 requests stay below."""
	frappe.set_user(user)
	for turn in range(min(5, times)):
		frappe.as_json(action(turn))
	taken = []
	for turn in range(times):
		frappe.local.request_cache.clear()
		frappe.local.role_permissions = {}
		frappe.local.response = frappe._dict({"docs": []})
		started = time.perf_counter()
		frappe.as_json(action(turn))
		taken.append(1000 * (time.perf_counter() - started))
	frappe.local.form_dict = frappe._dict()
	return sorted(taken)[min(len(taken) - 1, len(taken) * 95 // 100)]


def _listed(doctype: str) -> list[str]:
	return [field.fieldname for field in frappe.get_meta(doctype).fields if field.in_list_view]


def _relationship_manager() -> tuple[str, int]:
	customer = frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(customer)
		.select(customer.manager, Count("*"))
		.where(customer.manager.isnotnull())
		.groupby(customer.manager)
		.orderby(Abs(Count("*") - PORTFOLIO))
		.orderby(customer.manager)
		.limit(1)
	)
	return _found(query.run())


def _branch_manager() -> tuple[str, int]:
	"""The one with the most customers below the head office, who would see everybody."""
	customer, staff = frappe.qb.DocType(scope.CUSTOMER), frappe.qb.DocType("Bank Staff")
	home, below = (frappe.qb.DocType("Bank Branch").as_(name) for name in ("home", "below"))
	role = frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(staff)
		.inner_join(role)
		.on((role.parent == staff.user) & (role.role == roles.BRANCH_MANAGER))
		.inner_join(home)
		.on(
			(home.name == staff.branch)
			& home.parent_bank_branch.isnotnull()
			& (home.parent_bank_branch != "")
		)
		.inner_join(below)
		.on((below.lft >= home.lft) & (below.rgt <= home.rgt))
		.inner_join(customer)
		.on(customer.branch == below.name)
		.select(staff.user, Count("*"))
		.where(staff.active == 1)
		.groupby(staff.user)
		.orderby(Count("*"), order=frappe.qb.desc)
		.limit(1)
	)
	return _found(query.run())


def _found(rows: Sequence[tuple[str, int]]) -> tuple[str, int]:
	if not rows:
		raise click.ClickException("the site has no bank to measure on; load a demo bank first")
	return rows[0][0], int(rows[0][1])


def _customers_of(manager: str, most: int) -> list[str]:
	return frappe.get_all(
		scope.CUSTOMER, filters={"manager": manager}, order_by="name asc", limit=most, pluck="name"
	)
