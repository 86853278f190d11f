"""MKT-14: what a journey may be, and how long its waits take."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from bank_crm.domain import journeys
from bank_crm.domain.journey_enums import StepKind, WaitDay, WaitMode, WaitUnit
from bank_crm.domain.journey_time import due, in_year, month_days, wait_faults
from bank_crm.domain.journeys import Branch, Definition, Fault, Step

ACTIONS = ("Message", "Task")


def wait(key, to, **values):
	chosen = {"mode": "For Some Time", "amount": 3, "unit": "Days", **values}
	return Step(key, "Wait", "等待", chosen, (Branch("next", to),))


def message(key, to, template="MT.1"):
	return Step(key, "Message", "短信", {"template": template}, (Branch("next", to),))


def condition(key, yes, no, **values):
	chosen = {"test": "Answer to a Message", "of_step": "m1", "answer": "Clicked", **values}
	return Step(key, "Condition", "是否点击", chosen, (Branch("yes", yes), Branch("no", no)))


def split(key, *shares, to=""):
	parts = tuple(Branch(chr(65 + place), to, share) for place, share in enumerate(shares))
	return Step(key, "Split", "分流", {}, parts)


def faults(*steps, start=None, templates=("MT.1",)):
	found = journeys.check(Definition(start or steps[0].key, steps), ACTIONS, templates)
	return [(one.step, one.fault) for one in found]


GOOD = (message("m1", "w1"), wait("w1", "c1"), condition("c1", "", "m2"), message("m2", ""))


def test_mkt_14_a_right_journey_has_no_problem_and_survives_being_stored():
	assert faults(*GOOD) == []
	definition = Definition("m1", GOOD)
	assert journeys.read(journeys.written(definition)) == definition
	assert journeys.next_of(definition, "c1", "no").key == "m2"
	assert journeys.next_of(definition, "c1", "yes") is None


@pytest.mark.parametrize(
	("steps", "step", "fault"),
	[
		((message("m1", ""), message("m2", "")), "m2", Fault.UNREACHABLE),
		((message("m1", "m2"), message("m2", "m1")), "m1", Fault.ENDLESS),
		((message("m1", "m1"),), "m1", Fault.ENDLESS),
		((wait("w1", "m1", mode="Until a Day", day="Birthday"), message("m1", "w1")), "m1", Fault.ENDLESS),
		((message("m1", "gone"),), "m1", Fault.NO_SUCH_STEP),
		((Step("m1", "Message", "x", {"template": "MT.1"}, ()),), "m1", Fault.MISSING_BRANCH),
		((message("m1", "", "MT.9"),), "m1", Fault.DEAD_TEMPLATE),
		((message("m1", ""), message("m1", "")), "m1", Fault.TWICE),
		((Step("x1", "Benefit", "权益", {}, (Branch("next", ""),)),), "x1", Fault.UNKNOWN_KIND),
		((split("s1", 50, 40),), "s1", Fault.SHARES),
		((split("s1", 100),), "s1", Fault.FEW_PARTS),
		((condition("c1", "", ""),), "c1", Fault.NO_EARLIER_MESSAGE),
		((condition("c1", "", "", test="Conditions"),), "c1", Fault.NO_CONDITIONS),
		((wait("w1", "", amount=0),), "w1", Fault.NO_DURATION),
		((wait("w1", "", mode="Until Weekday and Hour", weekdays=[]),), "w1", Fault.NO_WEEKDAY),
		((message("M 1", ""),), "M 1", Fault.BAD_KEY),
	],
)
def test_mkt_14_each_fault_names_its_step(steps, step, fault):
	assert (step, fault) in faults(*steps)


def test_mkt_14_a_circle_with_a_wait_is_allowed():
	assert faults(message("m1", "w1"), wait("w1", "m1")) == []


def test_mkt_14_nothing_and_no_start_are_told():
	assert [one.fault for one in journeys.check(Definition("", ()), ACTIONS)] == [Fault.NO_STEPS]
	assert ("", Fault.NO_START) in faults(*GOOD, start="gone")
	for stored in (
		None,
		[],
		{"steps": 1},
		{"steps": [1]},
		{"steps": [{"key": "a", "branches": [{"share": "x"}]}]},
	):
		with pytest.raises(journeys.NotAJourney):
			journeys.read(stored)


KEYS = [f"k{number}" for number in range(6)]


def any_journey(chance):
	"""Return a journey made by chance; most have a fault, those that have none are walked below."""
	targets = ["", *KEYS]
	steps = []
	for key in KEYS[: chance.randint(1, 6)]:
		kind = chance.choice(["Message", "Wait", "Wait", "Condition", "Split"])
		if kind == "Message":
			steps.append(message(key, chance.choice(targets)))
		elif kind == "Wait":
			steps.append(wait(key, chance.choice(targets)))
		elif kind == "Condition":
			asked = {"test": "Product Bought Since Entry", "category": "Wealth"}
			steps.append(condition(key, chance.choice(targets), chance.choice(targets), **asked))
		else:
			steps.append(split(key, 30, 70, to=chance.choice(targets)))
	return Definition(KEYS[0], tuple(steps))


def test_mkt_14_whoever_walks_a_checked_journey_always_comes_to_a_wait_or_an_end():
	"""No path through a journey without a fault takes more steps between two waits than the journey has."""
	chance, walked = Random(14), 0
	for _number in range(5_000):
		definition = any_journey(chance)
		if journeys.check(definition, ACTIONS, ("MT.1",)):
			continue
		walked += 1
		step, unpaused = definition.by_key()[definition.start], 0
		for _turn in range(30):
			if step is None:
				break
			unpaused = 0 if step.is_wait else unpaused + 1
			assert unpaused <= journeys.longest_stretch(definition)
			step = journeys.next_of(definition, step.key, chance.choice(step.branches).name)
	assert walked > 100


def test_mkt_14_a_split_keeps_its_shares_and_its_answers():
	step = split("s1", 20, 80)
	drawn = [journeys.part_of(step, "JRN.1", f"C{number}") for number in range(4_000)]
	assert drawn == [journeys.part_of(step, "JRN.1", f"C{number}") for number in range(4_000)]
	assert 0.17 < drawn.count("A") / len(drawn) < 0.23


def test_mkt_14_waits_end_in_the_future_at_the_wanted_hour():
	chance = Random(18)
	for _number in range(1_000):
		since = datetime(2020, 1, 1) + timedelta(minutes=chance.randrange(10_000_000))
		duration = {
			"mode": WaitMode.DURATION.value,
			"unit": chance.choice(WaitUnit.values()),
			"amount": chance.randint(1, 500),
		}
		assert wait_faults(duration) == [] and due(duration, since, {}) > since
		weekdays = chance.sample(range(7), chance.randint(1, 7))
		hour = chance.choice(["00:00", "09:30", "23:59"])
		weekly = {"mode": WaitMode.WEEKDAY.value, "weekdays": weekdays, "hour": hour}
		until = due(weekly, since, {})
		assert since < until <= since + timedelta(days=7)
		assert until.weekday() in weekdays and f"{until:%H:%M}" == hour


def test_mkt_18_waits_for_days_of_the_customer():
	since = datetime(2026, 11, 22, 10)
	birthday = {"mode": WaitMode.DAY.value, "day": WaitDay.BIRTHDAY.value, "hour": "09:00"}
	assert due(birthday, since, {"Birthday": date(1990, 12, 1)}) == datetime(2026, 12, 1, 9)
	assert due(birthday, since, {"Birthday": date(1990, 11, 22)}) == datetime(2027, 11, 22, 9)
	assert due(birthday, since, {"Birthday": None}) == since
	ahead = birthday | {"offset": -7}
	assert due(ahead, since, {"Birthday": date(1990, 12, 1)}) == datetime(2026, 11, 24, 9)
	event = {"mode": WaitMode.DAY.value, "day": WaitDay.EVENT.value, "offset": -3, "hour": "10:00"}
	assert due(event, since, {"Day of the Event": date(2026, 12, 10)}) == datetime(2026, 12, 7, 10)
	assert due(event, since, {"Day of the Event": date(2026, 11, 1)}) == since


def test_mkt_18_the_29th_of_february_is_kept_every_year():
	assert in_year(date(2000, 2, 29), 2027) == date(2027, 2, 28)
	assert month_days([date(2027, 2, 28)]) == [228, 229]
	assert month_days([date(2028, 2, 28)]) == [228]
	assert month_days([date(2028, 2, 29)]) == [229]


def test_mkt_14_every_fault_of_a_wait_is_one_of_a_journey():
	assert {kind.value for kind in StepKind} == {"Wait", "Condition", "Split"}
	odd = {"mode": "Until a Day", "day": "Easter", "offset": "x", "hour": "25:00"}
	assert [Fault(code) for code in wait_faults(odd)] == [Fault.NO_DAY, Fault.BAD_OFFSET, Fault.BAD_HOUR]
