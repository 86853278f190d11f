"""Who is calling: the telephone system hands over the number, the Desk opens the customer's page (CUS-19)."""

from typing import TypedDict

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.compliance import operation_log, sealing
from bank_crm.customer import settings
from bank_crm.domain import identity
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.customer_enums import InteractionChannel, InteractionDirection
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import normalise
from bank_crm.permissions import limits, roles, scope
from bank_crm.yes_no import is_yes

INTERACTION = "Bank Interaction"
EVENT = "bank_screen_pop"
#: A reloaded page or a second report of the telephone system is the same call.
SAME_CALL_MINUTES = 10
MOST_CALLERS = 10


class Caller(TypedDict):
	"""A customer with the caller's number; `interaction` is the call as filed."""

	name: str
	customer_name: str
	mobile: str
	tier: str | None
	manager: str | None
	interaction: str


@frappe.whitelist(methods=["POST"])
def pop(phone: str, push: bool | int | str = False) -> list[Caller]:
	"""Return the customers whose mobile number is `phone`, found by fingerprint, and file the call with each.

	Staff get customers among their own rows; service agents any caller, whose page the filed call opens to
	them for a day. With `push` the user's open Desk goes to the page by itself, for telephone systems that
	call this method with the user's API key. A number that is none gives an empty list. Raises
	TooManyRequestsError above the settings' look-ups per hour: nobody finds out by trying who has an account.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	limits.count("screen_pop", settings.number("caller_lookups_per_hour"))
	number = normalise(SealKind.MOBILE, phone or "")
	if not identity.is_mobile(number):
		return []
	callers = _callers(sealing.find(SealKind.MOBILE, number, scope.CUSTOMER, "mobile"))
	found: list[Caller] = [{**caller, "interaction": _file_call(caller["name"])} for caller in callers]
	_log(found)
	if found and is_yes(push):
		shown = ("name", "customer_name", "interaction")
		message = {"callers": [{key: one[key] for key in shown} for one in found]}
		frappe.publish_realtime(EVENT, message, user=frappe.session.user, after_commit=True)
	return found


def _callers(names: list[str]) -> list[frappe._dict]:
	if not names:
		return []
	table = frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.customer_name, table.mobile, table.tier, table.manager)
		.where(table.name.isin(names) & (table.status == "Active"))
		.orderby(table.customer_name)
		.limit(MOST_CALLERS)
	)
	condition = None if _answers_calls() else scope.criterion(scope.CUSTOMER, table=table)
	return (query if condition is None else query.where(condition)).run(as_dict=True)


def _log(found: list[Caller]) -> None:
	"""Whose page a call has opened; a service agent sees it for that reason alone."""
	for caller in found:
		operation_log.record(
			Operation.ACCESS_USED.value,
			INTERACTION,
			caller["interaction"],
			customer=caller["name"],
			detail="screen pop",
		)


def _answers_calls() -> bool:
	"""Service agents take whoever calls; nobody else's rows grow by a number."""
	return roles.has_any(frappe.session.user, [roles.SERVICE_AGENT])


def _file_call(customer: str) -> str:
	"""The call is a contact; the same call reported again stays one."""
	key = {
		"customer": customer,
		"user": frappe.session.user,
		"channel": InteractionChannel.CALL.value,
		"direction": InteractionDirection.INBOUND.value,
	}
	since = add_to_date(now_datetime(), minutes=-SAME_CALL_MINUTES)
	name = frappe.db.get_value(INTERACTION, {**key, "occurred_at": (">=", since)})
	if name is None:
		doc = frappe.get_doc({"doctype": INTERACTION, **key, "occurred_at": now_datetime()})
		doc.insert(ignore_permissions=True)  # the call itself is the reason; agents have no rows before it
		name = doc.name
	return str(name)
