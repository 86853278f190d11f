"""Deletes what the benchmark wrote: rows, sealed values, links, sources and runs of its source system."""

from __future__ import annotations

import frappe

_ROWS_AT_ONCE = 20_000
_OF_SYSTEM = ("Bank Customer Transaction", "Bank Customer Account", "Bank Customer")


def clean_up(system: str) -> None:
	"""Delete in chunks, each committed: millions of rows are no single transaction."""
	for doctype in _OF_SYSTEM:
		while names := frappe.get_all(
			doctype, filters={"source_system": system}, order_by=None, limit=_ROWS_AT_ONCE, pluck="name"
		):
			sealed = {"ref_doctype": doctype, "ref_name": ("in", [str(name) for name in names])}
			frappe.db.delete("Bank Sealed Value", sealed)
			frappe.db.delete(doctype, {"name": ("in", names)})
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - batch job, each chunk stands for itself
	frappe.db.delete("Bank Source Record", {"source_system": system})
	for source in frappe.get_all("Bank Data Source", filters={"source_system": system}, pluck="name"):
		frappe.delete_doc("Bank Data Source", source)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the last chunk
