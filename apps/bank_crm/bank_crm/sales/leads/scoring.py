"""What a lead is worth, with its reasons; the rules are the bank's data (SAL-01)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.customer import checks
from bank_crm.domain import leads
from bank_crm.domain.enums import ProductCategory
from bank_crm.domain.leads import LeadFacts, ScoreRule
from bank_crm.domain.sales_enums import LeadSign, LeadSource
from bank_crm.permissions import branches

RULE = "Bank Lead Score Rule"


def weigh(lead: Document) -> None:
	"""Set score and reasons of a lead that is still open (`validate`); afterwards they tell what it was worth."""
	if lead.status in leads.OVER:
		return
	score, found = leads.score_of(rules(), facts_of(lead))
	lead.score = score
	lead.score_reasons = "\n".join(f"{rule.name} {rule.points:+d}" for rule in found) or None


def rules() -> list[ScoreRule]:
	"""Return the active rules."""
	rows = frappe.get_all(
		RULE, filters={"active": 1}, fields=["name", "sign", "points", "compared_with"], order_by="name asc"
	)
	return [ScoreRule(row.name, LeadSign(row.sign), row.points, row.compared_with or "") for row in rows]


def facts_of(lead: Document) -> LeadFacts:
	"""Return what the rules of leads look at."""
	return LeadFacts(
		source=lead.source or "",
		product_line=lead.product_category or "",
		customer_type=lead.customer_type or "",
		amount=flt(lead.expected_amount),
		is_customer=bool(lead.customer),
		has_mobile=bool(lead.mobile),
		has_id=bool(lead.id_number),
		outcomes=frozenset(row.outcome for row in lead.follow_ups),
		branches=frozenset(branches.above(lead.branch)) if lead.branch else frozenset(),
		score=lead.score or 0,
	)


def check(rule: Document) -> None:
	"""Refuse a rule that could never show (`validate`)."""
	wanted = (rule.compared_with or "").strip()
	if rule.sign == LeadSign.AMOUNT_FROM and not leads.is_number(wanted):
		checks.refuse(rule, "compared_with", _("an amount is expected."))
	if rule.sign == LeadSign.SOURCE and wanted not in LeadSource.values():
		checks.refuse(rule, "compared_with", _("one of: {0}").format(", ".join(LeadSource.values())))
	if rule.sign == LeadSign.PRODUCT_LINE and wanted not in ProductCategory.values():
		checks.refuse(rule, "compared_with", _("one of: {0}").format(", ".join(ProductCategory.values())))
	if not rule.points or abs(rule.points) > leads.HIGHEST:
		checks.refuse(rule, "points", _("from -100 to 100, and not 0."))
