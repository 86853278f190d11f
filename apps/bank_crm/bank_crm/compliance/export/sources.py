"""What can be exported and what its rows are: always the rows and columns of the user who asks (SEC-12, SEC-20).

Nothing here decides who sees what: lists come from `frappe.get_list`, members from the scope criterion, reports
from their own code, all as the session's user. Marketing, which plans for the whole bank and sees no customer, gets
the members of a segment with everything personal masked (requirements 1.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import cint, strip_html

from bank_crm.compliance import sealing
from bank_crm.customer.segments import population
from bank_crm.domain import export_masking, masking
from bank_crm.domain.enums import SealKind
from bank_crm.domain.export_enums import ExportSource, Sensitivity, Treatment
from bank_crm.domain.export_masking import Shape
from bank_crm.permissions import scope

PAGE = 2_000
MEMBER = "Bank Segment Member"
#: Never exported, whoever asks: secrets, and what proves what happened.
CLOSED = frozenset({"Bank Sealed Value", "Bank Operation Log", "Bank Log Seal", "Bank Log Archive"})
_TRANSLATED = frozenset({"Select"})
_REFERENCES = frozenset({"Link", "Dynamic Link", "Select"})


@dataclass(frozen=True)
class Column:
	"""One column that may be asked for."""

	fieldname: str
	label: str
	fieldtype: str
	sealed: SealKind | None
	shape: Shape | None
	#: The column links to documents whose names are words, such as tiers.
	translated: bool = False
	#: Nothing personal is shown whole, whoever agrees.
	masked_only: bool = False

	@property
	def sensitivity(self) -> Sensitivity:
		return export_masking.sensitivity_of(self.shape, sealed=self.sealed is not None)

	@property
	def first(self) -> Treatment:
		return export_masking.first_treatment(self.sensitivity, self.shape)

	@property
	def allowed(self) -> tuple[Treatment, ...]:
		allowed = export_masking.allowed_treatments(self.sensitivity, self.shape)
		if not self.masked_only or self.sensitivity is Sensitivity.OPEN:
			return allowed
		return tuple(treatment for treatment in allowed if treatment is not Treatment.AS_IT_IS)

	def cell(self, value: Any, treatment: str) -> Any:
		"""Return what the file shows of a value; also a column shown as it is hides numbers written into it."""
		if value is None or value == "":
			return None
		if isinstance(value, str) and "<" in value:
			value = strip_html(value)
		if self.sealed:
			text = str(value)
			# the row holds the mask already; a report that showed more is masked here
			return text if masking.is_masked(text) else masking.mask(self.sealed, text)
		if treatment == Treatment.MASKED.value:
			return export_masking.masked(value, self.shape)
		if not isinstance(value, str):
			return value
		if self.fieldtype in _TRANSLATED or self.translated:
			return _(value)
		return value if self.fieldtype in _REFERENCES else export_masking.without_numbers(value)


def check_source(request: Document) -> None:
	"""Refuse a source the session's user may not read in full or nobody may export."""
	if request.source_type == ExportSource.DOCTYPE.value:
		_check_doctype(request.document_type)
	elif request.source_type == ExportSource.SEGMENT.value:
		frappe.has_permission("Bank Segment", "read", doc=request.segment, throw=True)
		frappe.has_permission(scope.CUSTOMER, "read", throw=True)
		if not beyond_own_rows():
			_check_doctype(scope.CUSTOMER)
	else:
		_check_report(request.report)


def columns(request: Document) -> list[Column]:
	"""Return the columns of the source the session's user may read, in the order of its form or report."""
	if request.source_type == ExportSource.REPORT.value:
		return _report_columns(_run_report(request)["columns"])
	found = _doctype_columns(_doctype_of(request))
	if request.source_type == ExportSource.SEGMENT.value and beyond_own_rows():
		return [replace(column, masked_only=True) for column in found]
	return found


def beyond_own_rows() -> bool:
	"""Tell whether the session's user gets members of segments he or she does not see as customers."""
	user = frappe.session.user
	if population.asked_as(user) is not None or scope.has_left(user):
		return False
	return scope.criterion(scope.CUSTOMER, user) is not None


