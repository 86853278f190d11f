"""The vocabularies of surveys and of the store their answers share with service ratings (SUR-01 to SUR-06)."""

from .enums import Vocabulary


class SurveyTopic(Vocabulary):
	"""What a survey is about; a service rating is one too (SUR-03)."""

	SATISFACTION = "Satisfaction"
	NEEDS = "Customer Needs"
	PRODUCT = "Product"
	CAMPAIGN = "Campaign"
	SERVICE_RATING = "Service Rating"


class SurveyState(Vocabulary):
	"""Only a published survey takes answers."""

	DRAFT = "Draft"
	PUBLISHED = "Published"
	PAUSED = "Paused"
	CLOSED = "Closed"


class QuestionType(Vocabulary):
	"""What can be asked; a section is a heading with the condition of all its questions."""

	SECTION = "Section"
	SINGLE = "Single Choice"
	MULTIPLE = "Multiple Choice"
	SCALE = "Scale"
	NPS = "NPS"
	CSAT = "CSAT"
	CES = "CES"
	MATRIX = "Matrix"
	TEXT = "Text"
	DATE = "Date"


class AnswerFormat(Vocabulary):
	"""What a text must look like."""

	NUMBER = "Number"
	EMAIL = "Email"
	MOBILE = "Mobile Number"
	POSTCODE = "Postcode"


class Comparison(Vocabulary):
	"""How an answer is compared in a branch or a rule."""

	IS = "Is"
	IS_NOT = "Is Not"
	AT_LEAST = "At Least"
	AT_MOST = "At Most"
	ANSWERED = "Is Answered"


class RuleAction(Vocabulary):
	"""What an answer sets going (SUR-05, SUR-06)."""

	CUSTOMER_TASK = "Customer Task"
	CUSTOMER_NEED = "Customer Need"
	IMPROVEMENT = "Improvement"
	WORK_ORDER = "Work Order"


class SurveyFrequency(Vocabulary):
	"""How often a plan is sent (SUR-02)."""

	ONCE = "Once"
	WEEKLY = "Weekly"
	MONTHLY = "Monthly"
	QUARTERLY = "Quarterly"
	HALF_YEARLY = "Half-yearly"
	YEARLY = "Yearly"


class QuotaAttribute(Vocabulary):
	"""By what the audience may be divided for quotas."""

	TIER = "Tier"
	GENDER = "Gender"
	BRANCH = "Branch"


class RoundState(Vocabulary):
	"""A round is made ready, takes answers, and is over."""

	PREPARING = "Preparing"
	OPEN = "Open"
	CLOSED = "Closed"


class CloseReason(Vocabulary):
	"""Why a round takes no more answers."""

	TIME_OVER = "Time Over"
	ENOUGH_ANSWERS = "Enough Answers"
	STOPPED = "Stopped"


class InvitationState(Vocabulary):
	"""How far one customer's invitation is; everything after Sent is final."""

	WAITING = "Waiting"
	SENDING = "Sending"
	SENT = "Sent"
	ANSWERED = "Answered"
	NOT_ALLOWED = "Not Allowed"
	NO_ADDRESS = "No Address"
	NO_CHANNEL = "No Channel"
	FAILED = "Failed"
	EXPIRED = "Expired"
	QUOTA_FULL = "Quota Full"


class InvitationChannel(Vocabulary):
	"""The channels invitations leave by."""

	SMS = "SMS"
	EMAIL = "Email"


class ResponseSource(Vocabulary):
	"""How a response came to be."""

	INVITATION = "Invitation"
	SHARED_LINK = "Shared Link"
	SERVICE_RATING = "Service Rating"
	STAFF = "Entered by Staff"


class ResponseState(Vocabulary):
	"""A draft can be resumed; a complete response never changes."""

	DRAFT = "Draft"
	COMPLETE = "Complete"


class ResponseChannel(Vocabulary):
	"""Where somebody answered."""

	COUNTER = "Counter"
	PHONE = "Phone"
	CHAT = "Chat"
	EMAIL = "Email"
	APP = "App"
	SOCIAL = "Social"
	PORTAL = "Portal"
	API = "API"
	SMS = "SMS"


class ResponseLanguage(Vocabulary):
	"""The languages surveys are asked in."""

	CHINESE = "zh"
	ENGLISH = "en"
