"""An opportunity for the customer's manager; one for each entry into the journey and product line (SAL-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from bank_crm.domain.enums import ProductCategory
from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.sales_enums import OpportunitySource
from bank_crm.marketing.journeys.actions import RUN, JourneyAction, Outcome, Work
from bank_crm.marketing.responses import Reference
from bank_crm.sales.opportunities import actions as opportunities


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "product_category",
			"fieldtype": "Select",
			"label": _("Product Line"),
			"options": [
				{"value": value, "label": _(value, context="Bank Opportunity")}
				for value in ProductCategory.values()
			],
			"reqd": 1,
		},
		{
			"fieldname": "product",
			"fieldtype": "Link",
			"options": "Bank Product",
			"label": _("Product"),
		},
		{"fieldname": "amount", "fieldtype": "Currency", "label": _("Expected Amount"), "options": "CNY"},
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	found = []
	category, product = settings.get("product_category"), settings.get("product")
	if category not in ProductCategory.values():
		found.append(_("choose a product line."))
	if product and frappe.db.get_value("Bank Product", product, "category") != category:
		found.append(_("the product does not belong to the product line."))
	if flt(settings.get("amount")) < 0:
		found.append(_("the amount is below 0."))
	return found


def _perform(work: Work) -> dict[int, Outcome]:
	settings, outcomes = work.step.settings, {}
	customer = frappe.qb.DocType("Bank Customer")
	query = frappe.qb.from_(customer).select(customer.name, customer.manager)
	managers = dict(query.where(customer.name.isin(work.customers)).run())
	for run in work.runs:
		manager = managers.get(run.customer)
		if not manager:
			outcomes[run.name] = Outcome(StepResult.SKIPPED, _("The customer has no manager."))
			continue
		made = opportunities.open_from(
			OpportunitySource.CAMPAIGN,
			RUN,
			str(run.name),
			{
				"customer": run.customer,
				"product_category": settings["product_category"],
				"product": settings.get("product") or None,
				"amount": flt(settings.get("amount")) or None,
				"salesperson": manager,
				"description": work.step.title,
			},
		)
		outcomes[run.name] = Outcome(reference=Reference(opportunities.OPPORTUNITY, str(made.name)))
	return outcomes


ACTION = JourneyAction(lambda: _("Opportunity"), _fields, _check, _perform)
