"""A tag put on the customer, for good or for some days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint

from bank_crm.customer.tags import actions as tags
from bank_crm.customer.tags import store
from bank_crm.domain.customer_enums import TagSource
from bank_crm.domain.journey_enums import StepResult
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Work
from bank_crm.name_list import NameList

MOST_DAYS = 3_660


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "tag",
			"fieldtype": "Link",
			"options": store.TAG,
			"label": _("Tag"),
			"filters": {"enabled": 1},
			"reqd": 1,
		},
		{
			"fieldname": "days",
			"fieldtype": "Int",
			"label": _("Valid for Days"),
			"description": _("0: until somebody takes it off."),
		},
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	found = []
	tag = str(settings.get("tag") or "")
	if not tag or not tags.offered([tag]):
		found.append(_("there is no tag {0} that may be put on today.").format(tag or "–"))
	elif frappe.db.get_value(store.TAG, tag, "conditions"):
		found.append(_("the tag {0} is put on by its own rule.").format(tag))
	if not 0 <= cint(settings.get("days")) <= MOST_DAYS:
		found.append(_("a tag is valid for at most {0} days.").format(MOST_DAYS))
	return found


def _perform(work: Work) -> dict[int, Outcome]:
	settings = work.step.settings
	tag, days = str(settings["tag"]), cint(settings.get("days"))
	if not tags.offered([tag]):
		gone = Outcome(StepResult.SKIPPED, _("The tag {0} is not in force.").format(tag))
		return {run.name: gone for run in work.runs}
	customer = frappe.qb.DocType("Bank Customer")
	chosen = frappe.qb.from_(customer).select(customer.name.as_("customer"))
	store.put_on(
		tag,
		chosen.where(NameList(work.customers).holds(customer.name)),
		TagSource.BATCH,
		frappe.session.user,
		valid_until=add_days(work.now.date(), days) if days else None,
		reason=frappe.get_cached_value("Bank Journey", work.journey, "journey_name"),
	)
	return {}


ACTION = JourneyAction(lambda: _("Tag"), _fields, _check, _perform)
