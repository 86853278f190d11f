import frappe
from frappe import _
from frappe.model.document import Document


class BankLoginLock(Document):
	"""How often an account failed to log in since it last did, and until when it is locked (SEC-04).

	Written by `bank_crm.compliance.login` alone. Rows without a user count names nobody has: they lock like
	the others, so that locking tells nobody which names exist. Their key is a fingerprint, never the text
	that was typed, which may well have been a password.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account_key: DF.Data
		employee_no: DF.Data | None
		failures: DF.Int
		last_address: DF.Data | None
		last_failure_at: DF.Datetime | None
		locked_until: DF.Datetime | None
		staff_name: DF.Data | None
		user: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""No form, import or API writes here."""
		frappe.throw(_("Log-in locks are kept by the log-in itself."), frappe.PermissionError)

	def on_trash(self) -> None:
		"""Unlocking is an action of its own, which is logged."""
		frappe.throw(_("Log-in locks are kept by the log-in itself."), frappe.PermissionError)
