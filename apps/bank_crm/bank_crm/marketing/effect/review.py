"""The review of an ended campaign (复盘): a note filled with its figures, and a survey of who took part (MKT-11, MKT-12, MKT-24)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import cint, escape_html, flt, fmt_money, formatdate, today
from pypika.queries import QueryBuilder

from bank_crm.customer import checks
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.domain.campaign_figures import percent
from bank_crm.domain.review_note import place, unfinished
from bank_crm.domain.survey_enums import SurveyFrequency
from bank_crm.marketing.effect import commonality, features, figures
from bank_crm.marketing.report.bank_audience_conversion import bank_audience_conversion
from bank_crm.service.surveys.audience import NOTHING

CAMPAIGN, MEMBER, PLAN = "Bank Campaign", "Bank Campaign Member", "Bank Survey Plan"
MOST_LINES = 8
#: Days a survey of participants is open, and after which who has not answered is reminded.
OPEN_DAYS, REMIND_AFTER = 14, 5


def draft(name: str) -> str:
	"""Return the note of a campaign as HTML: its figures, and places for what only people know."""
	campaign = frappe.get_doc(CAMPAIGN, name)
	effect = figures.of(name)
	parts = [
		(_("Goal and Result"), _goal(campaign)),
		(_("Reach and Conversion"), _funnel(campaign, effect)),
		(_("Cost and Benefit"), _money(campaign, effect["money"])),
		(_("Against the Control Group"), _uplift(effect["uplift"])),
		(_("Conversion by Segment"), _groups(name)),
		(_("Common Features of Buyers"), _features(name)),
		(_("What Worked"), [place(_("what should be kept, and why it worked"))]),
		(_("What Did Not"), [place(_("what fell short of the plan, and why"))]),
		(_("Next Time"), [place(_("what will be done differently: whom, with what, when"))]),
	]
	return "".join(f"<h4>{escape_html(title)}</h4>{_list(lines)}" for title, lines in parts)


def check(campaign: Document) -> None:
	"""Refuse to close a review nobody has written, or that still has places to fill in."""
	note = frappe.utils.strip_html(campaign.review_note or "").strip()
	if not note:
		checks.refuse(campaign, "review_note", _("write what came of it first."))
	if missing := unfinished(note):
		checks.refuse(
			campaign, "review_note", _("still to be written: {0}").format(escape_html(" · ".join(missing)))
		)


def ask_participants(name: str, survey: str, message: str = "") -> str:
	"""Plan a survey of who took part in an ended campaign, once; returns the plan (MKT-11).

	The gate, quiet hours and the pause between surveys are those of surveys.
	"""
	campaign = frappe.get_doc(CAMPAIGN, name, for_update=True)
	campaign.check_permission("write")
	if campaign.state not in (CampaignState.ENDED.value, CampaignState.REVIEWED.value):
		frappe.throw(_("Participants are asked once the campaign has ended."), title=_("Survey"))
	if campaign.survey_plan:
		return str(campaign.survey_plan)
	plan = frappe.get_doc(
		{
			"doctype": PLAN,
			"plan_name": _("Survey: {0}").format(campaign.campaign_name)[:140],
			"survey": survey,
			"audience_doctype": CAMPAIGN,
			"audience_name": name,
			"frequency": SurveyFrequency.ONCE.value,
			"starts_on": today(),
			"open_days": OPEN_DAYS,
			"reminder_after": REMIND_AFTER,
			"most_reminders": 1,
			"message": message or None,
			"enabled": 1,
		}
	).insert()
	frappe.db.set_value(CAMPAIGN, name, "survey_plan", plan.name, update_modified=False)
	return str(plan.name)


def survey_audience(plan: Document) -> QueryBuilder:
	"""Select who took part in the plan's campaign (hook `bank_survey_audiences`)."""
	member = frappe.qb.DocType(MEMBER)
	return (
		frappe.qb.from_(member)
		.select(member.customer, NOTHING.as_("reference_doctype"), NOTHING.as_("reference_name"))
		.where((member.campaign == plan.audience_name) & member.participated_at.isnotnull())
	)


