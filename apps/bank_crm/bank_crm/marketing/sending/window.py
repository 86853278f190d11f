"""When a campaign may send: the bank's quiet hours, its own, its weekdays, and so many in an hour (RSK-08)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import cint, get_time, now_datetime

from bank_crm.compliance.contact import gate
from bank_crm.domain.contact import QuietHours
from bank_crm.domain.sending_window import allowance, opens_at

MESSAGE = "Bank Message"


def quiet(content: Mapping[str, Any]) -> list[QuietHours]:
	"""Return the quiet hours of the bank and the campaign."""
	hours = [gate.quiet_hours()]
	if content["quiet_from"] and content["quiet_until"]:
		hours.append(QuietHours(get_time(content["quiet_from"]), get_time(content["quiet_until"])))
	return hours


def is_open(content: Mapping[str, Any], at: datetime) -> bool:
	"""Tell whether messages of a campaign may leave at that time."""
	return opens_at(at, quiet(content), content["weekdays"]) == at


def may_hand_over(campaign: str, content: Mapping[str, Any], most: int) -> int:
	"""Return how many messages of a campaign may be handed over now, at most `most`."""
	per_hour = cint(content["per_hour"])
	if not per_hour:
		return most
	table = frappe.qb.DocType(MESSAGE)
	since = now_datetime() - timedelta(hours=1)
	query = frappe.qb.from_(table).select(Count("*")).where(table.campaign == campaign)
	return allowance(per_hour, query.where(table.handed_at > since).run()[0][0], most)
