"""New documents in whose workflow nothing has to be done: the framework's search for Workflow Actions is left out.

At every save Frappe reads the workflow's rows one by one to make a Workflow Action for the roles that may go on. Where
every next state is optional – a step may be taken, it need not – it makes none, and a new document has no earlier ones
to end. Asking takes it a third of the time of a whole work order, so it is answered from the cached workflow here; as
soon as the bank's workflow has a step that must be taken, the framework does its work again.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name

EVENT = "on_update"
#: The framework's handler of the event, for documents of every DocType.
ACTIONS = "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions"


class QuietStart(Document):
	"""A document whose insertion makes no Workflow Actions where its workflow asks nobody for anything."""

	def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
		"""Run an event's handlers; without the framework's one for workflows where it would do nothing."""
		if method != EVENT or not asks_nobody(self):
			return super().run_method(method, *args, **kwargs)
		whole = frappe.get_doc_hooks()
		others = [handler for handler in whole["*"][EVENT] if handler != ACTIONS]
		frappe.local.doc_events_hooks = {**whole, "*": {**whole["*"], EVENT: others}}
		self.flags.bank_doc_events = whole
		try:
			return super().run_method(method, *args, **kwargs)
		finally:
			self._restore()

	def on_update(self) -> None:
		"""First of an event's handlers, which are chosen by now: documents saved from here on get all of theirs."""
		self._restore()

	def _restore(self) -> None:
		if whole := self.flags.pop("bank_doc_events", None):
			frappe.local.doc_events_hooks = whole


def asks_nobody(doc: Document) -> bool:
	"""Tell whether a document being inserted has a workflow in which every step from its state is optional."""
	name = get_workflow_name(doc.doctype) if doc.flags.in_insert else None
	if not name:
		return False
	workflow = frappe.get_cached_doc("Workflow", name)
	optional = {row.state for row in workflow.states if row.is_optional_state}
	state = doc.get(workflow.workflow_state_field)
	return all(row.next_state in optional for row in workflow.transitions if row.state == state)
