import frappe
from frappe.model.document import Document


class BankSyncPart(Document):
	"""A piece of a run that is loaded, matched and applied at once, and how far it got; written by the engine."""

	# begin: auto-generated types
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Files that were taken before are looked up by name for each run."""
	frappe.db.add_index("Bank Sync Part", ["data_source", "part_name"])
