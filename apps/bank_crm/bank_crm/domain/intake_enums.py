"""The words of what comes in from outside, of ratings and of the measures that follow, as they are stored."""

from .enums import Vocabulary


class IntakeOutcome(Vocabulary):
	"""What became of something that came in."""

	NEW_ORDER = "New Order"
	ADDED = "Added to Order"
	IGNORED = "Ignored"
	REFUSED = "Refused"


class IntakeReason(Vocabulary):
	"""Why something that came in made no order."""

	AUTO_REPLY = "Auto-Reply"
	MAILING_LIST = "Mailing List"
	BOUNCE = "Bounce"
	LOOP = "Loop"
	TOO_MANY = "Too Many"
	NOT_WAITED_FOR = "Not Waited For"
	UNREADABLE = "Unreadable"


class MatchedBy(Vocabulary):
	"""How the customer behind a message was found; only the last two and a log-in have looked at the person."""

	LOGIN = "Log-in"
	EMAIL = "E-mail Address"
	MOBILE = "Mobile Number"
	ORDER = "Order"
	STAFF = "Staff"


class RatingRequestState(Vocabulary):
	TO_SEND = "To Send"
	SENDING = "Sending"
	SENT = "Sent"
	RATED = "Rated"
	NOT_SENT = "Not Sent"
	EXPIRED = "Expired"
	REVOKED = "Revoked"


class RatingChannel(Vocabulary):
	SMS = "SMS"
	EMAIL = "Email"
	APP = "App"


class TraceState(Vocabulary):
	OPEN = "Open"
	CAUSE_FOUND = "Cause Found"
	CLOSED = "Closed"


class ImprovementOrigin(Vocabulary):
	LOW_RATING = "Low Rating"
	SUGGESTION = "Suggestion"
	COMPLAINT = "Complaint"
	QUALITY_REVIEW = "Quality Review"
	SURVEY = "Survey"
	OTHER = "Other"


class ImprovementState(Vocabulary):
	OPEN = "Open"
	IN_PROGRESS = "In Progress"
	DONE = "Done"
	VERIFIED = "Verified"
	DROPPED = "Dropped"


class ReviewState(Vocabulary):
	OPEN = "Open"
	DONE = "Done"


class ReviewOrigin(Vocabulary):
	CHANCE = "Chance"
	LOW_RATING = "Low Rating"
	PERSON = "Person"


class Verdict(Vocabulary):
	MET = "Met"
	PARTLY = "Partly Met"
	NOT_MET = "Not Met"
	DOES_NOT_APPLY = "Does Not Apply"


class OrderMergeState(Vocabulary):
	MERGED = "Merged"
	UNDONE = "Undone"
