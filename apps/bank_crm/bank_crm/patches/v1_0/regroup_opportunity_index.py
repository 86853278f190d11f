from frappe.database.utils import drop_index_if_exists

from bank_crm.sales.doctype.bank_opportunity import bank_opportunity


def execute() -> None:
	"""Put the outcome before the customer in the index that tells whose an opportunity is (SAL-02)."""
	drop_index_if_exists("tabBank Opportunity", "customer_salesperson_branch_index")
	bank_opportunity.on_doctype_update()
