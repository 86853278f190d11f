"""A lead out of what a customer has done – looked at a product, began and left a form –, once for each visit (SAL-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.leads import OVER
from bank_crm.domain.sales_enums import LeadSource
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Run, Work, opportunity
from bank_crm.marketing.responses import Reference

LEAD = "Bank Lead"


def _perform(work: Work) -> dict[int, Outcome]:
	customer = frappe.qb.DocType("Bank Customer")
	query = frappe.qb.from_(customer).select(
		customer.name, customer.customer_name, customer.customer_type, customer.branch, customer.manager
	)
	known = {row.name: row for row in query.where(customer.name.isin(work.customers)).run(as_dict=True)}
	lead = frappe.qb.DocType(LEAD)
	still_open = lead.status.notin([status.value for status in sorted(OVER)])
	same = (lead.product_category == work.step.settings["product_category"]) & still_open
	rows = frappe.qb.from_(lead).select(lead.customer).where(same & lead.customer.isin(work.customers)).run()
	followed = {name for (name,) in rows}
	outcomes: dict[int, Outcome] = {}
	for run in work.runs:
		if run.customer in followed:
			outcomes[run.name] = Outcome(
				StepResult.SKIPPED, _("A lead for this product line is open already.")
			)
			continue
		followed.add(run.customer)
		outcomes[run.name] = Outcome(reference=Reference(LEAD, _made(work, run, known[run.customer])))
	return outcomes


def _made(work: Work, run: Run, customer: frappe._dict) -> str:
	settings = work.step.settings
	lead = frappe.get_doc(
		{
			"doctype": LEAD,
			"source": LeadSource.BEHAVIOUR.value,
			"source_detail": f"{frappe.get_cached_value('Bank Journey', work.journey, 'journey_name')} · {work.step.title}"[
				:140
			],
			"external_id": work.key(run),
			"lead_name": customer.customer_name,
			"customer_type": customer.customer_type,
			"customer": customer.name,
			"branch": customer.branch,
			"campaign": work.campaign,
			"product_category": settings["product_category"],
			"product": settings.get("product") or None,
			"expected_amount": flt(settings.get("amount")),
		}
	)
	lead.flags.bank_system = True
	lead.insert(ignore_permissions=True)  # an approved journey's; the customer's manager gets it
	return str(lead.name)


def _check(settings: Mapping[str, Any]) -> list[str]:
	return opportunity.ACTION.check(settings)


def _fields() -> list[dict[str, Any]]:
	return opportunity.ACTION.fields()


ACTION = JourneyAction(lambda: _("Lead"), _fields, _check, _perform)
