"""What somebody changed in a campaign: of tables only what their rows say counts, and nothing the app keeps by itself."""

from __future__ import annotations

import frappe
from frappe.model import no_value_fields
from frappe.model.document import Document

from bank_crm.marketing.campaigns import tallies


def changed_fields(campaign: Document, before: Document) -> list[str]:
	"""Return the fields somebody changed; of tables only what the rows say counts, and what is kept by the app does not."""
	own = {
		*tallies.COUNTERS,
		"state",
		"paused_reason",
		"above_limit",
		"approval",
		"current_version",
		"version_no",
	}
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
