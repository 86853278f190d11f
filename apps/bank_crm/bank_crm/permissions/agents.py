"""Whose page a service agent may open: the customers he or she works for at the moment (CUS-19, requirements 1.6).

The hook `bank_agent_customers` lists functions that take the agent's user name and return a query for the names of
customers. This app brings the calls taken within the last day; work orders and other apps add theirs the same way.
"""

import frappe
from frappe.utils import add_to_date, now_datetime
from pypika.queries import QueryBuilder

from bank_crm.domain.customer_enums import InteractionChannel, InteractionDirection

#: How long an agent sees the page of a customer who called.
CALLER_HOURS = 24


def callers(user: str) -> QueryBuilder:
	"""Select the customers whose call `user` took within the last day; only `screen_pop` records such calls."""
	call = frappe.qb.DocType("Bank Interaction")
	return (
		frappe.qb.from_(call)
		.select(call.customer)
		.where(
			(call.user == user)
			& (call.occurred_at >= add_to_date(now_datetime(), hours=-CALLER_HOURS))
			& (call.channel == InteractionChannel.CALL.value)
			& (call.direction == InteractionDirection.INBOUND.value)
		)
	)
