"""The masking check: what each column will show, how many rows there are, and what the file will look like (SEC-12)."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, now_datetime

from bank_crm.compliance.export import sources
from bank_crm.compliance.export.sources import Column
from bank_crm.domain.export_enums import Sensitivity, Treatment
from bank_crm.speaking import listed

SAMPLE_ROWS = 5
MOST_ROWS = 50_000


def most_rows() -> int:
	"""Return how many rows one file may have, as the settings say."""
	return cint(frappe.get_cached_doc("Bank CRM Settings").export_most_rows) or MOST_ROWS


def describe(request: Document) -> None:
	"""Fill in what the columns are, from the source and never from the browser; refuse what cannot be shown so.

	Raises frappe.PermissionError for a source the session's user may not read.
	"""
	sources.check_source(request)
	request.filters_text = sources.filter_words(request)
	for row, column in zip(request.columns, _matched(request), strict=True):
		row.label, row.sensitivity = column.label, column.sensitivity.value
		if not row.treatment:
			row.treatment = column.first.value
		if row.treatment not in {allowed.value for allowed in column.allowed}:
			frappe.throw(
				_("Row {0}, {1}: {2} cannot be shown like this.").format(
					row.idx, frappe.bold(column.label), _(row.treatment)
				),
				title=_("Columns"),
			)


def run(request: Document) -> None:
	"""Check columns and rows as the applicant and keep the result on the request.

	Raises frappe.ValidationError where nothing or too much would be exported.
	"""
	describe(request)
	shown = wanted(request)
	if not shown:
		frappe.throw(_("Every column is left out."), title=_("Columns"))
	most = most_rows()
	found = sources.count(request, most)
	if not found:
		frappe.throw(_("Among your data there is no row this filter finds."), title=_("Nothing to Export"))
	if found > most:
		frappe.throw(
			_("More than {0} rows were found. Narrow the filter down.").format(frappe.bold(cstr(most))),
			title=_("Too Many Rows"),
		)
	sample = [[cstr(cell) for cell in row] for row in sources.rows(request, shown, SAMPLE_ROWS)]
	request.expected_rows = found
	request.checked_at = now_datetime()
	request.check_text = _summary(request)
	request.sample = json.dumps(
		{"columns": [column.label for column, _treatment in shown], "rows": sample}, ensure_ascii=False
	)


def forget(request: Document) -> None:
	"""Take the result of the check back; the request is being changed again."""
	request.update({"checked_at": None, "expected_rows": 0, "check_text": None, "sample": None})


def wanted(request: Document) -> list[tuple[Column, str]]:
	"""Return the columns the file shows, with their treatments; one no longer allowed falls back to the mask."""
	found = []
	for row, column in zip(request.columns, _matched(request), strict=True):
		allowed = {treatment.value for treatment in column.allowed}
		treatment = row.treatment if row.treatment in allowed else column.first.value
		if treatment != Treatment.LEFT_OUT.value:
			found.append((column, treatment))
	return found


def _matched(request: Document) -> list[Column]:
	known = {column.fieldname: column for column in sources.columns(request)}
	seen: set[str] = set()
	for row in request.columns:
		if row.fieldname not in known:
			frappe.throw(
				_("Row {0}: there is no column {1} you may read.").format(
					row.idx, frappe.bold(row.fieldname)
				),
				title=_("Columns"),
			)
		if row.fieldname in seen:
			frappe.throw(
				_("Row {0}: the column {1} is listed twice.").format(
					row.idx, frappe.bold(known[row.fieldname].label)
				),
				title=_("Columns"),
			)
		seen.add(row.fieldname)
	return [known[row.fieldname] for row in request.columns]


def _summary(request: Document) -> str:
	def named(*, treatment: Treatment, open_ones: bool | None = None) -> list[str]:
		return [
			row.label
			for row in request.columns
			if row.treatment == treatment.value
			and (open_ones is None or (row.sensitivity == Sensitivity.OPEN.value) == open_ones)
		]

	lines = [
		_("{0} columns as they are, {1} masked, {2} left out.").format(
			len(named(treatment=Treatment.AS_IT_IS)),
			len(named(treatment=Treatment.MASKED)),
			len(named(treatment=Treatment.LEFT_OUT)),
		)
	]
	if hidden := named(treatment=Treatment.MASKED):
		lines.append(_("Masked: {0}").format(listed(hidden)))
	if whole := named(treatment=Treatment.AS_IT_IS, open_ones=False):
		lines.append(_("Personal, and shown whole: {0}").format(listed(whole)))
	else:
		lines.append(_("Nothing personal is shown whole."))
	return "\n".join(lines)