def _goal(campaign: Document) -> list[str]:
	period = _("{0} until {1}").format(formatdate(campaign.starts_on), formatdate(campaign.ends_on))
	lines = [_("Period: {0}").format(period)]
	if campaign.goal_text:
		lines.append(_("Goal: {0}").format(campaign.goal_text))
	if campaign.goal_metric:
		told = _("{0}: planned {1}, achieved {2} ({3}%)")
		metric = _(campaign.goal_metric, context=CAMPAIGN)
		planned, achieved = _number(campaign.goal_target), _number(campaign.goal_achieved)
		lines.append(told.format(metric, planned, achieved, flt(campaign.goal_share)))
	return lines


def _funnel(campaign: Document, effect: frappe._dict | dict) -> list[str]:
	steps = (
		(_("Targeted"), campaign.targeted),
		(_("Customers Reached"), campaign.reached),
		(_("Participated"), campaign.participants),
		(_("Claimed"), campaign.claimed),
		(_("Purchased"), campaign.purchased),
	)
	rates = (
		(_("Participation Rate"), campaign.participation_rate),
		(_("Claim Rate"), effect["claim_rate"]),
		(_("Purchase Rate"), effect["purchase_rate"]),
		(_("Conversion Rate"), campaign.conversion_rate),
	)
	return [
		" → ".join(f"{label} {_number(count)}" for label, count in steps),
		" · ".join(f"{label} {flt(rate)}%" for label, rate in rates),
		f"{_('Unsubscribed')} {_number(campaign.unsubscribed)}",
	]


def _money(campaign: Document, money: dict) -> list[str]:
	table = frappe.qb.DocType("Bank Campaign Cost")
	query = frappe.qb.from_(table).select(Sum(table.planned)).where(table.parent == campaign.name)
	planned = flt(query.run()[0][0])
	lines = [
		_("Budget {0}, planned costs {1}, spent {2}").format(
			_yuan(campaign.budget), _yuan(planned), _yuan(money["cost"])
		),
		_("Amount purchased {0}, benefit {1}").format(
			_yuan(campaign.purchase_amount), _yuan(money["benefit"])
		),
	]
	if money["ratio"] is not None:
		told = _("Input/output ratio 1 : {0}, return on investment {1}%")
		lines.append(told.format(money["ratio"], money["roi"]))
	if money["per_purchase"] is not None:
		lines.append(_("Cost per purchase {0}").format(_yuan(money["per_purchase"])))
	return lines


def _uplift(found: dict | None) -> list[str]:
	if found is None:
		return [_("There was no control group to compare with.")]
	told = _("Turned to {0}%, control group {1}%: {2} points (95% interval {3} to {4}, p = {5})")
	verdict = (
		_("The groups are too small to tell.")
		if not found["enough"]
		else _("The difference is no chance.")
		if found["significant"]
		else _("The difference may be chance.")
	)
	figures_ = (found[key] for key in ("treated", "control", "difference", "low", "high", "p_value"))
	return [told.format(*figures_), verdict]


def _groups(name: str) -> list[str]:
	rows = bank_audience_conversion.execute({"campaign": name, "by": "segment"})[1][:MOST_LINES]
	told = _("{0}: {1} of {2} who took part bought ({3}%)")
	return [
		told.format(row["group"], row["purchased"], row["participants"], row["conversion_rate"])
		for row in rows
	] or [_("Nobody was targeted.")]


def _features(name: str) -> list[str]:
	told = _("{0} {1}: {2}% of the buyers, {3}% of the others")
	return [
		told.format(
			features.label(one.attribute),
			features.words(one.attribute, one.value),
			percent(one.hit_share, 1),
			percent(one.other_share, 1),
		)
		for one in commonality.of_campaign(name)
		if one.common
	][:MOST_LINES] or [_("The buyers have nothing in common that tells them apart.")]


def _list(lines: list[str]) -> str:
	return "<ul>" + "".join(f"<li>{escape_html(line)}</li>" for line in lines) + "</ul>"


def _number(value: object) -> str:
	return f"{cint(value):,}"


def _yuan(value: object) -> str:
	return str(fmt_money(flt(value), currency="CNY"))
