from frappe.model.document import Document

from bank_crm.service.orders import profiles


class BankServiceProfile(Document):
	"""What somebody who handles orders knows, speaks, can carry, and when he or she is there (SVC-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_service_absence.bank_service_absence import BankServiceAbsence
		from bank_crm.service.doctype.bank_service_profile_language.bank_service_profile_language import (
			BankServiceProfileLanguage,
		)
		from bank_crm.service.doctype.bank_service_profile_skill.bank_service_profile_skill import (
			BankServiceProfileSkill,
		)

		absences: DF.Table[BankServiceAbsence]
		accepts_orders: DF.Check
		capacity: DF.Int
		languages: DF.TableMultiSelect[BankServiceProfileLanguage]
		last_assigned_on: DF.Datetime | None
		open_orders: DF.Int
		presence: DF.Literal["Available", "Busy", "Away", "Offline"]
		presence_since: DF.Datetime | None
		skills: DF.Table[BankServiceProfileSkill]
		user: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse capacities, levels and absences that make no sense."""
		profiles.check(self)

	def on_update(self) -> None:
		"""Whoever comes back or carries more may take what waits."""
		profiles.follow(self)
