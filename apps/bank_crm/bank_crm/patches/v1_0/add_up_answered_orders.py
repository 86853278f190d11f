from frappe.database.utils import drop_index_if_exists

from bank_crm.service.doctype.bank_work_order import bank_work_order


def execute() -> None:
	"""Let reports on answered orders read an index alone, in the place of one of their time only (SVC-09)."""
	bank_work_order.on_doctype_update()
	drop_index_if_exists("tabBank Work Order", "answered_on_index")
