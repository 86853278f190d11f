"""Journeys that were started before they had to be approved go on as they are; the next change is approved (MKT-14)."""

import frappe

from bank_crm.domain.journey_enums import JourneyState
from bank_crm.marketing.journeys import approval
from bank_crm.marketing.journeys.definition import JOURNEY
from bank_crm.setup import workflows


def execute() -> None:
	"""Complete the workflow and note what runs or is paused as approved; may run again."""
	workflows.complete(JOURNEY)
	started = (JourneyState.RUNNING.value, JourneyState.PAUSED.value)
	filters = {"state": ("in", started), "approved_digest": ("is", "not set")}
	for name in frappe.get_all(JOURNEY, filters=filters, pluck="name", limit=0):
		digest = approval.digest(frappe.get_doc(JOURNEY, name))
		frappe.db.set_value(JOURNEY, name, "approved_digest", digest, update_modified=False)
