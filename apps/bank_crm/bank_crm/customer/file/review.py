"""The regular review of key customers' files: who is due, and stamping what was reviewed (CUS-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Count
from frappe.utils import add_days, cint, get_first_day, get_last_day, getdate, now, today
from pypika.terms import Criterion

from bank_crm.customer.file.ownership import note_in_history
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope

CUSTOMER = "Bank Customer"
REPORT = "Bank Key Customers to Review"
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Rule:
	"""Customers of these tiers are reviewed; who was last reviewed before `due_before` is due."""

	tiers: tuple[str, ...]
	due_before: date


def rule() -> Rule:
	"""Return the bank's rule: the tiers from a level on, and the days between two reviews (settings)."""
	settings = frappe.get_cached_doc("Bank CRM Settings")
	tiers = frappe.get_all(
		"Bank Customer Tier",
		filters={"level": (">=", cint(settings.key_customer_level))},
		pluck="name",
		order_by="level desc",
	)
	days = cint(settings.key_customer_review_days)
	return Rule(tuple(tiers), getdate(add_days(today(), -days)))


def is_key(customer: Table, review: Rule) -> Criterion:
	"""Return the condition that a customer belongs to those reviewed regularly."""
	if not review.tiers:
		return scope.nobody()
	return customer.tier.isin(list(review.tiers)) & (customer.status == CustomerStatus.ACTIVE.value)


def is_due(customer: Table, review: Rule) -> Criterion:
	"""Return the condition that a key customer's file has not been reviewed in time."""
	late = customer.last_reviewed_on.isnull() | (customer.last_reviewed_on < review.due_before)
	return is_key(customer, review) & late


def stamp(customers: Sequence[str]) -> int:
	"""Stamp date and user on customers the user may change; returns how many.

	Raises frappe.PermissionError, stamping none, if one of them is not among those.
	"""
	names = list(dict.fromkeys(customers))[: MOST_AT_ONCE + 1]
	if len(names) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} customers at once.").format(MOST_AT_ONCE))
	for name in names:
		if not scope.allows(CUSTOMER, name, write=True):
			frappe.throw(_("You may not review this customer's file."), frappe.PermissionError)
	if not names:
		return 0
	customer = frappe.qb.DocType(CUSTOMER)
	(
		frappe.qb.update(customer)
		.set(customer.last_reviewed_on, today())
		.set(customer.last_reviewed_by, frappe.session.user)
		.set(customer.modified, now())
		.set(customer.modified_by, frappe.session.user)
		.where(customer.name.isin(names))
	).run()
	for name in names:
		note_in_history(name, _("reviewed the customer's file"))
		frappe.clear_document_cache(CUSTOMER, name)
	return len(names)


def remind() -> int:
	"""Give each relationship manager with customers due a task for this month, once; returns how many were new."""
	review, first = rule(), get_first_day(today())
	customer, user = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType("User")
	due = (
		frappe.qb.from_(customer)
		.join(user)
		.on((user.name == customer.manager) & (user.enabled == 1))
		.select(customer.manager, Count("*"))
		.where(is_due(customer, review))
		.groupby(customer.manager)
	).run()
	reminded = set(
		frappe.get_all(
			"ToDo",
			filters={"reference_type": "Report", "reference_name": REPORT, "creation": (">=", first)},
			pluck="allocated_to",
		)
	)
	fresh = [(manager, count) for manager, count in due if manager not in reminded]
	for manager, count in fresh:
		_task(manager, count)
	return len(fresh)


def _task(manager: str, count: int) -> None:
	language = frappe.db.get_value("User", manager, "language") or frappe.db.get_default("lang")
	text = _("Review the files of {0} key customers this month", lang=language).format(count)
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": manager,
			"assigned_by": "Administrator",
			"reference_type": "Report",
			"reference_name": REPORT,
			"date": get_last_day(today()),
			"priority": "High",
			"description": text,
		}
	).insert(ignore_permissions=True)  # the scheduler gives everyone's tasks
