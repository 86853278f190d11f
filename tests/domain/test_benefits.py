"""The rules of benefits and of seats, tried over whole spaces of cases (MKT-01, MKT-10, MKT-20)."""

from datetime import date, datetime, timedelta
from itertools import product
from random import Random

from bank_crm.domain.benefit_enums import BenefitState, GrantState
from bank_crm.domain.benefits import STEPS, Claim, Offer, deadline, end_of, judge, pair
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.domain.event_seats import CODE_ALPHABET, Answer, Room, moving_up, normalise_code
from bank_crm.domain.event_seats import judge as judge_seat

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12)
CHANCE = Random(11)


def test_mkt_10_a_claim_takes_what_is_open_in_stock_and_in_time_and_nothing_else():
	days, few = (-1, 0, 1), range(3)
	space = product(GrantState, BenefitState, few, few, few, (1, 2), days, days, (-25, -1, 0, 1, 25))
	for state, offered, stock, taken, before, limit, begins, ends, hours in space:
		offer = Offer(offered, stock, taken, limit, DAY + timedelta(begins), DAY + timedelta(ends))
		answer = judge(offer, state, NOON + timedelta(hours=hours), before, NOON)
		in_time = begins <= 0 <= ends and hours >= 0
		may = state is GrantState.ISSUED and offered is BenefitState.OPEN and in_time
		assert (answer is Claim.OPEN) == (may and taken < stock and before < limit)
		assert (answer is Claim.ALREADY) == (state in (GrantState.CLAIMED, GrantState.USED))
		assert answer is not Claim.SOLD_OUT or taken >= stock


def test_mkt_20_a_period_ends_with_its_days_or_with_the_benefit():
	for days, span in product((0, 1, 7, 30, 400), (0, 1, 6, 7, 8, 365)):
		until = DAY + timedelta(span)
		wanted = min(end_of(DAY + timedelta(days)), end_of(until)) if days else end_of(until)
		assert NOON <= deadline(NOON, days, until) == wanted


def test_mkt_20_what_was_used_or_withdrawn_is_over():
	assert not STEPS[GrantState.USED] and not STEPS[GrantState.WITHDRAWN]
	assert GrantState.CLAIMED not in STEPS[GrantState.EXPIRED]


def test_mkt_10_each_purchase_serves_one_grant_and_none_is_left_that_fits():
	for _round in range(1_000):
		candidates = [
			(CHANCE.randint(1, 8), CHANCE.choice("abcdef")) for _each in range(CHANCE.randint(0, 30))
		]
		pairs = pair(candidates)
		assert len(set(pairs.values())) == len(pairs)
		assert set(pairs.items()) <= set(candidates)
		assert all(grant in pairs or purchase in pairs.values() for grant, purchase in candidates)


def test_mkt_01_a_seat_is_given_while_there_is_room_and_nobody_waits():
	few, hours = range(3), (-1, 0, 1)
	for state, held, capacity, seated, waiting, limit, opens, closes in product(
		SeatState, EventState, few, few, few, few, hours, hours
	):
		window = (NOON + timedelta(hours=opens), NOON + timedelta(hours=closes))
		answer = judge_seat(Room(held, capacity, seated, waiting, limit, *window), state, NOON)
		asks = state in (SeatState.INVITED, SeatState.CANCELLED)
		may = asks and held is EventState.OPEN and opens <= 0 <= closes
		assert (answer is Answer.SEATED) == (may and seated < capacity and not waiting)
		assert (answer is Answer.WAITING) == (may and (seated >= capacity or waiting > 0) and waiting < limit)


def test_mkt_01_moving_up_fills_the_room_and_never_overfills_it():
	for capacity, seated, waiting in product(range(8), repeat=3):
		up = moving_up(capacity, seated, waiting)
		assert 0 <= up <= waiting and seated + up <= max(capacity, seated)
		assert up == waiting or seated + up >= capacity


def test_mkt_01_a_code_is_read_however_it_is_typed():
	for _round in range(100):
		code = "".join(CHANCE.choices(CODE_ALPHABET, k=8))
		assert normalise_code(f"  {code[:4].lower()}-{code[4:]} ") == code
		assert normalise_code(f"https://bank.example/e/{code}") == code
