"""Completeness, soundness and periods (CUS-14)."""

from datetime import date

import pytest

from bank_crm.domain import profile
from bank_crm.domain.profile import (
	COMPANY_FIELDS,
	PERSON_FIELDS,
	Fault,
	completeness,
	findings,
	is_period,
	missing,
)

TODAY = date(2026, 11, 22)
CITIZEN = "11010519491231002X"
CODE = "91350100M000100Y43"


def faults(**values: object) -> dict[str, Fault]:
	return {one.field: one.fault for one in findings(values, TODAY)}


@pytest.mark.parametrize(("kind", "fields"), [("Person", PERSON_FIELDS), ("Company", COMPANY_FIELDS)])
def test_CUS_14_completeness_counts_filled_fields(kind, fields):
	assert completeness({"customer_type": kind}) == 0
	assert completeness({"customer_type": kind, **{field: "x" for field in fields}}) == 100
	some = {"customer_type": kind, "mobile": "138****1234", "annual_income": 0, "email": ""}
	assert completeness(some) == round(100 / len(fields), 2)
	assert missing(some) == [field for field in fields if field != "mobile"]
	assert completeness({"customer_type": kind, "something_else": "x"}) == 0


def test_CUS_14_a_company_is_not_asked_for_a_birth_date():
	assert "birth_date" not in missing({"customer_type": "Company"})
	assert "industry" not in missing({"customer_type": "Person"})


def test_CUS_14_a_sound_file_has_no_findings():
	person = {
		"customer_type": "Person",
		"mobile": "13812341234",
		"email": "a@example.com",
		"id_type": "ID Card",
		"id_number": CITIZEN,
		"birth_date": date(1949, 12, 31),
		"opened_on": TODAY,
	}
	assert findings(person, TODAY) == []
	company = {"customer_type": "Company", "id_type": "Unified Social Credit Code", "id_number": CODE}
	assert findings(company, TODAY) == []
	assert findings({}, TODAY) == []


@pytest.mark.parametrize(
	("values", "field", "fault"),
	[
		({"mobile": "12812341234"}, "mobile", Fault.NOT_A_MOBILE),
		({"email": "a@b"}, "email", Fault.NOT_AN_EMAIL),
		({"id_number": CITIZEN}, "id_type", Fault.ID_TYPE_MISSING),
		({"id_type": "ID Card", "id_number": CITIZEN[:-1] + "1"}, "id_number", Fault.NOT_AN_ID_NUMBER),
		({"id_type": "Passport", "id_number": "ABCDEF"}, "id_number", Fault.NOT_AN_ID_NUMBER),
		({"id_type": "Unified Social Credit Code"}, "id_type", Fault.ID_TYPE_OF_OTHERS),
		({"customer_type": "Company", "id_type": "ID Card"}, "id_type", Fault.ID_TYPE_OF_OTHERS),
		(
			{"id_type": "ID Card", "id_number": CITIZEN, "birth_date": date(1950, 1, 1)},
			"birth_date",
			Fault.NOT_THE_IDS_BIRTH_DATE,
		),
		({"birth_date": date(2026, 11, 23)}, "birth_date", Fault.IN_THE_FUTURE),
		({"opened_on": date(2027, 1, 1)}, "opened_on", Fault.IN_THE_FUTURE),
		({"founded_on": date(2027, 1, 1)}, "founded_on", Fault.IN_THE_FUTURE),
		({"birth_date": date(1895, 1, 1)}, "birth_date", Fault.TOO_LONG_AGO),
		({"founded_on": date(1066, 10, 14)}, "founded_on", Fault.TOO_LONG_AGO),
		({"birth_date": date(2000, 1, 2), "opened_on": date(2000, 1, 1)}, "opened_on", Fault.BEFORE_BIRTH),
	],
)
def test_CUS_14_each_fault_names_its_field(values, field, fault):
	assert faults(**values) == {field: fault}


def test_CUS_14_a_finding_concerns_the_fields_that_may_have_caused_it():
	(finding,) = findings({"birth_date": date(2000, 1, 2), "opened_on": date(2000, 1, 1)}, TODAY)
	assert finding.concerns(frozenset({"birth_date"}))
	assert finding.concerns(frozenset({"opened_on", "city"}))
	assert not finding.concerns(frozenset({"city"}))


@pytest.mark.parametrize("fault", Fault)
def test_CUS_14_codes_can_be_read_again(fault):
	code = profile.Finding("birth_date", fault).code
	assert profile.read_code(code) == ("birth_date", fault)
	assert profile.read_code("birth_date:of-an-older-version") is None
	assert profile.read_code("") is None


@pytest.mark.parametrize("value", [0, -5, 999_999_999_999.99, 0.01])
def test_amounts_the_database_holds(value):
	assert profile.is_amount(value)


@pytest.mark.parametrize("value", [1e12, -1e12, 1e300, float("inf"), float("nan")])
def test_absurd_amounts(value):
	assert not profile.is_amount(value)


@pytest.mark.parametrize("text", ["王\u202e小明", "a\x00b", "\u2066x", "\ufeffname", "bell\x07"])
def test_texts_with_hidden_controls(text):
	assert profile.has_controls(text)


@pytest.mark.parametrize(
	"text", ["王小明", "محمد", "שלום", "👨\u200d👩\u200d👧", "line\nline", "<b>", "=1+1"]
)
def test_texts_people_do_type(text):
	assert not profile.has_controls(text)


@pytest.mark.parametrize(
	("start", "end", "forward"),
	[
		(None, None, True),
		(date(2026, 1, 1), None, True),
		(None, date(2026, 1, 1), True),
		(date(2026, 1, 1), date(2026, 1, 1), True),
		(date(2026, 1, 2), date(2026, 1, 1), False),
	],
)
def test_CUS_14_period(start, end, forward):
	assert is_period(start, end) == forward
