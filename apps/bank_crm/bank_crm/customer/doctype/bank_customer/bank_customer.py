from frappe.model.document import Document


class BankCustomer(Document):
	"""The customer file, master of every other module (CUS-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from bank_crm.customer.doctype.bank_customer_collaborator.bank_customer_collaborator import BankCustomerCollaborator
		from bank_crm.customer.doctype.bank_customer_teller.bank_customer_teller import BankCustomerTeller
		from frappe.types import DF

		activity_level: DF.Literal["", "High", "Medium", "Low", "Dormant"]
		address: DF.SmallText | None
		annual_income: DF.Currency
		aum_month_avg: DF.Currency
		birth_date: DF.Date | None
		branch: DF.Link | None
		city: DF.Data | None
		collaborators: DF.Table[BankCustomerCollaborator]
		completeness: DF.Percent
		core_asset_amount: DF.Currency
		core_asset_type: DF.Literal["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Loan", "Credit Card"]
		credit_grade: DF.Data | None
		credit_score: DF.Int
		customer_name: DF.Data
		customer_type: DF.Literal["Person", "Company"]
		education: DF.Literal["", "Primary", "Secondary", "Vocational", "Bachelor", "Master", "Doctorate"]
		email: DF.Data | None
		employer: DF.Data | None
		external_id: DF.Data | None
		family_structure: DF.Literal["", "Living Alone", "Couple", "With Children", "Three Generations", "Other"]
		gender: DF.Literal["Male", "Female", "Unknown"]
		id_number: DF.Data | None
		id_type: DF.Literal["", "ID Card", "Passport", "Unified Social Credit Code", "Other"]
		last_login_at: DF.Datetime | None
		last_synced_at: DF.Datetime | None
		last_txn_at: DF.Datetime | None
		manager: DF.Link | None
		marital_status: DF.Literal["", "Single", "Married", "Divorced", "Widowed"]
		mobile: DF.Data
		occupation: DF.Data | None
		opened_on: DF.Date | None
		preferred_channel: DF.Literal["", "Phone", "SMS", "Email", "App", "WeChat", "Branch"]
		product_count: DF.Int
		relationship_stage: DF.Literal["Prospect", "New", "Active", "Growing", "At Risk", "Churned", "Won Back"]
		risk_preference: DF.Literal["", "C1 Conservative", "C2 Steady", "C3 Balanced", "C4 Growth", "C5 Aggressive"]
		source_system: DF.Data | None
		status: DF.Literal["Active", "Archived"]
		tellers: DF.Table[BankCustomerTeller]
		tier: DF.Link | None
		total_aum: DF.Currency
		total_liability: DF.Currency
	# end: auto-generated types
