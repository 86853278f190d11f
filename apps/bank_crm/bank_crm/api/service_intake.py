"""How other systems and the telephone make work orders, and what the form asks about orders alike (SVC-13, INT-05)."""

from __future__ import annotations

from typing import TypedDict, TypeVar

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.customer import settings
from bank_crm.domain.enums import Vocabulary
from bank_crm.domain.intake_enums import IntakeOutcome, MatchedBy
from bank_crm.domain.service_enums import OrderChannel, OrderType
from bank_crm.permissions import limits, roles, scope
from bank_crm.retrying import again_after_deadlock
from bank_crm.service.intake import entries, likeness, matching, merging, opening

V = TypeVar("V", bound=Vocabulary)
ORDER, MERGE, INTERACTION = "Bank Work Order", "Bank Order Merge", "Bank Interaction"
#: Sources with ways of their own in, which no partner system may speak for.
OWN_SOURCES = frozenset({"Email", "Portal", "Call", "Survey"})
CALL = "Call"


class CreatedOrder(TypedDict):
	"""The order of a number; `created` is False where the number was sent before."""

	name: str
	created: bool
	state: str
	handler: str | None
	queue: str | None


@frappe.whitelist(methods=["POST"])
def create_order(
	source: str,
	external_id: str,
	order_type: str,
	subject: str,
	description: str = "",
	channel: str = "API",
	subtype: str | None = None,
	product: str | None = None,
	priority: str | None = None,
	customer: str | None = None,
	mobile: str | None = None,
	email: str | None = None,
	contact_name: str | None = None,
	language: str | None = None,
	branch: str | None = None,
) -> CreatedOrder:
	"""Make a work order once per (source, external_id); the same numbers sent again return the same order.

	`customer` is a customer of the caller's rows; without one `mobile` or `email` finds the customer, if they belong
	to one only. Raises ValidationError for faulty values, PermissionError for another's customer.
	"""
	frappe.has_permission(ORDER, "create", throw=True)
	_check_numbers(source, external_id)
	if customer and not scope.allows(scope.CUSTOMER, customer):
		raise frappe.PermissionError(_("This customer is not among yours."))
	matched_by = MatchedBy.LOGIN if customer else None
	if not customer:
		customer, matched_by = _match(mobile, email)
	unseen = bool(customer) and not scope.allows(scope.CUSTOMER, customer)
	incoming = opening.Incoming(
		source=source.strip(),
		external_id=external_id,
		channel=_one_of(OrderChannel, channel, "channel"),
		subject=subject,
		description=description,
		order_type=_one_of(OrderType, order_type, "order_type"),
		subtype=subtype,
		product=product,
		priority=priority,
		customer=customer,
		contact_name=contact_name,
		contact_email=email,
		contact_mobile=mobile,
		language=language,
		branch=branch,
	)
	opened = again_after_deadlock(
		lambda: opening.open_order(
			incoming,
			ignore_permissions=unseen,  # the right to make orders was asked; the customer is an agent's by the order only
		)
	)
	if opened.created:
		_register(
			source.strip(),
			external_id,
			OrderChannel(channel),
			opened.name,
			customer=customer,
			matched_by=matched_by,
		)
	return _told(opened)


@frappe.whitelist(methods=["POST"])
def order_from_call(
	interaction: str, order_type: str, subject: str, description: str = "", subtype: str | None = None
) -> CreatedOrder:
	"""Make the order of a call the screen pop has filed, for its customer; one order per call (CUS-19)."""
	frappe.has_permission(ORDER, "create", throw=True)
	call = frappe.db.get_value(INTERACTION, interaction, ["name", "customer", "user"], as_dict=True)
	if not call or call.user != frappe.session.user:
		raise frappe.PermissionError(_("Only who took the call makes its order."))
	opened = opening.open_order(
		opening.Incoming(
			source=CALL,
			external_id=str(call.name),
			channel=OrderChannel.PHONE,
			subject=subject,
			description=description,
			order_type=_one_of(OrderType, order_type, "order_type"),
			subtype=subtype,
			customer=call.customer,
		)
	)
	if opened.created:
		_register(
			CALL,
			str(call.name),
			OrderChannel.PHONE,
			opened.name,
			customer=call.customer,
			matched_by=MatchedBy.STAFF,
		)
	return _told(opened)


