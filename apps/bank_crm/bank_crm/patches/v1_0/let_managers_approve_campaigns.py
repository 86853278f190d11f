import frappe


def execute() -> None:
	"""Who may approve a large campaign may approve a small one; a step the bank has changed stays (MKT-21)."""
	shipped = {"parent": "Bank Campaign", "action": "Approve", "allowed": "Bank Branch Manager"}
	before = "doc.owner_user != frappe.session.user and doc.above_limit and not doc.approval"
	now = "doc.owner_user != frappe.session.user and not doc.approval"
	frappe.db.set_value("Workflow Transition", shipped | {"condition": before}, "condition", now)
	frappe.clear_cache(doctype="Bank Campaign")
