"""Promises and orders for the tests of service levels; a bank that works from nine to five on every day of the week."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe.model.document import Document
from frappe.utils import get_system_timezone
from freezegun import freeze_time

from bank_crm.domain.service_level_enums import Weekday
from bank_crm.service.levels import plan
from bank_crm.tests import factories

HOUR = 3600
ORDER = "Bank Work Order"


def clear_plan() -> None:
	"""Put the site's own promises out of force for this test."""
	for doctype in ("Bank Service Level", "Bank Escalation Rule"):
		frappe.db.set_value(doctype, {"enabled": 1}, "enabled", 0, update_modified=False)
	frappe.db.set_value("Bank Business Calendar", {"is_default": 1}, "is_default", 0, update_modified=False)
	plan.forget()


def make_calendar(**values: Any) -> str:
	"""Make a business calendar: nine to five, Monday to Sunday, the default."""
	hours = [{"weekday": day, "opens": "09:00:00", "closes": "17:00:00"} for day in Weekday.values()]
	given = {"calendar_name": factories.unique("Hours "), "is_default": 1, "official_days": 0, "hours": hours}
	return factories.make("Bank Business Calendar", **{**given, **values}).name


def make_level(**values: Any) -> str:
	"""Make a level: an hour and four for high priority, two and eight for medium; a warning at three quarters."""
	targets = [
		{"priority": "High", "response": HOUR, "resolution": 4 * HOUR},
		{"priority": "Medium", "response": 2 * HOUR, "resolution": 8 * HOUR},
	]
	given = {"level_name": factories.unique("Level "), "warn_at": 75, "targets": targets}
	return factories.make("Bank Service Level", **{**given, **values}).name


def make_rule(steps: list[dict[str, Any]], **values: Any) -> str:
	"""Make an escalation rule."""
	return factories.make(
		"Bank Escalation Rule", rule_name=factories.unique("Rule "), steps=steps, **values
	).name


def make_order(**values: Any) -> Document:
	"""Make an order of medium priority that nobody handles, opened now."""
	given = {"subject": "Card", "order_type": "Enquiry", "channel": "Phone", "priority": "Medium"}
	order = frappe.get_doc({"doctype": ORDER, **given, **values})
	order.flags.bank_system = True
	order.insert(ignore_permissions=True)  # test data is made whoever the session's user is
	order.flags.bank_system = False
	return order


def step(order: Document, state: str, **values: Any) -> Document:
	"""Take a step of an order as the system would."""
	from bank_crm.service.orders import states

	states.move(order, state, **values)
	return order.reload()


def stored(order: Document | str, *fields: str) -> Any:
	"""Return columns as they stand in the database; one alone by itself."""
	name = order if isinstance(order, str) else order.name
	return frappe.db.get_value(ORDER, name, fields[0] if len(fields) == 1 else fields)


def at(text: str) -> datetime:
	"""Return a moment of the days the tests play on."""
	return datetime.fromisoformat(f"2026-09-{text}")


def frozen(moment: datetime) -> AbstractContextManager:
	"""Stop the clock just after a moment of the site's own time; Frappe compares full seconds with their fractions."""
	moment += timedelta(microseconds=1)
	return freeze_time(moment.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc))
