"""Campaigns and waves get the count of opened messages their members and messages tell (MKT-22)."""

import frappe
from frappe.query_builder.functions import Count

from bank_crm.setup import defaults

#: What counts → (rows it is counted from, their column of it).
_FROM = {
	"Bank Campaign": ("Bank Campaign Member", "campaign"),
	"Bank Campaign Wave": ("Bank Message", "wave"),
}


def execute() -> None:
	"""One statement each; may run again. New settings get their defaults."""
	for counted, (rows, column) in _FROM.items():
		table, row = frappe.qb.DocType(counted), frappe.qb.DocType(rows)
		opened = frappe.qb.from_(row).select(row[column].as_("of"), Count("*").as_("count"))
		opened = opened.where(row.opened_at.isnotnull() & row[column].isnotnull()).groupby(row[column])
		opened = opened.as_("opened")
		query = frappe.qb.update(table).inner_join(opened).on(opened.of == table.name)
		query.set(table.opened, opened["count"]).run()
	defaults.save_settings()
