"""When two customers may be one: CUS-13, CUS-14."""

import pytest

from bank_crm.domain.duplicates import (
	LISTED_FROM,
	Evidence,
	choose,
	default_choice,
	likelihood,
	ordered,
	sound_key,
)


@pytest.mark.parametrize(
	("evidence", "listed"),
	[
		(Evidence(same_id_number=True), True),
		(Evidence(same_mobile=True), True),
		(Evidence(same_name=True, same_birth_date=True), True),
		(Evidence(name_similarity=95, same_birth_date=True), True),
		(Evidence(same_name=True, company=True), True),
		(Evidence(), False),
		(Evidence(same_name=True), False),
		(Evidence(same_birth_date=True), False),
		(Evidence(same_email=True), False),
		(Evidence(name_similarity=89, same_birth_date=True), False),
		(Evidence(same_mobile=True, other_id_number=True), False),
		(Evidence(same_name=True, same_birth_date=True, other_id_number=True), False),
		(Evidence(same_mobile=True, same_name=True, same_birth_date=True, other_id_number=True), True),
		(Evidence(same_mobile=True, other_birth_date=True), False),
		(Evidence(same_id_number=True, other_type=True), False),
	],
)
def test_CUS_13_who_is_listed(evidence: Evidence, listed: bool):
	assert (likelihood(evidence) >= LISTED_FROM) is listed


def test_CUS_13_likelihood_stays_between_0_and_100():
	everything = Evidence(True, True, True, True, True, 100)
	assert likelihood(everything) == 100
	assert likelihood(Evidence(other_id_number=True, other_birth_date=True)) == 0


@pytest.mark.parametrize(
	("one", "other"),
	[
		("zhang wei", "wei zhang"),
		("zhang ming", "zang min"),
		("chen sheng", "cen sen"),
		("Wang  Wei", "wang-wei"),
		("Wang Zhiqiang", "wang zhi qiang"),
		("LINA", "li na"),
		("fangan", "fan gan"),
		("ouyang minghua", "ou yang ming hua"),
		("Smith", "smith"),
	],
)
def test_CUS_13_names_that_sound_alike(one: str, other: str):
	assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(("one", "other"), [("wang wei", "wang fei"), ("li na", "li ma"), ("zhong", "zhang")])
def test_CUS_13_names_that_do_not(one: str, other: str):
	assert sound_key(one) != sound_key(other)


def test_CUS_13_sound_of_nothing_is_nothing():
	assert sound_key("") == sound_key("··") == ""


def test_CUS_13_choices_and_their_defaults():
	kept = {"city": "杭州", "email": "", "employer": "甲", "education": "Master"}
	merged = {"city": "宁波", "email": "a@b.cn", "employer": "甲", "education": ""}
	fields = list(kept)
	assert choose(fields, kept, merged, {}) == ["email"]
	assert choose(fields, kept, merged, {"city": "merged", "email": "kept"}) == ["city"]
	same = choose(fields, kept, merged, {"employer": "merged", "email": "kept"})
	assert same == [], "the same value is not taken"
	with pytest.raises(ValueError):
		choose(fields, kept, merged, {"city": "BC00000001"})


def test_CUS_13_what_belongs_together_comes_from_one_customer():
	kept = {"id_type": "ID Card", "id_number": "fingerprint 1"}
	merged = {"id_type": "Passport", "id_number": "fingerprint 2"}
	fields = ["id_type", "id_number"]
	assert choose(fields, kept, merged, {"id_number": "merged"}) == fields
	assert choose(fields, kept, merged, {"id_type": "merged"}) == [], "the number decides"
	assert choose(fields, {**kept, "id_number": None}, merged, {}) == fields


def test_CUS_13_defaults_and_order():
	assert default_choice(None, "x") == "merged"
	assert default_choice("y", "x") == default_choice(None, None) == "kept"
	assert ordered("B", "A") == ordered("A", "B") == ("A", "B")
