"""Writing invitations for a whole audience: set-based, repeatable, each customer once in a round (SUR-01, SUR-02)."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import Concat, Count, IfNull
from frappe.utils import add_to_date, cint, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, PseudoColumn, Term, Values, ValueWrapper

from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.survey_enums import InvitationState as State
from bank_crm.name_list import NameList
from bank_crm.service.surveys import audience

INVITATION = "Bank Survey Invitation"
#: An invitation in one of these states has reached somebody, or still will.
COUNTS_AS_ASKED = (State.WAITING.value, State.SENDING.value, State.SENT.value, State.ANSWERED.value)
_md5 = CustomFunction("MD5", ["text"])


def invite(plan: Document, round_: Document, *, commit: bool = False) -> int:
	"""Invite the plan's audience to a round; returns how many are invited in it now.

	Done again it invites only who is missing, so a job that was stopped goes on. `commit` is for jobs only.
	"""
	if cint(plan.sample_size):
		_insert(plan, round_, _sample(plan, round_))
	elif plan.audience_doctype == audience.ORDER:
		_insert(plan, round_, _wanted(plan, round_))
	else:

		def portion(span: Span) -> None:
			chosen = _wanted(plan, round_, span)
			_insert(plan, round_, chosen)

		over_spans(portion, commit=commit)
	return count(round_.name)


def count(round_name: str) -> int:
	"""Return how many are invited in a round."""
	table = frappe.qb.DocType(INVITATION)
	return frappe.qb.from_(table).select(Count("*")).where(table.round == round_name).run()[0][0]


def invite_customers(round_name: str, customers: Sequence[str]) -> dict[str, int]:
	"""Invite some customers to a round, whoever its audience is; returns customer → invitation of those who are in it.

	Whoever was asked elsewhere within the plan's pause is left out. Asks no permission. Not for plans about work orders.
	"""
	round_ = frappe.get_doc("Bank Survey Round", round_name)
	plan = frappe.get_cached_doc("Bank Survey Plan", round_.plan)
	customer, table = frappe.qb.DocType("Bank Customer"), frappe.qb.DocType(INVITATION)
	chosen = frappe.qb.from_(customer).select(
		customer.name.as_("customer"),
		audience.NOTHING.as_("reference_doctype"),
		audience.NOTHING.as_("reference_name"),
	)
	chosen = chosen.where(NameList(customers).holds(customer.name))
	if cint(plan.pause_days):
		chosen = chosen.where(asked_lately(customer.name, plan, round_name).negate())
	_insert(plan, round_, chosen)
	found = frappe.qb.from_(table).select(table.customer, table.name).where(table.round == round_name)
	return {name: int(row) for name, row in found.where(NameList(customers).holds(table.customer)).run()}


def size_of(plan: Document) -> int:
	"""Return how many customers the audience holds now, whether they can be asked or not."""
	chosen = audience.of_plan(plan).as_("audience")
	return frappe.qb.from_(chosen).select(Count(chosen.customer).distinct()).run()[0][0]


def asked_lately(customer: Term, plan: Document, round_name: str) -> Criterion:
	"""Whether a customer was invited to another round within the plan's days between surveys."""
	other = frappe.qb.DocType(INVITATION).as_("other")
	since = add_to_date(now_datetime(), days=-cint(plan.pause_days))
	recent = (
		frappe.qb.from_(other)
		.select(other.name)
		.where((other.customer == customer) & (other.creation >= since) & (other.round != round_name))
		.where(other.state.isin(COUNTS_AS_ASKED))
	)
	return ExistsCriterion(recent)


def _wanted(plan: Document, round_: Document, span: Span | None = None) -> QueryBuilder:
	chosen = audience.of_plan(plan).as_("audience")
	query = frappe.qb.from_(chosen).select(chosen.customer, chosen.reference_doctype, chosen.reference_name)
	if span is not None:
		query = query.where(span(chosen.customer))
	if cint(plan.pause_days):
		query = query.where(asked_lately(chosen.customer, plan, round_.name).negate())
	return query


def _sample(plan: Document, round_: Document) -> QueryBuilder:
	"""So many, in an order nobody chose and that is the same when the job is done again."""
	chosen = _wanted(plan, round_).as_("wanted")
	order = _md5(Concat(round_.name, chosen.customer, IfNull(chosen.reference_name, "")))
	return (
		frappe.qb.from_(chosen)
		.select(chosen.customer, chosen.reference_doctype, chosen.reference_name)
		.orderby(order)
		.limit(cint(plan.sample_size))
	)


def _insert(plan: Document, round_: Document, chosen: QueryBuilder) -> None:
	"""One invitation for each row; the unique key keeps a customer, or an order, from being asked twice."""
	table, source = frappe.qb.DocType(INVITATION), chosen.as_("source")
	stamp = now_datetime()
	constants = {
		"creation": stamp,
		"modified": stamp,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"round": round_.name,
		"survey": round_.survey,
		"state": State.WAITING.value,
		"expires_on": round_.closes_on,
		"nonce": frappe.generate_hash(length=16),
	}
	if plan.audience_doctype == audience.ORDER:
		key = Concat(plan.name, ":", source.reference_name)
	else:
		key = Concat(round_.name, ":", source.customer)
	(
		frappe.qb.into(table)
		.columns("name", "customer", "reference_doctype", "reference_name", "invite_key", *constants)
		.from_(source)
		.select(PseudoColumn("nextval(`bank_survey_invitation_id_seq`)"))
		.select(source.customer, source.reference_doctype, source.reference_name, key)
		.select(*(ValueWrapper(value) for value in constants.values()))
		.on_duplicate_key_update(table.customer, Values(table.customer))
	).run()
