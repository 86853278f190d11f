"""From a customer that was merged to the one that was kept."""

from collections.abc import Iterable

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.functions import NullIf
from pypika.queries import Table
from pypika.terms import Term

CUSTOMER = "Bank Customer"


def kept_name(customer: Table) -> Term:
	"""Return the expression for "the customer this row lives on as": itself unless it was merged.

	One step is enough: when the kept one is merged in its turn, the earlier ones are pointed further.
	"""
	return Coalesce(NullIf(customer.merged_into, ""), customer.name)


def kept_of(names: Iterable[str]) -> list[str]:
	"""Replace merged customers by the kept ones; each once, in the order of their names."""
	wanted = sorted(set(names))
	if not wanted:
		return []
	customer = frappe.qb.DocType(CUSTOMER)
	kept = kept_name(customer)
	query = frappe.qb.from_(customer).select(kept).distinct().where(customer.name.isin(wanted)).orderby(kept)
	return query.run(pluck=True)
