"""Participation and conversion of what runs, over the members the viewer counts (MKT-06, MKT-10, ANA-07)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Card, Chart, Figure, percent, rows_of
from bank_crm.marketing import reporting

CAMPAIGN, MEMBER, RESPONSE = reporting.CAMPAIGN, reporting.MEMBER, "Bank Campaign Response"
RUNNING = ("Running", "Paused")
_RUNNING_LIST = ("List", CAMPAIGN, "List")
_FILTERS = {"state": ["in", list(RUNNING)]}


@dataclass(frozen=True, slots=True)
class Funnel:
	"""How far the members of the running campaigns have come."""

	targeted: int
	reached: int
	participated: int
	purchased: int


def funnel() -> Funnel:
	"""Count it: from the campaigns' own counters for who counts the whole bank, else from the viewer's members."""
	campaign, member = frappe.qb.DocType(CAMPAIGN), frappe.qb.DocType(MEMBER)
	mine = reporting.members(member)
	if mine is None:
		counters = (campaign.targeted, campaign.reached, campaign.participants, campaign.purchased)
		query = frappe.qb.from_(campaign).select(*(Sum(each) for each in counters))
		return Funnel(*(int(each or 0) for each in query.where(campaign.state.isin(RUNNING)).run()[0]))
	running = frappe.qb.from_(campaign).select(campaign.name).where(campaign.state.isin(RUNNING))
	steps = (Count("*"), *(Count(member[each]) for each in ("reached_at", "participated_at", "purchased_at")))
	within = (member.in_control == 0) & member.campaign.isin(running) & mine
	return Funnel(*(int(each or 0) for each in frappe.qb.from_(member).select(*steps).where(within).run()[0]))


def participation_rate() -> Figure:
	"""Participants for each hundred reached, in the campaigns that run."""
	found = funnel()
	return Figure(percent(found.participated, found.reached), "Percent", _RUNNING_LIST, _FILTERS)


def conversion_rate() -> Figure:
	"""Buyers for each hundred participants, in the campaigns that run."""
	found = funnel()
	return Figure(percent(found.purchased, found.participated), "Percent", _RUNNING_LIST, _FILTERS)


def campaign_funnel() -> Bars:
	"""Targeted, reached, participated, purchased."""
	found = funnel()
	labels = [_("Targeted"), _("Customers Reached"), _("Participants"), _("Purchases")]
	values = [found.targeted, found.reached, found.participated, found.purchased]
	return Bars(labels, {_("Customers"): values}, [_FILTERS] * len(labels))


def responses_by_day() -> Bars:
	"""Responses of the viewer's customers by day of the last two weeks."""
	table, query = rows_of(RESPONSE)
	days = periods.days()
	drill = [{"responded_at": ["between", [str(day), str(day)]]} for day in days]
	values = periods.by_day(query, table.responded_at)
	return Bars([day.strftime("%m-%d") for day in days], {_("Responses"): values}, drill)


CARDS = {
	"participation_rate": Card(CAMPAIGN, participation_rate),
	"conversion_rate": Card(CAMPAIGN, conversion_rate),
}
CHARTS = {
	"Bank Campaign Funnel": Chart(CAMPAIGN, campaign_funnel),
	"Bank Responses by Day": Chart(RESPONSE, responses_by_day),
}
