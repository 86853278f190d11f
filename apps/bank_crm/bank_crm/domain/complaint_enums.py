"""The vocabularies of complaints; categories and reasons follow the regulator's classification (SVC-11)."""

from .enums import Vocabulary


class ComplaintState(Vocabulary):
	"""The states the shipped workflow knows; a bank may add its own."""

	RECEIVED = "Complaint Accepted"
	INVESTIGATING = "Under Inquiry"
	EXTENSION = "Extension Awaiting Approval"
	EXTENDED = "Inquiry Extended"
	REPLIED = "Replied"
	CLOSED = "Closed"
	WITHDRAWN = "Withdrawn"


class Complexity(Vocabulary):
	SIMPLE = "Simple"
	COMPLEX = "Complex"


class Timeliness(Vocabulary):
	"""How a complaint stands to its day."""

	IN_TIME = "In Time"
	DUE_SOON = "Due Soon"
	LATE = "Late"


class ComplaintOrigin(Vocabulary):
	"""Who brought the complaint to the bank."""

	CUSTOMER = "Customer"
	REGULATOR = "Passed on by the Regulator"
	HOTLINE = "Financial Consumer Hotline"
	OTHER = "Other Authority"


class BusinessCategory(Vocabulary):
	SAVINGS = "Savings"
	DEBIT_CARD = "Debit Card"
	CREDIT_CARD = "Credit Card"
	LOAN = "Loan"
	PAYMENT = "Payment and Settlement"
	WEALTH = "Own Wealth Products"
	AGENCY = "Agency Business"
	FOREIGN_EXCHANGE = "Foreign Exchange"
	PRECIOUS_METAL = "Precious Metal"
	BONDS = "Government Bonds"
	CASH = "Cash Services"
	CREDIT_REPORTING = "Credit Reporting"
	DEBT_COLLECTION = "Debt Collection"
	PERSONAL_DATA = "Personal Financial Data"
	OTHER = "Other"


class ReasonCategory(Vocabulary):
	RULES = "Rules and Procedures"
	ATTITUDE = "Attitude and Quality of Service"
	FACILITIES = "Facilities and Equipment"
	SYSTEMS = "Business Systems"
	YIELD = "Yield of Products"
	DISCLOSURE = "Disclosure of Information"
	PRICING = "Pricing and Fees"
	MARKETING = "Marketing Methods"
	CONTRACT = "Contract Terms"
	FUNDS = "Safety of Funds"
	PERSONAL_DATA = "Personal Information"
	COLLECTION = "Debt Collection Methods"
	OTHER = "Other"


class ComplaintOutcome(Vocabulary):
	UPHELD = "Upheld"
	PARTLY = "Partly Upheld"
	NOT_UPHELD = "Not Upheld"
	SETTLED = "Settled"


class Compensation(Vocabulary):
	MONEY = "Money"
	FEES_BACK = "Fees Refunded"
	BENEFIT = "Benefit or Gift"
	APOLOGY = "Written Apology"


class ExtensionDecision(Vocabulary):
	APPROVED = "Approved"
	REFUSED = "Refused"


class InformedBy(Vocabulary):
	"""How the customer learned of the answer."""

	LETTER = "Letter"
	PHONE = "Phone"
	EMAIL = "Email"
	SMS = "SMS"
	IN_PERSON = "In Person"


class CustomerAnswer(Vocabulary):
	ACCEPTS = "Accepts"
	DOES_NOT = "Does Not Accept"
	SILENT = "No Answer"
