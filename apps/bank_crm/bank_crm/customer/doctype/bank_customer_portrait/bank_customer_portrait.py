from frappe.model.document import Document


class BankCustomerPortrait(Document):
	"""What transactions, behaviour and contacts say about a customer (CUS-21); computed, never edited."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		computed_at: DF.Datetime
		consumption_level: DF.Literal["", "High", "Medium", "Low", "None"]
		contact_count: DF.Int
		customer: DF.Link
		declared_risk: DF.Literal[
			"", "C1 Conservative", "C2 Steady", "C3 Balanced", "C4 Growth", "C5 Aggressive"
		]
		flow_in: DF.Currency
		flow_out: DF.Currency
		flow_trend: DF.Literal["", "Inflow", "Balanced", "Outflow"]
		held_risk: DF.Literal["", "R1", "R2", "R3", "R4", "R5"]
		interest: DF.Literal[
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
		interest_count: DF.Int
		main_inflow: DF.Literal[
			"",
			"Deposit",
			"Withdrawal",
			"Transfer In",
			"Transfer Out",
			"Purchase",
			"Redemption",
			"Loan Disbursement",
			"Loan Repayment",
			"Card Spend",
			"Fee",
			"Interest",
		]
		main_outflow: DF.Literal[
			"",
			"Deposit",
			"Withdrawal",
			"Transfer In",
			"Transfer Out",
			"Purchase",
			"Redemption",
			"Loan Disbursement",
			"Loan Repayment",
			"Card Spend",
			"Fee",
			"Interest",
		]
		need: DF.Data | None
		potential: DF.Literal["", "High", "Medium", "Low"]
		potential_reasons: DF.Data | None
		spend_channel: DF.Literal["", "Counter", "ATM", "Mobile", "Online", "POS", "Third Party", "System"]
		spend_count: DF.Int
		spend_month_avg: DF.Currency
		window_days: DF.Int
	# end: auto-generated types
