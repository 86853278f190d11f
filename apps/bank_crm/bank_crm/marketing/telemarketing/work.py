"""A caller's work: the list of calls, what is shown while calling, and how a call ends (MKT-02, MKT-09, SAL-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import cint, flt, get_datetime, getdate, now_datetime
from jinja2 import TemplateSyntaxError
from pypika.queries import QueryBuilder

from bank_crm.compliance.contact import gate
from bank_crm.domain import calls
from bank_crm.domain.campaign_enums import CallState, CampaignState, MessageState, ResponseKind
from bank_crm.domain.customer_enums import InteractionChannel
from bank_crm.domain.enums import AccountStatus
from bank_crm.domain.sales_enums import OpportunitySource
from bank_crm.extends import people
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import versions
from bank_crm.marketing.sending import receipts, states
from bank_crm.marketing.telemarketing import lists
from bank_crm.marketing.templates import fields, rendering
from bank_crm.permissions import scope
from bank_crm.sales.opportunities import actions as opportunities

CALL, OUTCOME, CAMPAIGN, CUSTOMER, MEMBER = (
	"Bank Campaign Call",
	"Bank Call Outcome",
	"Bank Campaign",
	"Bank Customer",
	"Bank Campaign Member",
)
SOURCE = "Telemarketing"
MOST = 200
_DONE = (
	("reached_at", "Reached"),
	("clicked_at", "Clicked"),
	("claimed_at", "Claimed"),
	("registered_at", "Registered"),
	("attended_at", "Attended"),
	("purchased_at", "Purchased"),
)


def mine(user: str, *, team: bool = False) -> dict[str, Any]:
	"""Return the open calls of running campaigns: a user's own, or all he or she sees; those due first."""
	now = now_datetime()
	query, call = _open(user, team=team)
	count = query.select(Count("*")).run()[0][0]
	query, call = _open(user, team=team)
	customer, campaign, outcome = (frappe.qb.DocType(name) for name in (CUSTOMER, CAMPAIGN, OUTCOME))
	rows = (
		query.inner_join(customer)
		.on(customer.name == call.customer)
		.left_join(outcome)
		.on(outcome.name == call.outcome)
		.select(call.name, call.customer, call.caller, call.due_at, call.is_agreed, call.attempts)
		.select(
			call.outcome, outcome.colour, call.note, customer.customer_name, customer.mobile, customer.tier
		)
		.select(campaign.campaign_name)
		.orderby(call.is_agreed, order=frappe.qb.desc)
		.orderby(call.due_at)
		.orderby(call.name)
		.limit(MOST)
	).run(as_dict=True)
	names = people.names_of(row.caller for row in rows if row.caller)
	for row in rows:
		row["caller_name"] = names.get(row.caller)
		row["part"] = (
			"now" if row.due_at <= now else "today" if getdate(row.due_at) == now.date() else "later"
		)
	return {"calls": rows, "count": cint(count), "quiet": gate.quiet_until(now)}


def sheet(call: Document) -> dict[str, Any]:
	"""Return what is shown while calling: script, facts of the customer (masked), outcomes, earlier calls."""
	customer = frappe.db.get_value(
		CUSTOMER,
		call.customer,
		"name customer_name gender birth_date mobile tier activity_level total_aum risk_preference".split(),
		as_dict=True,
	)
	verdict = gate.may_contact(call.customer, lists.PHONE, lists.MARKETING)
	return {
		"call": {
			"name": call.name,
			"attempts": cint(call.attempts),
			"due_at": call.due_at,
			"note": call.note,
		},
		"customer": customer | {"age": _age(customer.birth_date)},
		"opens": scope.allows(CUSTOMER, call.customer),
		"campaign": frappe.db.get_value(
			CAMPAIGN, call.campaign, ["name", "campaign_name", "benefit_text", "state"], as_dict=True
		),
		"products": _products(call.customer),
		"steps": _steps(call.campaign, call.customer),
		"script": script(call),
		"outcomes": outcomes(),
		"refusal": gate.words(verdict),
	}


