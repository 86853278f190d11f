"""The vocabularies of journeys (MKT-14, MKT-18); compared with the Select options by a test."""

from .enums import Vocabulary


class JourneyState(Vocabulary):
	"""Only a running journey takes customers in and takes them on; only a draft or a paused one is changed."""

	DRAFT = "Draft"
	PENDING = "Pending Approval"
	APPROVED = "Approved"
	RUNNING = "Running"
	PAUSED = "Paused"
	ENDED = "Ended"


class Trigger(Vocabulary):
	"""What lets a customer enter."""

	NEW_CUSTOMER = "New Customer"
	FIRST_PURCHASE = "First Purchase"
	MATURITY = "Product Maturity"
	TIER_CHANGE = "Tier Change"
	BEHAVIOUR = "Behaviour"
	INACTIVITY = "Inactivity"
	DATE = "Date"
	SEGMENT = "Segment Entry"
	RESPONSE = "Campaign Response"


class TriggerDate(Vocabulary):
	"""The days of a customer that come back every year."""

	BIRTHDAY = "Birthday"
	ANNIVERSARY = "Account Anniversary"


class ReEntry(Vocabulary):
	"""Whether somebody who was in a journey enters it again."""

	NEVER = "Never"
	AFTER_DAYS = "After Some Days"
	ALWAYS = "With Every Event"


class OnChange(Vocabulary):
	"""What a new version means for customers who are under way."""

	KEEP = "Keep Their Version"
	MOVE = "Move to the New Version"


class GoalKind(Vocabulary):
	"""What a journey is made for."""

	BOUGHT = "Product Bought"
	CONDITIONS = "Conditions"


class RunState(Vocabulary):
	"""How it stands with one customer in one journey."""

	ACTIVE = "Active"
	GOAL = "Goal Reached"
	COMPLETED = "Completed"
	LEFT = "Left"
	FAILED = "Failed"


class LeftBecause(Vocabulary):
	"""Why a customer left before the last step."""

	EXIT = "Exit Condition"
	INACTIVE = "Customer Not Active"
	JOURNEY_ENDED = "Journey Ended"


class StepKind(Vocabulary):
	"""The steps that steer; whatever else a step may be is an action somebody registered."""

	WAIT = "Wait"
	CONDITION = "Condition"
	SPLIT = "Split"


class StepResult(Vocabulary):
	"""What a step of the log came to."""

	DONE = "Done"
	WAITING = "Waiting"
	CHOSEN = "Branch Taken"
	SKIPPED = "Not Possible"
	FAILED = "Failed"


class Test(Vocabulary):
	"""What a condition step asks."""

	CONDITIONS = "Conditions"
	RESPONSE = "Answer to a Message"
	BOUGHT = "Product Bought Since Entry"


class MessageAnswer(Vocabulary):
	"""What may have become of a message an earlier step sent."""

	ARRIVED = "Arrived"
	OPENED = "Opened"
	CLICKED = "Clicked"
	REPLIED = "Replied"


class WaitMode(Vocabulary):
	"""How long a wait takes."""

	DURATION = "For Some Time"
	DAY = "Until a Day"
	WEEKDAY = "Until Weekday and Hour"


class WaitUnit(Vocabulary):
	MINUTES = "Minutes"
	HOURS = "Hours"
	DAYS = "Days"


class WaitDay(Vocabulary):
	"""The days a wait may be for; the last one is the day that let the customer in, e.g. when a product matures."""

	BIRTHDAY = "Birthday"
	ANNIVERSARY = "Account Anniversary"
	EVENT = "Day of the Event"


class CallState(Vocabulary):
	"""How it stands with telling another system."""

	WAITING = "Waiting"
	DONE = "Done"
	FAILED = "Failed"
