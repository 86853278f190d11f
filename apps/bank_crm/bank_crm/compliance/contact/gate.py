"""The one gate every outgoing message asks (RSK-08, INT-06, CAR-05).

`may_contact` answers for one customer, `may_contact_each` for some, `reachable` is the same condition for an audience
of any size, to be put into a query. All three are one expression over the customer's row. It fails closed: who is not
known, has no consent where one is needed, or whose answer is in doubt after a merge, is not contacted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.utils import get_time, getdate, now_datetime
from pypika.functions import Count
from pypika.queries import QueryBuilder
from pypika.terms import Case, Criterion, ExistsCriterion, Not, Term

from bank_crm.compliance.contact import blocks, consents
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.contact import WITHOUT_CONSENT, QuietHours, Verdict
from bank_crm.domain.enums import CustomerStatus
from bank_crm.domain.privacy_enums import ContactRefusal
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
SETTINGS = "Bank CRM Settings"


def may_contact(customer: str, channel: str, purpose: str, *, at: datetime | None = None) -> Verdict:
	"""Tell whether one customer may be contacted now (or `at`), on one channel and for one purpose.

	`channel` is one of ConsentChannel, `purpose` one of ConsentPurpose; anything else is a ValueError. Nothing is
	asked about permission: the message is the bank's, not the session's user's.
	"""
	return may_contact_each([customer], [channel], purpose, at=at)[customer][channel]


def may_contact_each(
	customers: Iterable[str], channels: Iterable[str], purpose: str, *, at: datetime | None = None
) -> dict[str, dict[str, Verdict]]:
	"""Answer for some customers and channels: customer → channel → verdict; every one asked for is there."""
	names, asked = list(dict.fromkeys(customers)), list(channels)
	moment = at or now_datetime()
	verdicts: dict[str, dict[str, Verdict]] = {name: {} for name in names}
	table = frappe.qb.DocType(CUSTOMER)
	wait = quiet_until(moment)
	for channel in asked:
		query = (
			frappe.qb.from_(table)
			.select(table.name, refusal(table, channel, purpose, on=moment.date()))
			.where(NameList(names).holds(table.name))
		)
		found = dict(query.run()) if names else {}
		for name in names:
			code = found.get(name, ContactRefusal.UNKNOWN.value)
			if code is None and wait:
				verdicts[name][channel] = Verdict(ContactRefusal.QUIET_HOURS, wait)
			else:
				verdicts[name][channel] = Verdict(ContactRefusal(code) if code else None)
	return verdicts


def reachable(channel: str, purpose: str, *, on: date | None = None) -> QueryBuilder:
	"""Select the names of all customers who may be contacted, for `column.isin(…)` or a join; one statement for any number.

	Quiet hours are no property of a customer: whoever sends asks `quiet_until` as well. Not scope-checked.
	"""
	table = frappe.qb.DocType(CUSTOMER)
	return frappe.qb.from_(table).select(table.name).where(allowed(table, channel, purpose, on=on))


def allowed(customer: Table, channel: str, purpose: str, *, on: date | None = None) -> Criterion:
	"""Return the condition a row of Bank Customer fulfils who may be contacted (any time of day)."""
	return Criterion.all([Not(condition) for condition, _code in _grounds(customer, channel, purpose, on)])


def refusal(customer: Table, channel: str, purpose: str, *, on: date | None = None) -> Term:
	"""Return the expression that says why a row of Bank Customer may not be contacted: a code, or NULL where it may."""
	words = Case()
	for condition, code in _grounds(customer, channel, purpose, on):
		words = words.when(condition, code.value)
	return words


def refusals(
	customers: QueryBuilder, channel: str, purpose: str, *, on: date | None = None
) -> Mapping[ContactRefusal | None, int]:
	"""Count an audience by the answer: how many may be contacted (None), how many not for which reason.

	`customers` selects names of Bank Customer.
	"""
	table = frappe.qb.DocType(CUSTOMER)
	code = refusal(table, channel, purpose, on=on).as_("code")
	answered = frappe.qb.from_(table).select(code).where(table.name.isin(customers)).as_("answered")
	query = frappe.qb.from_(answered).select(answered.code, Count("*")).groupby(answered.code)
	return {(ContactRefusal(code) if code else None): int(count) for code, count in query.run()}


def quiet_until(at: datetime | None = None) -> datetime | None:
	"""Return when the quiet hours are over that `at` (now) lies in; None outside of them."""
	return quiet_hours().end_of(at or now_datetime())


def quiet_hours() -> QuietHours:
	"""Return the hours of the day the bank contacts nobody in."""
	settings = frappe.get_cached_doc(SETTINGS)
	return QuietHours(_clock(settings.quiet_from), _clock(settings.quiet_until))


def words(verdict: Verdict) -> str:
	"""Say why somebody may not be contacted, in the session's language; "" where it is allowed."""
	return _(verdict.refusal.value, context="Bank Contact Consent") if verdict.refusal else ""


def _grounds(
	customer: Table, channel: str, purpose: str, on: date | None
) -> list[tuple[Criterion, ContactRefusal]]:
	"""Why a customer is not contacted, in the order it is told."""
	channel, purpose = ConsentChannel(channel).value, ConsentPurpose(purpose).value
	day = on or getdate()
	withdrawn = ExistsCriterion(consents.withdrawn(customer.name, channel, purpose))
	grounds: list[tuple[Criterion, ContactRefusal]] = [
		(customer.erased_on.isnotnull(), ContactRefusal.ERASED),
		(customer.status == CustomerStatus.ARCHIVED.value, ContactRefusal.ARCHIVED),
	]
	for blocked in blocks.conditions(customer.name, channel, purpose, day):
		grounds.append((ExistsCriterion(blocked), ContactRefusal.BLOCKED))
	grounds.append((withdrawn, ContactRefusal.WITHDRAWN))
	if purpose not in WITHOUT_CONSENT:
		given = ExistsCriterion(consents.given(customer.name, channel, purpose, day))
		grounds.append((Not(given), ContactRefusal.NO_CONSENT))
	return grounds


def _clock(value: object) -> time:
	"""A time of the settings; the database gives a duration since midnight."""
	if isinstance(value, timedelta):
		return (datetime.min + value).time()
	return get_time(value) if value else time()
