"""An order's clocks: from what is known of it to the columns that lists, the sweep and reports read (SVC-14, SVC-17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from frappe.utils import get_datetime

from bank_crm.domain import escalation, service_level
from bank_crm.domain.orders import DONE
from bank_crm.domain.service_clock import Pause, Reading, merge, read, worked
from bank_crm.domain.service_enums import ClockState, OrderState
from bank_crm.domain.service_level_enums import ServiceClock
from bank_crm.service.levels.dwells import Dwell
from bank_crm.service.levels.plan import Plan

#: What decides about the clocks of an order.
READ = (
	"state",
	"state_since",
	"order_type",
	"subtype",
	"customer_tier",
	"channel",
	"priority",
	"opened_on",
	"first_response_on",
	"answered_on",
	"closed_on",
	"reopened_count",
	"escalation_step",
	"escalation_rule",
)
#: What is stored of them.
WRITTEN = (
	"service_level",
	"response_due",
	"resolution_due",
	"response_warn_on",
	"resolution_warn_on",
	"response_clock",
	"resolution_clock",
	"response_taken",
	"resolution_taken",
	"paused_since",
	"paused_seconds",
	"escalation_rule",
	"escalation_step",
	"escalate_on",
)
#: The clocks count nothing while an order is done; when it is reopened they go on where they stood.
_DONE = frozenset(state.value for state in DONE)


@dataclass(frozen=True, slots=True)
class Judged:
	"""What the rules say of an order at a moment."""

	level: service_level.Level
	rule: escalation.Rule | None
	readings: Mapping[ServiceClock, Reading]
	taken: int
	following: escalation.Next | None
	paused_since: datetime | None
	paused_seconds: int


def judge(
	order: Mapping[str, Any], dwells: Iterable[Dwell], plan: Plan, now: datetime
) -> Judged | service_level.Level | None:
	"""Judge an order that has the columns of `READ`; only its level, or None, where it has no clocks.

	`dwells` are the states it was in, each from when and until when; the one it is in may be missing. An order that
	fits no level has no clocks, a merged one none any more: what is left of it belongs to the other.
	"""
	asked = service_level.Order(*(order.get(name) or "" for name in _ASKED))
	level, rule = plan.choice(asked)
	started = _moment(order.get("opened_on"))
	if level is None or started is None or order.get("state") == OrderState.MERGED.value:
		return level
	gaps = merge(_pauses(order, dwells, level.pauses), started)
	time = plan.time(level.calendar)
	stops = {
		ServiceClock.RESPONSE: _moment(order.get("first_response_on")),
		ServiceClock.RESOLUTION: _moment(order.get("answered_on")),
	}
	promises = zip(ServiceClock, level.promises(order.get("priority") or ""), strict=True)
	readings = {
		clock: read(promise, time, started, now, stopped=stops[clock], pauses=gaps)
		for clock, promise in promises
		if promise is not None
	}
	taken = _taken(order, rule)
	end = stops[ServiceClock.RESOLUTION] or now
	is_paused = any(reading.state is ClockState.PAUSED for reading in readings.values())
	return Judged(
		level=level,
		rule=rule,
		readings=readings,
		taken=taken,
		following=escalation.next_step(rule, taken, readings, time),
		paused_since=gaps[-1].since if is_paused else None,
		paused_seconds=time.between(started, end) - worked(time, started, end, gaps) if gaps else 0,
	)


def columns(order: Mapping[str, Any], dwells: Iterable[Dwell], plan: Plan, now: datetime) -> dict[str, Any]:
	"""Return the columns of `WRITTEN` for an order that has the columns of `READ`; see `judge`."""
	return columns_of(judge(order, dwells, plan, now))


def after_step(judged: Judged, plan: Plan) -> Judged:
	"""Return what the rules say of the order when the step that follows has been taken and changed nothing else."""
	if judged.following is None:
		return judged
	taken = judged.following.number
	time = plan.time(judged.level.calendar)
	following = escalation.next_step(judged.rule, taken, judged.readings, time)
	return replace(judged, taken=taken, following=following)


def columns_of(found: Judged | service_level.Level | None) -> dict[str, Any]:
	"""Return the columns of `WRITTEN` for what an order was judged to be."""
	empty: dict[str, Any] = dict.fromkeys(WRITTEN)
	empty |= {"response_clock": "", "resolution_clock": "", "paused_seconds": 0, "escalation_step": 0}
	if not isinstance(found, Judged):
		return empty | {"service_level": found.name if found else None}
	return (
		empty
		| _told(ServiceClock.RESPONSE, found.readings)
		| _told(ServiceClock.RESOLUTION, found.readings)
		| {
			"service_level": found.level.name,
			"paused_since": found.paused_since,
			"paused_seconds": found.paused_seconds,
		}
		| place_of(found)
	)


def place_of(found: Judged) -> dict[str, Any]:
	"""Return those of the columns that tell how far an order's escalation has gone."""
	return {
		"escalation_rule": found.rule.name if found.rule else None,
		"escalation_step": found.taken,
		"escalate_on": found.following.due if found.following else None,
	}


_ASKED = ("order_type", "subtype", "customer_tier", "channel", "priority")


def _told(clock: ServiceClock, readings: Mapping[ServiceClock, Reading]) -> dict[str, Any]:
	name, reading = clock.value.lower(), readings.get(clock)
	if reading is None:
		return {}
	stopped = reading.state in (ClockState.MET, ClockState.MISSED)
	return {
		f"{name}_due": reading.due,
		f"{name}_warn_on": reading.warn,
		f"{name}_clock": reading.state.value,
		f"{name}_taken": reading.taken if stopped else None,
	}


def _taken(order: Mapping[str, Any], rule: escalation.Rule | None) -> int:
	"""How many steps were taken: another rule begins anew, and what was taken stays taken."""
	if rule is None or (order.get("escalation_rule") or rule.name) != rule.name:
		return 0
	return min(int(order.get("escalation_step") or 0), len(rule.steps))


def _pauses(order: Mapping[str, Any], dwells: Iterable[Dwell], pausing: frozenset[str]) -> list[Pause]:
	found = [
		Pause(_moment(since) or datetime.min, _moment(until))
		for state, since, until in dwells
		if until is not None and (state in pausing or state in _DONE)
	]
	state, since = order.get("state"), _moment(order.get("state_since"))
	if state in pausing and since is not None:
		found.append(Pause(since))
	return found


def _moment(value: datetime | str | None) -> datetime | None:
	return get_datetime(value).replace(microsecond=0) if value else None
