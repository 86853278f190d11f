"""The vocabularies of service: work orders, collaboration, presence."""

from .enums import Vocabulary


class OrderType(Vocabulary):
	"""What the customer came with (SVC-01)."""

	ENQUIRY = "Enquiry"
	COMPLAINT = "Complaint"
	SUGGESTION = "Suggestion"
	BUSINESS_REQUEST = "Business Request"


class OrderChannel(Vocabulary):
	"""The way an order came in (SVC-13)."""

	COUNTER = "Counter"
	PHONE = "Phone"
	LETTER = "Letter"
	CHAT = "Chat"
	EMAIL = "Email"
	APP = "App"
	SOCIAL = "Social"
	PORTAL = "Portal"
	API = "API"


class OrderPriority(Vocabulary):
	HIGH = "High"
	MEDIUM = "Medium"
	LOW = "Low"


class OrderState(Vocabulary):
	"""The states the shipped workflow knows; a bank may add its own."""

	NEW = "New"
	VIEWED = "Viewed"
	IN_PROGRESS = "In Progress"
	COLLABORATING = "Collaborating"
	WAITING = "Waiting for Customer"
	ANSWERED = "Answered"
	RATED = "Rated"
	CLOSED = "Closed"
	MERGED = "Merged"


class ClockState(Vocabulary):
	"""Where a service-level clock stands (SVC-14)."""

	RUNNING = "Running"
	PAUSED = "Paused"
	WARNED = "Warned"
	BREACHED = "Breached"
	MET = "Met"
	MISSED = "Missed"


class AssignmentKind(Vocabulary):
	"""How an order came to its handler or its queue (SVC-03)."""

	AUTOMATIC = "Automatic"
	MANUAL = "Manual"
	PULLED = "Pulled"
	HANDED_OVER = "Handed Over"
	QUEUED = "Queued"


class TaskState(Vocabulary):
	"""The states of a collaboration task (SVC-05)."""

	OPEN = "Open"
	IN_PROGRESS = "In Progress"
	DONE = "Done"
	DECLINED = "Declined"
	CANCELLED = "Cancelled"


class TaskMention(Vocabulary):
	"""Who is asked with @: a person, or whoever holds a post."""

	PERSON = "Person"
	POST = "Post"


class CauseUse(Vocabulary):
	"""Where a cause is offered."""

	ORDERS = "Orders"
	LOW_RATINGS = "Low Ratings"
	BOTH = "Both"


class Presence(Vocabulary):
	"""Whether an agent takes orders at the moment."""

	AVAILABLE = "Available"
	BUSY = "Busy"
	AWAY = "Away"
	OFFLINE = "Offline"
