"""`./crm benchmark scope`: what the row scope costs: lists, counts and forms as a relationship manager and a branch manager.

Whole requests are answered in this process by the web application, session and JSON included; only the network is left
out. The manager measured is the one whose customers are nearest to 500, the branch manager the one whose branches have
the most. Beside the lists the administrator's.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import click
import frappe
from frappe.query_builder.functions import Abs, Count

from bank_crm.benchmarks.browser import Browser, Form
from bank_crm.benchmarks.figures import Figure, at_most, p95_of, report
from bank_crm.permissions import branches, roles, scope

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
	manager, customers = relationship_manager()
	head, below = branch_manager()
	figures = _figures(options.times, manager, head)
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
	with Browser("Administrator") as administrator, Browser(manager) as own, Browser(head) as branch:
		for doctype, order in LISTS.items():
			rows, count = _list_of(doctype, order), _count_of(doctype)
			listed, counted = _p95(administrator, [rows] * times), _p95(administrator, [count] * times)
			for who, browser in (("manager", own), ("branch manager", branch)):
				taken = _p95(browser, [rows] * times)
				figures.append(at_most(f"{who}'s list of {doctype}, p95", taken, "ms", TARGET_MS, listed))
				taken_counting = _p95(browser, [count] * times)
				figures.append(
					at_most(f"{who}'s count of {doctype}, p95", taken_counting, "ms", TARGET_MS, counted)
				)
				if browser is own and doctype == scope.CUSTOMER:
					figures.append(
						at_most(
							"manager's list, times the administrator's", taken / listed, "×", TARGET_RATIO
						)
					)
		forms = [_form_of(name) for name in _customers_of(manager, times)]
		figures.append(at_most("manager's form, p95", _p95(own, forms), "ms", TARGET_MS))
	return figures


def _list_of(doctype: str, order: str) -> Form:
	fields = [f"`tab{doctype}`.`{field}`" for field in ("name", "modified", *_listed(doctype))]
	return {
		"cmd": "frappe.desk.reportview.get",
		"doctype": doctype,
		"fields": frappe.as_json(fields),
		"filters": "[]",
		"order_by": f"`tab{doctype}`.{order}",
		"start": "0",
		"page_length": str(PAGE),
		"view": "List",
	}


def _count_of(doctype: str) -> Form:
	return {
		"cmd": "frappe.desk.reportview.get_count",
		"doctype": doctype,
		"filters": "[]",
		"fields": "[]",
		"distinct": "false",
		"limit": str(COUNTED),
	}


def _form_of(name: str) -> Form:
	return {"cmd": "frappe.desk.form.load.getdoc", "doctype": scope.CUSTOMER, "name": name}


def _p95(browser: Browser, forms: Sequence[Form]) -> float:
	"""Milliseconds that 95 of 100 requests stay below."""
	for form in forms[:5]:
		browser.get(form)
	return p95_of([browser.get(form) for form in forms])


def _listed(doctype: str) -> list[str]:
	return [field.fieldname for field in frappe.get_meta(doctype).fields if field.in_list_view]


def relationship_manager() -> tuple[str, int]:
	"""Return the one whose customers are nearest to a usual portfolio, and how many they are."""
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


def branch_manager() -> tuple[str, int]:
	"""Return the one with the most customers below the head office, who would see everybody, and how many."""
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
		.on(branches.within(below, home))
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
