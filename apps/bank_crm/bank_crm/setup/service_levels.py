"""The promises a bank starts with: its hours, service levels and escalations (SVC-14, SVC-17).

Named in the bank's language, made once at installation, and then the bank's own.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.domain.enums import TierName
from bank_crm.domain.service_enums import OrderState, OrderType
from bank_crm.domain.service_level_enums import Weekday

CALENDAR, LEVEL, RULE = "Bank Business Calendar", "Bank Service Level", "Bank Escalation Rule"
HOUR = 3600
_WORKDAYS = Weekday.values()[:5]
#: A bank's day: seven and a half hours.
_OFFICE = (("09:00:00", "12:00:00"), ("13:00:00", "17:30:00"))
#: priority → hours to the first response and to the solution
_STANDARD = {"High": (1, 8), "Medium": (4, 24), "Low": (8, 40)}
_FASTER = {"High": (0.5, 4), "Medium": (2, 16), "Low": (4, 24)}


def create() -> None:
	"""Make what is missing; run at installation, so that deleted ones stay away."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	if not frappe.db.count(CALENDAR):
		_create_calendars(language)
	if not frappe.db.count(LEVEL):
		_create_levels(language)
	if not frappe.db.count(RULE):
		_create_rules(language)


def _create_calendars(language: str) -> None:
	office = [
		{"weekday": day, "opens": opens, "closes": closes} for day in _WORKDAYS for opens, closes in _OFFICE
	]
	_insert(CALENDAR, calendar_name=_("Office Hours", language), is_default=1, official_days=1, hours=office)
	always = [{"weekday": day, "opens": "00:00:00", "closes": "00:00:00"} for day in Weekday.values()]
	_insert(CALENDAR, calendar_name=_("Around the Clock", language), official_days=0, hours=always)


def _create_levels(language: str) -> None:
	known = frappe.db.exists("Workflow State", OrderState.WAITING.value)
	pauses = [{"state": OrderState.WAITING.value}] if known else []
	_level(_("Standard Service", language), _STANDARD, pauses)
	_level(_("Complaints", language), _FASTER, pauses, order_type=OrderType.COMPLAINT.value)
	if frappe.db.exists("Bank Customer Tier", TierName.PRIVATE.value):
		_level(_("Private Banking Service", language), _FASTER, pauses, tier=TierName.PRIVATE.value)


def _level(name: str, targets: dict[str, tuple[float, float]], pauses: list, **conditions: str) -> None:
	rows = [
		{"priority": priority, "response": int(response * HOUR), "resolution": int(resolution * HOUR)}
		for priority, (response, resolution) in targets.items()
	]
	_insert(
		LEVEL, level_name=name, warn_at=75, targets=rows, pauses=[dict(row) for row in pauses], **conditions
	)


def _create_rules(language: str) -> None:
	def step(clock: str, event: str, hours: float, tell: str, **more: object) -> dict[str, object]:
		return {"clock": clock, "event": event, "after": int(hours * HOUR), "tell": tell, **more}

	usual = [
		step("Response", "Warning", 0, "Handler"),
		step("Response", "Breach", 0, "Handler"),
		step("Response", "Breach", 1, "Queue Supervisor"),
		step("Resolution", "Warning", 0, "Handler"),
		step("Resolution", "Breach", 0, "Handler's Superior"),
		step("Resolution", "Breach", 4, "Branch Manager", raise_priority=1),
	]
	_insert(RULE, rule_name=_("Usual Escalation", language), steps=[dict(row) for row in usual])
	compliance = step("Resolution", "Breach", 8, "Role", role="Bank Compliance Officer")
	_insert(
		RULE,
		rule_name=_("Escalation of Complaints", language),
		order_type=OrderType.COMPLAINT.value,
		steps=[*(dict(row) for row in usual), compliance],
	)


def _insert(doctype: str, **values: Any) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert(
		ignore_permissions=True  # installation, before anybody has a role
	)
