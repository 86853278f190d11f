"""The vocabularies of customer care (CAR-01 to CAR-10); a contract test compares them with the Select options."""

from .enums import Vocabulary


class RuleOccasion(Vocabulary):
	"""What a care rule watches."""

	BIRTHDAY = "Birthday"
	ANNIVERSARY = "Account Anniversary"
	FESTIVAL = "Festival"
	IMPORTANT_DATE = "Important Date"
	MATURITY = "Maturity"
	SERVICE_CYCLE = "Service Cycle"
	REVIEW = "Customer Review"
	LIFE_EVENT = "Life Event"


class TaskOccasion(Vocabulary):
	"""Why there is a task: a rule's occasion, or something a person noted."""

	BIRTHDAY = "Birthday"
	ANNIVERSARY = "Account Anniversary"
	FESTIVAL = "Festival"
	IMPORTANT_DATE = "Important Date"
	MATURITY = "Maturity"
	SERVICE_CYCLE = "Service Cycle"
	REVIEW = "Customer Review"
	LIFE_EVENT = "Life Event"
	OTHER = "Other"


class Festival(Vocabulary):
	NEW_YEAR = "New Year's Day"
	SPRING = "Spring Festival"
	LANTERN = "Lantern Festival"
	QINGMING = "Qingming Festival"
	LABOUR = "Labour Day"
	DRAGON_BOAT = "Dragon Boat Festival"
	QIXI = "Qixi Festival"
	MID_AUTUMN = "Mid-Autumn Festival"
	DOUBLE_NINTH = "Double Ninth Festival"
	NATIONAL = "National Day"
	LABA = "Laba Festival"
	LUNAR_NEW_YEARS_EVE = "New Year's Eve (Lunar)"
	WINTER_SOLSTICE = "Winter Solstice"
	OWN_DATE = "Own Date"


class Calendar(Vocabulary):
	SOLAR = "Solar"
	LUNAR = "Lunar"


class CycleUnit(Vocabulary):
	DAY = "Day"
	WEEK = "Week"
	MONTH = "Month"
	QUARTER = "Quarter"
	YEAR = "Year"


class LifeEvent(Vocabulary):
	MARRIAGE = "Marriage"
	CHILD_BORN = "Child Born"
	CHILD_STARTS_SCHOOL = "Child Starts School"
	HOME_PURCHASE = "Home Purchase"
	NEW_JOB = "New Job"
	RETIREMENT = "Retirement"
	ILLNESS = "Illness"
	BEREAVEMENT = "Bereavement"
	OTHER = "Other"


class CarePriority(Vocabulary):
	LOW = "Low"
	MEDIUM = "Medium"
	HIGH = "High"


class CareReach(Vocabulary):
	"""Who acts: the responsible person, the bank's channels directly, or both."""

	STAFF = "Staff"
	CUSTOMER = "Customer"
	BOTH = "Both"


class CareGender(Vocabulary):
	"""The customers a rule is for, where it is for one sex only."""

	MALE = "Male"
	FEMALE = "Female"


class DirectChannel(Vocabulary):
	"""Channels a greeting can be sent through without a person."""

	SMS = "SMS"
	EMAIL = "Email"


class CareChannel(Vocabulary):
	"""How a customer was reached."""

	SMS = "SMS"
	EMAIL = "Email"
	APP = "App"
	WECHAT = "WeChat"
	PHONE = "Phone"
	BRANCH = "Branch"


class CareStatus(Vocabulary):
	OPEN = "Open"
	DONE = "Done"
	SKIPPED = "Skipped"
	CANCELLED = "Cancelled"


class CareResponse(Vocabulary):
	DELIGHTED = "Delighted"
	THANKFUL = "Thankful"
	NEUTRAL = "Neutral"
	NOT_REACHED = "Not Reached"
	DECLINED = "Declined"


class Delivery(Vocabulary):
	"""Where a directly sent greeting is."""

	TO_SEND = "To Send"
	SENDING = "Sending"
	SENT = "Sent"
	FAILED = "Failed"
	NO_CONSENT = "No Consent"
	NO_ADDRESS = "No Address"
	NO_CHANNEL = "No Channel"


class GiftStatus(Vocabulary):
	WAITING = "Waiting for Stock"
	RESERVED = "Reserved"
	SHIPPED = "Shipped"
	DELIVERED = "Delivered"
	RETURNED = "Returned"


class GiftMove(Vocabulary):
	RECEIPT = "Receipt"
	ISSUE = "Issue"
	RETURN = "Return"
	CORRECTION = "Correction"


class ConsentChannel(Vocabulary):
	SMS = "SMS"
	EMAIL = "Email"
	APP = "App"
	WECHAT = "WeChat"
	PHONE = "Phone"


class ConsentPurpose(Vocabulary):
	"""What the bank may contact a customer for."""

	CARE = "Care"
	SERVICE = "Service"
	SURVEY = "Survey"
	MARKETING = "Marketing"


class ConsentDecision(Vocabulary):
	GIVEN = "Given"
	WITHDRAWN = "Withdrawn"
