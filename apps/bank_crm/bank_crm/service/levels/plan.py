"""What the bank promises, as the pure clocks need it: levels, escalation rules and business calendars (SVC-14, SVC-17).

Every order asks for it, so each process keeps it, laid-out calendars included, until one of the documents changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import cint, flt, get_system_timezone, getdate

from bank_crm.domain import escalation, service_level
from bank_crm.domain.business_time import (
	DAY_SECONDS,
	BusinessCalendar,
	BusinessTime,
	Stretch,
	around_the_clock,
	week_of,
)
from bank_crm.domain.escalation import Rule, Step
from bank_crm.domain.service_enums import OrderState
from bank_crm.domain.service_level import Level, Order, Target
from bank_crm.domain.service_level_enums import ClockEvent, DayKind, ServiceClock, Weekday
from bank_crm.service.levels import official_days

LEVEL, RULE, CALENDAR = "Bank Service Level", "Bank Escalation Rule", "Bank Business Calendar"
_STAMP = "bank_crm_service_plan"
_WEEKDAYS = {name: number for number, name in enumerate(Weekday.values())}
#: Where a level names no pause, the clocks stand still while the bank waits for the customer.
USUAL_PAUSES = frozenset({OrderState.WAITING.value})


@dataclass(frozen=True)
class Plan:
	"""Everything that decides about clocks; `default` is the calendar of levels that name none."""

	stamp: str
	levels: tuple[Level, ...]
	rules: tuple[Rule, ...]
	calendars: dict[str, BusinessCalendar]
	default: str
	zone: ZoneInfo
	_rulers: dict[str, BusinessTime] = field(default_factory=dict)
	_choices: dict[Order, tuple[Level | None, Rule | None]] = field(default_factory=dict)

	def choice(self, order: Order) -> tuple[Level | None, Rule | None]:
		"""Return the level and the escalation rule that count for an order; many orders are alike in what decides."""
		if order not in self._choices:
			self._choices[order] = (
				service_level.choose(self.levels, order),
				escalation.choose(self.rules, order),
			)
		return self._choices[order]

	def time(self, calendar: str = "") -> BusinessTime:
		"""Return the business time of a calendar; around the clock where there is none at all."""
		name = calendar if calendar in self.calendars else self.default
		if name not in self._rulers:
			self._rulers[name] = BusinessTime(self.calendars.get(name) or around_the_clock(self.zone))
		return self._rulers[name]

	def level(self, name: str | None) -> Level | None:
		"""Return a level by its name, or None."""
		return next((level for level in self.levels if level.name == name), None)

	def rule(self, name: str | None) -> Rule | None:
		"""Return an escalation rule by its name, or None."""
		return next((rule for rule in self.rules if rule.name == name), None)


_kept: dict[str, Plan] = {}


def current() -> Plan:
	"""Return the plan of the site."""
	stamp = frappe.cache.get_value(_STAMP, lambda: frappe.generate_hash(length=12))
	kept = _kept.get(frappe.local.site)
	if kept is None or kept.stamp != stamp:
		kept = _kept[frappe.local.site] = _read(stamp)
	return kept


def forget() -> None:
	"""Have the plan read again everywhere: at once, and when the change is stored or undone."""
	for moment in (frappe.db.after_commit, frappe.db.after_rollback):
		moment.add(_drop)
	_drop()


def _drop() -> None:
	frappe.cache.delete_value(_STAMP)


def _read(stamp: str) -> Plan:
	zone = ZoneInfo(get_system_timezone())
	rows = frappe.get_all(
		CALENDAR, fields=["name", "is_default", "official_days", "makeup_as"], order_by="name asc"
	)
	hours, days = _rows_of("Bank Business Hours"), _rows_of("Bank Business Day")
	calendars = {row.name: _calendar(row, hours[row.name], days[row.name], zone) for row in rows}
	default = next((row.name for row in rows if row.is_default), rows[0].name if rows else "")
	return Plan(stamp, _levels(), _rules(), calendars, default, zone)


def _calendar(row: frappe._dict, hours: list, days: list, zone: ZoneInfo) -> BusinessCalendar:
	by_start: dict[date | None, list[tuple[int, int, int]]] = defaultdict(list)
	for hour in hours:
		start = getdate(hour.valid_from) if hour.valid_from else None
		by_start[start].append((_WEEKDAYS[hour.weekday], seconds(hour.opens), closing(hour.closes)))
	of_kind = {
		kind: frozenset(getdate(day.day) for day in days if day.kind == kind) for kind in DayKind.values()
	}
	entered = frozenset().union(*of_kind.values())
	official = cint(row.official_days)
	return BusinessCalendar(
		weeks=tuple(week_of(rows, start) for start, rows in by_start.items()),
		closed=of_kind[DayKind.HOLIDAY] | (official_days.closed() - entered if official else frozenset()),
		working=of_kind[DayKind.MAKE_UP] | (official_days.working() - entered if official else frozenset()),
		own={
			getdate(day.day): (Stretch(seconds(day.opens), closing(day.closes)),)
			for day in days
			if day.kind == DayKind.OWN_HOURS
		},
		make_up_as=_WEEKDAYS.get(row.makeup_as or Weekday.MONDAY.value, 0),
		zone=zone,
	)


def _levels() -> tuple[Level, ...]:
	fields = ["name", "calendar", "order_type", "subtype", "tier", "channel", "warn_at"]
	targets, pauses = _rows_of("Bank Service Level Target"), _rows_of("Bank Service Level Pause")
	return tuple(
		Level(
			name=row.name,
			targets={
				target.priority: Target(cint(target.response), cint(target.resolution))
				for target in targets[row.name]
			},
			calendar=row.calendar or "",
			order_type=row.order_type or "",
			subtype=row.subtype or "",
			tier=row.tier or "",
			channel=row.channel or "",
			warn_at=flt(row.warn_at) / 100,
			pauses=frozenset(pause.state for pause in pauses[row.name]) or USUAL_PAUSES,
		)
		for row in frappe.get_all(LEVEL, filters={"enabled": 1}, fields=fields, order_by="name asc")
	)


def _rules() -> tuple[Rule, ...]:
	fields = ["name", "order_type", "priority", "tier"]
	steps = _rows_of("Bank Escalation Step")
	return tuple(
		Rule(
			name=row.name,
			steps=tuple(
				Step(
					clock=ServiceClock(step.clock),
					event=ClockEvent(step.event),
					after=cint(step.after),
					tell=step.tell,
					role=step.role or "",
					raise_priority=bool(step.raise_priority),
					to_queue=step.to_queue or "",
				)
				for step in steps[row.name]
			),
			order_type=row.order_type or "",
			priority=row.priority or "",
			tier=row.tier or "",
		)
		for row in frappe.get_all(RULE, filters={"enabled": 1}, fields=fields, order_by="name asc")
	)


def _rows_of(doctype: str) -> defaultdict[str, list]:
	"""All rows of a child table by their parent, in order."""
	table = frappe.qb.DocType(doctype)
	found: defaultdict[str, list] = defaultdict(list)
	query = frappe.qb.from_(table).select("*").orderby(table.parent).orderby(table.idx)
	for row in query.run(as_dict=True):
		found[row.parent].append(row)
	return found


def seconds(value: timedelta | str | None) -> int:
	"""Return a time of day in seconds since midnight."""
	if isinstance(value, str):
		hour, minute, *rest = (int(float(part)) for part in value.split(":"))
		return hour * 3600 + minute * 60 + (rest[0] if rest else 0)
	return int(value.total_seconds()) if value else 0


def closing(value: timedelta | str | None) -> int:
	"""Return a closing time; midnight is the end of the day."""
	return seconds(value) or DAY_SECONDS
