"""Who calls whom, and what follows a call (MKT-02, MKT-09)."""

import random
from datetime import datetime, timedelta

import pytest

from bank_crm.domain.calls import Outcome, TimeMissing, Whose, follow, share
from bank_crm.domain.campaign_enums import CallState

NOW = datetime(2026, 11, 22, 10)


def test_mkt_09_the_manager_first_else_the_least_loaded_of_the_nearest_branch():
	loads = {"ann": 5, "bob": 0, "cai": 2, "dou": 0}
	staff = {"east": ["ann", "cai"], "city": ["ann", "cai", "dou"], "west": []}
	customers = [
		Whose("1", "ann", ("east", "city")),  # hers, however much she has
		Whose("2", None, ("east", "city")),
		Whose("3", "gone", ("west", "city")),  # nobody in the west
		Whose("4", None, ("nowhere",)),
		Whose("5", None, ()),
	]
	assert share(customers, loads, staff) == {"1": "ann", "2": "cai", "3": "dou", "4": None, "5": None}


def test_mkt_09_calls_are_spread_evenly():
	drawn = random.Random(9)
	for _turn in range(60):
		users = [f"u{number}" for number in range(drawn.randint(1, 6))]
		loads = {user: drawn.randint(0, 9) for user in users}
		branches = {"a": users[: drawn.randint(1, len(users))], "top": users}
		customers = [
			Whose(str(number), drawn.choice([None, *users]), drawn.choice([("a", "top"), ("top",)]))
			for number in range(drawn.randint(0, 60))
		]
		found = share(customers, loads, branches)
		assert all(found[one.customer] == one.manager for one in customers if one.manager)
		own = [one for one in customers if not one.manager]
		if len(own) == len(customers) and {one.branches for one in own} == {("top",)}:
			ends = {user: loads[user] + list(found.values()).count(user) for user in users}
			given = [ends[user] for user in users if ends[user] > loads[user]]
			assert not given or max(given) - min(ends.values()) <= 1


def test_mkt_09_what_follows_a_call():
	again = Outcome(retry_hours=2)
	assert follow(again, 1, 3, NOW, None).due_at == NOW + timedelta(hours=2)
	assert follow(again, 3, 3, NOW, None).state is CallState.DONE
	later = NOW + timedelta(days=1)
	agreed = follow(Outcome(needs_time=True), 9, 3, NOW, later)
	assert (agreed.state, agreed.due_at, agreed.agreed) == (CallState.OPEN, later, True)
	for wrong in (None, NOW - timedelta(minutes=1)):
		with pytest.raises(TimeMissing):
			follow(Outcome(needs_time=True), 1, 3, NOW, wrong)
	assert follow(Outcome(talked=True), 1, 3, NOW, later).state is CallState.DONE
