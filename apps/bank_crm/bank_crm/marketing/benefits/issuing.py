"""Giving a benefit to customers: a segment, a campaign's audience, a wave's targets, or one (MKT-20).

A batch is a few INSERT … SELECT; a customer has a benefit once from each batch, so that one that was stopped or is asked
for twice adds only who is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Concat, Count
from frappe.utils import cint, getdate, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Not, PseudoColumn, Term, Values, ValueWrapper

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.benefit_enums import BenefitState, GrantState, IssueSource, IssueState
from bank_crm.domain.benefits import deadline
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.campaign_split import CONTROL, control_limit
from bank_crm.domain.enums import CustomerStatus
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.audience import buckets, choosing
from bank_crm.marketing.benefits import counters
from bank_crm.marketing.campaigns import definition

BENEFIT, ISSUE, GRANT, CUSTOMER, MESSAGE = (
	"Bank Benefit",
	"Bank Benefit Issue",
	"Bank Benefit Grant",
	"Bank Customer",
	"Bank Message",
)
JOB = "bank_crm.marketing.benefits.issuing.run"
#: What a customer has of a benefit.
HELD = (GrantState.ISSUED.value, GrantState.CLAIMED.value, GrantState.USED.value)
#: More than a portion has: keeps MariaDB from evaluating the count for each column.
_ALL_ROWS = 10**9


def enqueue(issue: str) -> None:
	"""Let a worker do a batch."""
	enqueue_once(JOB, f"benefit_issue:{issue}", minutes=120, issue=issue, commit=True)


def run(issue: str, *, commit: bool = False) -> int:
	"""Do a batch and return how many it gave in all; later where one of the same benefit takes long. `commit` is for jobs only."""
	try:
		return _do(issue, commit)
	except SourceBusy:
		enqueue(issue)
		return 0


def _do(issue: str, commit: bool) -> int:
	"""One batch of a benefit at a time; SourceBusy where another takes longer than one can wait."""
	row = frappe.db.get_value(
		ISSUE, issue, ["name", "benefit", "source", "segment", "wave", "state"], as_dict=True
	)
	if row is None or row.state == IssueState.DONE.value:
		return 0
	with source_lock(f"benefit:{row.benefit}", wait_seconds=600):
		return _run(row, commit)


def to_wave(wave: Mapping[str, Any], *, commit: bool = False) -> None:
	"""Give the open benefits of a wave's campaign to its targets, before anything leaves (hook bank_wave_targets)."""
	where = {"campaign": wave["campaign"], "state": BenefitState.OPEN.value, "issue_with_waves": 1}
	for benefit in frappe.get_all(BENEFIT, filters=where, pluck="name", order_by="name asc"):
		key = f"wave:{benefit}:{wave['name']}"
		# busy: the wave is looked at again in a minute, and nothing leaves without its benefit
		_do(_batch(benefit, IssueSource.WAVE, key, wave=wave["name"]), commit)


def give(benefit: str, customer: str, *, key: str) -> str | None:
	"""Give one customer a benefit once per `key` and return the grant; None where it is not open or he has enough.

	For journeys and staff; asks no permission, all in the caller's transaction.
	"""
	grant_key = f"{benefit}:{key}"[:140]
	found = frappe.db.get_value(GRANT, {"grant_key": grant_key}, "name")
	if found:
		return str(found)
	row = counters.lock(benefit)
	if row is None or not _is_open(row):
		return None
	now = now_datetime()
	chosen = frappe.qb.DocType(CUSTOMER)
	one = frappe.qb.from_(chosen).select(chosen.name.as_("customer")).where(chosen.name == customer)
	_insert(row, one, None, now, key=grant_key).run()
	if frappe.db._cursor.rowcount != 1:
		return None
	counters.add(row, issued=1)
	return str(frappe.db.get_value(GRANT, {"grant_key": grant_key}, "name"))


def _batch(benefit: str, source: IssueSource, key: str, **values: Any) -> str:
	found = frappe.db.get_value(ISSUE, {"issue_key": key}, "name")
	if found:
		return str(found)
	doc = frappe.get_doc(
		{"doctype": ISSUE, "benefit": benefit, "source": source.value, "issue_key": key, **values}
	)
	doc.flags.bank_itself = True
	doc.insert(ignore_permissions=True)  # follows from the wave somebody was allowed to start
	return str(doc.name)