@frappe.whitelist(methods=["GET", "POST"])
def orders_alike(order: str) -> list[dict[str, object]]:
	"""Return the orders among the user's rows that may be the same matter, with why."""
	frappe.has_permission(ORDER, "read", order, throw=True)
	shown = ("name", "subject", "state", "channel", "opened_on", "order_type")
	return [
		{
			**{field: found.order[field] for field in shown},
			"weight": found.likeness.weight,
			"signs": [sign.value for sign in found.likeness.signs],
		}
		for found in likeness.alike(order)
	]


@frappe.whitelist(methods=["POST"])
def merge_orders(kept: str, merged: str, reason: str) -> str:
	"""Make one order part of another; needs the right to change both."""
	frappe.has_permission(ORDER, "write", kept, throw=True)
	frappe.has_permission(ORDER, "write", merged, throw=True)
	return merging.merge(kept, merged, reason)


@frappe.whitelist(methods=["POST"])
def undo_merge(merge: str) -> None:
	"""Take a merge apart; needs the right to change both orders, the merged one as it would stand again."""
	frappe.has_permission(MERGE, "read", merge, throw=True)
	pair = frappe.db.get_value(MERGE, merge, ["kept", "merged"])
	for order in pair or ():
		frappe.has_permission(ORDER, "write", order, throw=True)
	merging.undo(merge)


@frappe.whitelist(methods=["POST"])
def split_order(order: str, parts: str | list[dict[str, object]]) -> list[str]:
	"""Take further matters out of an order; needs the right to change it and to make orders."""
	frappe.has_permission(ORDER, "write", order, throw=True)
	frappe.has_permission(ORDER, "create", throw=True)
	given = frappe.parse_json(parts)
	if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
		frappe.throw(_("Each part needs a subject."))
	return merging.split(order, [_part(one) for one in given])


def _part(given: dict[str, object]) -> merging.Part:
	messages = given.get("messages") or []
	return merging.Part(
		subject=str(given.get("subject") or ""),
		order_type=_one_of(OrderType, str(given.get("order_type") or ""), "order_type"),
		description=str(given.get("description") or ""),
		subtype=str(given["subtype"]) if given.get("subtype") else None,
		messages=tuple(str(one) for one in messages) if isinstance(messages, list) else (),
	)


def _check_numbers(source: str, external_id: str) -> None:
	name = source.strip()
	if not name or len(name) > 60 or name in OWN_SOURCES:
		frappe.throw(_("source: a name of at most 60 characters that is none of the app's own."))
	if not external_id.strip():
		frappe.throw(_("external_id: the number the order has in its source."))


def _one_of(vocabulary: type[V], value: str, field: str) -> V:
	if value not in vocabulary.values():
		frappe.throw(_("{0}: one of {1}.").format(field, ", ".join(vocabulary.values())))
	return vocabulary(value)


def _match(mobile: str | None, email: str | None) -> tuple[str | None, MatchedBy | None]:
	"""The customer of a number or address, told to who would see the customer anyway, and to agents, who are counted.

	Nobody else finds out by trying who has an account; the order then waits without a customer.
	"""
	found = matching.by_mobile(mobile) if mobile else None
	matched_by = MatchedBy.MOBILE if found else MatchedBy.EMAIL
	found = found or (matching.by_email(email) if email else None)
	if not found:
		return None, None
	if not scope.allows(scope.CUSTOMER, found):
		if not roles.has_any(frappe.session.user, [roles.SERVICE_AGENT]):
			return None, None
		limits.count("screen_pop", settings.number("caller_lookups_per_hour"))
	return found, matched_by


def _register(
	source: str,
	external_id: str,
	channel: OrderChannel,
	order: str,
	*,
	customer: str | None,
	matched_by: MatchedBy | None,
) -> None:
	entries.write(
		entries.Entry(
			source=source,
			external_id=external_id,
			channel=channel,
			outcome=IntakeOutcome.NEW_ORDER,
			sender=frappe.session.user,
			customer=customer,
			matched_by=matched_by,
			work_order=order,
		)
	)


def _told(opened: opening.Opened) -> CreatedOrder:
	# what another request has just made, this one's transaction has not seen yet; a locked row is read as it stands
	state = frappe.db.get_value(
		ORDER, opened.name, ["state", "handler", "queue"], as_dict=True, for_update=not opened.created
	)
	return {
		"name": opened.name,
		"created": bool(cint(opened.created)),
		"state": state.state,
		"handler": state.handler,
		"queue": state.queue,
	}
