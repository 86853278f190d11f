import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today

from bank_crm.customer import checks
from bank_crm.domain.care import Festival, RuleOccasion
from bank_crm.domain.care_calendar import MOST_LEAD_DAYS
from bank_crm.domain.enums import ProductCategory


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

	def validate(self) -> None:
		"""A rule that could never make a task, or would make it too late, is refused."""
		self.check_days()
		if self.occasion == RuleOccasion.FESTIVAL and self.festival == Festival.OWN_DATE:
			self.check_own_date()
		if self.occasion == RuleOccasion.REVIEW and not self.unit:
			checks.refuse(self, "unit", _("needed for a regular review."))
		if self.reach != "Staff" and not self.greeting:
			checks.refuse(self, "greeting", _("needed for a greeting that is sent directly."))
		self.check_contradictions()
		if self.enabled:
			self.check_runs()

	def check_contradictions(self) -> None:
		"""What cannot be true together, at the field that is easier given up."""
		if self.gender and self.include_companies:
			checks.refuse(
				self, "include_companies", _("companies have no gender; leave one of the two empty.")
			)
		if self.steps and self.occasion != RuleOccasion.LIFE_EVENT:
			checks.refuse(self, "steps", _("only a life event starts an action plan."))
		if self.gift and self.reach == "Customer":
			checks.refuse(self, "gift", _("somebody has to hand it over; choose staff or both."))
		if self.occasion == RuleOccasion.MATURITY and self.product_category in _NEVER_MATURE:
			checks.refuse(self, "product_category", _("these accounts never mature."))

	def check_runs(self) -> None:
		"""An enabled rule leans on nothing that is switched off or over."""
		for field in ("greeting", "gift"):
			value, doctype = self.get(field), self.meta.get_field(field).options
			if value and not frappe.db.get_value(doctype, value, "enabled"):
				checks.refuse(self, field, _("is switched off."))
		own_date = self.occasion == RuleOccasion.FESTIVAL and self.festival == Festival.OWN_DATE
		if own_date and self.only_year and cint(self.only_year) < getdate(today()).year:
			checks.refuse(self, "only_year", _("this year is over."))

	def check_days(self) -> None:
		"""A task cannot be due before it appears."""
		if cint(self.lead_days) > MOST_LEAD_DAYS:
			checks.refuse(self, "lead_days", _("at most {0} days.").format(MOST_LEAD_DAYS))
		cyclic = self.occasion in (RuleOccasion.SERVICE_CYCLE, RuleOccasion.REVIEW)
		if not cyclic and cint(self.due_days_before) > cint(self.lead_days):
			checks.refuse(self, "due_days_before", _("the task would be due before it appears."))

	def check_own_date(self) -> None:
		"""The day must exist in its month: 31 solar days at most, 30 lunar ones."""
		if not 1 <= cint(self.month) <= 12:
			checks.refuse(self, "month", _("from 1 to 12."))
		longest = 30 if self.calendar == "Lunar" else _LONGEST[cint(self.month) - 1]
		if not 1 <= cint(self.day) <= longest:
			checks.refuse(self, "day", _("from 1 to {0}.").format(longest))
		if self.only_year and not 1901 <= cint(self.only_year) <= 2099:
			checks.refuse(self, "only_year", _("from 1901 to 2099."))


_NEVER_MATURE = (
	ProductCategory.SAVINGS.value,
	ProductCategory.DEBIT_CARD.value,
	ProductCategory.CREDIT_CARD.value,
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
