"""Tier batches in the approval matrix: where a rule fits, its people decide (SEG-05, SAL-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.speaking import bank_language

BATCH, TIER = "Bank Tier Batch", "Bank Customer Tier"


def facts(batch: Document) -> Facts:
	"""Return what the rules of the matrix look at; the amount is the number of customers."""
	return Facts(
		title=_("{0} customers to {1}", bank_language()).format(
			cint(batch.member_count), _(batch.to_tier, bank_language())
		),
		person=batch.requested_by,
		type=batch.to_tier,
		amount=float(cint(batch.member_count)),
		branch=batch.branch or "",
	)


def decided(name: str, approved: bool, reason: str) -> None:
	"""Execute a batch, or turn it down, as the matrix has decided."""
	from bank_crm.customer.tiers import batch

	batch.decide(name, approved=approved, note=reason)


def types() -> list[tuple[str, str]]:
	"""Return the types a rule may name: the tier batches lead to."""
	return [(name, _(name)) for name in frappe.get_all(TIER, pluck="name", order_by="level asc")]


SUBJECT = Subject(BATCH, facts, decided, types)
