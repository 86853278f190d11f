from frappe.model.document import Document


class BankBusinessCalendar(Document):
	"""When the bank works: hours by weekday, public holidays and make-up workdays (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_business_day.bank_business_day import BankBusinessDay
		from bank_crm.service.doctype.bank_business_hours.bank_business_hours import BankBusinessHours

		calendar_name: DF.Data
		days: DF.Table[BankBusinessDay]
		hours: DF.Table[BankBusinessHours]
		is_default: DF.Check
		known_until: DF.Date | None
		makeup_as: DF.Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
		official_days: DF.Check
	# end: auto-generated types
