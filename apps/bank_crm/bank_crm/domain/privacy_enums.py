"""The vocabularies of consent, do-not-contact, data requests and retention; mirrored by Select options."""

from .enums import Vocabulary


class LawfulBasis(Vocabulary):
	"""What allows the bank to use a customer's data for a purpose (RSK-08)."""

	CONSENT = "Consent"
	CONTRACT = "Contract"
	LEGAL_DUTY = "Legal Duty"
	VITAL_INTEREST = "Vital Interest"
	PUBLISHED = "Published by the Person"


class BlockChannel(Vocabulary):
	"""The channels a block may close."""

	ALL = "All Channels"
	SMS = "SMS"
	EMAIL = "Email"
	APP = "App"
	WECHAT = "WeChat"
	PHONE = "Phone"


class BlockPurpose(Vocabulary):
	"""The purposes a block may close."""

	ALL = "All Purposes"
	CARE = "Care"
	SERVICE = "Service"
	SURVEY = "Survey"
	MARKETING = "Marketing"


class BlockReason(Vocabulary):
	WISH = "Customer's Wish"
	COMPLAINT = "Complaint"
	DECEASED = "Deceased"
	OFFICIAL_LIST = "Official List"
	BANK = "Bank's Decision"
	ERASED = "Erased"


class ListReason(Vocabulary):
	"""Why a whole list is not to be contacted."""

	OFFICIAL_LIST = "Official List"
	WISH = "Customer's Wish"
	BANK = "Bank's Decision"


class JobState(Vocabulary):
	"""Where work in the background is."""

	WAITING = "Waiting"
	RUNNING = "Running"
	DONE = "Done"
	FAILED = "Failed"


class ContactRefusal(Vocabulary):
	"""Why somebody must not be contacted; the first that holds is told."""

	UNKNOWN = "No Such Customer"
	ERASED = "Data Erased"
	ARCHIVED = "Customer Archived"
	BLOCKED = "Do Not Contact"
	WITHDRAWN = "Consent Withdrawn"
	NO_CONSENT = "No Consent"
	QUIET_HOURS = "Quiet Hours"


class DataRequestType(Vocabulary):
	ACCESS = "Access"
	CORRECTION = "Correction"
	ERASURE = "Erasure"


class DataRequestState(Vocabulary):
	"""The states the app itself acts on; a bank's workflow may put others between them."""

	DRAFT = "Draft"
	WAITING = "Compliance Approval"
	APPROVED = "Approved"
	READY = "Ready to Download"
	DONE = "Carried Out"
	CLOSED = "Closed"
	REJECTED = "Rejected"


class ReceivedThrough(Vocabulary):
	COUNTER = "Counter"
	PHONE = "Phone"
	LETTER = "Letter"
	EMAIL = "Email"
	APP = "App"
	OTHER = "Other"


class AskedBy(Vocabulary):
	CUSTOMER = "The Customer"
	REPRESENTATIVE = "A Representative"


class IdentityCheck(Vocabulary):
	"""How the bank knows that it is the customer who asks."""

	DOCUMENT = "Identity Document"
	APP = "Logged-in App"
	CALL_BACK = "Call-back"
	POWER_OF_ATTORNEY = "Power of Attorney"


class CorrectionField(Vocabulary):
	"""The labels of the customer's fields a correction may name."""

	CUSTOMER_NAME = "Customer Name"
	GENDER = "Gender"
	BIRTH_DATE = "Birth Date"
	ID_TYPE = "ID Type"
	ID_NUMBER = "ID Number"
	MOBILE = "Mobile"
	EMAIL = "E-mail"
	CITY = "City"
	ADDRESS = "Address"
	LEGAL_REPRESENTATIVE = "Legal Representative"
	CONTACT_PERSON = "Contact Person"
	INDUSTRY = "Industry"
	OCCUPATION = "Occupation"
	EMPLOYER = "Employer"
	EDUCATION = "Education"
	ANNUAL_INCOME = "Annual Income"
	MARITAL_STATUS = "Marital Status"
	FAMILY_STRUCTURE = "Family Structure"


class CorrectionOutcome(Vocabulary):
	OPEN = "Open"
	CORRECTED = "Corrected"
	CORE_SYSTEM = "For the Core System"


class Fate(Vocabulary):
	"""What became of rows when a customer was erased."""

	DELETED = "Deleted"
	ANONYMISED = "Anonymised"
	KEPT = "Kept"


class RetentionAction(Vocabulary):
	"""What happens to rows whose period is over."""

	DELETE = "Delete"
	ANONYMISE = "Anonymise"
	ARCHIVE = "Archive"


class RequestAction(Vocabulary):
	"""What happens to rows when their customer asks to be erased."""

	DELETE = "Delete"
	ANONYMISE = "Anonymise"
	KEEP = "Keep"
