"""The chain of an order nobody handles in time (SVC-17)."""

from datetime import datetime

import pytest

from bank_crm.domain.business_time import BusinessCalendar, BusinessTime, week_of
from bank_crm.domain.escalation import Rule, Step, choose, next_step
from bank_crm.domain.service_clock import Pause, Promise, Reading, read
from bank_crm.domain.service_enums import ClockState
from bank_crm.domain.service_level import Order
from bank_crm.domain.service_level_enums import ClockEvent, ServiceClock

HOUR = 3600
TIME = BusinessTime(BusinessCalendar((week_of([(day, 9 * HOUR, 17 * HOUR) for day in range(5)]),)))
START = datetime(2026, 9, 21, 10)
RULE = Rule(
	"Standard",
	(
		Step(ServiceClock.RESPONSE, ClockEvent.BREACH, 0, "Handler"),
		Step(ServiceClock.RESOLUTION, ClockEvent.WARNING, 0, "Handler"),
		Step(ServiceClock.RESOLUTION, ClockEvent.BREACH, 0, "Handler's Superior"),
		Step(ServiceClock.RESOLUTION, ClockEvent.BREACH, 4 * HOUR, "Branch Manager"),
	),
)


def readings(now: datetime = START, **values) -> dict[ServiceClock, Reading]:
	return {
		ServiceClock.RESPONSE: read(Promise(HOUR), TIME, START, now, stopped=values.pop("answered", None)),
		ServiceClock.RESOLUTION: read(Promise(4 * HOUR, 0.5), TIME, START, now, **values),
	}


def due(taken: int, given: dict[ServiceClock, Reading]) -> tuple[int, datetime] | None:
	found = next_step(RULE, taken, given, TIME)
	return (found.number, found.due) if found else None


def test_SVC_17_the_steps_come_in_their_order_and_in_business_hours():
	given = readings()
	assert [due(taken, given) for taken in range(5)] == [
		(1, datetime(2026, 9, 21, 11)),
		(2, datetime(2026, 9, 21, 12)),
		(3, datetime(2026, 9, 21, 14)),
		(4, datetime(2026, 9, 22, 10)),  # 14:00 and four hours, of which one is the next morning's
		None,
	]


def test_SVC_17_a_clock_that_has_stopped_escalates_no_more():
	answered = datetime(2026, 9, 21, 10, 30)
	assert due(0, readings(answered=answered)) == (2, datetime(2026, 9, 21, 12))
	assert due(2, readings(answered=answered, stopped=datetime(2026, 9, 21, 13))) is None


def test_SVC_17_a_pause_keeps_the_chain_waiting():
	given = readings(
		answered=START, now=datetime(2026, 9, 21, 11, 30), pauses=[Pause(datetime(2026, 9, 21, 11))]
	)
	assert given[ServiceClock.RESOLUTION].state is ClockState.PAUSED
	assert due(1, given) is None
	over = readings(answered=START, pauses=[Pause(datetime(2026, 9, 21, 11), datetime(2026, 9, 21, 13))])
	assert due(1, over) == (2, datetime(2026, 9, 21, 14))


def test_SVC_17_a_promise_without_a_warning_goes_on_to_the_breach():
	given = {ServiceClock.RESOLUTION: read(Promise(4 * HOUR), TIME, START, START)}
	assert due(0, given) == (3, datetime(2026, 9, 21, 14))
	assert next_step(None, 0, given, TIME) is None


@pytest.mark.parametrize(
	("order", "rule"),
	[
		(Order("Enquiry", priority="Low"), "Any"),
		(Order("Complaint", priority="Low"), "Complaints"),
		(Order("Complaint", priority="High"), "High complaints"),
		(Order("Complaint", tier="Private Banking", priority="Low"), "Private"),
	],
)
def test_SVC_17_the_rule_that_says_most_counts(order: Order, rule: str):
	rules = [
		Rule("Any", ()),
		Rule("Complaints", (), order_type="Complaint"),
		Rule("High complaints", (), order_type="Complaint", priority="High"),
		Rule("Private", (), tier="Private Banking"),
	]
	for each in (rules, rules[::-1]):
		assert choose(each, order).name == rule
	assert choose(rules[1:], Order("Enquiry")) is None
