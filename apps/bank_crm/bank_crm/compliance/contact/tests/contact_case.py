"""What tests of outgoing messages share: the clock does not matter, and consents are made in one line."""

from __future__ import annotations

import unittest
from typing import Any

import frappe
from frappe.utils import now_datetime

from bank_crm.tests import factories

SETTINGS = "Bank CRM Settings"


def no_quiet_hours(test: unittest.TestCase) -> None:
	"""Let messages leave at any hour for the time of a test, whenever the suite runs."""
	quiet_hours(test, "00:00:00", "00:00:00")


def quiet_hours(test: unittest.TestCase, start: str, end: str) -> None:
	"""Set the quiet hours for the time of a test."""
	frappe.db.set_single_value(SETTINGS, {"quiet_from": start, "quiet_until": end})
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	test.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)


def consent(customer: str, channel: str = "SMS", purpose: str = "Care", **values: Any) -> str:
	"""Give (or withdraw) a consent just now and return its name."""
	values = {"decision": "Given", "decided_at": now_datetime(), **values}
	return factories.make(
		"Bank Contact Consent", customer=customer, channel=channel, purpose=purpose, **values
	).name


def block(customer: str | None, **values: Any) -> str:
	"""Enter a block from today on and return its name."""
	return factories.make("Bank Contact Block", customer=customer, **values).name
