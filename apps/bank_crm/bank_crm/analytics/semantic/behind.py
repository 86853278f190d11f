"""The records behind a figure, as a list of the Desk shows them: the reader's own rows only (ANA-04)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, today

from bank_crm.analytics.engine import engines
from bank_crm.analytics.semantic.catalogue import View
from bank_crm.analytics.semantic.compile import OTHERS, OTHERS_NUMBER, Question, engine_for, last_days
from bank_crm.analytics.semantic.reading import Asked, read_definition
from bank_crm.domain.report_definition import Axis
from bank_crm.permissions import scope

#: Records a list is opened with.
MOST = 200


def records(raw: object, keys: list[Any], across: Any = None, user: str | None = None) -> dict[str, Any]:
	"""Return the DocType and names behind a row, or a cell of it: documents, else the customers of the rows.

	Raises frappe.PermissionError for who only counts.
	"""
	user = user or frappe.session.user
	asked = read_definition(raw, user)
	if asked.view.counting:
		frappe.throw(_("You see figures here and no customers."), frappe.PermissionError)
	doctype, column = _target(asked.view)
	engine = engine_for(asked.view, user)
	day = getdate(today())
	question = Question(asked.view, asked.definition, asked.logic, day, asked.definition.span(day), engine)
	if asked.view.entity.balance:
		found = [getdate(row[0]) for row in engine.rows(question.moments())]
		question.days = last_days(found, asked.definition.axes, asked.view.entity.time)
	expression = question.records(column, _chosen(asked, keys, across), MOST + 1)
	names = [row[0] for row in engines.limited(engine, 20).rows(expression)]
	return {"doctype": doctype, "names": names[:MOST], "more": len(names) > MOST}


def _target(view: View) -> tuple[str, str]:
	entity = view.entity
	if frappe.get_meta(entity.doctype).autoname != "autoincrement":
		return entity.doctype, "name"
	if not entity.customer:
		frappe.throw(_("There is no list behind these figures."))
	return scope.CUSTOMER, entity.customer


def _chosen(asked: Asked, keys: list[Any], across: Any) -> dict[Axis, Any]:
	definition = asked.definition
	given = [*keys, *([] if across is None else [across])]
	axes = definition.axes[: len(given)] if across is not None else definition.rows
	if len(keys) != len(definition.rows) or len(given) != len(axes):
		frappe.throw(_("This row is not of this report."))
	chosen: dict[Axis, Any] = {}
	for axis, key in zip(axes, given, strict=True):
		if key in (OTHERS, OTHERS_NUMBER):
			frappe.throw(_("The others have no list of their own. Show more of the largest."))
		if isinstance(key, bool) or not isinstance(key, str | int):
			frappe.throw(_("This row is not of this report."))
		chosen[axis] = key
	return chosen
