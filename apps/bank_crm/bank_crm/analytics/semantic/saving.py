"""What a saved report must be; a fault is named at its field and nothing is half-saved (ANA-04)."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from bank_crm.analytics.semantic import sharing
from bank_crm.analytics.semantic.reading import ReportRefused, read_definition
from bank_crm.customer import checks
from bank_crm.domain.report_enums import ShareWith
from bank_crm.permissions import roles

MOST_LETTERS, MOST_SHARES, MOST_RECIPIENTS = 100, 50, 50
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@")


def check(report: Document) -> None:
	"""Refuse titles, definitions, shares and recipients that make no sense; called by its validate."""
	report.title = checked_title(report, "title", report.title)
	_check_definition(report)
	_check_shares(report)
	_check_schedule(report)


def checked_title(doc: Document, field: str, title: str | None) -> str:
	"""Return a name without edges, refuse markup, formulas and novels."""
	text = " ".join((title or "").split())
	if not text:
		checks.refuse(doc, field, _("is missing."))
	if len(text) > MOST_LETTERS:
		checks.refuse(doc, field, _("at most {0} letters.").format(MOST_LETTERS))
	if "<" in text or ">" in text or text.startswith(_FORMULA):
		checks.refuse(doc, field, _("plain words, please: no markup and no formula."))
	return text


def forget(report: Document) -> None:
	"""Delete what hangs on a report that is deleted."""
	from bank_crm.analytics.semantic import pinning

	pinning.unpin_all(report.name)
	for doctype in ("Bank Report Delivery", "Bank Report Run"):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).delete().where(table.report == report.name).run()


def _check_definition(report: Document) -> None:
	if not report.definition:
		checks.refuse(report, "definition", _("put the report together first."))
	try:
		raw = frappe.parse_json(report.definition)
		asked = read_definition(raw, frappe.session.user)
	except ReportRefused as refused:
		frappe.throw("<br>".join(problem["text"] for problem in refused.problems), title=_("Custom Report"))
	except ValueError:
		checks.refuse(report, "definition", _("put the report together first."))
	report.definition = json.dumps(raw, ensure_ascii=False, indent=1)
	report.entity, report.chart = asked.definition.entity, asked.definition.chart.value


def _check_shares(report: Document) -> None:
	if len(report.shares) > MOST_SHARES:
		checks.refuse(report, "shares", _("at most {0}.").format(MOST_SHARES))
	seen: set[tuple[str, str]] = set()
	for row in report.shares:
		given = {
			ShareWith.USER.value: row.user,
			ShareWith.ROLE.value: row.role,
			ShareWith.BRANCH.value: row.branch,
		}
		target = given[row.share_with]
		if not target:
			checks.refuse(report, "shares", _("row {0} names nobody.").format(row.idx))
		row.user, row.role, row.branch = (
			given[kind.value] if kind.value == row.share_with else None
			for kind in (ShareWith.USER, ShareWith.ROLE, ShareWith.BRANCH)
		)
		if row.role and row.role not in roles.ALL:
			checks.refuse(report, "shares", _("{0} is no role of the bank.").format(escape_html(row.role)))
		if (row.share_with, target) in seen:
			checks.refuse(report, "shares", _("{0} is there twice.").format(escape_html(target)))
		seen.add((row.share_with, target))


def _check_schedule(report: Document) -> None:
	if not report.schedule:
		report.recipients = []
		return
	if not report.recipients:
		checks.refuse(report, "recipients", _("a report that is mailed needs recipients."))
	if len(report.recipients) > MOST_RECIPIENTS:
		checks.refuse(report, "recipients", _("at most {0}.").format(MOST_RECIPIENTS))
	seen: set[str] = set()
	for row in report.recipients:
		if row.user in seen:
			checks.refuse(report, "recipients", _("{0} is there twice.").format(escape_html(row.user)))
		seen.add(row.user)
		if not frappe.db.get_value("User", {"name": row.user, "enabled": 1, "user_type": "System User"}):
			checks.refuse(
				report, "recipients", _("{0} is no employee with an account.").format(escape_html(row.user))
			)
		if not sharing.may_read(report, row.user):
			checks.refuse(
				report, "recipients", _("share the report with {0} first.").format(escape_html(row.user))
			)
