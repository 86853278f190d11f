"""Five failures lock for ten minutes (SEC-04, SEC-05; scenario 10)."""

from datetime import datetime, timedelta

from bank_crm.domain.login_lock import Attempt, LockRule, LockState, attempt, locked_seconds

RULE = LockRule(limit=5, seconds=600)
NOW = datetime(2026, 11, 22, 9, 0)


def tried(times: int, *, start: LockState | None = None, now: datetime = NOW) -> list[Attempt]:
	state, made = start or LockState(), []
	for _ in range(times):
		made.append(attempt(state, RULE, now))
		state = made[-1].state
	return made


def test_scenario_10_five_are_allowed_and_the_sixth_is_not():
	made = tried(7)
	assert [one.allowed for one in made] == [True] * 5 + [False] * 2
	assert [one.attempts_left for one in made[:5]] == [4, 3, 2, 1, 0]
	assert made[5].locked_seconds == 600


def test_SEC_05_the_lock_ends_after_its_time_and_five_more_are_allowed():
	locked = tried(5)[-1].state
	assert not attempt(locked, RULE, NOW + timedelta(seconds=599)).allowed
	later = NOW + timedelta(seconds=600)
	assert [one.allowed for one in tried(6, start=locked, now=later)] == [True] * 5 + [False]


def test_SEC_04_trying_while_locked_does_not_prolong_it():
	locked = tried(5)[-1].state
	refused = attempt(locked, RULE, NOW + timedelta(seconds=300))
	assert refused.state == locked
	assert refused.locked_seconds == 300


def test_SEC_04_failures_count_together_within_a_day_only():
	four = tried(4)[-1].state
	soon, late = NOW + timedelta(hours=23, minutes=59), NOW + timedelta(hours=24)
	assert attempt(four, RULE, soon).state.failures == 5
	assert attempt(four, RULE, late).state.failures == 1


def test_SEC_04_a_limit_of_zero_locks_nobody():
	decided = attempt(LockState(failures=99), LockRule(limit=0), NOW)
	assert decided.allowed
	assert decided.state == LockState(failures=99)


def test_seconds_left_are_rounded_up():
	state = LockState(locked_until=NOW + timedelta(milliseconds=1500))
	assert locked_seconds(state, NOW) == 2
	assert locked_seconds(state, NOW + timedelta(milliseconds=1500)) == 0
	assert locked_seconds(LockState(), NOW) == 0
