"""A customer takes what he or she was given: stock is taken under the benefit's lock, so nothing is given away twice (MKT-10)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.utils import cint, get_datetime, getdate, now_datetime

from bank_crm.domain.benefit_enums import BenefitState, GrantState
from bank_crm.domain.benefits import Claim, Offer, deadline, judge
from bank_crm.domain.campaign_enums import ResponseKind
from bank_crm.marketing import visits
from bank_crm.marketing.benefits import counters
from bank_crm.marketing.responses import Reference

GRANT = counters.GRANT
_FIELDS = (
	"name benefit customer campaign state expires_at issued_at claimed_at used_at text_version used_amount"
).split()
SOURCE = "benefit"


@dataclass(frozen=True, slots=True)
class Seen:
	"""A grant with its benefit and what claiming it would give now."""

	answer: Claim
	grant: frappe._dict
	benefit: frappe._dict


def look(name: int | str) -> Seen | None:
	"""Return how a grant stands, for a page or a form; nothing is locked."""
	grant = frappe.db.get_value(GRANT, name, _FIELDS, as_dict=True)
	if grant is None:
		return None
	benefit = frappe.get_cached_doc(counters.BENEFIT, grant.benefit)
	fresh = frappe.db.get_value(counters.BENEFIT, grant.benefit, ["state", "stock", "taken"], as_dict=True)
	offer = frappe._dict(benefit.as_dict()) | fresh
	return Seen(_judge(grant, frappe._dict(offer)), grant, frappe._dict(offer))


def note_visit(grant: frappe._dict) -> None:
	"""The customer has followed the address: that counts as a click of the campaign."""
	visits.visited(grant.campaign, grant.customer, SOURCE, Reference(GRANT, str(grant.name)))


def claim(name: int | str, text_version: int | None = None) -> Claim:
	"""Claim one grant; `OPEN` means that it was claimed just now.

	`text_version` is what the customer was shown; the grant keeps it. Locks the benefit, then the grant, and ends all
	in the caller's transaction. Asks no permission: whoever holds the address, or the caller, may.
	"""
	benefit = counters.lock(str(frappe.db.get_value(GRANT, name, "benefit") or ""))
	grant = frappe.db.get_value(GRANT, name, _FIELDS, as_dict=True, for_update=True)
	if benefit is None or grant is None:
		return Claim.UNKNOWN
	answer = _judge(grant, benefit, lock=True)
	if answer is not Claim.OPEN:
		return answer
	now = now_datetime()
	values = {
		"state": GrantState.CLAIMED.value,
		"claimed_at": now,
		"expires_at": deadline(now, cint(benefit.use_days), getdate(benefit.valid_until)),
		"text_version": text_version or benefit.text_version,
	}
	frappe.db.set_value(GRANT, name, values)
	counters.add(benefit, claimed=1, taken=1)
	reference = Reference(GRANT, str(grant.name))
	visits.did(grant.campaign, grant.customer, ResponseKind.CLAIMED, SOURCE, reference)
	return Claim.OPEN


def _judge(grant: frappe._dict, benefit: frappe._dict, *, lock: bool = False) -> Claim:
	offer = Offer(
		BenefitState(benefit.state),
		cint(benefit.stock),
		cint(benefit.taken),
		cint(benefit.per_customer),
		getdate(benefit.valid_from),
		getdate(benefit.valid_until),
	)
	state = GrantState(grant.state)
	before = _claimed_before(grant, lock=lock) if state is GrantState.ISSUED else 0
	return judge(offer, state, get_datetime(grant.expires_at), before, now_datetime())


def _claimed_before(grant: frappe._dict, *, lock: bool) -> int:
	"""How many of the same benefit the customer has claimed by other grants; withdrawn ones do not count.

	Locked, it reads what is true now, not the picture the transaction began with.
	"""
	table = frappe.qb.DocType(GRANT)
	query = frappe.qb.from_(table).select(table.name).where(table.benefit == grant.benefit)
	query = query.where((table.customer == grant.customer) & table.claimed_at.isnotnull())
	query = query.where((table.state != GrantState.WITHDRAWN.value) & (table.name != grant.name))
	return len((query.for_update() if lock else query).run())
