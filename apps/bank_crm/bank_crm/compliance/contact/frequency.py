"""How often a customer is contacted: one count for campaigns and journeys alike (RSK-08, MKT-07).

What counts is what was handed over and needs a consent; answers to the customer's own business do not. The bank's own limit
is in its settings, a campaign may ask for a stricter one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.query_builder import Table
from frappe.query_builder.functions import Count
from frappe.utils import cint
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm.domain.contact import WITHOUT_CONSENT
from bank_crm.name_list import NameList

MESSAGE, SETTINGS = "Bank Message", "Bank CRM Settings"


@dataclass(frozen=True, slots=True)
class Cap:
	"""At most so many messages in so many days."""

	messages: int
	days: int

	def since(self, at: datetime) -> datetime:
		"""Return the moment messages count from."""
		return at - timedelta(days=self.days)


def cap(messages: object, days: object) -> list[Cap]:
	"""Return the limit of two fields; none where no number is given."""
	return [Cap(cint(messages), max(cint(days), 1))] if cint(messages) > 0 else []


def of_bank() -> list[Cap]:
	"""Return the limit the bank has set for all its marketing."""
	settings = frappe.get_cached_doc(SETTINGS)
	return cap(settings.contact_cap_messages, settings.contact_cap_days)


def counts_for(purpose: str) -> bool:
	"""Whether messages of a purpose count and are limited."""
	return purpose not in WITHOUT_CONSENT


def reached(customer: Term, limit: Cap, at: datetime) -> Criterion:
	"""Return whether a customer (a column) has been handed as many messages as the limit allows."""
	message = frappe.qb.DocType(MESSAGE).as_("earlier")
	return (
		_handed(message, limit.since(at)).select(Count("*")).where(message.customer == customer)
		>= limit.messages
	)


def room(customers: Sequence[str], limit: Cap, at: datetime, without: Iterable[int]) -> dict[str, int]:
	"""Return customer → how many more messages the limit allows; messages named in `without` are not counted."""
	message = frappe.qb.DocType(MESSAGE)
	query = _handed(message, limit.since(at)).where(NameList(customers).holds(message.customer))
	query = query.where(NameList(without).holds(message.name).negate())
	rows = dict(query.select(message.customer, Count("*")).groupby(message.customer).run())
	return {customer: max(limit.messages - int(rows.get(customer, 0)), 0) for customer in customers}


def _handed(message: Table, since: datetime) -> QueryBuilder:
	query = frappe.qb.from_(message).where(message.handed_at >= since)
	return query.where(message.purpose.notin(sorted(WITHOUT_CONSENT)))
