"""Opportunities know the branch of their customer, so that its manager's are found without a look at every customer.

Whatever moves customers to other branches, or opportunities to other customers, calls `follow_branches`; the nightly
figures do as well (SAL-02, requirements 1.6).
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import IfNull

from bank_crm.permissions import scope
from bank_crm.sales.opportunities import rows


def follow_branches(customers: Sequence[str] | None = None) -> None:
	"""Write down the customers' branches as they are now, for the opportunities of some customers or for all."""
	opportunity, customer = frappe.qb.DocType(rows.OPPORTUNITY), frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.update(opportunity)
		.inner_join(customer)
		.on(customer.name == opportunity.customer)
		.set(opportunity.customer_branch, customer.branch)
		.where(IfNull(opportunity.customer_branch, "") != IfNull(customer.branch, ""))
	)
	(query if customers is None else query.where(opportunity.customer.isin(list(customers)))).run()


def on_customer_update(doc: Document, method: str | None = None) -> None:
	"""Let a customer's opportunities follow at once when the file names another branch (doc_event)."""
	if doc.has_value_changed("branch") and not doc.flags.in_insert:
		follow_branches([str(doc.name)])
