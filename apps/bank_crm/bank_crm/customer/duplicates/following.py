"""From a customer that was merged to the one that was kept."""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce
from pypika.functions import NullIf
from pypika.queries import Table
from pypika.terms import Term

from bank_crm.domain.enums import CustomerStatus

CUSTOMER = "Bank Customer"


def kept_name(customer: Table) -> Term:
	"""Return the expression for "the customer this row lives on as": itself unless it was merged.

	One step is enough: when the kept one is merged in its turn, the earlier ones are pointed further.
	"""
	return Coalesce(NullIf(customer.merged_into, ""), customer.name)


def guard(doc: Document, method: str | None = None) -> None:
	"""Only merging and undoing set `merged_into`, and a merged customer stays archived (doc_event before_save)."""
	doc.merged_into = None if doc.is_new() else frappe.db.get_value(CUSTOMER, doc.name, "merged_into")
	if doc.merged_into and doc.status != CustomerStatus.ARCHIVED:
		frappe.throw(
			_("{0} was merged into {1}; undo the merge to use it again.").format(doc.name, doc.merged_into)
		)


def kept_of(names: Iterable[str]) -> list[str]:
	"""Replace merged customers by the kept ones; each once, in the order of their names."""
	wanted = sorted(set(names))
	if not wanted:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	kept = kept_name(customer)
	query = frappe.qb.from_(customer).select(kept).distinct().where(customer.name.isin(wanted)).orderby(kept)
	return query.run(pluck=True)
