"""Export requests for the Desk: sources and their columns, and the one download (SEC-12)."""

from __future__ import annotations

import frappe

from bank_crm.compliance.export import access, download, offer, sources


@frappe.whitelist(methods=["POST"])
def columns(
	source_type: str,
	document_type: str | None = None,
	report: str | None = None,
	segment: str | None = None,
	filters: str | list | dict | None = None,
) -> list[dict]:
	"""Return the columns of a source, how sensitive each is, and how it may be shown."""
	frappe.has_permission(access.REQUEST, "create", throw=True)
	request = frappe.get_doc(
		{
			"doctype": access.REQUEST,
			"source_type": source_type,
			"document_type": document_type,
			"report": report,
			"segment": segment,
			"filters": filters if isinstance(filters, str) else frappe.as_json(filters or []),
		}
	)
	sources.check_source(request)
	return [
		{
			"fieldname": column.fieldname,
			"label": column.label,
			"sensitivity": column.sensitivity.value,
			"treatment": column.first.value,
			"allowed": [treatment.value for treatment in column.allowed],
		}
		for column in sources.columns(request)
	]


@frappe.whitelist()
def find_doctypes(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | str | None = None,
) -> list[tuple[str, str]]:
	"""Search the DocTypes an export may be taken from (a link query)."""
	frappe.has_permission(access.REQUEST, "create", throw=True)
	return offer.matching(offer.doctypes(), txt, int(start), int(page_len))


@frappe.whitelist()
def find_reports(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | str | None = None,
) -> list[tuple[str, str]]:
	"""Search the reports an export may be taken from (a link query)."""
	frappe.has_permission(access.REQUEST, "create", throw=True)
	return offer.matching(offer.reports(), txt, int(start), int(page_len))


@frappe.whitelist(methods=["POST"])
def download_file(name: str) -> None:
	"""Hand the file of an approved request out, once."""
	frappe.has_permission(access.REQUEST, "read", doc=name, throw=True)
	download.hand_out(name)
