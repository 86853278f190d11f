"""Handing a package out: to who took the request down, once, within its time (SEC-17)."""

from __future__ import annotations

from frappe import _

from bank_crm.compliance import operation_log
from bank_crm.compliance.export import handing_out
from bank_crm.compliance.privacy import flow
from bank_crm.domain.compliance_enums import Operation


def hand_out(name: str) -> None:
	"""Put the package into the response and close the request; refuses as `handing_out.claim` does."""
	said = handing_out.Refusals(
		stranger=_("Only who took the request down may download the package."),
		again=_("The package was downloaded already. It is handed out once."),
		nothing=_("There is no package to download."),
		late=_("The time to download this package is over."),
		changed=_("The package is not the one that was made and is not handed out."),
	)
	request, content = handing_out.claim(flow.REQUEST, name, said, folder=flow.FOLDER)
	operation_log.record(
		Operation.EXPORT_DOWNLOADED.value,
		flow.REQUEST,
		name,
		customer=request.customer,
		after={"file_hash": request.file_hash},
	)
	handing_out.respond(f"{name}.zip", content)
