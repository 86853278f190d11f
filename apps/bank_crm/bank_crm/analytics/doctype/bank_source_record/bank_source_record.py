import frappe
from frappe.model.document import Document


class BankSourceRecord(Document):
	"""The link between a row of a source system and the document it became (CUS-13); written by the engine."""

	# begin: auto-generated types
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One link for each row of a system; looked up from both ends."""
	frappe.db.add_unique("Bank Source Record", ["source_system", "entity", "external_id"])
	frappe.db.add_index("Bank Source Record", ["ref_doctype", "ref_name"])
