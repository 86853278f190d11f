"""Drawing the orders a week's reviews look at: the same ones however often the job runs (SVC-12)."""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_days, getdate, today

from bank_crm import notices
from bank_crm.compliance.keyring import current_key
from bank_crm.customer import settings
from bank_crm.domain.intake_enums import ReviewOrigin, ReviewState
from bank_crm.domain.quality import draw
from bank_crm.service import supervisors

CARD, REVIEW, ORDER = "Bank QA Scorecard", "Bank QA Review", "Bank Work Order"


def draw_last_week(day: date | None = None) -> int:
	"""Draw from what was closed in the week before `day` (today); returns how many reviews were made (job)."""
	monday = getdate(day or today())
	monday -= timedelta(days=monday.weekday() + 7)
	made = 0
	for card in frappe.get_all(CARD, filters={"active": 1}, fields=["*"], order_by="name asc"):
		made += _draw(card, monday)
	return made


def _draw(card: frappe._dict, monday: date) -> int:
	closed = _closed(card.order_type, monday)
	by_handler: dict[str, list[str]] = {}
	for order in closed:
		by_handler.setdefault(order.handler, []).append(order.name)
	period = f"{monday:%G-W%V}"
	seed = f"{current_key().links.hex()}|{card.name}|{period}"
	drawn = draw(by_handler, percent=float(card.sample_percent or 0), least=int(card.sample_least), seed=seed)
	chosen = {name: ReviewOrigin.CHANCE for names in drawn.values() for name in names}
	if card.low_ratings:
		low = settings.number("rating_low_grade")
		chosen |= {order.name: ReviewOrigin.LOW_RATING for order in closed if 0 < (order.rating or 0) <= low}
	orders = {order.name: order for order in closed}
	known = _reviewed(card.name, list(chosen))
	wanted = [name for name in sorted(chosen) if name not in known]
	reviewers = _Reviewers()
	for name in wanted:
		open_review(card.name, orders[name], reviewers.of(orders[name]), drawn_by=chosen[name], period=period)
	return len(wanted)


def open_review(
	card: str, order: frappe._dict, reviewer: str, *, drawn_by: ReviewOrigin, period: str = ""
) -> str:
	"""Open the review of an order and tell the reviewer; the criteria come from the scorecard."""
	doc = frappe.get_doc(
		{
			"doctype": REVIEW,
			"work_order": order.name,
			"scorecard": card,
			"handler": order.handler,
			"branch": order.branch,
			"customer": order.customer,
			"state": ReviewState.OPEN.value,
			"reviewer": reviewer,
			"due_on": add_days(today(), settings.number("review_days")),
			"drawn_by": drawn_by.value,
			"period_key": period or None,
		}
	)
	doc.insert(ignore_permissions=True)  # drawn by the job, or by somebody who was asked for the right
	return str(doc.name)


def tell_reviewers() -> None:
	"""Tell each reviewer once a week how many orders wait for him or her (job)."""
	rows = frappe.get_all(REVIEW, filters={"state": ReviewState.OPEN.value}, fields=["reviewer", "name"])
	waiting: dict[str, list[int]] = {}
	for row in rows:
		waiting.setdefault(row.reviewer, []).append(row.name)
	for reviewer, names in waiting.items():
		notices.tell([reviewer], _say(len(names)), REVIEW, names[0], by="Administrator")


def _closed(order_type: str | None, monday: date) -> list[frappe._dict]:
	filters = {
		"closed_on": ("between", [f"{monday} 00:00:00", f"{monday + timedelta(days=6)} 23:59:59.999999"]),
		"handler": ("is", "set"),
		"state": "Closed",
	}
	if order_type:
		filters["order_type"] = order_type
	fields = ["name", "handler", "branch", "customer", "queue", "rating"]
	return frappe.get_all(ORDER, filters=filters, fields=fields, order_by="name asc")


def _reviewed(card: str, orders: list[str]) -> set[str]:
	if not orders:
		return set()
	return set(
		frappe.get_all(REVIEW, filters={"scorecard": card, "work_order": ("in", orders)}, pluck="work_order")
	)


class _Reviewers:
	"""Who reviews whose orders, looked up once for each handler and branch."""

	def __init__(self) -> None:
		self._known: dict[tuple[str, str | None, str | None], str] = {}

	def of(self, order: frappe._dict) -> str:
		key = (order.handler, order.branch, order.queue)
		if key not in self._known:
			self._known[key] = supervisors.of(*key)
		return self._known[key]


def _say(count: int) -> notices.Say:
	return lambda lang: _("{0} work orders wait for your quality review", lang).format(count)
