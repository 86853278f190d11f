"""The rules of contracts and applications, and amounts in words (CON-01 to CON-03, SAL-11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain import contracts as rules
from bank_crm.domain import rmb
from bank_crm.domain.contract_enums import ApplicationState, ContractState

money = st.integers(0, 10**14).map(lambda cents: cents / 100)


@pytest.mark.parametrize(
	("ways", "start", "states"),
	[
		(rules.CONTRACT_STEPS, ContractState.DRAFT, ContractState),
		(rules.APPLICATION_STEPS, ApplicationState.RECEIVED, ApplicationState),
	],
)
def test_CON_01_every_state_is_reached_and_leads_to_an_end(ways, start, states):
	assert set(ways) == set(states)
	reached, left = set(), [start]
	while left:
		at = left.pop()
		if at not in reached:
			reached.add(at)
			left += ways[at]
	assert reached == set(states)


def test_CON_01_no_way_leads_back_once_a_contract_is_signed():
	for state in rules.BINDING:
		assert rules.CONTRACT_STEPS[state] <= rules.BINDING


@given(st.lists(money, min_size=1, max_size=12))
def test_CON_03_payments_add_up_to_the_cent(parts):
	total = sum(map(rules.cents, parts))
	assert rules.sum_differs(total / 100, parts) == 0
	assert rules.sum_differs(total / 100, [*parts, 0.01]) == 1
	assert rules.sum_differs(total / 100, []) == 0


def test_CON_03_the_end_is_reminded_of_in_time():
	assert rules.remind_on(date(2026, 12, 31), 30) == date(2026, 12, 1)
	assert rules.remind_on(None, 30) is None and rules.remind_on(date(2026, 12, 31), 0) is None


@given(
	st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=5),
	st.text(max_size=5),
	st.text(max_size=5),
)
def test_CON_01_the_fingerprint_knows_every_change_and_no_order(content, key, value):
	mixed = dict(reversed(list(content.items())))
	assert rules.fingerprint(content) == rules.fingerprint(mixed)
	changed = {**content, key: value}
	assert (rules.fingerprint(changed) == rules.fingerprint(content)) == (changed == content)


@pytest.mark.parametrize(
	("amount", "words"),
	[
		(0, "人民币零元整"),
		(1, "人民币壹元整"),
		(10, "人民币壹拾元整"),
		(1020, "人民币壹仟零贰拾元整"),
		(100_005, "人民币壹拾万零伍元整"),
		(1_000_300, "人民币壹佰万零叁佰元整"),
		(102_030_405.06, "人民币壹亿零贰佰零叁万零肆佰零伍元零陆分"),
		(0.5, "人民币伍角整"),
		(0.05, "人民币伍分"),
		(20_000.3, "人民币贰万元叁角整"),
		(5_000_000_000_000, "人民币伍万亿元整"),
		(1_000_200_000_000, "人民币壹万零贰亿元整"),
	],
)
def test_CON_01_amounts_in_the_characters_of_contracts(amount, words):
	assert rmb.in_words(amount) == words


UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> int:
	"""Cents of an amount in words, read by another way than it was written."""
	words = words.removeprefix("人民币").removesuffix("整")
	whole, _yuan, rest = words.partition("元") if "元" in words else ("", "", words)
	total = section = digit = 0
	for sign in whole:
		if sign in rmb.DIGITS:
			digit = rmb.DIGITS.index(sign)
		elif sign in UNITS:
			section, digit = section + digit * UNITS[sign], 0
		elif sign == "万":
			total, section, digit = total + (section + digit) * 10_000, 0, 0
		else:
			total, section, digit = (total + section + digit) * 10**8, 0, 0
	cents, digit = (total + section + digit) * 100, 0
	for sign in rest:
		if sign in rmb.DIGITS:
			digit = rmb.DIGITS.index(sign)
		else:
			cents, digit = cents + digit * (10 if sign == "角" else 1), 0
	return cents


@given(st.integers(0, 10**18 - 1))
def test_CON_01_amounts_in_words_can_be_read_back(cents):
	amount = f"{cents // 100}.{cents % 100:02d}"
	words = rmb.in_words(amount)
	assert read_back(words) == cents
	assert "零零" not in words


@pytest.mark.parametrize("amount", [-1, 10**16])
def test_CON_01_no_words_for_what_nobody_signs(amount):
	with pytest.raises(ValueError, match="not an amount"):
		rmb.in_words(amount)


@pytest.mark.parametrize(
	("first", "last", "next_first", "next_last"),
	[
		("2026-10-26", "2027-10-26", "2027-10-27", "2028-10-26"),
		("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
		("2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31"),
		("2024-02-29", "2025-02-28", "2025-03-01", "2026-02-28"),
		("2026-03-01", "2026-03-20", "2026-03-21", "2026-04-09"),
		("2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"),
	],
)
def test_CON_03_the_next_term_is_as_long_as_this_one(first, last, next_first, next_last):
	term = rules.Term(date.fromisoformat(first), date.fromisoformat(last))
	assert (str(term.next_first), str(term.next_last)) == (next_first, next_last)


@given(
	st.dates(date(2000, 1, 1), date(2100, 1, 1)),
	st.integers(0, 4000),
	st.integers(0, 4000),
	st.integers(0, 4000),
)
def test_CON_03_days_of_the_next_term_lie_in_it_and_in_their_order(first, length, one, other):
	term = rules.Term(first, first + timedelta(days=length))
	days = sorted(first + timedelta(days=min(n, length)) for n in (one, other))
	moved = [term.later(day) for day in days]
	assert term.next_first <= moved[0] <= moved[1] <= term.next_last
