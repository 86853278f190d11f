"""The rules of benefits and of seats (MKT-01, MKT-10, MKT-20)."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain.benefit_enums import BenefitState, GrantState
from bank_crm.domain.benefits import STEPS, Claim, Offer, deadline, end_of, judge, pair
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.domain.event_seats import CODE_ALPHABET, Answer, Room, moving_up, normalise_code
from bank_crm.domain.event_seats import judge as judge_seat

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12)


@given(
	state=st.sampled_from(GrantState),
	offered=st.sampled_from(BenefitState),
	stock=st.integers(0, 3),
	taken=st.integers(0, 3),
	before=st.integers(0, 3),
	limit=st.integers(1, 3),
	begins=st.integers(-2, 2),
	ends=st.integers(-2, 2),
	hours=st.integers(-48, 48),
)
def test_mkt_10_a_claim_takes_what_is_open_in_stock_and_in_time_and_nothing_else(
	state, offered, stock, taken, before, limit, begins, ends, hours
):
	offer = Offer(offered, stock, taken, limit, DAY + timedelta(begins), DAY + timedelta(ends))
	expires = NOON + timedelta(hours=hours)
	answer = judge(offer, state, expires, before, NOON)
	in_time = begins <= 0 <= ends and hours >= 0
	may = state is GrantState.ISSUED and offered is BenefitState.OPEN and in_time
	assert (answer is Claim.OPEN) == (may and taken < stock and before < limit)
	assert (answer is Claim.ALREADY) == (state in (GrantState.CLAIMED, GrantState.USED))
	assert (answer is Claim.SOLD_OUT) <= (taken >= stock)


@given(days=st.integers(0, 400), span=st.integers(0, 400))
def test_mkt_20_a_period_ends_with_its_days_or_with_the_benefit(days, span):
	until = DAY + timedelta(span)
	end = deadline(NOON, days, until)
	assert NOON <= end <= end_of(until)
	assert end == (end_of(until) if not days else min(end_of(DAY + timedelta(days)), end_of(until)))


def test_mkt_20_what_was_used_or_withdrawn_is_over():
	assert not STEPS[GrantState.USED] and not STEPS[GrantState.WITHDRAWN]
	assert GrantState.CLAIMED not in STEPS[GrantState.EXPIRED]


@given(st.lists(st.tuples(st.integers(1, 8), st.sampled_from("abcdef")), max_size=40))
def test_mkt_10_each_purchase_serves_one_grant_and_none_is_left_that_fits(candidates):
	pairs = pair(candidates)
	assert len(set(pairs.values())) == len(pairs)
	assert all(one in candidates for one in pairs.items())
	for grant, purchase in candidates:
		assert grant in pairs or purchase in pairs.values()


@given(
	state=st.sampled_from(SeatState),
	held=st.sampled_from(EventState),
	capacity=st.integers(0, 3),
	seated=st.integers(0, 3),
	waiting=st.integers(0, 3),
	limit=st.integers(0, 3),
	opens=st.integers(-3, 3),
	closes=st.integers(-3, 3),
)
def test_mkt_01_a_seat_is_given_while_there_is_room_and_nobody_waits(
	state, held, capacity, seated, waiting, limit, opens, closes
):
	room = Room(
		held, capacity, seated, waiting, limit, NOON + timedelta(hours=opens), NOON + timedelta(hours=closes)
	)
	answer = judge_seat(room, state, NOON)
	may = (
		state in (SeatState.INVITED, SeatState.CANCELLED) and held is EventState.OPEN and opens <= 0 <= closes
	)
	assert (answer is Answer.SEATED) == (may and seated < capacity and not waiting)
	assert (answer is Answer.WAITING) == (may and (seated >= capacity or waiting > 0) and waiting < limit)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_mkt_01_moving_up_fills_the_room_and_never_overfills_it(capacity, seated, waiting):
	up = moving_up(capacity, seated, waiting)
	assert 0 <= up <= waiting
	assert seated + up <= max(capacity, seated)
	assert up == waiting or seated + up >= capacity


@given(st.text(CODE_ALPHABET, min_size=8, max_size=8))
def test_mkt_01_a_code_is_read_however_it_is_typed(code):
	assert normalise_code(f"  {code[:4].lower()}-{code[4:]} ") == code
	assert normalise_code(f"https://bank.example/e/{code}") == code
