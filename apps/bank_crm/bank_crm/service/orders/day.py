"""One's own work orders and what colleagues asked for, on the page 【我的一天】 (SVC-02, SVC-05)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.customer.day.registry import DayContext, DayRow, Section, bounded, line
from bank_crm.service.orders.rows import DONE_STATES, ORDER, PENDING, TASK


def orders(context: DayContext) -> list[DayRow]:
	"""Open orders one handles; those promised earliest first, those without a promise last."""
	order = frappe.qb.DocType(ORDER)
	rows = bounded(
		context.own_rows(order, "handler")
		.select(order.name, order.subject, order.state, order.order_type, order.resolution_due)
		.where(order.state.notin(DONE_STATES))
		.orderby(order.resolution_due.isnull())
		.orderby(order.resolution_due)
	)
	return [
		line(
			context,
			ORDER,
			row.name,
			row.subject,
			note=_(row.order_type, context=ORDER),
			status=_(row.state, context="Workflow State"),
			on=row.resolution_due.date() if row.resolution_due else None,
		)
		for row in rows
	]


def asked_of_me(context: DayContext) -> list[DayRow]:
	"""Collaboration tasks one was asked for by name."""
	task = frappe.qb.DocType(TASK)
	rows = bounded(
		context.rows(task, TASK, task.user)
		.select(task.name, task.work_order, task.task, task.state, task.due)
		.where(task.state.isin(PENDING))
		.orderby(task.due.isnull())
		.orderby(task.due)
	)
	return [
		line(
			context,
			TASK,
			row.name,
			row.task,
			note=row.work_order,
			status=_(row.state, context=TASK),
			on=row.due.date() if row.due else None,
		)
		for row in rows
	]


SECTIONS = (
	Section("orders", lambda: _("My Work Orders"), orders, (ORDER,)),
	Section("asked", lambda: _("Asked of Me"), asked_of_me, (TASK,)),
)
