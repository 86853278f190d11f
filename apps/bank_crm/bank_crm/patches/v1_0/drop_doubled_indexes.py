from frappe.database.utils import drop_index_if_exists


def execute() -> None:
	"""What another index begins with is kept up for nothing: at every change of a tier, and at every saved file."""
	drop_index_if_exists("tabBank Tier Change", "customer")
	drop_index_if_exists("tabBank Customer", "completeness_index")
