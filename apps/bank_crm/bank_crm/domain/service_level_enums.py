"""The vocabularies of service levels: business calendars, clocks and escalations."""

from .enums import Vocabulary


class Weekday(Vocabulary):
	"""In the order of `date.weekday()`."""

	MONDAY = "Monday"
	TUESDAY = "Tuesday"
	WEDNESDAY = "Wednesday"
	THURSDAY = "Thursday"
	FRIDAY = "Friday"
	SATURDAY = "Saturday"
	SUNDAY = "Sunday"


class DayKind(Vocabulary):
	"""In what a day differs from its weekday."""

	HOLIDAY = "Holiday"
	MAKE_UP = "Make-up Workday"
	OWN_HOURS = "Own Hours"


class ServiceClock(Vocabulary):
	"""What is measured (SVC-14)."""

	RESPONSE = "Response"
	RESOLUTION = "Resolution"


class ClockEvent(Vocabulary):
	"""What a clock reports while an order waits (SVC-17)."""

	WARNING = "Warning"
	BREACH = "Breach"


class EscalationTarget(Vocabulary):
	"""Who is told by a step of an escalation (SVC-17)."""

	HANDLER = "Handler"
	QUEUE = "Queue"
	QUEUE_SUPERVISOR = "Queue Supervisor"
	SUPERIOR = "Handler's Superior"
	BRANCH_MANAGER = "Branch Manager"
	ROLE = "Role"
