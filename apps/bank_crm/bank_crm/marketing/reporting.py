"""What the campaign reports share: the campaigns of a period, and whose members the reader's figures count (MKT-12, SEC-20)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.utils import add_days
from pypika.terms import Criterion

from bank_crm.customer.segments import population
from bank_crm.permissions import branches, scope
from bank_crm.service.reporting import (
	MOST_ROWS,
	Dimension,
	chart,
	column,
	dimension_column,
	dimension_of,
	narrowed,
	period_of,
	readable,
)

__all__ = [
	"MOST_ROWS",
	"Dimension",
	"chart",
	"column",
	"dimension_column",
	"dimension_of",
	"narrowed",
	"period_of",
	"readable",
]
CAMPAIGN, MEMBER = "Bank Campaign", "Bank Campaign Member"


def dimensions() -> dict[str, Dimension]:
	"""Return what reports on campaigns group by."""
	return {
		"campaign": Dimension(_("Campaign"), "name", named_by=(CAMPAIGN, "campaign_name")),
		"campaign_type": Dimension(_("Type"), "campaign_type", CAMPAIGN),
		"product_category": Dimension(_("Product Line"), "product_category", "Bank Product"),
		"branch": Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"owner_user": Dimension(_("Responsible"), "owner_user", named_by=("User", "full_name")),
	}


def campaigns(table: Table, wanted: frappe._dict) -> Criterion:
	"""Return the campaigns asked for: one, or those that were started and ran within the period."""
	if wanted.campaign:
		return table.name == wanted.campaign
	period = period_of(wanted, months=12)
	found = [
		table.started_at.isnotnull(),
		table.started_at < add_days(period.last, 1),
		table.ended_at.isnull() | (table.ended_at >= period.first),
		narrowed(table, wanted, "campaign_type", "product_category", "owner_user"),
		table.branch.isin(branches.below([wanted.branch]) or [""]) if wanted.branch else None,
	]
	return Criterion.all([one for one in found if one is not None])


def members(table: Table) -> Criterion | None:
	"""Return the members a report of the session's user counts; marketing counts the whole bank's, None means all."""
	user = population.asked_as(frappe.session.user)
	return scope.criterion(MEMBER, user, table) if user else None