def script(call: Document) -> str:
	"""Return what is to be said: the campaign's text for the phone filled in, else the wave's own script."""
	campaign = frappe.db.get_value(CAMPAIGN, call.campaign, "current_version")
	variant = frappe.db.get_value("Bank Message", call.message, "variant") if call.message else None
	content = versions.content_of(campaign) if campaign else {"variants": []}
	lines = [line for line in content["variants"] if line["channel"] == lists.PHONE]
	line = next((line for line in lines if line["variant"] == variant), None)
	if line is None:
		return str(frappe.db.get_value("Bank Campaign Wave", call.wave, "script") or "")
	try:
		text = rendering.compiled(line["body"])
	except TemplateSyntaxError:
		return str(line["body"])
	values = {name: str(content.get(name) or "") for name in fields.OF_CAMPAIGN}
	values |= fields.load(text.used, [call.customer], call.campaign)[call.customer]
	# a person reads it out: what is not known is said by its name
	known = {name: f"[{name}]" for name in text.used} | line["defaults"]
	return rendering.fill(text, known | {name: value for name, value in values.items() if value}, {})


def outcomes() -> list[frappe._dict]:
	"""Return how a call may end, in the bank's order."""
	return frappe.get_all(
		OUTCOME,
		filters={"active": 1},
		fields=["name", "colour", "needs_time", "opens_opportunity", "do_not_call", "talked"],
		order_by="sequence asc, name asc",
	)


def finish(name: str | int, outcome: str, note: str = "", call_again: datetime | None = None) -> Document:
	"""End one call of the session's user with what it means; raises ValidationError where that cannot be.

	In one transaction: the contact is filed, the campaign's figures move, the next call is planned, an opportunity
	opened, a consent withdrawn. Sent twice, the second finds the call over, or just made.
	"""
	call = frappe.get_doc(CALL, name, for_update=True)
	meaning = frappe.get_cached_doc(OUTCOME, outcome)
	_check(call, meaning)
	now, attempts = now_datetime(), cint(call.attempts) + 1
	wanted = get_datetime(call_again) if call_again else None
	try:
		step = calls.follow(
			calls.Outcome(bool(meaning.talked), bool(meaning.needs_time), cint(meaning.retry_hours)),
			attempts,
			cint(call.most_attempts),
			now,
			wanted,
		)
	except calls.TimeMissing:
		frappe.throw(_("{0}: say when, in the future.").format(_("Call Again At")), title=_("Call"))
	if step.due_at and not step.agreed and (over := gate.quiet_until(step.due_at)):
		step = replace(step, due_at=over)  # nobody tries again while the bank keeps quiet
	_file(call, meaning, note, step, now)
	values: dict[str, Any] = {
		"attempts": attempts,
		"outcome": meaning.name,
		"note": note or None,
		"last_called_at": now,
		"state": step.state.value,
		"is_agreed": cint(step.agreed),
		"reminded_at": None,
	}
	if step.due_at:
		values["due_at"] = step.due_at
	if step.state is CallState.DONE:
		values["ended_at"] = now
	if meaning.talked:
		_talked(call, attempts, now)
	elif step.state is CallState.DONE and call.message:
		states.finish(
			[cint(call.message)], MessageState.FAILED, now, notes={cint(call.message): meaning.name}
		)
	if meaning.opens_opportunity:
		values["opportunity"] = _opportunity(call, note)
	if meaning.do_not_call:
		_stop(call, now)
	call.db_set(values)
	return call


def hand_over(names: list[str], user: str) -> int:
	"""Give open calls to somebody else; returns how many."""
	if user not in lists.loads():
		frappe.throw(_("Calls are made by relationship managers with a post."), title=_("Call"))
	table = frappe.qb.DocType(CALL)
	query = frappe.qb.update(table).set(table.caller, user).set(table.modified, now_datetime())
	query.where(table.name.isin(names or [0]) & (table.state == CallState.OPEN.value)).run()
	return cint(frappe.db._cursor.rowcount)


def _open(user: str, *, team: bool) -> tuple[QueryBuilder, Any]:
	call, campaign = frappe.qb.DocType(CALL), frappe.qb.DocType(CAMPAIGN)
	query = (
		frappe.qb.from_(call)
		.inner_join(campaign)
		.on(campaign.name == call.campaign)
		.where((call.state == CallState.OPEN.value) & (campaign.state == CampaignState.RUNNING.value))
	)
	if not team:
		return query.where(call.caller == user), call
	condition = scope.criterion(CALL, user, call)
	return (query if condition is None else query.where(condition)), call


