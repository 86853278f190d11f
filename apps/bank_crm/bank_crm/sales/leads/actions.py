"""What is done with leads besides converting them: following up, reminding who is late (SAL-01)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Min
from frappe.utils import now_datetime, today

from bank_crm import notices
from bank_crm.domain import leads
from bank_crm.domain.sales_enums import OpportunityOutcome

LEAD, OPPORTUNITY = "Bank Lead", "Bank Opportunity"


def follow_up(
	lead: Document, channel: str, outcome: str, remarks: str | None = None, next_on: str | None = None
) -> Document:
	"""Write down a contact with a lead and when the next one is due."""
	lead.check_permission("write")
	lead.append(
		"follow_ups",
		{
			"contacted_on": now_datetime(),
			"channel": channel,
			"outcome": outcome,
			"remarks": remarks,
			"user": frappe.session.user,
		},
	)
	if next_on:
		lead.next_follow_up = next_on
	lead.save()
	return lead


def remind() -> int:
	"""Tell each salesperson once a day of leads to follow up and of opportunities that have gone stale; returns how many."""
	told = 0
	for user, number, first in _leads_due():
		_tell(user, number, LEAD, first, _lead_words)
		told += 1
	for user, number, first in _stale():
		_tell(user, number, OPPORTUNITY, first, _stale_words)
		told += 1
	return told


def _leads_due() -> list[tuple[str, int, str]]:
	table = frappe.qb.DocType(LEAD)
	query = frappe.qb.from_(table).select(table.salesperson, Count("*"), Min(table.name))
	due = (table.next_follow_up <= today()) & table.status.notin([each.value for each in sorted(leads.OVER)])
	return query.where(due & table.salesperson.isnotnull()).groupby(table.salesperson).run()


def _stale() -> list[tuple[str, int, str]]:
	table = frappe.qb.DocType(OPPORTUNITY)
	query = frappe.qb.from_(table).select(table.salesperson, Count("*"), Min(table.name))
	due = (table.stale_on <= today()) & (table.outcome == OpportunityOutcome.OPEN.value)
	return query.where(due & table.salesperson.isnotnull()).groupby(table.salesperson).run()


def _tell(user: str, number: int, doctype: str, first: str, words: notices.Say) -> None:
	notices.tell([user], lambda language: words(language).format(number), doctype, first)


def _lead_words(language: str) -> str:
	return _("{0} leads are to be followed up today or are late.", lang=language)


def _stale_words(language: str) -> str:
	return _("{0} of your opportunities have not moved for too long.", lang=language)
