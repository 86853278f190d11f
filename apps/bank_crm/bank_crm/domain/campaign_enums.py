"""The vocabularies of campaigns, their waves and messages (MKT-01 to MKT-24); compared with the Select options by a test."""

from .enums import Vocabulary


class CampaignType(Vocabulary):
	"""What kind of campaign is made (MKT-01, MKT-02)."""

	MASS_SMS = "Mass SMS"
	BENEFIT = "Benefit Claim"
	SALON = "Offline Salon"
	EMAIL = "Email Marketing"
	TELEMARKETING = "Telemarketing"
	APP_PUSH = "App Push"
	WECHAT = "WeChat"
	SOCIAL = "Social Media"


class CampaignState(Vocabulary):
	"""Only a running campaign sends; only a draft or a paused one is changed."""

	DRAFT = "Draft"
	PENDING = "Pending Approval"
	APPROVED = "Approved"
	RUNNING = "Running"
	PAUSED = "Paused"
	ENDED = "Ended"
	REVIEWED = "Reviewed"


class GoalMetric(Vocabulary):
	"""What a campaign's goal is counted in (MKT-24)."""

	REACHED = "Customers Reached"
	PARTICIPANTS = "Participants"
	CLAIMS = "Claims"
	PURCHASES = "Purchases"
	AMOUNT = "Amount Purchased"


class TouchRule(Vocabulary):
	"""From which touch on a purchase counts as the campaign's (MKT-13)."""

	FIRST = "First Touch"
	LAST = "Last Touch"


class SegmentUse(Vocabulary):
	"""What a campaign does with the members of a segment."""

	INCLUDE = "Include"
	EXCLUDE = "Leave Out"


class AudienceMatch(Vocabulary):
	"""Whether one of the segments to include is enough."""

	ANY = "Any Segment"
	EVERY = "Every Segment"


class CostKind(Vocabulary):
	MESSAGES = "Messages"
	BENEFITS = "Benefits and Gifts"
	VENUE = "Venue"
	MATERIAL = "Material"
	STAFF = "Staff"
	OTHER = "Other Cost"


class ContentKind(Vocabulary):
	"""What a message is about (MKT-17)."""

	PROMOTION = "Promotion"
	NEWS = "Financial News"
	PRODUCT = "Product Information"
	FEEDBACK = "Request for Feedback"
	NOTICE = "Notice"


class WaveState(Vocabulary):
	"""A wave whose targets are fixed is sent to its end, as long as its campaign runs."""

	PLANNED = "Planned"
	FIXING = "Fixing Targets"
	SENDING = "Sending"
	DONE = "Done"
	CANCELLED = "Cancelled"


class WaveAudience(Vocabulary):
	"""Whom of the campaign's audience a wave turns to, by what they did so far (MKT-08, MKT-09)."""

	EVERYBODY = "Everybody"
	NOT_REACHED = "Not Reached"
	NOT_CLICKED = "Reached, Not Clicked"
	NOT_CLAIMED = "Clicked, Not Claimed"
	NOT_PURCHASED = "Claimed, Not Purchased"
	NO_PURCHASE = "Without Purchase"
	PARTICIPANTS = "Participants Only"


class MessageState(Vocabulary):
	"""Where a message stands; `domain/message_states.py` says which steps there are."""

	EXCLUDED = "Excluded"
	QUEUED = "Queued"
	HANDED = "Handed Over"
	SENT = "Sent"
	DELIVERED = "Delivered"
	OPENED = "Opened"
	CLICKED = "Clicked"
	REPLIED = "Replied"
	BOUNCED = "Bounced"
	FAILED = "Failed"
	UNSUBSCRIBED = "Unsubscribed"
	CANCELLED = "Cancelled"


class Exclusion(Vocabulary):
	"""Why a customer of the audience gets no message, in the order it is told."""

	MINUS_LIST = "Minus List"
	CONTROL = "Control Group"
	DO_NOT_CONTACT = "Do Not Contact"
	NO_CONSENT = "No Consent"
	NO_ADDRESS = "No Address"
	DUPLICATE = "Duplicate Address"
	CAPPED = "Contacted Too Often"
	QUIET = "Quiet Hours"
	TOO_LATE = "Too Late"
	MISSING_VALUE = "Missing Value"
	NO_CONTENT = "No Content"


class GatewayKind(Vocabulary):
	"""How a gateway is spoken to; a bank's app adds classes by the hook `bank_message_gateways`."""

	EMAIL_QUEUE = "Email Queue"
	HTTP = "HTTP"


class CallState(Vocabulary):
	"""Where a call of a campaign stands; an open one has a time it is due at."""

	OPEN = "Open"
	DONE = "Done"
	CANCELLED = "Cancelled"


class CallColour(Vocabulary):
	"""How the button of an outcome looks."""

	GRAY = "Gray"
	GREEN = "Green"
	BLUE = "Blue"
	ORANGE = "Orange"
	RED = "Red"


class PrepaidKind(Vocabulary):
	"""What changes a prepaid account."""

	TOP_UP = "Top-up"
	RESERVED = "Reserved"
	RELEASED = "Released"
	SPENT = "Spent"
	CORRECTION = "Correction"


class ResponseKind(Vocabulary):
	"""What a customer did because of a campaign; each with its time, the member keeps the first of a kind."""

	OPENED = "Opened"
	CLICKED = "Clicked"
	REPLIED = "Replied"
	CLAIMED = "Claimed"
	REGISTERED = "Registered"
	ATTENDED = "Attended"
	TALKED = "Talked To"
	PURCHASED = "Purchased"
	UNSUBSCRIBED = "Unsubscribed"
