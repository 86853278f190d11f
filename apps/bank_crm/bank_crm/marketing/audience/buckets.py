"""The draw of control group and variants in SQL; the same as `domain/campaign_split.py`."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import Concat
from pypika.terms import Case, ExistsCriterion, Term, ValueWrapper

from bank_crm.domain.campaign_split import BUCKETS, VARIANT, limits
from bank_crm.domain.care import ConsentChannel

MEMBER = "Bank Segment Member"
SPOKEN = "A"
_md5 = CustomFunction("MD5", ["text"])
_left = CustomFunction("LEFT", ["text", "length"])
_conv = CustomFunction("CONV", ["digits", "from_base", "to_base"])
_mod = CustomFunction("MOD", ["number", "divisor"])


def bucket(salt: str, campaign: str, customer: Term) -> Term:
	"""Return the expression of a customer's bucket, 0 to 9,999."""
	digest = _left(_md5(Concat(f"{salt}:{campaign}:", customer)), 8)
	return _mod(_conv(digest, 16, 10), BUCKETS)


def variant(content: dict[str, object], channel: str, campaign: str, customer: Term) -> Term:
	"""Return the expression of a customer's variant of a channel; NULL where none is for him or her.

	Lines for a segment are looked at first, in their order.
	"""
	lines = [line for line in content["variants"] if line["channel"] == channel]
	segments = list(dict.fromkeys(line["segment"] for line in lines if line["segment"]))
	drawn = bucket(VARIANT, campaign, customer)
	words, cases = Case(), 0
	for segment in (*segments, None):
		shares = [(line["variant"], int(line["share"])) for line in lines if line["segment"] == segment]
		for name, limit in limits(shares):
			condition = drawn < limit
			words = words.when(condition & belongs(customer, [segment]) if segment else condition, name)
			cases += 1
	if not lines and channel == ConsentChannel.PHONE.value:
		return ValueWrapper(SPOKEN)  # what is said on the phone is the caller's script
	return words if cases else ValueWrapper(None)


def belongs(customer: Term, segments: Sequence[str]) -> ExistsCriterion:
	"""Return whether a customer is a stored member of one of the segments."""
	table = frappe.qb.DocType(MEMBER).as_("seat")
	query = frappe.qb.from_(table).select(1).where(table.customer == customer)
	return ExistsCriterion(query.where(table.segment.isin(list(segments))))
