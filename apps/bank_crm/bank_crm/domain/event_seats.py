"""Seats of an event: who gets one, who waits, who moves up (MKT-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .event_enums import EventState, SeatState

STEPS: dict[EventState, frozenset[EventState]] = {
	EventState.PLANNED: frozenset({EventState.OPEN, EventState.CANCELLED}),
	EventState.OPEN: frozenset({EventState.CLOSED, EventState.HELD, EventState.CANCELLED}),
	EventState.CLOSED: frozenset({EventState.OPEN, EventState.HELD, EventState.CANCELLED}),
	EventState.HELD: frozenset(),
	EventState.CANCELLED: frozenset(),
}
#: States that take a seat.
SEATED = (SeatState.REGISTERED, SeatState.CHECKED_IN)
#: Letters and figures nobody mistakes for another.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Answer(Enum):
	"""What comes of somebody wanting a seat."""

	SEATED = "seated"
	WAITING = "waiting"
	ALREADY = "already"
	FULL = "full"
	NOT_YET = "not_yet"
	OVER = "over"
	CANCELLED = "cancelled"
	UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Room:
	"""An event as it stands; `waiting_limit` 0 means that nobody waits."""

	state: EventState
	capacity: int
	seated: int
	waiting: int
	waiting_limit: int
	opens_at: datetime
	closes_at: datetime


def may_step(before: EventState, after: EventState) -> bool:
	"""Tell whether an event may go from one state to another; staying is allowed."""
	return before is after or after in STEPS[before]


def judge(room: Room, state: SeatState, now: datetime) -> Answer:
	"""Tell what registering gives now; who cancelled may come back, behind those who wait."""
	if state in (SeatState.REGISTERED, SeatState.CHECKED_IN, SeatState.WAITING):
		return Answer.ALREADY
	if room.state is EventState.CANCELLED:
		return Answer.CANCELLED
	if state is SeatState.ABSENT or room.state is EventState.HELD or now > room.closes_at:
		return Answer.OVER
	if room.state is EventState.PLANNED or now < room.opens_at:
		return Answer.NOT_YET
	if room.state is EventState.CLOSED:
		return Answer.OVER
	if room.seated < room.capacity and not room.waiting:
		return Answer.SEATED
	return Answer.WAITING if room.waiting < room.waiting_limit else Answer.FULL


def moving_up(capacity: int, seated: int, waiting: int) -> int:
	"""Return how many who wait get a seat."""
	return max(min(capacity - seated, waiting), 0)


def normalise_code(typed: str) -> str:
	"""Return an entry code as it is stored: somebody may type it small, in groups, or scan an address that ends in it."""
	last = typed.strip().rsplit("/", 1)[-1]
	return "".join(character for character in last.upper() if character in CODE_ALPHABET)
