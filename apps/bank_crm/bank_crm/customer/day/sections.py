"""Follow-ups, maturities, birthdays of one's customers and what one was told (CAR-01, CAR-03, CUS-16)."""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import DateFormat
from frappe.utils import fmt_money, strip_html
from pypika.terms import Criterion

from bank_crm.customer.day.registry import DayContext, DayRow, Section, bounded, line
from bank_crm.domain.enums import AccountStatus, CustomerStatus
from bank_crm.permissions import scope

CUSTOMER, ACCOUNT, CONTACT = scope.CUSTOMER, "Bank Customer Account", "Bank Interaction"
NOTICE, TODO = "Notification Log", "ToDo"
#: How many days ahead follow-ups, maturities and birthdays are told, and how long a missed follow-up is.
AHEAD_FOLLOW_UPS, AHEAD_MATURITIES, AHEAD_BIRTHDAYS, BACK_FOLLOW_UPS = 7, 30, 7, 90


def follow_ups(context: DayContext) -> list[DayRow]:
	"""Next steps agreed with customers whose reminder is still open, the oldest first."""
	contact, customer, reminder = (frappe.qb.DocType(name) for name in (CONTACT, CUSTOMER, TODO))
	rows = bounded(
		context.rows(contact, CONTACT, contact.user)
		.inner_join(customer)
		.on(customer.name == contact.customer)
		.inner_join(reminder)
		.on(reminder.name == contact.reminder)
		.select(contact.name, contact.next_step, contact.next_date, customer.customer_name)
		.where(contact.next_date >= context.day - timedelta(days=BACK_FOLLOW_UPS))
		.where(contact.next_date <= context.day + timedelta(days=AHEAD_FOLLOW_UPS))
		.where(reminder.status == "Open")
		.orderby(contact.next_date)
	)
	return [
		line(context, CONTACT, row.name, row.customer_name, note=row.next_step, on=row.next_date)
		for row in rows
	]


def maturities(context: DayContext) -> list[DayRow]:
	"""Accounts of one's own customers that fall due, the next first."""
	account, customer = frappe.qb.DocType(ACCOUNT), frappe.qb.DocType(CUSTOMER)
	rows = bounded(
		context.rows(customer, CUSTOMER, customer.manager)
		.inner_join(account)
		.on(account.customer == customer.name)
		.select(account.name, account.category, account.balance, account.currency, account.maturity_date)
		.select(customer.customer_name)
		.where(account.maturity_date[context.day : context.day + timedelta(days=AHEAD_MATURITIES)])
		.where(account.status != AccountStatus.CLOSED.value)
		.orderby(account.maturity_date)
	)
	return [
		line(
			context,
			ACCOUNT,
			row.name,
			row.customer_name,
			note=fmt_money(row.balance or 0, precision=0, currency=row.currency),
			status=_(row.category, context="Bank Product"),
			on=row.maturity_date,
		)
		for row in rows
	]


def birthdays(context: DayContext) -> list[DayRow]:
	"""Which of one's own customers have their birthday in the coming week; who was born on 29 February, on the 28th."""
	days = [context.day + timedelta(days=ahead) for ahead in range(AHEAD_BIRTHDAYS)]
	when: dict[str, date] = {f"{day:%m-%d}": day for day in days}
	if "02-28" in when and f"{when['02-28'] + timedelta(days=1):%m-%d}" != "02-29":
		when["02-29"] = when["02-28"]
	customer = frappe.qb.DocType(CUSTOMER)
	born = DateFormat(customer.birth_date, "%m-%d")
	rows = bounded(
		context.rows(customer, CUSTOMER, customer.manager)
		.select(customer.name, customer.customer_name, customer.birth_date, customer.tier)
		.where(customer.status == CustomerStatus.ACTIVE.value)
		.where(customer.birth_date.isnotnull() & born.isin(sorted(when)))
	)
	found: list[DayRow] = [
		line(
			context,
			CUSTOMER,
			row.name,
			row.customer_name,
			note=_("turns {0}").format(when[f"{row.birth_date:%m-%d}"].year - row.birth_date.year),
			status=_(row.tier, context="Bank Customer Tier") if row.tier else None,
			on=when[f"{row.birth_date:%m-%d}"],
		)
		for row in rows
	]
	return sorted(found, key=lambda row: (row["on"], row["title"]))


def alerts(context: DayContext) -> list[DayRow]:
	"""What the session's user was told and has not read yet, the newest first."""
	notice = frappe.qb.DocType(NOTICE)
	rows = bounded(
		context.rows(notice, NOTICE, None, _told)
		.select(notice.name, notice.subject, notice.creation, notice.document_type, notice.document_name)
		.where(notice.read == 0)
		.orderby(notice.creation, order=frappe.qb.desc)
	)
	return [
		line(
			context,
			row.document_type or NOTICE,
			row.document_name or row.name,
			strip_html(row.subject or ""),
			note=_(row.document_type) if row.document_type else None,
			on=row.creation.date(),
			late=False,
		)
		for row in rows
	]


def _told(_doctype: str, user: str, notice: Table) -> Criterion:
	"""Notices are their addressee's, for everybody, as Frappe's own list has it."""
	return notice.for_user == user


SECTIONS = (
	Section("follow_ups", lambda: _("Follow-Ups"), follow_ups, (CONTACT, CUSTOMER)),
	Section("maturities", lambda: _("Maturing in 30 Days"), maturities, (ACCOUNT, CUSTOMER)),
	Section("birthdays", lambda: _("Birthdays This Week"), birthdays, (CUSTOMER,)),
	Section("alerts", lambda: _("Unread Notices"), alerts, ()),
)
