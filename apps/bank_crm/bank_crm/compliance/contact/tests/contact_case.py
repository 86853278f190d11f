"""What tests of outgoing messages share: the clock does not matter, and consents are made in one line."""

from __future__ import annotations

import unittest
from typing import Any
from unittest.mock import patch

from frappe.utils import get_time, now_datetime

from bank_crm.compliance.contact import gate
from bank_crm.domain.contact import QuietHours
from bank_crm.tests import factories


def no_quiet_hours(test: unittest.TestCase) -> None:
	"""Let messages leave at any hour for the time of a test, whenever the suite runs."""
	quiet_hours(test, "00:00:00", "00:00:00")


def quiet_hours(test: unittest.TestCase, start: str, end: str) -> None:
	"""Let these be the bank's quiet hours for the time of a test.

	Not by the settings: what a test has not committed yet, a job of the site reads over in the cache they share.
	"""
	hours = QuietHours(get_time(start), get_time(end))
	patched = patch.object(gate, "quiet_hours", lambda: hours)
	patched.start()
	test.addCleanup(patched.stop)


def consent(customer: str, channel: str = "SMS", purpose: str = "Care", **values: Any) -> str:
	"""Give (or withdraw) a consent just now and return its name."""
	values = {"decision": "Given", "decided_at": now_datetime(), **values}
	return factories.make(
		"Bank Contact Consent", customer=customer, channel=channel, purpose=purpose, **values
	).name


def block(customer: str | None, **values: Any) -> str:
	"""Enter a block from today on and return its name."""
	return factories.make("Bank Contact Block", customer=customer, **values).name
