"""The rules of campaigns: states, windows, draws, money, signatures, texts (MKT-04, MKT-07, MKT-15, MKT-21, INT-06)."""

from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random

from bank_crm.domain import campaign_split, campaign_states, message_states
from bank_crm.domain.campaign_budget import Funds, Shortfall, missing, parts
from bank_crm.domain.campaign_enums import CampaignState, MessageState
from bank_crm.domain.campaign_figures import percent
from bank_crm.domain.contact import QuietHours
from bank_crm.domain.message_signing import is_genuine, sign
from bank_crm.domain.message_template import Fault, check_addresses, check_link
from bank_crm.domain.sending_window import EVERY_DAY, allowance, opens_at

FINAL = {state for state in MessageState if not message_states.STEPS[state]}
CHANCE = Random(7)


def test_mkt_07_a_message_never_goes_back_once_it_was_taken():
	"""Whatever is reported in whatever order, and however often: taken stays taken, final stays final."""
	for _round in range(3_000):
		state, taken = MessageState.QUEUED, False
		for wanted in CHANCE.choices(list(MessageState), k=20):
			if not message_states.may_follow(state, wanted):
				continue
			assert state not in FINAL
			state = wanted
			assert not (taken and state in (MessageState.QUEUED, MessageState.HANDED, MessageState.EXCLUDED))
			taken = taken or state in message_states.TAKEN


def test_sources_are_the_steps_turned_round():
	for after in MessageState:
		assert set(message_states.sources(after)) == {
			before.value for before in MessageState if message_states.may_follow(before, after)
		}


def test_a_campaign_is_approved_before_it_runs_and_runs_before_it_ends():
	ways = {(before, after) for before, afters in campaign_states.STEPS.items() for after in afters}
	assert all(
		before in (CampaignState.APPROVED, CampaignState.PAUSED)
		for before, after in ways
		if after is CampaignState.RUNNING
	)
	assert not campaign_states.may_step(CampaignState.DRAFT, CampaignState.RUNNING)
	assert not campaign_states.may_step(CampaignState.ENDED, CampaignState.RUNNING)


def test_the_window_opens_at_the_first_allowed_minute():
	for _round in range(3_000):
		moment = datetime(2026, 1, 1) + timedelta(seconds=CHANCE.randrange(2 * 365 * 86_400))
		quiet = QuietHours(time(CHANCE.randrange(24), CHANCE.randrange(60)), time(CHANCE.randrange(24)))
		weekdays = set(CHANCE.sample(range(7), CHANCE.randint(1, 7)))
		opens = opens_at(moment, [quiet], weekdays)
		assert opens is not None
		assert opens >= moment and opens.weekday() in weekdays and quiet.end_of(opens) is None
		if opens > moment:
			before = opens - timedelta(seconds=1)
			assert before < moment or before.weekday() not in weekdays or quiet.end_of(before) is not None


def test_no_weekday_and_a_night_over_midnight():
	night = QuietHours(time(21), time(8))
	assert opens_at(datetime(2026, 11, 20, 22), [night], EVERY_DAY) == datetime(2026, 11, 21, 8)
	assert opens_at(datetime(2026, 11, 20, 22), [night], {0}) == datetime(2026, 11, 23, 8)
	assert opens_at(datetime(2026, 11, 20), [], set()) is None
	# two that hand the day to each other leave none
	assert (
		opens_at(datetime(2026, 11, 20), [QuietHours(time(0), time(12)), QuietHours(time(12), time(0))])
		is None
	)


def test_throttle_never_exceeds_the_hour():
	for _round in range(2_000):
		per_hour, handed, most = CHANCE.randrange(500), CHANCE.randrange(800), CHANCE.randrange(400)
		allowed = allowance(per_hour, handed, most)
		assert 0 <= allowed <= most
		assert not per_hour or allowed == 0 or handed + allowed <= per_hour
	assert allowance(0, 10**6, 50) == 50


def test_every_bucket_draws_a_variant_with_a_share():
	for _round in range(2_000):
		shares = [(CHANCE.choice("ABC"), CHANCE.randrange(4)) for _one in range(CHANCE.randrange(5))]
		drawn = campaign_split.draw(shares, CHANCE.randrange(campaign_split.BUCKETS))
		assert (drawn is None) == (not any(share for _name, share in shares))
		assert drawn is None or any(name == drawn and share for name, share in shares)


def test_control_groups_have_their_size_and_do_not_follow_the_variants():
	customers = [f"BC{number:08d}" for number in range(20_000)]
	limit = campaign_split.control_limit(10)
	control = {one for one in customers if campaign_split.bucket(campaign_split.CONTROL, "C1", one) < limit}
	assert 0.09 < len(control) / len(customers) < 0.11
	half = sum(
		campaign_split.draw([("A", 1), ("B", 1)], campaign_split.bucket(campaign_split.VARIANT, "C1", one))
		== "A"
		for one in control
	)
	assert 0.44 < half / len(control) < 0.56
	assert campaign_split.control_limit(0) == 0 and campaign_split.control_limit(100) == 10_000


def test_mkt_04_what_is_missing_is_named_with_its_amounts():
	funds = Funds(Decimal(100), Decimal(30), Decimal(20), Decimal(40))
	assert missing(Decimal(40), funds) == []
	both = missing(Decimal(60), funds)
	assert [(one.where, one.there) for one in both] == [
		(Shortfall.BUDGET, Decimal(50)),
		(Shortfall.PREPAID, Decimal(40)),
	]
	assert [one.where for one in missing(Decimal(45), funds)] == [Shortfall.PREPAID]
	assert missing(Decimal(45), Funds(Decimal(100), Decimal(0), Decimal(0), None)) == []


def test_long_texts_are_charged_in_parts():
	assert [parts("中" * length) for length in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
	assert parts("😀" * 36) == 2  # one outside the basic plane takes two places


def test_int_06_only_fresh_signatures_with_the_right_secret_are_believed():
	now = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
	stamp = str(int(now.timestamp()))
	good = sign("s3", stamp, b"{}")
	assert is_genuine("s3", stamp, b"{}", good, now + timedelta(minutes=5))
	for secret, at, body, given_signature, moment in (
		("s4", stamp, b"{}", good, now),
		("", stamp, b"{}", sign("", stamp, b"{}"), now),
		("s3", stamp, b"{ }", good, now),
		("s3", stamp, b"{}", good, now + timedelta(minutes=6)),
		("s3", stamp, b"{}", good, now - timedelta(minutes=6)),
		("s3", "today", b"{}", sign("s3", "today", b"{}"), now),
		("s3", stamp, b"{}", "ü", now),
	):
		assert not is_genuine(secret, at, body, given_signature, moment)


def test_links_are_https_and_used():
	assert check_link("https://www.bank.example/offer?x=1")
	for bad in (
		"http://www.bank.example",
		"https://",
		"https://u:p@bank.example",
		"javascript:alert(1)",
		"https://a b.example",
		"https://[::1",
	):
		assert not check_link(bad), bad
	faults = [found.fault for found in check_addresses("see http://x.example", "", frozenset({"link"}))]
	assert faults == [Fault.BAD_LINK, Fault.LINK_MISSING]
	assert [one.fault for one in check_addresses("", "https://x.example", frozenset())] == [
		Fault.LINK_NOT_USED
	]


def test_rates_of_nothing_are_zero():
	assert percent(1, 0) == 0 and percent(1, 3) == 33.33
