"""The roles of the app and what follows from them, by name only; rows are `scope.py`'s matter."""

from collections.abc import Iterable

import frappe

TELLER = "Bank Teller"
RELATIONSHIP_MANAGER = "Bank Relationship Manager"
MARKETING_OFFICER = "Bank Marketing Officer"
SERVICE_AGENT = "Bank Service Agent"
BRANCH_MANAGER = "Bank Branch Manager"
COMPLIANCE_OFFICER = "Bank Compliance Officer"
AUDITOR = "Bank Auditor"
ADMINISTRATOR = "Bank CRM Administrator"
#: May use the framework's own exports; nobody has it at first, and no role profile gives it (SEC-12).
DATA_EXPORTER = "Bank Data Exporter"

ALL = (
	TELLER,
	RELATIONSHIP_MANAGER,
	MARKETING_OFFICER,
	SERVICE_AGENT,
	BRANCH_MANAGER,
	COMPLIANCE_OFFICER,
	AUDITOR,
	ADMINISTRATOR,
)
#: Read every row (requirements 1.6).
READ_EVERYTHING = (COMPLIANCE_OFFICER, AUDITOR, ADMINISTRATOR)
#: Change every row.
WRITE_EVERYTHING = (ADMINISTRATOR,)
#: May ask for the complete value of a sealed field of the customers they may change.
REVEALING = (RELATIONSHIP_MANAGER, BRANCH_MANAGER, ADMINISTRATOR)


def has_any(user: str, wanted: Iterable[str]) -> bool:
	"""Tell whether `user` holds at least one of the wanted roles."""
	return not set(wanted).isdisjoint(frappe.get_roles(user))
