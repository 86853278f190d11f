"""What somebody changed in a campaign: of tables only what their rows say counts, and nothing the app keeps by itself."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain import campaign_states
from bank_crm.domain.campaign_enums import CampaignState as State
from bank_crm.marketing.campaigns import steps, tallies
from bank_crm.permissions import roles


def check(campaign: Document, before: Document | None, was: State) -> None:
	"""Content is changed as a draft or while paused, by marketing; what was approved stays (MKT-07, MKT-21)."""
	if before is None:
		if campaign.state != State.DRAFT.value:
			checks.refuse(campaign, "state", _("a campaign begins as a draft."))
		return
	changed = changed_fields(campaign, before)
	if not changed:
		return
	user = frappe.session.user
	if not campaign.flags.bank_itself and user != "Administrator" and not roles.has_any(user, steps.RUNNERS):
		frappe.throw(_("Only marketing changes campaigns."), frappe.PermissionError)
	for name in changed:
		if name in campaign_states.FIXED_AFTER_START and campaign.started_at:
			checks.refuse(campaign, name, _("was fixed when the campaign started."))
		if was not in campaign_states.EDITABLE and name not in _allowed(was):
			checks.refuse(campaign, name, _("pause the campaign first; it is {0}.").format(_(was.value)))


def open_fields(campaign: Document) -> list[str]:
	"""Return the fields that may be changed as a campaign stands."""
	state = State(campaign.state)
	names = (
		[field.fieldname for field in campaign.meta.fields]
		if state in campaign_states.EDITABLE
		else _allowed(state)
	)
	fixed = campaign_states.FIXED_AFTER_START if campaign.started_at else ()
	return [name for name in names if name not in fixed]


def _allowed(state: State) -> tuple[str, ...]:
	"""What may be changed outside a draft and a pause."""
	allowed = ("review_note", "owner_user", "return_percent")
	if state is State.ENDED:
		return (*allowed, "costs")  # what came in late
	if state is State.RUNNING:
		return (*allowed, *campaign_states.CHANGED_WHILE_RUNNING)
	return allowed


def changed_fields(campaign: Document, before: Document) -> list[str]:
	"""Return the fields somebody changed; of tables only what the rows say counts, and what is kept by the app does not."""
	own = {*tallies.COUNTERS, *tallies.KEPT, "state", "above_limit", "approval"}
	return [
		field.fieldname
		for field in campaign.meta.fields
		if field.fieldtype not in (*no_value_fields, "HTML") and field.fieldname not in own
		if _plain(campaign, field) != _plain(before, field)
	]


def _plain(campaign: Document, field: Document) -> object:
	value = campaign.get(field.fieldname)
	if field.fieldtype != "Table":
		return frappe.utils.cstr(frappe.utils.cast(field.fieldtype, value)) if value else ""
	columns = [one for one in frappe.get_meta(field.options).fields if one.fieldtype not in no_value_fields]
	return [[_plain(row, column) for column in columns] for row in value or []]
