"""The customer's benefits on the customer page (CUS-18, MKT-20)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Listing, Panel
from bank_crm.marketing.benefits.counters import BENEFIT, GRANT

MOST = 8


def benefits(context: PageContext) -> Listing:
	"""The customer's latest benefits, each with its state and the day it ends or was used."""
	grant, benefit = frappe.qb.DocType(GRANT), frappe.qb.DocType(BENEFIT)
	rows = (
		context.rows(grant)
		.inner_join(benefit)
		.on(benefit.name == grant.benefit)
		.select(grant.name, grant.state, grant.expires_at, grant.used_at, benefit.benefit_name, benefit.kind)
		.orderby(grant.issued_at, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return {
		"title": _("Benefits"),
		"rows": [
			{
				"title": row.benefit_name,
				"note": _(row.kind, context=BENEFIT),
				"status": _(row.state, context=GRANT),
				"on": (row.used_at or row.expires_at).date(),
				"doctype": GRANT,
				"name": str(row.name),
			}
			for row in rows
		],
	}


PANELS = {"benefits": Panel(benefits, (GRANT, BENEFIT))}
