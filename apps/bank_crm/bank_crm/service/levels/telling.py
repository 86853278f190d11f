"""The notices of escalations: one for each order, or one for all where many fall due at once (SVC-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from frappe import _

from bank_crm import notices
from bank_crm.domain.service_level_enums import ClockEvent, ServiceClock

if TYPE_CHECKING:
	from bank_crm.service.levels.escalating import Taken

ORDER = "Bank Work Order"
#: More orders than this at once are told in one notice.
MOST_SINGLE = 3


def tell(taken: Sequence[Taken]) -> None:
	"""Tell everybody what has been escalated to him or her. Notices name numbers only, never customers."""
	grouped: defaultdict[tuple[str, ServiceClock, ClockEvent], list[str]] = defaultdict(list)
	for one in taken:
		for user in one.told:
			grouped[user, one.step.clock, one.step.event].append(one.order.name)
	notices.tell_all(
		notice
		for (user, clock, event), orders in grouped.items()
		for notice in _notices(user, clock, event, orders)
	)


def _notices(
	user: str, clock: ServiceClock, event: ClockEvent, orders: Sequence[str]
) -> Iterator[notices.Notice]:
	if len(orders) > MOST_SINGLE:
		first, count = orders[0], len(orders)
		yield notices.Notice(
			[user], lambda lang: _many(clock, event, lang).format(count, first), ORDER, first
		)
		return
	for order in orders:
		yield notices.Notice([user], lambda lang, o=order: _one(clock, event, lang).format(o), ORDER, order)


def _one(clock: ServiceClock, event: ClockEvent, lang: str) -> str:
	if event is ClockEvent.WARNING:
		if clock is ServiceClock.RESPONSE:
			return _("Work order {0}: the first response is due soon", lang=lang)
		return _("Work order {0}: the solution is due soon", lang=lang)
	if clock is ServiceClock.RESPONSE:
		return _("Work order {0}: the first response is late", lang=lang)
	return _("Work order {0}: the solution is late", lang=lang)


def _many(clock: ServiceClock, event: ClockEvent, lang: str) -> str:
	if event is ClockEvent.WARNING:
		if clock is ServiceClock.RESPONSE:
			return _("{0} work orders, the first is {1}: the first response is due soon", lang=lang)
		return _("{0} work orders, the first is {1}: the solution is due soon", lang=lang)
	if clock is ServiceClock.RESPONSE:
		return _("{0} work orders, the first is {1}: the first response is late", lang=lang)
	return _("{0} work orders, the first is {1}: the solution is late", lang=lang)
