from frappe.model.document import Document


class BankCareRule(Document):
	"""When which customers are looked after, by whom and how (CAR-01 to CAR-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.customer.doctype.bank_care_step.bank_care_step import BankCareStep
		from bank_crm.customer.doctype.bank_care_tier.bank_care_tier import BankCareTier

		calendar: DF.Literal["Solar", "Lunar"]
		channel: DF.Literal["", "SMS", "Email"]
		day: DF.Int
		description: DF.SmallText | None
		due_days_before: DF.Int
		enabled: DF.Check
		every_n: DF.Int
		festival: DF.Literal[
			"",
			"New Year's Day",
			"Spring Festival",
			"Lantern Festival",
			"Qingming Festival",
			"Labour Day",
			"Dragon Boat Festival",
			"Qixi Festival",
			"Mid-Autumn Festival",
			"Double Ninth Festival",
			"National Day",
			"Laba Festival",
			"New Year's Eve (Lunar)",
			"Winter Solstice",
			"Own Date",
		]
		gender: DF.Literal["", "Male", "Female"]
		gift: DF.Link | None
		greeting: DF.Link | None
		include_companies: DF.Check
		last_run_on: DF.Date | None
		lead_days: DF.Int
		life_event: DF.Literal[
			"",
			"Marriage",
			"Child Born",
			"Child Starts School",
			"Home Purchase",
			"New Job",
			"Retirement",
			"Illness",
			"Bereavement",
			"Other",
		]
		month: DF.Int
		occasion: DF.Literal[
			"",
			"Birthday",
			"Account Anniversary",
			"Festival",
			"Important Date",
			"Maturity",
			"Service Cycle",
			"Customer Review",
			"Life Event",
		]
		only_year: DF.Int
		priority: DF.Literal["Low", "Medium", "High"]
		product_category: DF.Literal[
			"",
			"Savings",
			"Time Deposit",
			"Wealth",
			"Fund",
			"Precious Metal",
			"Insurance",
			"Loan",
			"Credit Card",
			"Debit Card",
		]
		reach: DF.Literal["Staff", "Customer", "Both"]
		rule_name: DF.Data
		segment: DF.Link | None
		steps: DF.Table[BankCareStep]
		subject: DF.Data | None
		tiers: DF.TableMultiSelect[BankCareTier]
		unit: DF.Literal["", "Day", "Week", "Month", "Quarter", "Year"]
	# end: auto-generated types
