"""The customers a wave is about, before anybody is left out: members of segments, or members of the campaign (MKT-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Min
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.spans import Span
from bank_crm.domain import message_states
from bank_crm.domain.campaign_enums import AudienceMatch, SegmentUse, WaveAudience

SEAT, MEMBER, MESSAGE = "Bank Segment Member", "Bank Campaign Member", "Bank Message"
Content = Mapping[str, Any]


def included(content: Content) -> list[str]:
	"""Return the segments to include."""
	return _segments(content, SegmentUse.INCLUDE)


def left_out(content: Content) -> list[str]:
	"""Return the segments whose members are left out."""
	return _segments(content, SegmentUse.EXCLUDE)


def of_segments(content: Content, span: Span | None = None) -> QueryBuilder:
	"""Select `customer` and the first `segment` he or she is in by; each customer once. Not scope-checked."""
	segments = included(content)
	table = frappe.qb.DocType(SEAT)
	query = frappe.qb.from_(table).where(table.segment.isin(segments or [""]))
	if span is not None:
		query = query.where(span(table.customer))
	if len(segments) <= 1:
		return query.select(table.customer, table.segment)
	query = query.select(table.customer, Min(table.segment).as_("segment")).groupby(table.customer)
	if content.get("audience_match") == AudienceMatch.EVERY.value:
		query = query.having(Count(table.segment).distinct() == len(segments))
	return query


def of_wave(wave: Mapping[str, Any], content: Content, span: Span | None = None) -> QueryBuilder:
	"""Select the customers of a wave: the audience, or the members of the campaign who did (not) do something."""
	if wave["wave_audience"] == WaveAudience.EVERYBODY.value and not wave["of_wave"]:
		return of_segments(content, span)
	member = frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(member)
		.select(member.customer, member.segment)
		.where((member.campaign == wave["campaign"]) & (member.in_control == 0))
	)
	if span is not None:
		query = query.where(span(member.customer))
	asked, reached, clicked = WaveAudience(wave["wave_audience"]), member.reached_at, member.clicked_at
	if wave["of_wave"]:
		before = frappe.qb.DocType(MESSAGE).as_("before")
		query = query.inner_join(before).on(
			(before.wave == wave["of_wave"]) & (before.customer == member.customer)
		)
		query = query.where(before.state.isin(message_states.values(message_states.TAKEN)))
		reached, clicked = before.delivered_at, before.clicked_at
	return query.where(_did(asked, member, reached, clicked))


def _did(asked: WaveAudience, member: Any, reached: Any, clicked: Any) -> Criterion:
	everybody = member.customer.isnotnull()
	return {
		WaveAudience.EVERYBODY: everybody,
		WaveAudience.NOT_REACHED: reached.isnull(),
		WaveAudience.NOT_CLICKED: reached.isnotnull() & clicked.isnull(),
		WaveAudience.NOT_CLAIMED: clicked.isnotnull() & member.claimed_at.isnull(),
		WaveAudience.NOT_PURCHASED: member.claimed_at.isnotnull() & member.purchased_at.isnull(),
		WaveAudience.NO_PURCHASE: member.purchased_at.isnull(),
		WaveAudience.PARTICIPANTS: member.participated_at.isnotnull(),
	}[asked]


def _segments(content: Content, use: SegmentUse) -> list[str]:
	return [str(row["segment"]) for row in content["audience"] if row["use"] == use.value]
