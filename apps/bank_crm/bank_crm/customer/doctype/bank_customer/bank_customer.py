import frappe

from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.customer import checks
from bank_crm.customer.file import form, history, ownership, soundness, validation
from bank_crm.domain.profile import completeness
from bank_crm.permissions import roles


class BankCustomer(SealedDocument):
	"""The customer file, master of every other module (CUS-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_credit_record.bank_credit_record import BankCreditRecord
		from bank_crm.compliance.doctype.bank_customer_collaborator.bank_customer_collaborator import (
			BankCustomerCollaborator,
		)
		from bank_crm.compliance.doctype.bank_customer_teller.bank_customer_teller import BankCustomerTeller
		from bank_crm.compliance.doctype.bank_important_date.bank_important_date import BankImportantDate
		from bank_crm.compliance.doctype.bank_manual_entry.bank_manual_entry import BankManualEntry

		activity_level: DF.Literal["", "High", "Medium", "Low", "Dormant"]
		address: DF.SmallText | None
		annual_income: DF.Currency
		aum_month_avg: DF.Currency
		birth_date: DF.Date | None
		branch: DF.Link | None
		city: DF.Data | None
		collaborators: DF.Table[BankCustomerCollaborator]
		completeness: DF.Percent
		contact_person: DF.Data | None
		core_asset_amount: DF.Currency
		core_asset_type: DF.Literal[
			"", "Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Loan", "Credit Card"
		]
		credit_grade: DF.Data | None
		credit_records: DF.Table[BankCreditRecord]
		credit_score: DF.Int
		customer_name: DF.Data
		customer_type: DF.Literal["Person", "Company"]
		education: DF.Literal["", "Primary", "Secondary", "Vocational", "Bachelor", "Master", "Doctorate"]
		email: DF.Data | None
		employer: DF.Data | None
		erased_on: DF.Date | None
		external_id: DF.Data | None
		family_structure: DF.Literal[
			"", "Living Alone", "Couple", "With Children", "Three Generations", "Other"
		]
		founded_on: DF.Date | None
		gender: DF.Literal["Male", "Female", "Unknown"]
		household: DF.Link | None
		id_number: DF.Data | None
		id_type: DF.Literal["", "ID Card", "Passport", "Unified Social Credit Code", "Other"]
		important_dates: DF.Table[BankImportantDate]
		industry: DF.Data | None
		last_login_at: DF.Datetime | None
		last_reviewed_by: DF.Link | None
		last_reviewed_on: DF.Date | None
		last_synced_at: DF.Datetime | None
		last_txn_at: DF.Datetime | None
		legal_representative: DF.Data | None
		manager: DF.Link | None
		manual_entries: DF.Table[BankManualEntry]
		marital_status: DF.Literal["", "Single", "Married", "Divorced", "Widowed"]
		merged_into: DF.Link | None
		mobile: DF.Data
		name_pinyin: DF.Data | None
		occupation: DF.Data | None
		opened_on: DF.Date | None
		preferred_channel: DF.Literal["", "Phone", "SMS", "Email", "App", "WeChat", "Branch"]
		product_count: DF.Int
		profile_problems: DF.Data | None
		registered_capital: DF.Currency
		relationship_stage: DF.Literal[
			"Prospect", "New", "Active", "Growing", "At Risk", "Churned", "Won Back"
		]
		risk_preference: DF.Literal[
			"", "C1 Conservative", "C2 Steady", "C3 Balanced", "C4 Growth", "C5 Aggressive"
		]
		source_system: DF.Data | None
		stage_changed_on: DF.Date | None
		status: DF.Literal["Active", "Archived"]
		tellers: DF.Table[BankCustomerTeller]
		tier: DF.Link | None
		tier_locked_until: DF.Date | None
		tier_months_below: DF.Int
		tier_override_reason: DF.SmallText | None
		tier_source: DF.Literal["", "Rule", "Manual"]
		tier_watch_since: DF.Date | None
		total_aum: DF.Currency
		total_liability: DF.Currency
		value_score: DF.Int
		wealth_preference: DF.Literal["", "Wealth", "Fund", "Time Deposit", "Precious Metal", "Insurance"]
		wealth_preference_amount: DF.Currency
	# end: auto-generated types

	def before_insert(self) -> None:
		"""A customer a relationship manager files without a manager is his or her own (SEC-07)."""
		user = frappe.session.user
		if not self.manager and user != "Administrator" and roles.has_any(user, [roles.RELATIONSHIP_MANAGER]):
			self.manager = user

	def onload(self) -> None:
		"""Tell the form which values are the core system's, what is missing, and whether a review is due."""
		self.set_onload("file", form.state(self))

	def validate(self) -> None:
		"""Check the file field by field and score how complete and sound it is."""
		checks.empty_to_null(self, "source_system", "external_id")
		self.customer_name = (self.customer_name or "").strip()
		validation.complete_from_id(self)
		validation.check(self)
		for row in (*self.collaborators, *self.tellers):
			checks.check_period(row, "from_date", "to_date")
		form.keep_latest_credit(self)
		ownership.guard(self)
		soundness.keep_codes(self)
		self.completeness = completeness(self.as_dict())

	def on_trash(self) -> None:
		"""Refuse to delete a customer who has a history; such a file is archived (CUS-11)."""
		history.refuse_delete(self)


def on_doctype_update() -> None:
	"""Customers born on one day, by the sound of their names: how duplicates are found (CUS-13).

	A manager's customers along the order of the list: a page reads its 20 rows and sorts none (SEC-07). What dashboards add up over
	everybody, or over branches, stands in one index: no row is read for it (ANA-05).
	"""
	states, sums = (
		["activity_level", "relationship_stage", "merged_into"],
		["product_count", "total_aum", "opened_on"],
	)
	frappe.db.add_index("Bank Customer", ["status", "branch", *states, *sums], "dashboard_figures")
	frappe.db.add_index("Bank Customer", ["birth_date", "name_pinyin"])
	frappe.db.add_index("Bank Customer", ["manager", "creation"])
