"""Screens and words about them (UX-06, UX-07)."""

import pytest

from bank_crm.domain import feedback, screens
from bank_crm.domain.feedback_enums import FeedbackState as State


@pytest.mark.parametrize(
	("route", "screen"),
	[
		("List/Bank Customer/List", "Bank Customer"),
		("Form/Bank%20Customer/BC-1", "Bank Customer"),
		("query-report/Bank Campaign ROI", "Bank Campaign ROI"),
		("Workspaces/Bank CRM", "Bank CRM"),
		("dashboard-view/Customer Analysis", "Customer Analysis"),
		("bank-my-day", "bank-my-day"),
		("", ""),
		("/", ""),
	],
)
def test_ux_06_a_route_is_a_screen(route: str, screen: str):
	assert screens.screen_of(route) == screen


@pytest.mark.parametrize("was", State)
@pytest.mark.parametrize("wanted", State)
def test_ux_07_states_follow_each_other(was: State, wanted: State):
	step = feedback.step(was, wanted, answer_before="a", answer="a")
	assert (step is not None) == (was is wanted or wanted in feedback.STEPS[was])
	assert step is None or not step.tells


def test_ux_07_a_new_answer_answers():
	for was in feedback.OPEN:
		assert feedback.step(was, was, answer_before="", answer="yes") == feedback.Step(State.ANSWERED, True)
	assert feedback.step(State.ANSWERED, State.ANSWERED, answer_before="a", answer="b").tells
	assert not feedback.step(State.NEW, State.NEW, answer_before="", answer="  ").tells


def test_ux_07_a_subject_is_one_short_line():
	assert feedback.subject_of("a\n b") == "a b"
	assert len(feedback.subject_of("字" * 500)) == feedback.SUBJECT_LENGTH
