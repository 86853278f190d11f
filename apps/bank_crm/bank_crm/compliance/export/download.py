"""Handing a made file out: to who asked, once, within its time (SEC-12)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.compliance import operation_log
from bank_crm.compliance.export import access, handing_out
from bank_crm.domain.compliance_enums import Operation


def hand_out(name: str) -> None:
	"""Put the file into the response and close the request; refuses as `handing_out.claim` does."""
	said = handing_out.Refusals(
		stranger=_("Only who asked may download the file."),
		again=_("The file was downloaded already. It is handed out once."),
		nothing=_("There is no file to download."),
		late=_("The time to download this file is over."),
		changed=_("The file is not the one that was made and is not handed out."),
	)
	request, content = handing_out.claim(
		access.REQUEST, name, said, downloaded_from=frappe.local.request_ip or ""
	)
	operation_log.record(
		Operation.EXPORT_DOWNLOADED.value,
		access.REQUEST,
		name,
		after={"file_hash": request.file_hash, "row_count": request.row_count},
	)
	handing_out.respond(f"{name}.{request.file_format.lower()}", content)
