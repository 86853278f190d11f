"""A report as words: the table of a mail, and figures as they are read."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import escape_html, format_datetime

from bank_crm.analytics.semantic.model import Shown

_CELL = "border:1px solid #d1d8dd;padding:4px 8px"


def table(definition: str, user: str, most: int) -> str:
	"""Return a definition's table for `user` as HTML; figures only, everything escaped."""
	from bank_crm.analytics.semantic.run import run

	report = run(definition, user)
	shown = [column["shown"] for column in report.columns]
	head = "".join(f'<th style="{_CELL}">{escape_html(column["label"])}</th>' for column in report.columns)
	lines = [*report.rows[:most], *([report.totals] if report.totals else [])]
	body = "".join(f"<tr>{_cells(line, shown)}</tr>" for line in lines)
	notes = [_("As of {0}").format(format_datetime(report.as_of))]
	if len(report.rows) > most:
		notes.append(_("The first {0} of {1} rows.").format(most, len(report.rows)))
	return (
		f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
		f"<p>{escape_html(' '.join(notes))}</p>"
	)


def figure(value: Any, shown: str) -> str:
	"""Return one cell as text."""
	if value is None:
		return "–"
	if shown == "text":
		return str(value)
	if shown == Shown.COUNT.value:
		return f"{value:,.0f}"
	return f"{value:,.2f}%" if shown == Shown.PERCENT.value else f"{value:,.2f}"


def _cells(line: list[Any], shown: list[str]) -> str:
	cells = []
	for value, kind in zip(line, shown, strict=True):
		align = "left" if kind == "text" else "right"
		cells.append(f'<td style="{_CELL};text-align:{align}">{escape_html(figure(value, kind))}</td>')
	return "".join(cells)
