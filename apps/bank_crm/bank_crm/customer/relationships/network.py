"""The graph around a customer: relations and households to a depth, as one user may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import frappe

from bank_crm.customer.relationships import told
from bank_crm.customer.relationships.queries import HOUSEHOLD, MEMBER, RELATIONSHIP, ROLE, holds_on
from bank_crm.domain.enums import CustomerType

#: A picture with more nodes cannot be read; the screen says that there are more.
MOST_NODES = 80
DEEPEST = 3


class Node(TypedDict):
	"""A customer or a household; `name` None is a customer outside the user's rows, who leads nowhere."""

	key: str
	kind: str
	name: str | None
	label: str
	tier: str | None
	total_aum: float | None
	depth: int


class Edge(TypedDict):
	"""`target` is `source`'s `role`, `source` is `target`'s `reciprocal`."""

	source: str
	target: str
	role: str
	reciprocal: str
	kind: str
	share_percent: float


class Network(TypedDict):
	"""`more` tells that nodes were left out."""

	nodes: list[Node]
	edges: list[Edge]
	more: bool


def around(customer: str, depth: int = 2) -> Network:
	"""Return who is within `depth` steps of a customer by today's relations and households.

	The caller has checked the customer. No path leads through a customer the user does not see.
	"""
	graph = _Graph(customer)
	for step in range(1, min(depth, DEEPEST) + 1):
		if not graph.grow(step):
			break
	return graph.told()


class _Graph:
	def __init__(self, customer: str) -> None:
		self.people = told.tell_people([customer])
		self.depth: dict[str, int] = {customer: 0}
		self.households: dict[str, tuple[str, int]] = {}
		self.edges: dict[tuple[object, ...], Edge] = {}
		self.front = [customer]
		self.more = False

	def grow(self, step: int) -> bool:
		"""Add what touches the customers reached last; tells whether anybody new came."""
		relations = _relations(self.front)
		members = _household_members(self.front)
		reached = {name for row in relations for name in (row.customer, row.other_customer)}
		reached |= {row.customer for row in members}
		new = sorted(reached - self.depth.keys())
		room = max(MOST_NODES - len(self.depth) - len(self.households), 0)
		self.more = self.more or len(new) > room
		new = new[:room]
		self.people |= told.tell_people(new)
		self.depth |= dict.fromkeys(new, step)
		for row in relations:
			self._relate(row)
		for row in members:
			self.households.setdefault(row.household, (row.household_name, step))
			self._house(row)
		self.front = [name for name in new if self.people[name]["name"]]
		return bool(self.front)

	def told(self) -> Network:
		"""The graph with opaque keys for customers the user does not see."""
		keys = {name: _key(name, self.people[name], number) for number, name in enumerate(self.depth)}
		nodes = [_node(keys[name], self.people[name], depth) for name, depth in self.depth.items()]
		for name, (label, depth) in self.households.items():
			keys[name] = name
			nodes.append(_household_node(name, label, depth))
		edges = [
			{**edge, "source": keys[edge["source"]], "target": keys[edge["target"]]}
			for edge in self.edges.values()
		]
		return {"nodes": nodes, "edges": edges, "more": self.more}

	def _relate(self, row: frappe._dict) -> None:
		if row.customer in self.depth and row.other_customer in self.depth:
			self.edges[RELATIONSHIP, row.name] = {
				"source": row.customer,
				"target": row.other_customer,
				"role": row.role,
				"reciprocal": row.reciprocal_role,
				"kind": row.kind,
				"share_percent": float(row.share_percent or 0),
			}

	def _house(self, row: frappe._dict) -> None:
		if row.customer in self.depth:
			self.edges[HOUSEHOLD, row.household, row.customer] = {
				"source": row.household,
				"target": row.customer,
				"role": row.role,
				"reciprocal": "",
				"kind": "Household",
				"share_percent": 0.0,
			}


def _key(name: str, person: told.Person, number: int) -> str:
	return name if person["name"] else f"hidden-{number}"


def _node(key: str, person: told.Person, depth: int) -> Node:
	return {
		"key": key,
		"kind": "Company" if person["customer_type"] == CustomerType.COMPANY.value else "Person",
		"name": person["name"],
		"label": person["customer_name"],
		"tier": person["tier"],
		"total_aum": None if person["total_aum"] is None else float(person["total_aum"]),
		"depth": depth,
	}


def _household_node(name: str, label: str, depth: int) -> Node:
	return {
		"key": name,
		"kind": "Household",
		"name": name,
		"label": label,
		"tier": None,
		"total_aum": None,
		"depth": depth,
	}


def _relations(names: Iterable[str]) -> list[frappe._dict]:
	row, role = frappe.qb.DocType(RELATIONSHIP), frappe.qb.DocType(ROLE)
	wanted = list(names)
	return (
		frappe.qb.from_(row)
		.inner_join(role)
		.on(role.name == row.role)
		.select(
			row.name,
			row.customer,
			row.other_customer,
			row.role,
			row.reciprocal_role,
			row.share_percent,
			role.kind,
		)
		.where((row.customer.isin(wanted) | row.other_customer.isin(wanted)) & holds_on(row))
		.orderby(role.sort_order, row.name)
		.limit(MOST_NODES * 4)
	).run(as_dict=True)


def _household_members(names: Iterable[str]) -> list[frappe._dict]:
	"""Everybody who lives with one of the customers today."""
	own, member = frappe.qb.DocType(MEMBER).as_("own"), frappe.qb.DocType(MEMBER)
	household = frappe.qb.DocType(HOUSEHOLD)
	return (
		frappe.qb.from_(own)
		.inner_join(member)
		.on(member.household == own.household)
		.inner_join(household)
		.on(household.name == own.household)
		.select(member.household, household.household_name, member.customer, member.role)
		.distinct()
		.where(own.customer.isin(list(names)) & holds_on(own) & holds_on(member))
		.orderby(member.household, member.customer)
		.limit(MOST_NODES * 4)
	).run(as_dict=True)
