"""An operation told in one sentence of the bank's language: 张三于2026-11-22 10:00:00修改客户资产信息 (SEC-13)."""

from collections.abc import Sequence
from datetime import datetime

import frappe
from frappe import _

from bank_crm.domain.compliance_enums import Operation, OperationOutcome

FIELDS_NAMED = 5


def summary(
	operation: Operation,
	ended: OperationOutcome,
	person: str,
	moment: datetime,
	doctype: str | None,
	changed: Sequence[str],
	*,
	created: bool,
) -> str:
	"""Return the sentence for one operation; `changed` are field names of `doctype`."""
	lang = frappe.db.get_default("lang") or "en"
	when = moment.strftime("%Y-%m-%d %H:%M:%S")
	what = _(doctype, lang) if doctype else ""
	if operation is Operation.WRITE and ended is OperationOutcome.DONE:
		if created:
			return _("{0} created {2} at {1}", lang).format(person, when, what)
		return _("{0} changed {3} of {2} at {1}", lang).format(
			person, when, what, labels(doctype, changed, lang)
		)
	if operation is Operation.DELETE and ended is OperationOutcome.DONE:
		return _("{0} deleted {2} at {1}", lang).format(person, when, what)
	deed = _(operation.value, lang)
	if ended is not OperationOutcome.DONE:
		deed = f"{deed} ({_(ended.value, lang)})"
	return _("{0} at {1}: {2} {3}", lang).format(person, when, deed, what).strip()


def labels(doctype: str | None, fields: Sequence[str], lang: str) -> str:
	"""Name the fields as the screens do; the first few of many."""
	if not doctype or not frappe.db.exists("DocType", doctype, cache=True):
		return ", ".join(fields[:FIELDS_NAMED])
	meta = frappe.get_meta(doctype)
	named = [_(meta.get_label(field) or field, lang) for field in fields[:FIELDS_NAMED]]
	text = _(", ", lang).join(named)
	return text if len(fields) <= FIELDS_NAMED else f"{text} …"
