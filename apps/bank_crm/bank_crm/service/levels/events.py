"""What an order's own save does to its clocks (SVC-14); the sweep does the rest."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from bank_crm.service.levels import clocks, plan
from bank_crm.service.levels.dwells import Dwell, dwells_of


def before_save(doc: Document, method: str | None = None) -> None:
	"""Set the clocks of an order that is new or has changed in what decides about them (doc_event)."""
	before = doc.get_doc_before_save()
	if before is not None and not _has_changed(doc, before):
		return
	if before is not None and cint(doc.reopened_count) > cint(before.reopened_count):
		doc.escalation_step = 0  # whoever reopens an order has a new chain behind him
	doc.update(clocks.columns(doc.as_dict(), _dwells(doc, before), plan.current(), now_datetime()))


def _has_changed(doc: Document, before: Document) -> bool:
	"""Whether one of the columns that decide differs; moments are compared as moments."""
	return any(str(doc.get(name) or "") != str(before.get(name) or "") for name in clocks.READ)


def _dwells(doc: Document, before: Document | None) -> list[Dwell]:
	"""The states of the order on record, and the one it leaves with this save."""
	if before is None:
		return []
	found = dwells_of([doc.name]).get(doc.name, [])
	if before.state != doc.state and before.state_since:
		found.append((before.state, before.state_since, doc.state_since or now_datetime()))
	return found


def follow_plan() -> None:
	"""Have every open order's clocks set anew after a level, a rule or a calendar has changed."""
	from bank_crm.jobs import enqueue_once

	plan.forget()
	if not (frappe.flags.in_install or frappe.flags.in_migrate):
		enqueue_once("bank_crm.service.levels.recompute.run", "service_level_clocks", minutes=60, commit=True)
