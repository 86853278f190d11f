"""What may stand between two customers, and who lives with whom – without Frappe."""

from datetime import date

import pytest

from bank_crm.domain.errors import DomainError
from bank_crm.domain.household import Membership, check_membership, role_under_new_head, surname
from bank_crm.domain.masking import mask_name
from bank_crm.domain.relations import (
	Party,
	Relation,
	RoleRule,
	check_relation,
	leads_to,
	most_at_once,
	overlap,
)

RULES = {
	rule.name: rule
	for rule in (
		RoleRule("Spouse", "Spouse", "Family", "Person", "Person", at_most=1, exclusive_group="Kin"),
		RoleRule("Parent", "Child", "Family", "Person", "Person", at_most=2, exclusive_group="Kin", min_years_older=14),
		RoleRule("Child", "Parent", "Family", "Person", "Person", exclusive_group="Kin"),
		RoleRule("Shareholder", "Invested Company", "Ownership", "Company", "Any", takes_share=True),
		RoleRule("Invested Company", "Shareholder", "Ownership", "Any", "Company"),
		RoleRule("Old", "Old", "Social", enabled=False),
	)
}  # fmt: skip
LI = Party("li", "Person", date(1980, 5, 1))
WANG = Party("wang", "Person", date(1979, 1, 1))
KID = Party("kid", "Person", date(2004, 2, 29))
FIRM = Party("firm", "Company")
PARTIES = {party.name: party for party in (LI, WANG, KID, FIRM, Party("zhao", "Person"))}
TODAY = date(2026, 11, 22)


def refused(new: Relation, *standing: Relation) -> tuple[str, str]:
	with pytest.raises(DomainError) as caught:
		check_relation(new, PARTIES[new.customer], PARTIES[new.other], standing, RULES)
	return caught.value.code, str(caught.value.params["field"])


def stands(new: Relation, *standing: Relation) -> bool:
	check_relation(new, PARTIES[new.customer], PARTIES[new.other], standing, RULES)
	return True


def test_nobody_is_related_to_himself() -> None:
	assert refused(Relation("li", "li", "Spouse")) == ("self", "other_customer")


def test_a_period_runs_forward() -> None:
	new = Relation("li", "wang", "Spouse", date(2020, 1, 2), date(2020, 1, 1))
	assert refused(new) == ("period", "to_date")


def test_a_relation_stands_once_from_whichever_side_it_is_told() -> None:
	for standing in (Relation("li", "kid", "Child"), Relation("kid", "li", "Parent")):
		assert refused(Relation("li", "kid", "Child"), standing) == ("duplicate", "role")
		assert refused(Relation("kid", "li", "Parent"), standing) == ("duplicate", "role")


def test_two_kinships_between_two_people_contradict_each_other() -> None:
	standing = Relation("zhao", "li", "Spouse")
	assert refused(Relation("li", "zhao", "Child"), standing) == ("contradiction", "role")
	ended = Relation("zhao", "li", "Spouse", None, date(2019, 12, 31))
	assert refused(Relation("li", "zhao", "Child", date(2019, 12, 31)), ended) == ("contradiction", "role")
	assert stands(Relation("li", "zhao", "Spouse", date(2020, 1, 1)), ended)


def test_a_person_has_one_spouse_at_a_time_on_either_side() -> None:
	standing = Relation("wang", "zhao", "Spouse", date(2010, 1, 1), date(2015, 6, 30))
	assert refused(Relation("wang", "li", "Spouse", date(2015, 6, 30)), standing) == ("too_many", "role")
	assert refused(Relation("li", "wang", "Spouse"), standing) == ("too_many_other", "role")
	assert stands(Relation("wang", "li", "Spouse", date(2015, 7, 1)), standing)


def test_roles_are_open_to_the_right_parties() -> None:
	assert refused(Relation("li", "firm", "Spouse")) == ("other_type", "role")
	assert refused(Relation("firm", "li", "Spouse")) == ("own_type", "role")
	assert stands(Relation("firm", "li", "Shareholder", share=30))


def test_birth_dates_may_not_contradict() -> None:
	assert refused(Relation("li", "wang", "Parent")) == ("not_older", "role")
	assert refused(Relation("kid", "li", "Child")) == ("not_older", "role")
	assert stands(Relation("kid", "li", "Parent"))
	assert stands(Relation("li", "kid", "Child"))
	assert stands(Relation("zhao", "li", "Parent")), "an unknown birth date contradicts nothing"


