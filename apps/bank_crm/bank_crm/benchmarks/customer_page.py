"""`./crm benchmark customer_page`: server time of the customer's page beside the same through documents and lists.

Requests are answered in this process as the relationship manager with the most customers: the answer is computed and
turned into JSON, with the request's own caches empty each time and the customers different ones. Opening the form
is Frappe's `getdoc`, then one request brings the page; a click in the filter of the timeline is the third. Nothing is
changed. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence

import frappe
from frappe.desk.form.load import getdoc
from frappe.query_builder.functions import Count

from bank_crm.api import customer_page
from bank_crm.benchmarks.figures import at_most, report
from bank_crm.customer.overview import assets
from bank_crm.permissions import scope

TARGET_MS = 150
TARGET_REQUESTS = 3
#: The same things as the page shows, one list each as a screen without an endpoint of its own would ask.
LISTS: dict[str, tuple[str, int]] = {
	"Bank Customer Account": ("balance desc", assets.MOST_ACCOUNTS),
	"Bank Customer Transaction": ("posted_at desc", assets.LAST_TRANSACTIONS),
	"Bank Asset Snapshot": ("month_end desc", assets.SNAPSHOT_MONTHS),
	"Bank Behaviour Event": ("occurred_at desc", 200),
	"Bank Interaction": ("occurred_at desc", 21),
	"Bank Customer Need": ("need_on desc", 8),
	"Bank Stage Change": ("changed_at desc", 21),
	"Bank Tier Change": ("changed_at desc", 21),
	"Bank Tag Assignment": ("assigned_at desc", 40),
	"Bank Customer Portrait": ("computed_at desc", 1),
	"Bank Care Task": ("due_on asc", 6),
}


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark customer_page", description=__doc__)
	parser.add_argument("--customers", type=int, default=300, help="pages opened")
	parser.add_argument("--baseline", type=int, default=60, help="pages put together by lists and documents")
	parser.add_argument("--seed", type=int, default=7)
	options = parser.parse_args(list(argv))
	user, names = _sample(options.customers, options.seed)
	warm = names[: min(10, len(names))]
	steps: dict[str, Callable[[str], object]] = {
		"form (getdoc)": _open_form,
		"page": customer_page.page,
		"timeline filtered": lambda name: customer_page.timeline(name, '["call","visit"]'),
	}
	frappe.set_user(user)
	try:
		times = {step: _times(action, warm, names) for step, action in steps.items()}
		baseline = _times(_by_lists, warm, names[: options.baseline])
	finally:
		frappe.set_user("Administrator")
	figures = []
	for step, taken in times.items():
		before = _percentile(baseline, 95) if step == "page" else None
		figures.append(at_most(f"{step}, p95", _percentile(taken, 95), "ms", TARGET_MS, before))
	figures.append(at_most("requests", len(steps), "requests", TARGET_REQUESTS))
	return report(
		"customer_page",
		figures,
		"by lists and documents",
		p50={step: round(_percentile(taken, 50), 1) for step, taken in times.items()},
		customers=len(names),
		of=frappe.db.count(scope.CUSTOMER),
	)


def _sample(count: int, seed: int) -> tuple[str, list[str]]:
	"""The manager with the most customers, and some of them by chance."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	found = (
		frappe.qb.from_(customer)
		.select(customer.manager)
		.where(customer.manager.isnotnull())
		.groupby(customer.manager)
		.orderby(Count("*"), order=frappe.qb.desc)
		.limit(1)
	).run()
	if not found:
		raise RuntimeError("no customer has a manager; load the demo first")
	user = found[0][0]
	names = frappe.qb.from_(customer).select(customer.name).where(customer.manager == user).run(pluck=True)
	random.Random(seed).shuffle(names)
	return user, names[:count]


def _open_form(name: str) -> object:
	getdoc(scope.CUSTOMER, name)
	return dict(frappe.local.response)


def _by_lists(name: str) -> object:
	"""What the page shows, through documents and lists with the user's permissions."""
	found: dict[str, object] = {
		doctype: frappe.get_list(
			doctype, filters={"customer": name}, fields=["*"], order_by=order, limit_page_length=most
		)
		for doctype, (order, most) in LISTS.items()
	}
	customer = frappe.get_doc(scope.CUSTOMER, name)
	customer.check_permission("read")
	found["customer"] = customer.as_dict()
	found["accounts"] = [
		frappe.get_doc("Bank Customer Account", row.name).as_dict() for row in found["Bank Customer Account"]
	]
	found["products"] = [
		frappe.get_doc("Bank Product", row["product"]).as_dict()
		for row in found["accounts"]
		if row["product"]
	]
	found["tags"] = [
		frappe.get_doc("Bank Customer Tag", row.tag).as_dict() for row in found["Bank Tag Assignment"]
	]
	if customer.household:
		members = frappe.get_list("Bank Household Member", {"household": customer.household}, ["*"])
		found["household"] = frappe.get_doc("Bank Household", customer.household).as_dict()
		found["members"] = [
			frappe.db.get_value(scope.CUSTOMER, one.customer, ["customer_name", "total_aum"])
			for one in members
		]
	return found


def _times(action: Callable[[str], object], warm: Sequence[str], names: Sequence[str]) -> list[float]:
	"""Milliseconds for each customer, JSON included."""
	for name in warm:
		frappe.as_json(action(name))
	taken = []
	for name in names:
		# what one request remembers, the next one does not
		frappe.local.request_cache.clear()
		frappe.local.role_permissions = {}
		frappe.local.response = frappe._dict({"docs": []})
		started = time.perf_counter()
		frappe.as_json(action(name))
		taken.append(1000 * (time.perf_counter() - started))
	return taken


def _percentile(values: Sequence[float], percent: int) -> float:
	ordered = sorted(values)
	return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
