import frappe


def execute() -> None:
	"""A request's time runs "In Time": "Running" is the word of its state (CON-04, SAL-11)."""
	frappe.db.set_value("Bank Approval", {"clock": "Running"}, "clock", "In Time", update_modified=False)