def _run(issue: frappe._dict, commit: bool) -> int:
	benefit = frappe.get_doc(BENEFIT, issue.benefit)
	now = now_datetime()
	_note(issue.name, commit, state=IssueState.RUNNING.value, started_at=now, error=None)
	if not _is_open(benefit):
		_note(issue.name, commit, state=IssueState.FAILED.value, error=_("The benefit is not open."))
		return 0

	def work(span: Span) -> None:
		_insert(benefit, _chosen(issue, benefit, span), issue.name, now).run()

	over_spans(work, commit=commit)
	counters.refresh(benefit.name)
	total = frappe.db.count(GRANT, {"issue": issue.name})
	_note(issue.name, commit, state=IssueState.DONE.value, issued=total, ended_at=now_datetime())
	return total


def _chosen(issue: frappe._dict, benefit: frappe._dict, span: Span) -> QueryBuilder:
	"""Select the customers a batch is for."""
	if issue.source == IssueSource.WAVE.value:
		message = frappe.qb.DocType(MESSAGE)
		query = frappe.qb.from_(message).select(message.customer).where(message.wave == issue.wave)
		return query.where((message.state != MessageState.EXCLUDED.value) & span(message.customer))
	if issue.source == IssueSource.AUDIENCE.value:
		return _audience(str(benefit.campaign), span)
	seat = frappe.qb.DocType(choosing.SEAT)
	query = frappe.qb.from_(seat).select(seat.customer)
	return query.where((seat.segment == issue.segment) & span(seat.customer))


def _audience(campaign: str, span: Span) -> QueryBuilder:
	"""A campaign's audience without its minus lists and its control group, who get nothing to compare with."""
	content = definition.content_of(frappe.get_doc("Bank Campaign", campaign))
	chosen = choosing.of_segments(content, span).as_("audience")
	query = frappe.qb.from_(chosen).select(chosen.customer)
	if minus := choosing.left_out(content):
		query = query.where(Not(buckets.belongs(chosen.customer, minus)))
	if limit := control_limit(float(content["control_percent"] or 0)):
		query = query.where(buckets.bucket(CONTROL, campaign, chosen.customer) >= limit)
	return query


def _insert(
	benefit: frappe._dict, chosen: QueryBuilder, issue: str | None, now: datetime, *, key: str = ""
) -> QueryBuilder:
	"""Make the grants of those chosen who have not as many already as one may have."""
	table, held, customer = (
		frappe.qb.DocType(GRANT),
		frappe.qb.DocType(GRANT).as_("held"),
		frappe.qb.DocType(CUSTOMER),
	)
	several = chosen.as_("several")
	count = frappe.qb.from_(held).select(Count("*")).where(held.benefit == benefit.name)
	count = count.where((held.customer == several.customer) & held.state.isin(HELD))
	judged = (
		frappe.qb.from_(several)
		.inner_join(customer)
		.on((customer.name == several.customer) & (customer.status == CustomerStatus.ACTIVE.value))
		.select(several.customer)
		.where(count < cint(benefit.per_customer))
		.limit(_ALL_ROWS)
	).as_("judged")
	constants = {
		"creation": now,
		"modified": now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"benefit": benefit.name,
		"campaign": benefit.campaign,
		"issue": issue,
		"state": GrantState.ISSUED.value,
		"issued_at": now,
		"expires_at": deadline(now, cint(benefit.claim_days), getdate(benefit.valid_until)),
	}
	named: Term = ValueWrapper(key) if key else Concat(f"{issue}:", judged.customer)
	return (
		frappe.qb.into(table)
		.columns("name", "customer", "grant_key", *constants)
		.from_(judged)
		.select(PseudoColumn("nextval(`bank_benefit_grant_id_seq`)"), judged.customer, named)
		.select(*(ValueWrapper(value) for value in constants.values()))
		.on_duplicate_key_update(table.grant_key, Values(table.grant_key))
	)


def _is_open(benefit: frappe._dict) -> bool:
	return benefit.state == BenefitState.OPEN.value and getdate(benefit.valid_until) >= getdate()


def _note(issue: str, commit: bool, **values: Any) -> None:
	frappe.db.set_value(ISSUE, issue, values, update_modified=False)
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each step may be repeated
