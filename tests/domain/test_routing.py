"""Who gets an order (SVC-03)."""

import random
from datetime import datetime

import pytest

from bank_crm.domain.routing import Agent, Misfit, Wanted, choose, level_of, misfit_of

NOW = datetime(2026, 11, 22, 9)


def names(agents, wanted=None):
	return [agent.user for agent in choose(agents, wanted or Wanted()).fitting]


@pytest.mark.parametrize(
	("values", "misfit"),
	[
		({}, None),
		({"absent": True, "present": False}, Misfit.ABSENT),
		({"present": False}, Misfit.AWAY),
		({"skills": {"loans": 5}}, Misfit.SKILL),
		({"languages": frozenset({"fr"})}, Misfit.LANGUAGE),
		({"distance": None}, Misfit.BRANCH),
		({"open_orders": 10}, Misfit.FULL),
		({"open_orders": 9}, None),
		({"capacity": 0}, Misfit.FULL),
	],
)
def test_SVC_03_the_first_reason_against_somebody(values, misfit):
	fits = {"skills": {"wealth": 3}, "languages": frozenset({"en"})}
	assert misfit_of(Agent("a", **{**fits, **values}), Wanted(skill="wealth", language="en")) == misfit


def test_SVC_03_an_order_without_wishes_fits_everybody_who_is_there():
	assert names([Agent("a"), Agent("b", skills={}), Agent("c", present=False)]) == ["a", "b"]
	assert level_of(Agent("a", skills={"wealth": 5}), "") == level_of(Agent("b"), "")


def test_SVC_03_load_before_distance_before_level_before_turn():
	wanted = Wanted(skill="w")
	agents = [
		Agent("busy", {"w": 5}, open_orders=5),
		Agent("far", {"w": 5}, distance=2),
		Agent("weak", {"w": 1}, last_assigned=datetime(2020, 1, 1)),
		Agent("recent", {"w": 4}, last_assigned=NOW),
		Agent("rested", {"w": 4}, last_assigned=datetime(2026, 1, 1)),
		Agent("never", {"w": 4}),
	]
	assert names(agents, wanted) == ["never", "rested", "recent", "weak", "far", "busy"]


def test_SVC_03_load_is_measured_against_capacity():
	assert names(
		[Agent("small", open_orders=2, capacity=4), Agent("large", open_orders=10, capacity=40)]
	) == [
		"large",
		"small",
	]


def test_SVC_15_the_customers_own_manager_comes_first_but_only_if_fitting():
	wanted = Wanted(favourite="own")
	assert names([Agent("idle"), Agent("own", open_orders=9)], wanted) == ["own", "idle"]
	assert names([Agent("idle"), Agent("own", open_orders=10)], wanted) == ["idle"]


def test_SVC_03_those_tried_before_are_left_out_and_the_others_explained():
	choice = choose(
		[
			Agent("tried"),
			Agent("away", present=False),
			Agent("full", open_orders=10),
			Agent("full2", capacity=0),
		],
		Wanted(unless=frozenset({"tried"})),
	)
	assert choice.fitting == ()
	assert choice.misfits == {Misfit.AWAY: 1, Misfit.FULL: 2}


def test_SVC_03_giving_out_many_orders_fills_nobody_over_capacity_and_everybody_evenly():
	rng = random.Random(7)
	load = {f"a{n}": 0 for n in range(12)}
	capacity = {name: rng.randint(1, 9) for name in load}
	for _ in range(sum(capacity.values())):
		fitting = names([Agent(name, open_orders=load[name], capacity=capacity[name]) for name in load])
		assert fitting, "as long as there is a place, somebody fits"
		load[fitting[0]] += 1
	assert load == capacity
	assert names([Agent(name, open_orders=load[name], capacity=capacity[name]) for name in load]) == []
