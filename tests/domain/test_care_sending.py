"""Which channel a greeting goes through, if any."""

import pytest

from bank_crm.domain.care import Delivery
from bank_crm.domain.care_sending import Choice, choose

BOTH = ("SMS", "Email")


@pytest.mark.parametrize(
	("wanted", "preferred", "gateways", "consents", "addresses", "answer"),
	[
		("", "", BOTH, BOTH, BOTH, "SMS"),
		("", "Email", BOTH, BOTH, BOTH, "Email"),
		("SMS", "Email", BOTH, BOTH, BOTH, "SMS"),  # the rule insists
		("", "Email", BOTH, ("SMS",), BOTH, "SMS"),
		("", "Email", BOTH, BOTH, ("SMS",), "SMS"),
		("", "WeChat", BOTH, BOTH, BOTH, "SMS"),  # no gateway for WeChat
		("", "WeChat", (*BOTH, "WeChat"), ("WeChat",), ("WeChat",), "WeChat"),
		("", "Phone", BOTH, BOTH, BOTH, Delivery.NO_CHANNEL),
		("", "Branch", BOTH, BOTH, BOTH, Delivery.NO_CHANNEL),
		("SMS", "Phone", BOTH, BOTH, BOTH, "SMS"),
		("", "", (), BOTH, BOTH, Delivery.NO_CHANNEL),
		("", "", BOTH, (), BOTH, Delivery.NO_CONSENT),
		("Email", "", BOTH, ("SMS",), BOTH, Delivery.NO_CONSENT),
		("", "", BOTH, BOTH, (), Delivery.NO_ADDRESS),
		("Email", "", BOTH, BOTH, ("SMS",), Delivery.NO_ADDRESS),
	],
)
def test_CAR_05_channel(wanted, preferred, gateways, consents, addresses, answer):
	found = choose(wanted, preferred, gateways=gateways, consents=consents, addresses=addresses)
	assert found == (Choice("", answer) if isinstance(answer, Delivery) else Choice(answer))
