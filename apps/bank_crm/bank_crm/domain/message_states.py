"""The one state machine of a message: which step follows which, and what a step means (MKT-07, MKT-22).

Everything that changes a message – worker, receipt, click – is an UPDATE that names the states it may come from, so a
receipt that comes twice or late changes nothing.
"""

from __future__ import annotations

from .campaign_enums import MessageState as State
from .campaign_enums import ResponseKind

_ARRIVING = (State.SENT, State.DELIVERED, State.OPENED, State.CLICKED, State.REPLIED)
#: From each state the states that may follow.
STEPS: dict[State, frozenset[State]] = {
	State.EXCLUDED: frozenset(),
	State.QUEUED: frozenset({State.HANDED, State.EXCLUDED, State.CANCELLED}),
	# back to the queue only where the gateway knows nothing of it
	State.HANDED: frozenset(
		{State.QUEUED, State.EXCLUDED, State.FAILED, State.BOUNCED, State.CANCELLED, *_ARRIVING}
	),
	State.SENT: frozenset({*_ARRIVING[1:], State.BOUNCED, State.FAILED, State.UNSUBSCRIBED}),
	State.DELIVERED: frozenset({*_ARRIVING[2:], State.UNSUBSCRIBED}),
	State.OPENED: frozenset({*_ARRIVING[3:], State.UNSUBSCRIBED}),
	State.CLICKED: frozenset({State.REPLIED, State.UNSUBSCRIBED}),
	State.REPLIED: frozenset({State.UNSUBSCRIBED}),
	State.BOUNCED: frozenset(),
	State.FAILED: frozenset(),
	State.UNSUBSCRIBED: frozenset(),
	State.CANCELLED: frozenset(),
}
#: A message in one of these is still to leave, or its fate is not known.
OPEN = (State.QUEUED, State.HANDED)
#: The gateway took it.
TAKEN = (*_ARRIVING, State.BOUNCED, State.UNSUBSCRIBED)
#: It reached the customer as far as anybody knows.
ARRIVED = (*_ARRIVING[1:], State.UNSUBSCRIBED)
#: What a gateway may report; all else about a message is decided here.
REPORTED = (State.SENT, *_ARRIVING[1:], State.BOUNCED, State.FAILED, State.UNSUBSCRIBED)
#: What the customer did, where a state is something the customer did.
RESPONSES = {
	State.OPENED: ResponseKind.OPENED,
	State.CLICKED: ResponseKind.CLICKED,
	State.REPLIED: ResponseKind.REPLIED,
	State.UNSUBSCRIBED: ResponseKind.UNSUBSCRIBED,
}
#: The column that keeps when a message got there.
TIMES = {
	State.HANDED: "handed_at",
	State.SENT: "sent_at",
	State.DELIVERED: "delivered_at",
	State.OPENED: "opened_at",
	State.CLICKED: "clicked_at",
	State.REPLIED: "replied_at",
}


def may_follow(before: State, after: State) -> bool:
	"""Tell whether a message may go from one state to another; staying is no step."""
	return after in STEPS[before]


def sources(after: State) -> tuple[str, ...]:
	"""Return the states a message may come from to get into `after`."""
	return tuple(state.value for state in State if after in STEPS[state])


def values(states: tuple[State, ...]) -> tuple[str, ...]:
	"""Return the stored constants of some states."""
	return tuple(state.value for state in states)
