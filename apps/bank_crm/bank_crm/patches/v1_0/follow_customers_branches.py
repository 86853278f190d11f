from frappe.database.utils import drop_index_if_exists

from bank_crm.sales.doctype.bank_opportunity import bank_opportunity
from bank_crm.sales.opportunities import following


def execute() -> None:
	"""Opportunities know their customer's branch; the indexes reports read along begin with what they group by (SAL-02)."""
	for index in ("report_rows", "outcome_customer_salesperson_branch_index"):
		drop_index_if_exists("tabBank Opportunity", index)
	bank_opportunity.on_doctype_update()
	following.follow_branches()
