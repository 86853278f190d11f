"""The vocabularies of offline events (MKT-01); compared with the Select options by a test."""

from .enums import Vocabulary


class EventState(Vocabulary):
	"""Customers register while an event is open; after it, everybody came or was absent."""

	PLANNED = "Planned"
	OPEN = "Open for Registration"
	CLOSED = "Registration Closed"
	HELD = "Held"
	CANCELLED = "Called Off"


class SeatState(Vocabulary):
	"""Where one customer stands with one event; each state has its moment."""

	INVITED = "Invited"
	REGISTERED = "Registered"
	WAITING = "Waiting"
	CHECKED_IN = "Checked In"
	ABSENT = "Absent"
	CANCELLED = "Cancelled"
