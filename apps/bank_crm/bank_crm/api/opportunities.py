"""Opportunities as their screens ask for them: the form's stage bar, moves, boards, the calendar (SAL-02, SAL-08, SAL-09)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

from bank_crm.customer.overview.context import PageContext
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import scope
from bank_crm.sales.opportunities import actions, cross_sell, pipelines, steps

OPPORTUNITY, ORDER, HISTORY = "Bank Opportunity", "Bank Work Order", "Bank Opportunity Stage"
MOST_EVENTS = 500


@frappe.whitelist()
def desk(name: str) -> dict[str, Any]:
	"""Return the stages of an opportunity's pipeline, its history, and where the user may take it."""
	frappe.has_permission(OPPORTUNITY, "read", doc=name, throw=True)
	opportunity = frappe.get_doc(OPPORTUNITY, name)
	pipeline = pipelines.read(opportunity.pipeline)
	may_write = frappe.has_permission(OPPORTUNITY, "write", doc=opportunity) and scope.allows(
		OPPORTUNITY, name, write=True
	)
	history = frappe.get_all(
		HISTORY,
		filters={"opportunity": name},
		fields=["stage", "to_stage", "from_on", "to_on", "seconds", "changed_by"],
		order_by="from_on asc, name asc",
		limit=200,
	)
	return {
		"stages": [
			{"name": stage.name, "outcome": stage.outcome.value, "probability": stage.probability}
			for stage in pipeline.stages
		],
		"history": history,
		"ways": steps.ways(opportunity) if may_write else [],
	}


@frappe.whitelist(methods=["POST"])
def move(name: str, stage: str, values: str | dict | None = None) -> dict[str, str]:
	"""Take an opportunity to another stage, with what it still asked for (SAL-02)."""
	frappe.has_permission(OPPORTUNITY, "write", doc=name, throw=True)
	opportunity = frappe.get_doc(OPPORTUNITY, name, for_update=True)
	actions.move(opportunity, stage, frappe.parse_json(values) if values else None)
	return {"stage": opportunity.stage, "outcome": opportunity.outcome}


@frappe.whitelist(methods=["POST"])
def from_order(order: str, product_category: str | None = None, amount: float | str | None = None) -> str:
	"""Make an opportunity of a work order, or return the one already made (SAL-08)."""
	frappe.has_permission(ORDER, "read", doc=order, throw=True)
	given = {"product_category": product_category, "amount": flt(amount) or None}
	return str(actions.from_order(frappe.get_doc(ORDER, order), given).name)


@frappe.whitelist(methods=["POST"])
def from_need(need: str | int, product_category: str | None = None) -> str:
	"""Make an opportunity of a customer's need, or return the one already made (SUR-05)."""
	frappe.has_permission(actions.NEED, "read", doc=str(need), throw=True)
	return str(actions.from_need(frappe.get_doc(actions.NEED, need), product_category).name)


@frappe.whitelist()
def held_and_not(customer: str) -> list[cross_sell.Line]:
	"""Return what a customer holds, does not hold, and what is talked about (SAL-09)."""
	frappe.has_permission(scope.CUSTOMER, "read", doc=customer, throw=True)
	return cross_sell.of_customer(PageContext.of(customer))


@frappe.whitelist()
def events(start: str, end: str, filters: str | list | None = None) -> list[dict[str, Any]]:
	"""Return open opportunities by the day they are expected to close, and their next steps, for the calendar."""
	frappe.has_permission(OPPORTUNITY, "read", throw=True)
	first, last = getdate(start), getdate(end)
	given = frappe.parse_json(filters or "[]")
	fields = ["name", "title", "stage", "expected_close", "next_step", "next_step_on", "stale_on"]
	found: list[dict[str, Any]] = []
	for field in ("expected_close", "next_step_on"):
		asked = [
			*given,
			[OPPORTUNITY, "outcome", "=", OpportunityOutcome.OPEN.value],
			[OPPORTUNITY, field, "between", [str(first), str(last)]],
		]
		for row in frappe.get_list(
			OPPORTUNITY, filters=asked, fields=fields, limit=MOST_EVENTS, order_by=f"{field} asc"
		):
			is_step = field == "next_step_on"
			shown = (
				f"{row.title}: {row.next_step or _('Next Step')}" if is_step else f"{row.title} · {row.stage}"
			)
			found.append(
				{
					"name": row.name,
					"title": shown,
					"start": str(row[field]),
					"end": str(row[field]),
					"all_day": 1,
					"kind": "step" if is_step else "close",
				}
			)
	return found
