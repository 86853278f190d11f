"""Deletes what a source system brought: rows, sealed values, links, sources and their runs.

For systems that are made for a while only, as the benchmark's and the tests' are. A bank never deletes this way.
"""

from __future__ import annotations

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.matching import VAULT
from bank_crm.permissions import scope

_ROWS_AT_ONCE = 20_000
_OF_SYSTEM = (
	"Bank Customer Transaction",
	"Bank Behaviour Event",
	"Bank Standing Order",
	"Bank Customer Account",
	"Bank Customer",
)
_BY_RECORD = ("Bank Account Holder", "Bank Product", "Bank Branch")
_RECORD = "Bank Source Record"


def clean_up(system: str) -> None:
	"""Delete in chunks, each committed: millions of rows are no single transaction."""
	for doctype in _OF_SYSTEM:
		while names := _names(doctype, {"source_system": system}, "name"):
			_delete(doctype, names)
			checkpoint()
	for doctype in _BY_RECORD:
		_delete(doctype, _names(_RECORD, {"source_system": system, "ref_doctype": doctype}, "ref_name"))
	frappe.db.delete(_RECORD, {"source_system": system})
	for source in _names("Bank Data Source", {"source_system": system}, "name"):
		frappe.delete_doc("Bank Data Source", source)
	checkpoint()


def _names(doctype: str, filters: dict[str, str], field: str) -> list:
	return frappe.get_all(doctype, filters=filters, order_by=None, limit=_ROWS_AT_ONCE, pluck=field)


def _delete(doctype: str, names: list) -> None:
	if not names:
		return
	frappe.db.delete(VAULT, {"ref_doctype": doctype, "ref_name": ("in", [str(name) for name in names])})
	if doctype == scope.CUSTOMER:
		for bound, column in scope.CUSTOMER_BOUND.items():
			frappe.db.delete(bound, {column: ("in", names)})
	frappe.db.delete(doctype, {"name": ("in", names)})
