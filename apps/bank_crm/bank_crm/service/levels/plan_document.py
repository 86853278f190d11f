"""What the documents of the plan share: open orders follow them, and no two are for the same orders (SVC-14, SVC-17)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.service.levels import events


class PlanDocument(Document):
	"""A service level, an escalation rule or a calendar: when one changes, open orders get new clocks and chains."""

	def on_update(self) -> None:
		"""Clocks and chains follow the new plan."""
		events.follow_plan()

	def on_trash(self) -> None:
		"""Clocks and chains follow what is left."""
		events.follow_plan()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""The plan knows its documents by name."""
		events.follow_plan()


def refuse_twin(doc: Document, conditions: Iterable[str]) -> None:
	"""Refuse an enabled document with the conditions of another one: which of them counts would be chance."""
	if not doc.enabled:
		return
	same = {name: doc.get(name) or ("is", "not set") for name in conditions}
	twin = frappe.db.exists(doc.doctype, {**same, "enabled": 1, "name": ("!=", doc.name or "")})
	if twin:
		checks.refuse(doc, "order_type", _("{0} is for the same orders.").format(frappe.bold(twin)))
