"""An audience the way it is done without an engine: `frappe.get_list` for each condition, sets in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import add_days, add_years, getdate, today

FACTS = {
	"transaction": ("Bank Customer Transaction", "posted_at"),
	"behaviour": ("Bank Behaviour Event", "occurred_at"),
	"holding": ("Bank Customer Account", "opened_on"),
	"balance": ("Bank Asset Snapshot", "month_end"),
	"tag": ("Bank Tag Assignment", "assigned_at"),
}
CUSTOMER = "Bank Customer"


def members(root: dict[str, Any]) -> set[str]:
	"""Return the names of the active customers who fulfil a tree of the benchmark's form."""
	return _node(root)


def _node(node: dict[str, Any]) -> set[str]:
	if "fact" in node:
		return _fact(node)
	if "field" in node:
		return _customers([node])
	children = node["conditions"]
	if node["op"] == "not":
		return _customers([]) - _node(children[0])
	if node["op"] == "or":
		return set().union(*(_node(child) for child in children))
	# whoever writes this by hand asks for all fields of the customer at once
	found = _customers([child for child in children if "field" in child])
	for child in children:
		if "field" not in child:
			found &= _node(child)
	return found


def _customers(leaves: list[dict[str, Any]]) -> set[str]:
	filters: list[list[Any]] = [["status", "=", "Active"]]
	for leaf in leaves:
		filters += _age(leaf) if leaf["field"] == "age" else [_filter(leaf)]
	return set(frappe.get_list(CUSTOMER, filters=filters, pluck="name", limit_page_length=0))


def _filter(leaf: dict[str, Any]) -> list[Any]:
	value = leaf["value"]
	if isinstance(value, list) and isinstance(value[0], dict):
		value = [add_days(today(), one["days"]) for one in value]
	return [leaf["field"], leaf["operator"], value]


def _age(leaf: dict[str, Any]) -> list[list[Any]]:
	if leaf["operator"] == "between":
		low, high = leaf["value"]
		return [
			["birth_date", "<=", add_years(today(), -low)],
			["birth_date", ">", add_years(today(), -high - 1)],
		]
	return [["birth_date", "<=", add_years(today(), -leaf["value"])]]


def _fact(node: dict[str, Any]) -> set[str]:
	doctype, time = FACTS[node["fact"]]
	filters = [_filter(leaf) for leaf in node["where"]]
	if node.get("days"):
		filters.append([time, ">=", add_days(today(), -node["days"])])
	if node["fact"] == "holding":
		filters.append(["status", "!=", "Closed"])
	measure = node["measure"]
	if measure == "exists":
		owners = set(
			frappe.get_list(doctype, filters=filters, pluck="customer", distinct=True, limit_page_length=0)
		)
		everybody = _customers([])
		return everybody & owners if node["value"] else everybody - owners
	figure = {"count": "name", "last": time}.get(measure) or node.get("of") or "amount"
	if node["fact"] == "holding" and measure == "sum":
		figure = "balance"
	rows = frappe.get_list(
		doctype, filters=filters, fields=["customer", figure], as_list=True, limit_page_length=0
	)
	values: dict[str, list[Any]] = {}
	for customer, value in rows:
		values.setdefault(customer, []).append(value)
	holds = _test(node)
	return {customer for customer, found in values.items() if holds(found)} & _customers([])


def _test(node: dict[str, Any]) -> Callable[[list[Any]], bool]:
	wanted, measure = node["value"], node["measure"]
	if measure == "last":
		first = getdate(add_days(today(), -wanted))
		return lambda found: getdate(max(found)) >= first
	figure: Callable[[list[Any]], float] = {
		"count": len,
		"sum": lambda found: round(sum(found), 6),
		"avg": lambda found: round(sum(found), 6) / len(found),
		"max": max,
	}[measure]
	return lambda found: figure(found) >= wanted
