"""The words of export requests and of duties kept apart, as they are stored."""

from .enums import Vocabulary


class ExportState(Vocabulary):
	"""The states the app itself acts on; a bank's workflow may put others between them."""

	DRAFT = "Draft"
	CHECKED = "Masking Check"
	WAITING = "Compliance Approval"
	APPROVED = "Approved"
	READY = "Ready to Download"
	CLOSED = "Closed"
	REJECTED = "Rejected"


class ExportSource(Vocabulary):
	DOCTYPE = "DocType"
	REPORT = "Report"
	SEGMENT = "Segment"


class ExportFormat(Vocabulary):
	XLSX = "XLSX"
	CSV = "CSV"


class Sensitivity(Vocabulary):
	"""How much a column says about a person."""

	OPEN = "Not Personal"
	PERSONAL = "Personal"
	SEALED = "Sealed"


class Treatment(Vocabulary):
	"""How a column is shown in the file."""

	AS_IT_IS = "As It Is"
	MASKED = "Masked"
	LEFT_OUT = "Left Out"


class DutyRuleKind(Vocabulary):
	MAKER_CHECKER = "Maker and Checker"
	ROLES = "Conflicting Roles"


class DutyConsequence(Vocabulary):
	REFUSED = "Refused"
	REPORTED = "Reported"
