"""Cross-sell and loyalty over the viewer's customers, and where the assets are (ANA-13, SAL-09)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_months, today

from bank_crm.analytics.dashboards.base import Bars, Card, Chart, Figure, percent, rows_of

CUSTOMER = "Bank Customer"
#: Bars of a chart of branches; products held from here on are one bar.
MOST_BRANCHES, MANY_PRODUCTS = 12, 6
_LIST = ("List", CUSTOMER, "List")


def products_per_customer() -> Figure:
	"""Cross-sell: products held for each active customer (SAL-09)."""
	table, query = rows_of(CUSTOMER)
	products, customers = (
		query.where(table.status == "Active").select(Sum(table.product_count), Count("*")).run()[0]
	)
	value = round(float(products or 0) / customers, 2) if customers else None
	return Figure(value, "Float", ("query-report", "Bank Cross-Sell"))


def customers_kept() -> Figure:
	"""Loyalty: of the customers who came more than a year ago, the share who are with the bank still."""
	table, query = rows_of(CUSTOMER)
	stays = (table.status == "Active") & (
		table.relationship_stage.isnull() | (table.relationship_stage != "Churned")
	)
	known = table.merged_into.isnull() & (table.opened_on < add_months(today(), -12))
	kept, all_ = query.where(known).select(Sum(Case().when(stays, 1).else_(0)), Count("*")).run()[0]
	return Figure(percent(kept, all_), "Percent", _LIST, {"relationship_stage": "Churned"})


def assets_by_branch() -> Bars:
	"""The assets of the viewer's customers where they are kept, the largest branches first."""
	table, query = rows_of(CUSTOMER)
	branch = frappe.qb.DocType("Bank Branch")
	total = Sum(table.total_aum)
	held = (
		query.where((table.status == "Active") & table.branch.isnotnull())
		.select(table.branch, total.as_("assets"))
		.groupby(table.branch)
		.orderby(total, order=frappe.qb.desc)
		.limit(MOST_BRANCHES)
	).run(as_dict=True)
	names = dict(
		frappe.qb.from_(branch)
		.select(branch.name, branch.branch_name)
		.where(branch.name.isin([row.branch for row in held] or [""]))
		.run()
	)
	return Bars(
		[names.get(row.branch, row.branch) for row in held],
		{_("Assets"): [float(row.assets or 0) for row in held]},
		[{"branch": row.branch, "status": "Active"} for row in held],
	)


def products_held() -> Bars:
	"""The viewer's customers by how many products they hold."""
	table, query = rows_of(CUSTOMER)
	held = Case().when(table.product_count >= MANY_PRODUCTS, MANY_PRODUCTS).else_(table.product_count)
	rows = query.where(table.status == "Active").select(held, Count("*")).groupby(held).run()
	counted = {int(products or 0): int(customers) for products, customers in rows}
	every = range(MANY_PRODUCTS + 1)
	return Bars(
		[f"{products}+" if products == MANY_PRODUCTS else str(products) for products in every],
		{_("Customers"): [counted.get(products, 0) for products in every]},
		[
			{"status": "Active", "product_count": [">=" if products == MANY_PRODUCTS else "=", products]}
			for products in every
		],
	)


CARDS = {
	"products_per_customer": Card(CUSTOMER, products_per_customer),
	"customers_kept": Card(CUSTOMER, customers_kept),
}
CHARTS = {
	"Bank Assets by Branch": Chart(CUSTOMER, assets_by_branch),
	"Bank Products Held": Chart(CUSTOMER, products_held),
}