def test_shares_belong_to_shareholders_and_add_up_to_the_whole() -> None:
	assert refused(Relation("li", "wang", "Spouse", share=5)) == ("no_share", "share_percent")
	assert refused(Relation("firm", "li", "Shareholder", share=101)) == ("share", "share_percent")
	assert refused(Relation("firm", "li", "Shareholder", share=-1)) == ("share", "share_percent")
	standing = Relation("firm", "wang", "Shareholder", share=60)
	assert refused(Relation("firm", "li", "Shareholder", share=40.5), standing)[0] == "share_total"
	assert refused(Relation("li", "firm", "Invested Company", share=40.5), standing)[0] == "share_total"
	assert stands(Relation("li", "firm", "Invested Company", share=40), standing)


def test_a_role_out_of_use_is_refused() -> None:
	assert refused(Relation("li", "wang", "Old")) == ("disabled", "role")


def test_periods_overlap_on_shared_days_only() -> None:
	first = Relation("a", "b", "r", date(2020, 1, 1), date(2020, 1, 31))
	assert overlap(first, Relation("a", "b", "r", date(2020, 1, 31)))
	assert not overlap(first, Relation("a", "b", "r", date(2020, 2, 1)))
	assert overlap(first, Relation("a", "b", "r"))


def test_the_busiest_day_counts() -> None:
	years = [Relation("a", "b", "r", date(y, 1, 1), date(y, 12, 31)) for y in (2018, 2019, 2020)]
	assert most_at_once(years, Relation("a", "c", "r")) == 1
	assert (
		most_at_once([*years, Relation("a", "d", "r", date(2019, 6, 1), None)], Relation("a", "c", "r")) == 2
	)
	assert most_at_once(years, Relation("a", "c", "r", date(2021, 1, 1))) == 0


def test_circles_are_found_over_many_steps_and_end() -> None:
	parents = {str(n): [str(n + 1)] for n in range(40)}
	step = lambda names: {parent for name in names for parent in parents.get(name, [])}  # noqa: E731
	assert leads_to("0", "40", step)
	assert not leads_to("0", "other", step)
	assert leads_to("0", "0", step)
	parents["40"] = ["0"]
	assert not leads_to("0", "other", step), "a circle that is there already does not hold the search"


def member(household: str, start: date, end: date | None = None) -> Membership:
	return Membership(household, "li", start, end)


def test_CUS_03_one_household_at_a_time() -> None:
	first = member("A", date(2020, 1, 1), date(2022, 3, 31))
	with pytest.raises(DomainError) as caught:
		check_membership(member("B", date(2022, 3, 31)), "Person", [first], TODAY)
	assert caught.value.code == "one_household"
	check_membership(member("B", date(2022, 4, 1)), "Person", [first], TODAY)
	with pytest.raises(DomainError, match="one_household"):
		check_membership(member("A", date(2019, 1, 1)), "Person", [first], TODAY)


@pytest.mark.parametrize(
	("new", "kind", "code"),
	[
		(member("A", date(2026, 11, 23)), "Person", "future"),
		(member("A", date(2026, 1, 2), date(2026, 1, 1)), "Person", "period"),
		(member("A", date(2026, 1, 2)), "Company", "not_a_person"),
	],
)
def test_CUS_03_memberships_that_cannot_be(new: Membership, kind: str, code: str) -> None:
	with pytest.raises(DomainError, match=code):
		check_membership(new, kind, [], TODAY)


def test_CUS_03_a_day_in_a_household() -> None:
	time = member("A", date(2020, 1, 1), date(2020, 1, 31))
	held = [
		time.holds_on(date(2019, 12, 31)),
		time.holds_on(date(2020, 1, 1)),
		time.holds_on(date(2020, 1, 31)),
	]
	assert held == [False, True, True]
	assert not time.holds_on(date(2020, 2, 1))
	assert member("A", date(2020, 1, 1)).holds_on(TODAY)


@pytest.mark.parametrize(
	("old", "new_heads", "expected"),
	[
		("Head", "Spouse", "Spouse"),
		("Child", "Spouse", "Child"),
		("Parent", "Spouse", "Other"),
		("Head", "Child", "Parent"),
		("Spouse", "Child", "Parent"),
		("Child", "Child", "Sibling"),
		("Head", "Parent", "Child"),
		("Child", "Parent", "Grandchild"),
		("Head", "Other", "Other"),
	],
)
def test_CUS_03_roles_under_a_new_head(old: str, new_heads: str, expected: str) -> None:
	assert role_under_new_head(old, new_heads) == expected


def test_names() -> None:
	assert [surname(name) for name in ("王伟", "欧阳娜娜", "欧阳", "Ada Lovelace", " ")] == [
		"王",
		"欧阳",
		"欧",
		"Lovelace",
		"",
	]
	assert (mask_name("王伟"), mask_name(""), mask_name("杭州和泰纺织有限公司")) == ("王**", "**", "杭**")
