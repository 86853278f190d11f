"""Why a customer of an audience gets no message, as one expression over many (RSK-08, MKT-07)."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe.query_builder import Table
from pypika.functions import Coalesce, Function
from pypika.terms import Case, Criterion, ExistsCriterion, Not, Term

from bank_crm.compliance.contact import frequency, gate
from bank_crm.domain.campaign_enums import Exclusion
from bank_crm.domain.campaign_split import CONTROL, control_limit
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.privacy_enums import ContactRefusal
from bank_crm.marketing.audience import buckets, choosing

VAULT, CUSTOMER = "Bank Sealed Value", "Bank Customer"
#: The customer's sealed field that holds the address of a channel; the others are addressed by the customer's number.
ADDRESS_FIELD = {
	ConsentChannel.SMS.value: "mobile",
	ConsentChannel.PHONE.value: "mobile",
	ConsentChannel.EMAIL.value: "email",
}
#: What the gate says → what is told of it here.
OF_REFUSAL = {
	refusal.value: (
		Exclusion.NO_CONSENT
		if refusal in (ContactRefusal.NO_CONSENT, ContactRefusal.WITHDRAWN)
		else Exclusion.DO_NOT_CONTACT
	)
	for refusal in ContactRefusal
}


def exclusion(content: choosing.Content, campaign: str, channel: str, customer: Table, now: datetime) -> Term:
	"""Return the expression of the reason a row of Bank Customer is left out for; NULL where it is not.

	Duplicate addresses are no property of one row and are looked for afterwards (`fixing.py`).
	"""
	# side by side, not the branches of one CASE: there the gate would be asked whether it refuses, and again for its word
	told: list[Term] = []
	if minus := choosing.left_out(content):
		told.append(_when(buckets.belongs(customer.name, minus), Exclusion.MINUS_LIST))
	if limit := control_limit(float(content["control_percent"] or 0)):
		told.append(_when(buckets.bucket(CONTROL, campaign, customer.name) < limit, Exclusion.CONTROL))
	refusal = gate.refusal(customer, channel, ConsentPurpose.MARKETING.value, on=now.date())
	words = (reason.value for reason in OF_REFUSAL.values())
	told.append(Function("ELT", Function("FIELD", refusal, *OF_REFUSAL), *words))
	if field := ADDRESS_FIELD.get(channel):
		told.append(_when(Not(has_address(customer.name, field)), Exclusion.NO_ADDRESS))
	elif channel == ConsentChannel.APP.value:
		# nobody has the app who never opened it
		told.append(_when(customer.last_login_at.isnull(), Exclusion.NO_ADDRESS))
	for limit in caps(content):
		told.append(_when(frequency.reached(customer.name, limit, now), Exclusion.CAPPED))
	return Coalesce(*told)


def _when(condition: Criterion, reason: Exclusion) -> Case:
	return Case().when(condition, reason.value)


def has_address(customer: Term, field: str) -> Criterion:
	"""Return whether a customer has an address; only that it is there is looked at."""
	vault = frappe.qb.DocType(VAULT).as_("address")
	query = frappe.qb.from_(vault).select(1).where(vault.ref_doctype == CUSTOMER)
	return ExistsCriterion(query.where((vault.ref_name == customer) & (vault.ref_field == field)))


def caps(content: choosing.Content | None) -> list[frequency.Cap]:
	"""Return the limits a message keeps: the bank's, and its campaign's."""
	own = frequency.cap(content["cap_messages"], content["cap_days"]) if content else []
	return frequency.of_bank() + own
