"""How many answers are wanted, of everybody and of parts of the audience; none too many under any load (SUR-01)."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import cint

from bank_crm.domain.enums import Gender
from bank_crm.domain.survey_enums import CloseReason, InvitationState, QuotaAttribute, RoundState

ROUND, PLAN, INVITATION = "Bank Survey Round", "Bank Survey Plan", "Bank Survey Invitation"
#: Part of the audience → the customer's field.
FIELDS = {QuotaAttribute.TIER: "tier", QuotaAttribute.GENDER: "gender", QuotaAttribute.BRANCH: "branch"}

GENDERS = Gender.values()


def take(round_name: str, customer: str | None) -> bool:
	"""Count one more answer of a round; False, and nothing counted, where enough are there.

	The round's row stays locked until the transaction ends: whoever comes second sees the count of the first.
	"""
	plan = _plan(round_name)
	most = cint(plan.quota)
	table = frappe.qb.DocType(ROUND)
	count = frappe.qb.update(table).set(table.answered, table.answered + 1).where(table.name == round_name)
	(count.where(table.answered < most) if most else count).run()
	if frappe.db._cursor.rowcount != 1:
		return False
	for part in plan.quotas:
		if not customer or not _belongs(customer, part.attribute, part.value):
			continue
		if _in_part(round_name, part.attribute, part.value) >= cint(part.most):
			back = frappe.qb.update(table).set(table.answered, table.answered - 1)
			back.where(table.name == round_name).run()
			return False
	if most:
		_close_if_full(round_name, most)
	return True


def full_parts(round_name: str) -> list[tuple[str, str]]:
	"""Return the customer's field and value of each part that has all its answers."""
	return [
		(FIELDS[QuotaAttribute(part.attribute)], part.value)
		for part in _plan(round_name).quotas
		if _in_part(round_name, part.attribute, part.value) >= cint(part.most)
	]


def _plan(round_name: str) -> frappe._dict:
	return frappe.get_cached_doc(PLAN, frappe.db.get_value(ROUND, round_name, "plan"))


def _close_if_full(round_name: str, most: int) -> None:
	table = frappe.qb.DocType(ROUND)
	(
		frappe.qb.update(table)
		.set(table.state, RoundState.CLOSED.value)
		.set(table.close_reason, CloseReason.ENOUGH_ANSWERS.value)
		.where((table.name == round_name) & (table.answered >= most))
	).run()


def _in_part(round_name: str, attribute: str, value: str) -> int:
	"""Counted by invitation, so that it works for anonymous surveys too; reads what others have committed."""
	invitation, customer = frappe.qb.DocType(INVITATION), frappe.qb.DocType("Bank Customer")
	query = (
		frappe.qb.from_(invitation)
		.select(Count("*"))
		.where((invitation.round == round_name) & (invitation.state == InvitationState.ANSWERED.value))
		.where(
			invitation.customer.isin(
				frappe.qb.from_(customer)
				.select(customer.name)
				.where(customer[FIELDS[QuotaAttribute(attribute)]] == value)
			)
		)
		.for_update()
	)
	return query.run()[0][0]


def _belongs(customer: str, attribute: str, value: str) -> bool:
	return frappe.db.get_value("Bank Customer", customer, FIELDS[QuotaAttribute(attribute)]) == value
