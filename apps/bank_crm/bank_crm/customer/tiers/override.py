"""A tier set against the rules, with a reason and an end, and its release (SEG-03)."""

from dataclasses import replace
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import cstr, getdate, today

from bank_crm.customer.tiers import history, standing
from bank_crm.customer.tiers.rules import tier_rules
from bank_crm.domain.customer_enums import TierReason, TierSource
from bank_crm.domain.tiering import decide

CUSTOMER = "Bank Customer"
LONGEST_REASON = 500


def override(customer: str, tier: str, reason: str, until: date | str | None = None) -> None:
	"""Give a customer a tier the rules leave alone until a day (None: until it is released).

	The caller has checked the user's right. Raises frappe.ValidationError for an unknown tier, an empty or too long
	reason, or a day that is past.
	"""
	reason, last = checked_reason(reason), checked_end(until)
	if not frappe.db.exists("Bank Customer Tier", tier):
		_refuse("tier", _("there is no such tier."))
	before = _locked_row(customer)
	history.record(before, tier, TierReason.OVERRIDE, reason)
	_store(customer, tier, TierSource.MANUAL, last, reason)


def release(customer: str, reason: str) -> None:
	"""Take an override back; the rules decide at once. Raises frappe.ValidationError where there is none."""
	reason = checked_reason(reason)
	before = _locked_row(customer)
	if before.tier_source != TierSource.MANUAL:
		_refuse("tier_source", _("there is no override to release."))
	rules, day = tier_rules(), getdate(today())
	ended = replace(standing.read_standing(customer, rules, day), locked_until=day - timedelta(days=1))
	tier = decide(ended, rules, day).tier
	history.record(before, tier, TierReason.RELEASED, reason)
	_store(customer, tier, TierSource.RULE, None, None)


def checked_reason(reason: str) -> str:
	"""Return the reason without blanks around it; refuses an empty or too long one."""
	reason = cstr(reason).strip()
	if not reason:
		_refuse("tier_override_reason", _("is mandatory."))
	if len(reason) > LONGEST_REASON:
		_refuse("tier_override_reason", _("must not be longer than {0} characters.").format(LONGEST_REASON))
	return reason


def checked_end(until: date | str | None) -> date | None:
	"""Return the day; refuses one that is past."""
	last = getdate(until) if until else None
	if last and last < getdate(today()):
		_refuse("tier_locked_until", _("must not lie in the past."))
	return last


def _locked_row(customer: str) -> frappe._dict:
	fields = ["name", "tier", "tier_source", "total_aum"]
	row = frappe.db.get_value(CUSTOMER, customer, fields, as_dict=True, for_update=True)
	if row is None:
		raise frappe.DoesNotExistError(customer)
	return row


def _store(
	customer: str, tier: str | None, source: TierSource, until: date | None, reason: str | None
) -> None:
	values = {
		"tier": tier,
		"tier_source": source.value,
		"tier_locked_until": until,
		"tier_override_reason": reason,
		"tier_watch_since": None,
		"tier_months_below": 0,
	}
	# `modified` stays: a form that is open elsewhere must still be savable, and its tier is kept by `guard.py`
	frappe.db.set_value(CUSTOMER, customer, values, update_modified=False)


def _refuse(field: str, message: str) -> None:
	label = frappe.bold(_(frappe.get_meta(CUSTOMER).get_label(field)))
	frappe.throw(f"{label}: {message}", title=_("Invalid Value"))
