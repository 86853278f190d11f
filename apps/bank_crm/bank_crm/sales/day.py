"""Leads, opportunities and targets on the page 【我的一天】 (SAL-01, SAL-02, SAL-04)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.utils import fmt_money, getdate

from bank_crm.customer.day.registry import DayContext, DayRow, Section, bounded, line
from bank_crm.domain.leads import OVER
from bank_crm.domain.sales_enums import OpportunityOutcome, TargetHolder
from bank_crm.permissions import branches
from bank_crm.sales.targets import achieved
from bank_crm.sales.targets import rows as target_rows

LEAD, OPPORTUNITY, TARGET = "Bank Lead", "Bank Opportunity", target_rows.TARGET


def leads_due(context: DayContext) -> list[DayRow]:
	"""Leads whose next follow-up is due."""
	lead = frappe.qb.DocType(LEAD)
	rows = bounded(
		context.own_rows(lead, "salesperson")
		.select(lead.name, lead.lead_name, lead.status, lead.source, lead.next_follow_up)
		.where(lead.next_follow_up <= context.day)
		.where(lead.status.notin([each.value for each in sorted(OVER)]))
		.orderby(lead.next_follow_up)
	)
	return [
		line(
			context,
			LEAD,
			row.name,
			row.lead_name,
			note=_(row.source, context=LEAD) if row.source else None,
			status=_(row.status, context=LEAD),
			on=row.next_follow_up,
		)
		for row in rows
	]


def next_steps(context: DayContext) -> list[DayRow]:
	"""Open opportunities with a next step that is due."""
	return _opportunities(context, "next_step_on", "next_step")


def stale(context: DayContext) -> list[DayRow]:
	"""Open opportunities that have not moved for longer than their stage allows."""
	return _opportunities(context, "stale_on", "stage")


def _opportunities(context: DayContext, day: str, note: str) -> list[DayRow]:
	one = frappe.qb.DocType(OPPORTUNITY)
	rows = bounded(
		context.own_rows(one, "salesperson")
		.select(one.name, one.title, one.amount, one[note].as_("note"), one[day].as_("day"))
		.where((one.outcome == OpportunityOutcome.OPEN.value) & (one[day] <= context.day))
		.orderby(one[day])
	)
	currency = frappe.db.get_default("currency")
	return [
		line(
			context,
			OPPORTUNITY,
			row.name,
			row.title,
			note=row.note,
			status=fmt_money(row.amount, precision=0, currency=currency) if row.amount else None,
			on=row.day,
		)
		for row in rows
	]


def targets(context: DayContext) -> list[DayRow]:
	"""Targets that run today: one's own, then those of the branch one works in; the team's with all of them."""
	target = frappe.qb.DocType(TARGET)
	own = target.person == context.user
	query = context.rows(target, TARGET, None, target_rows.criterion)
	if not context.team:
		home = (target.holder == TargetHolder.BRANCH.value) & target.branch.isin(_home(context.user) or [""])
		query = query.where(own | home)
	rows = bounded(
		query.select(
			target.name,
			target.title,
			target.target_value,
			target.achieved,
			target.progress,
			target.from_date,
			target.to_date,
		)
		.where((target.from_date <= context.day) & (target.to_date >= context.day))
		.orderby(Case().when(own, 0).else_(1))
		.orderby(target.to_date)
	)
	found: list[DayRow] = []
	for row in rows:
		standing = achieved.standing(row, row.achieved or 0)
		found.append(
			line(
				context,
				TARGET,
				row.name,
				row.title,
				status=_("On Track") if standing.on_track else _("Behind"),
				late=not standing.on_track,
				progress=round(row.progress or 0, 1),
				on=getdate(row.to_date),
			)
		)
	return found


def _home(user: str) -> list[str]:
	return frappe.get_all(branches.STAFF, {"user": user, "active": 1}, pluck="branch")


SECTIONS = (
	Section("targets", lambda: _("Sales Targets"), targets, (TARGET,), for_teams=True),
	Section("leads", lambda: _("Leads to Follow Up"), leads_due, (LEAD,), for_teams=True),
	Section("next_steps", lambda: _("Next Steps Due"), next_steps, (OPPORTUNITY,), for_teams=True),
	Section("stale", lambda: _("Not Moving"), stale, (OPPORTUNITY,), for_teams=True),
)
