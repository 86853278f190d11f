"""A step in the timeline is called as the form calls it: the framework translates a state without saying of what."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name


def name_state(comment: Document, _method: str | None = None) -> None:
	"""Handler of new comments: say the state a document has been given as its workflow says it (UX-01)."""
	if comment.comment_type != "Workflow" or not (workflow := get_workflow_name(comment.reference_doctype)):
		return
	field = frappe.get_cached_doc("Workflow", workflow).workflow_state_field
	state = frappe.db.get_value(comment.reference_doctype, comment.reference_name, field)
	general = _(state) if state else None
	if general != comment.content:
		return  # somebody else's words
	contexts = (comment.reference_doctype, "Workflow State")
	own = (_(state, context=context) for context in contexts)
	comment.content = next((word for word in own if word != general), general)
