"""Orders that may be about the same matter (SVC-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bank_crm.domain.order_likeness import Matter, Sign, compare

AT = datetime(2026, 11, 20, 9, 30)
CARD = Matter("Complaint", "信用卡年费", "CC-01", "CUST-1", None, AT)


def test_SVC_13_the_same_request_sent_twice_is_certain():
	found = compare(CARD, replace(CARD, opened_on=AT + timedelta(hours=2)), 100)
	assert found.weight == 100 and found.is_likely
	assert set(found.signs) == {
		Sign.SAME_CUSTOMER,
		Sign.SAME_SUBTYPE,
		Sign.SAME_PRODUCT,
		Sign.CLOSE_IN_TIME,
		Sign.ALIKE_TEXT,
	}


@pytest.mark.parametrize(
	("change", "text", "likely"),
	[
		# same customer and text through another channel, days later
		({"subtype": None, "product": None, "opened_on": AT + timedelta(days=3)}, 90, True),
		# same customer, another matter
		({"order_type": "Enquiry", "subtype": "理财咨询", "product": "F-9"}, 20, False),
		# same customer, subtype and day: worth a look without a like text
		({"product": None}, 0, True),
		# same customer and type only
		({"subtype": None, "product": None, "opened_on": AT + timedelta(days=5)}, 30, False),
		# another customer is another matter, whatever the words
		({"customer": "CUST-2"}, 100, False),
	],
)
def test_SVC_13_signs_are_weighed(change: dict[str, object], text: float, likely: bool):
	assert compare(CARD, replace(CARD, **change), text).is_likely is likely


def test_SVC_13_without_customer_the_contact_counts_and_without_both_nothing_does():
	unknown = replace(CARD, customer=None, contact="f00d")
	assert compare(unknown, unknown, 90).is_likely
	assert (
		Sign.SAME_CONTACT
		in compare(unknown, CARD.__class__(**{**_fields(CARD), "contact": "f00d"}), 90).signs
	)
	stranger = replace(CARD, customer=None)
	assert compare(stranger, stranger, 100).weight == 0
	assert compare(stranger, CARD, 100).weight == 0


def test_SVC_13_the_order_of_two_makes_no_difference():
	other = replace(CARD, subtype=None, opened_on=AT + timedelta(hours=30))
	assert compare(CARD, other, 70) == compare(other, CARD, 70)
	assert Sign.CLOSE_IN_TIME not in compare(CARD, other, 70).signs


def _fields(matter: Matter) -> dict[str, object]:
	return {name: getattr(matter, name) for name in matter.__slots__}
