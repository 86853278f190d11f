"""The vocabularies of compliance: what the operation log calls things, audits and archives."""

from .enums import Vocabulary


class Operation(Vocabulary):
	"""What somebody did, as the operation log names it (SEC-13)."""

	WRITE = "Write"
	DELETE = "Delete"
	LOG_IN = "Log-in"
	LOG_IN_REFUSED = "Log-in Refused"
	LOG_OUT = "Log-out"
	REVEAL = "Reveal"
	EXPORT = "Export"
	PRINT = "Print"
	PERMISSION_CHANGE = "Permission Change"
	TIER_CHANGE = "Tier Change"
	ACCESS_GRANTED = "Access Granted"
	ACCESS_USED = "Access Used"
	ACCESS_WITHDRAWN = "Access Withdrawn"
	EXPORT_REQUESTED = "Export Requested"
	EXPORT_APPROVED = "Export Approved"
	EXPORT_DOWNLOADED = "Export Downloaded"
	HANDOVER = "Handover"
	UNLOCK = "Unlock"
	WORKFLOW_CHANGE = "Workflow Change"
	DATA_SUBJECT_REQUEST = "Data Subject Request"
	SYNC = "Sync"


class OperationOutcome(Vocabulary):
	"""How it ended."""

	DONE = "Done"
	REFUSED = "Refused"
	FAILED = "Failed"


class AuditVerdict(Vocabulary):
	"""What the audit says of one high-privilege operation (SEC-14)."""

	PENDING = "Pending"
	IN_ORDER = "In Order"
	TO_BE_CLARIFIED = "To Be Clarified"
	NOT_IN_ORDER = "Not in Order"


class AuditStatus(Vocabulary):
	"""A quarterly audit is open until every item has its verdict."""

	OPEN = "Under Audit"
	CLOSED = "Closed"