def count(request: Document, most: int) -> int:
	"""Count the rows the session's user may read, at most `most + 1`."""
	if request.source_type == ExportSource.REPORT.value:
		return len(_report_rows(_run_report(request)))
	if request.source_type == ExportSource.SEGMENT.value:
		return len(_members(request.segment, ["name"], "", most + 1))
	filters = filter_list(request)
	return len(
		frappe.get_list(request.document_type, filters=filters, pluck="name", limit_page_length=most + 1)
	)


def rows(request: Document, wanted: list[tuple[Column, str]], most: int) -> Iterator[list[Any]]:
	"""Yield at most `most` rows of masked cells, in the order of their names (reports in their own)."""
	names = [column.fieldname for column, _treatment in wanted]
	for record in _records(request, names, most):
		yield [column.cell(record.get(column.fieldname), treatment) for column, treatment in wanted]


def filter_list(request: Document) -> list[list[Any]]:
	"""Return the conditions of a list as [DocType, field, operator, value]."""
	given = frappe.parse_json(request.filters or "[]") or []
	if not isinstance(given, list):
		frappe.throw(_("The filter of a list is a list of conditions."))
	found = []
	for entry in given:
		if not isinstance(entry, list) or len(entry) not in (3, 4, 5):
			frappe.throw(_("The filter of a list is a list of conditions."))
		found.append([request.document_type, *entry] if len(entry) == 3 else entry[:4])
	return found


def filter_words(request: Document) -> str:
	"""Say the filter in the session's language, one condition a line; refuse sensitive numbers in it."""
	if request.source_type == ExportSource.SEGMENT.value:
		return str(frappe.db.get_value("Bank Segment", request.segment, "segment_name") or "")
	if request.source_type == ExportSource.REPORT.value:
		given = report_filters(request)
		lines = [(_(frappe.unscrub(field)), "=", value) for field, value in given.items() if value]
	else:
		meta = frappe.get_meta(request.document_type)
		lines = []
		for doctype, field, operator, value in filter_list(request):
			if field in sealing.SEALED_FIELDS.get(doctype, {}):
				label = _(frappe.get_meta(doctype).get_label(field), context=doctype)
				frappe.throw(
					_("{0}: a file cannot be chosen by a sealed number.").format(frappe.bold(label)),
					title=_("Filter"),
				)
			lines.append((_(meta.get_label(field), context=doctype), str(operator), value))
	words = "\n".join(f"{label} {operator} {_words(value)}" for label, operator, value in lines)
	if export_masking.without_numbers(words) != words:
		frappe.throw(_("The filter holds a person's number or address."), title=_("Filter"))
	return words


def report_filters(request: Document) -> dict[str, Any]:
	"""Return the filter values of a report."""
	given = frappe.parse_json(request.filters or "{}")
	if not given:
		return {}
	if not isinstance(given, dict):
		frappe.throw(_("The filter of a report is a set of values."))
	return given


def _words(value: Any) -> str:
	if isinstance(value, list | tuple):
		return ", ".join(_words(part) for part in value)
	return _(value) if isinstance(value, str) else str(value)


def _doctype_of(request: Document) -> str:
	return scope.CUSTOMER if request.source_type == ExportSource.SEGMENT.value else request.document_type


def _check_doctype(doctype: str) -> None:
	meta = frappe.get_meta(doctype)
	if not _is_ours(meta.module) or meta.istable or meta.issingle or doctype in CLOSED:
		frappe.throw(
			_("{0} is not among what can be exported.").format(frappe.bold(_(doctype))),
			frappe.PermissionError,
		)
	frappe.has_permission(doctype, "read", throw=True)
	frappe.has_permission(doctype, "report", throw=True)


def _check_report(name: str) -> None:
	report = frappe.get_doc("Report", name)
	if report.report_type != "Script Report" or not _is_ours(report.module):
		frappe.throw(
			_("{0} is not among what can be exported.").format(frappe.bold(_(name))), frappe.PermissionError
		)
	if not report.is_permitted():
		frappe.throw(
			_("You may not open the report {0}.").format(frappe.bold(_(name))), frappe.PermissionError
		)
	frappe.has_permission(report.ref_doctype, "report", throw=True)


