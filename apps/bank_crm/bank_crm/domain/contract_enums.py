"""The vocabularies of contracts and applications (CON-01 to CON-04, SAL-11)."""

from .enums import Vocabulary


class ContractState(Vocabulary):
	"""The way of a contract: 草稿, 审批, 已批准, 已签订, 执行中, 已完成 or 已终止 (CON-01)."""

	DRAFT = "Draft"
	PENDING = "Pending Approval"
	APPROVED = "Approved"
	SIGNED = "Signed"
	RUNNING = "In Execution"
	COMPLETED = "Completed"
	TERMINATED = "Terminated"


class ContractParty(Vocabulary):
	"""Who has to fulfil an obligation (CON-03)."""

	BANK = "Bank"
	CUSTOMER = "Customer"


class ApplicationType(Vocabulary):
	"""What a customer applies for (SAL-11)."""

	PERSONAL_LOAN = "Personal Loan"
	BUSINESS_LOAN = "Business Loan"
	CREDIT_LINE = "Credit Line"
	CREDIT_CARD = "Credit Card"
	GUARANTEE = "Guarantee"
	OTHER = "Other"


class ApplicationState(Vocabulary):
	"""The way of an application: 受理, 审批, 批准 or 拒绝, 放款 (SAL-11)."""

	RECEIVED = "Received"
	IN_APPROVAL = "In Approval"
	APPROVED = "Approved"
	REFUSED = "Refused"
	HANDED_OVER = "Handed Over"
	WITHDRAWN = "Withdrawn"


class DecisionClock(Vocabulary):
	"""How a request stands to the time promised for it."""

	IN_TIME = "In Time"
	LATE = "Late"
	MET = "Met"
	MISSED = "Missed"
