"""The same person from two sources ends as one profile (CUS-13): ID number first, then phone and name.

Before that the source's own number counts, where a file brought it along before the source was connected.

All comparisons are of blind indexes; no raw number is read. A phone and a name never join two rows that have
different ID numbers.
"""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Min
from pypika.queries import QueryBuilder
from pypika.terms import Term

from bank_crm.analytics.sync.context import CHANGED, LINKED, NEW, UNCHANGED, PartContext
from bank_crm.analytics.sync.naming import CODES
from bank_crm.analytics.sync.staging import blind_index, staged
from bank_crm.customer.duplicates.following import kept_name
from bank_crm.domain.sync_types import KEY_FIELD, MatchedBy

CUSTOMER = "Bank Customer"
VAULT = "Bank Sealed Value"
BY_NUMBER = MatchedBy.SOURCE_NUMBER.value
BY_ID = MatchedBy.ID_NUMBER.value
BY_PHONE = MatchedBy.PHONE_AND_NAME.value


def link_known_codes(context: PartContext) -> None:
	"""A branch or product whose code is there already, made by hand or by another source, is that one."""
	match, stage = context.match, context.stage
	known = frappe.qb.DocType(context.spec.doctype)
	(
		frappe.qb.update(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.join(known)
		.on(known.name == stage[staged(CODES[context.entity])])
		.set(match.m_state, LINKED)
		.set(match.m_target, known.name)
		.where(match.m_state == NEW)
	).run()


def link_known_persons(context: PartContext) -> None:
	"""Turn new customer rows into links where the person is known, or comes twice in this part."""
	_link_by_own_number(context)
	has_id, has_phone = context.staging.has("id_number"), context.staging.has("mobile")
	if has_id:
		_link_by_id(context)
	if has_phone:
		_link_by_phone(context, has_id)
	if has_id:
		_follow_by_id(context)
	if has_phone:
		_follow_by_phone(context, has_id)


def leave_erased_alone(context: PartContext) -> None:
	"""A customer whose data were erased is not filled again by what the source still has of the person (RSK-08)."""
	match, customer = context.match, frappe.qb.DocType(CUSTOMER)
	(
		frappe.qb.update(match)
		.join(customer)
		.on(customer.name == match.m_target)
		.set(match.m_state, UNCHANGED)
		.where(match.m_state.isin([CHANGED, LINKED]) & customer.erased_on.isnotnull())
	).run()


def _link_by_own_number(context: PartContext) -> None:
	match, stage, customer = context.match, context.stage, frappe.qb.DocType(CUSTOMER)
	known = (
		frappe.qb.from_(stage)
		.join(customer)
		.on(
			(customer.external_id == stage[staged(KEY_FIELD)])
			& (customer.source_system == context.source.source_system)
		)
		.join(match)
		.on(match.x_row == stage.x_row)
		.select(stage.x_row.as_("known_row"), Min(kept_name(customer)).as_("known_name"))
		.where(match.m_state == NEW)
		.groupby(stage.x_row)
	)
	_link(context, known, BY_NUMBER, CHANGED)


def _link_by_id(context: PartContext) -> None:
	match, stage, sealed = context.match, context.stage, frappe.qb.DocType(VAULT)
	index, customer = stage[blind_index("id_number")], frappe.qb.DocType(CUSTOMER)
	known = (
		frappe.qb.from_(stage)
		.join(sealed)
		.on(
			(sealed.blind_index == index)
			& (sealed.ref_doctype == CUSTOMER)
			& (sealed.ref_field == "id_number")
		)
		.join(customer)
		.on(customer.name == sealed.ref_name)
		.join(match)
		.on(match.x_row == stage.x_row)
		.select(stage.x_row.as_("known_row"), Min(kept_name(customer)).as_("known_name"))
		.where(match.m_state == NEW)
		.groupby(stage.x_row)
	)
	_link(context, known, BY_ID)


def _link_by_phone(context: PartContext, has_id: bool) -> None:
	match, stage = context.match, context.stage
	phone = frappe.qb.DocType(VAULT).as_("phone")
	customer = frappe.qb.DocType(CUSTOMER)
	known = (
		frappe.qb.from_(stage)
		.join(phone)
		.on(
			(phone.blind_index == stage[blind_index("mobile")])
			& (phone.ref_doctype == CUSTOMER)
			& (phone.ref_field == "mobile")
		)
		.join(customer)
		.on((customer.name == phone.ref_name) & (customer.customer_name == stage[staged("customer_name")]))
		.join(match)
		.on(match.x_row == stage.x_row)
	)
	allowed = match.m_state == NEW
	if has_id:
		identity = frappe.qb.DocType(VAULT).as_("identity")
		known = known.left_join(identity).on(
			(identity.ref_doctype == CUSTOMER)
			& (identity.ref_name == customer.name)
			& (identity.ref_field == "id_number")
		)
		allowed &= stage[blind_index("id_number")].isnull() | identity.name.isnull()
	known = known.select(stage.x_row.as_("known_row"), Min(kept_name(customer)).as_("known_name"))
	_link(context, known.where(allowed).groupby(stage.x_row), BY_PHONE)


def _link(context: PartContext, known: QueryBuilder, how: str, state: str = LINKED) -> None:
	"""Make links of the rows that `known` (known_row, known_name) found a customer for."""
	match = context.match
	found = known.as_("known")
	(
		frappe.qb.update(match)
		.join(found)
		.on(found.known_row == match.x_row)
		.set(match.m_state, state)
		.set(match.m_target, found.known_name)
		.set(match.m_matched_by, how)
	).run()


def _follow_by_id(context: PartContext) -> None:
	_follow(context, [context.stage[blind_index("id_number")]], BY_ID, None)


def _follow_by_phone(context: PartContext, has_id: bool) -> None:
	stage = context.stage
	groups = [stage[blind_index("mobile")], stage[staged("customer_name")]]
	_follow(context, groups, BY_PHONE, blind_index("id_number") if has_id else None)


def _follow(context: PartContext, groups: list[Term], how: str, unless_both: str | None) -> None:
	"""New rows of this part that agree in `groups`: the first one leads, the others become its links.

	Rows that differ in `unless_both`, both having it, stay apart.
	"""
	match, stage = context.match, context.stage
	names = [f"group_{number}" for number, _group in enumerate(groups)]
	leaders = (
		frappe.qb.from_(stage)
		.join(match)
		.on(match.x_row == stage.x_row)
		.select(Min(stage.x_row).as_("leader_row"), *(group.as_(name) for group, name in zip(groups, names)))
		.where((match.m_state == NEW) & groups[0].notnull())
		.groupby(*groups)
	).as_("leaders")
	same = leaders.leader_row < stage.x_row
	for group, name in zip(groups, names):
		same &= leaders[name] == group
	leader = stage.as_("leader_stage")
	allowed = match.m_state == NEW
	if unless_both:
		allowed &= stage[unless_both].isnull() | leader[unless_both].isnull()
	(
		frappe.qb.update(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.join(leaders)
		.on(same)
		.join(leader)
		.on(leader.x_row == leaders.leader_row)
		.set(match.m_state, LINKED)
		.set(match.m_leader, leaders.leader_row)
		.set(match.m_matched_by, how)
		.where(allowed)
	).run()