def _is_ours(module: str | None) -> bool:
	return bool(module) and frappe.db.get_value("Module Def", module, "app_name", cache=True) == "bank_crm"


def _doctype_columns(doctype: str) -> list[Column]:
	from frappe.model import get_permitted_fields

	meta, sealed = frappe.get_meta(doctype), sealing.SEALED_FIELDS.get(doctype, {})
	permitted = set(get_permitted_fields(doctype, permission_type="read"))
	found = [Column("name", _("ID", context="Label of name column in report"), "Link", None, None)]
	for field in meta.fields:
		if field.fieldtype in no_value_fields or field.fieldtype in table_fields or field.get("is_virtual"):
			continue
		if field.fieldtype == "Password" or field.fieldname not in permitted or not field.label:
			continue
		found.append(
			Column(
				field.fieldname,
				_(field.label, context=doctype),
				field.fieldtype,
				sealed.get(field.fieldname),
				export_masking.shape_of(field.fieldname, field.fieldtype, doctype),
				_names_are_words(field.fieldtype, field.options),
			)
		)
	return found


def _names_are_words(fieldtype: str | None, options: str | None) -> bool:
	if fieldtype != "Link" or not options or not frappe.db.exists("DocType", options):
		return False
	return bool(cint(frappe.get_meta(options).get("translated_doctype")))


def _sealed_names() -> dict[str, SealKind]:
	return {field: kind for fields in sealing.SEALED_FIELDS.values() for field, kind in fields.items()}


def _report_columns(given: list[dict]) -> list[Column]:
	sealed = _sealed_names()
	return [
		Column(
			column["fieldname"],
			strip_html(str(column.get("label") or column["fieldname"])),
			column.get("fieldtype") or "Data",
			sealed.get(column["fieldname"]),
			export_masking.shape_of(column["fieldname"], column.get("fieldtype") or "Data"),
			_names_are_words(column.get("fieldtype"), column.get("options")),
		)
		for column in given
		if not cint(column.get("hidden"))
	]


def _run_report(request: Document) -> dict[str, Any]:
	"""Run the report as the session's user, once per request of the browser or job."""
	from frappe.desk.query_report import run

	cached = request.flags.get("report_result")
	if cached is None:
		cached = run(
			request.report,
			filters=report_filters(request),
			ignore_prepared_report=True,
			are_default_filters=False,
		)
		request.flags.report_result = cached
	return cached


def _report_rows(result: dict[str, Any]) -> list[dict]:
	fields = [column["fieldname"] for column in result["columns"]]
	return [
		row if isinstance(row, dict) else dict(zip(fields, row, strict=False))
		for row in result["result"] or []
	]


def _records(request: Document, fields: list[str], most: int) -> Iterator[dict]:
	if request.source_type == ExportSource.REPORT.value:
		yield from _report_rows(_run_report(request))[:most]
		return
	fields, last, left = list(dict.fromkeys(["name", *fields])), "", most
	while left > 0:
		if request.source_type == ExportSource.SEGMENT.value:
			page = _members(request.segment, fields, last, min(PAGE, left))
		else:
			page = _listed(request, fields, last, min(PAGE, left))
		yield from page
		if len(page) < min(PAGE, left):
			return
		left -= len(page)
		last = page[-1]["name"]


def _listed(request: Document, fields: list[str], last: Any, limit: int) -> list[dict]:
	doctype = request.document_type
	filters = filter_list(request)
	if last != "":
		filters = [*filters, [doctype, "name", ">", last]]
	return frappe.get_list(
		doctype,
		fields=fields,
		filters=filters,
		order_by="name asc",
		limit_page_length=limit,
	)


def _members(segment: str, fields: list[str], last: str, limit: int) -> list[dict]:
	customer, member = frappe.qb.DocType(scope.CUSTOMER), frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(customer)
		.inner_join(member)
		.on((member.customer == customer.name) & (member.segment == segment))
		.select(*(customer[field] for field in fields))
		.where(customer.name > last)
		.orderby(customer.name)
		.limit(limit)
	)
	condition = None if beyond_own_rows() else scope.criterion(scope.CUSTOMER, table=customer)
	return (query if condition is None else query.where(condition)).run(as_dict=True)
