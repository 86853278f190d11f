"""The rules of work orders: which priority one gets, and what its steps mean (SVC-01 to SVC-06, SVC-10).

Only the states the app ships have a meaning here. A state a bank adds to its workflow is one more way of being open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .service_enums import OrderPriority, OrderState

#: Nobody has anything to do for the order any more, or only the customer has.
DONE = frozenset({OrderState.ANSWERED, OrderState.RATED, OrderState.CLOSED, OrderState.MERGED})
#: The last page of an order's story; it may be reopened, except a merged one.
OVER = frozenset({OrderState.CLOSED, OrderState.MERGED})
#: States in which the customer has heard from the bank.
HEARD = frozenset({OrderState.WAITING, OrderState.ANSWERED, OrderState.RATED, OrderState.CLOSED})
#: States whose step belongs to a function, not to somebody's click.
BY_SYSTEM = frozenset({OrderState.RATED, OrderState.MERGED})


@dataclass(frozen=True, slots=True)
class PriorityRule:
	"""One rule; an empty condition fits everything, of `keywords` one must be in the text."""

	name: str
	sequence: int
	priority: OrderPriority
	order_type: str = ""
	subtype: str = ""
	channel: str = ""
	tier: str = ""
	keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderFacts:
	"""What priority rules look at; `text` is subject and description."""

	order_type: str
	subtype: str = ""
	channel: str = ""
	tier: str = ""
	text: str = ""


@dataclass(frozen=True, slots=True)
class Stamps:
	"""The moments of an order; None where it has not come to that."""

	viewed_on: datetime | None = None
	first_response_on: datetime | None = None
	answered_on: datetime | None = None
	closed_on: datetime | None = None
	reopened_count: int = 0


def is_open(state: str | None) -> bool:
	"""Tell whether somebody of the bank has work with an order in this state."""
	return state not in DONE


def is_reopening(was: str | None, state: str) -> bool:
	"""Tell whether a step takes an answered or closed order up again."""
	return was in DONE and is_open(state)


def priority_of(
	rules: Iterable[PriorityRule], facts: OrderFacts, default: str | None = None
) -> tuple[OrderPriority, str | None]:
	"""Return the priority of a new order and the rule that decided; None where none fits (SVC-02).

	The rule with the lowest sequence decides, of equals the first by name. Without a rule it is `default`, else medium.
	"""
	text = _plain(facts.text)
	for rule in sorted(rules, key=lambda rule: (rule.sequence, rule.name)):
		if _fits(rule, facts, text):
			return rule.priority, rule.name
	return OrderPriority(default or OrderPriority.MEDIUM), None


def stamps_after(was: str | None, state: str, at: datetime, known: Stamps) -> Stamps:
	"""Return the moments of an order after a step from `was` to `state` at `at`.

	Viewed is an order that has left New; the first response is the first state in which the customer has heard from
	the bank. Reopening takes answer and end back and is counted.
	"""
	viewed, response = known.viewed_on, known.first_response_on
	answered, closed, reopened = known.answered_on, known.closed_on, known.reopened_count
	if state != OrderState.NEW and viewed is None:
		viewed = at
	if state in HEARD and response is None:
		response = at
	if is_reopening(was, state):
		answered, closed, reopened = None, None, reopened + 1
	if state in (OrderState.ANSWERED, OrderState.RATED, OrderState.CLOSED) and answered is None:
		answered = at
	if state in OVER and closed is None:
		closed = at
	return Stamps(viewed, response, answered, closed, reopened)


def problem_of(
	was: str | None,
	state: str,
	*,
	by_system: bool = False,
	has_solution: bool = False,
	open_tasks: int = 0,
	has_close_reason: bool = False,
) -> str | None:
	"""Return why a step may not be taken, as a code; None if it may. A bank's workflow may forbid more, never less.

	`merged` – a merged order stays what it is; `by_system` – rating and merging have ways of their own; `no_solution` –
	an answer says something; `open_tasks` – colleagues still work on it and nobody has said why it ends.
	"""
	if was == state:
		return None
	if was == OrderState.MERGED:
		return "merged"
	if state in BY_SYSTEM and not by_system:
		return "by_system"
	if state == OrderState.ANSWERED and not has_solution:
		return "no_solution"
	if state == OrderState.CLOSED and open_tasks and not has_close_reason:
		return "open_tasks"
	return None


def _fits(rule: PriorityRule, facts: OrderFacts, text: str) -> bool:
	wanted = (
		(rule.order_type, facts.order_type),
		(rule.subtype, facts.subtype),
		(rule.channel, facts.channel),
		(rule.tier, facts.tier),
	)
	if any(asked and asked != given for asked, given in wanted):
		return False
	words = [plain for word in rule.keywords if (plain := _plain(word))]
	return not words or any(word in text for word in words)


def _plain(text: str) -> str:
	"""Full-width and half-width, upper and lower case alike; spaces don't separate Chinese words."""
	return "".join(unicodedata.normalize("NFKC", text).casefold().split())