def _check(call: Document, meaning: Document) -> None:
	if call.caller != frappe.session.user and not scope.allows(CUSTOMER, call.customer, write=True):
		frappe.throw(_("This call is somebody else's."), frappe.PermissionError)
	if call.state != CallState.OPEN.value:
		frappe.throw(_("This call is over already."), title=_("Call"))
	if not meaning.active:
		frappe.throw(_("This outcome is not used any more."), title=_("Call"))
	state = frappe.db.get_value(CAMPAIGN, call.campaign, "state", for_update=True)
	if state != CampaignState.RUNNING.value:
		frappe.throw(_("The campaign does not run."), title=_("Call"))


def _file(call: Document, meaning: Document, note: str, step: calls.Step, now: datetime) -> None:
	frappe.get_doc(
		{
			"doctype": "Bank Interaction",
			"customer": call.customer,
			"channel": InteractionChannel.CALL.value,
			"direction": "Outbound",
			"occurred_at": now,
			"user": frappe.session.user,
			"outcome": meaning.interaction_outcome,
			"subject": frappe.db.get_value(CAMPAIGN, call.campaign, "campaign_name"),
			"content": " · ".join(part for part in (meaning.name, note) if part),
			"reference_doctype": CALL,
			"reference_name": str(call.name),
		}
	).insert(ignore_permissions=True)  # who has to make the call files it, checked above


def _talked(call: Document, attempts: int, now: datetime) -> None:
	"""A word on the phone is contact and participation at once."""
	if call.message:
		states.finish([cint(call.message)], MessageState.DELIVERED, now)
	responses.record(
		call.campaign,
		call.customer,
		ResponseKind.TALKED,
		now,
		SOURCE,
		key=f"call:{call.name}:{attempts}",
		wave=call.wave,
		reference=responses.Reference(CALL, str(call.name)),
	)


def _opportunity(call: Document, note: str) -> str:
	"""What the customer is interested in, with the campaign it came from (SAL-08)."""
	campaign = frappe.db.get_value(
		CAMPAIGN, call.campaign, ["campaign_name", "product", "product_category"], as_dict=True
	)
	if not campaign.product_category:
		frappe.throw(
			_("The campaign names no product line; an opportunity needs one."), title=_("Opportunity")
		)
	opportunity = opportunities.open_from(
		OpportunitySource.CAMPAIGN,
		CAMPAIGN,
		call.campaign,
		{
			"customer": call.customer,
			"product": campaign.product,
			"product_category": campaign.product_category,
			"salesperson": call.caller or frappe.session.user,
			"description": " · ".join(part for part in (campaign.campaign_name, note) if part),
		},
	)
	return str(opportunity.name)


def _stop(call: Document, now: datetime) -> None:
	"""No more marketing calls: into the ledger, which every later list asks."""
	if call.message:
		receipts.withdraw(cint(call.message))
	responses.record(
		call.campaign,
		call.customer,
		ResponseKind.UNSUBSCRIBED,
		now,
		SOURCE,
		key=f"call:{call.name}:stop",
		wave=call.wave,
	)


def _products(customer: str) -> list[dict[str, Any]]:
	rows = frappe.get_all(
		"Bank Customer Account",
		filters={"customer": customer, "status": ("!=", AccountStatus.CLOSED.value)},
		fields=["category", "balance", "principal", "maturity_date"],
		order_by="balance desc",
		limit=8,
	)
	return [
		{
			"category": row.category,
			"amount": flt(row.balance) or flt(row.principal),
			"maturity_date": row.maturity_date,
		}
		for row in rows
	]


def _steps(campaign: str, customer: str) -> list[dict[str, Any]]:
	"""What the customer did in this campaign so far."""
	columns = [column for column, _label in _DONE]
	row = frappe.db.get_value(MEMBER, {"campaign": campaign, "customer": customer}, columns, as_dict=True)
	return [{"kind": label, "at": row[column]} for column, label in _DONE if row and row[column]]


def _age(born: Any) -> int | None:
	if not born:
		return None
	today, day = getdate(), getdate(born)
	return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
