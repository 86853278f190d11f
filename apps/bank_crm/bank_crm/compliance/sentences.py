"""An operation told in one sentence of the bank's language: 张三于2026-11-22 10:00:00修改客户资产信息 (SEC-13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import frappe
from frappe import _, unscrub

from bank_crm.domain.compliance_enums import Operation, OperationOutcome
from bank_crm.speaking import bank_language, listed

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
	lang = bank_language()
	when = moment.strftime("%Y-%m-%d %H:%M:%S")
	what = _(doctype, lang) if doctype else ""
	if operation is Operation.WRITE and ended is OperationOutcome.DONE:
		if created:
			return _("{0} created {2} at {1}", lang).format(person, when, what)
		return _("{0} changed {3} of {2} at {1}", lang).format(
			person, when, what, named(doctype, changed, lang)
		)
	if operation is Operation.DELETE and ended is OperationOutcome.DONE:
		return _("{0} deleted {2} at {1}", lang).format(person, when, what)
	deed = _(operation.value, lang)
	if ended is not OperationOutcome.DONE:
		deed = f"{deed} ({_(ended.value, lang)})"
	if not what:
		return _("{0} at {1}: {2}", lang).format(person, when, deed)
	return _("{0} at {1}: {2}, {3}", lang).format(person, when, deed, what)


def named(doctype: str | None, fields: Sequence[str], lang: str) -> str:
	"""Name the changed fields; the first few of many."""
	text = listed(labels(doctype, fields[:FIELDS_NAMED], lang).values(), lang)
	return text if len(fields) <= FIELDS_NAMED else f"{text} …"


def words(
	doctype: str | None, values: Mapping[str, Iterable[object]], lang: str
) -> dict[str, dict[str, str]]:
	"""Return, by field, what the screens say for its stored constants: options of lists, names of translated records."""
	if not doctype or not frappe.db.exists("DocType", doctype, cache=True):
		return {}
	meta = frappe.get_meta(doctype)
	said: dict[str, dict[str, str]] = {}
	for field, stored in values.items():
		column = meta.get_field(field) if meta.has_field(field) else None
		if not column or column.fieldtype not in ("Select", "Link"):
			continue
		if column.fieldtype == "Link" and not frappe.get_meta(column.options).translated_doctype:
			continue
		context = doctype if column.fieldtype == "Select" else column.options
		said[field] = {
			value: _(value, lang, context=context) for value in stored if value and isinstance(value, str)
		}
	return said


def labels(doctype: str | None, fields: Sequence[str], lang: str) -> dict[str, str]:
	"""Return what the screens call the fields; what is no field of the DocType is called by its own words."""
	if not doctype or not frappe.db.exists("DocType", doctype, cache=True):
		return dict(zip(fields, fields, strict=True))
	meta = frappe.get_meta(doctype)
	titles = {field: meta.get_label(field) if meta.has_field(field) else unscrub(field) for field in fields}
	return {field: _(title, lang, context=doctype) for field, title in titles.items()}
