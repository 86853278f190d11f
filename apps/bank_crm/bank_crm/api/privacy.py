"""Consents, blocks, data requests and retention for the Desk: the steps that are no plain save (SEC-17, RSK-08)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.compliance.contact import blocks, gate, lists
from bank_crm.compliance.contact.blocks import BLOCK
from bank_crm.compliance.contact.lists import LIST
from bank_crm.compliance.privacy import correcting, download, fields, flow, holds, retention
from bank_crm.compliance.privacy.flow import REQUEST
from bank_crm.compliance.privacy.retention import RUN
from bank_crm.compliance.privacy.rules import HOLD
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.privacy_enums import DataRequestState, JobState
from bank_crm.permissions import roles
from bank_crm.yes_no import is_yes


@frappe.whitelist()
def contact_answers(customer: str) -> list[dict[str, str | bool]]:
	"""Return for one customer what the gate answers now on every channel for every purpose."""
	frappe.has_permission("Bank Customer", "read", doc=customer, throw=True)
	found = []
	for purpose in ConsentPurpose.values():
		answers = gate.may_contact_each([customer], ConsentChannel.values(), purpose)[customer]
		for channel, verdict in answers.items():
			found.append(
				{
					"purpose": purpose,
					"channel": channel,
					"allowed": verdict.allowed,
					"reason": gate.words(verdict),
				}
			)
	return found


@frappe.whitelist(methods=["POST"])
def lift_block(name: int, reason: str) -> None:
	"""End a block, with the reason."""
	frappe.has_permission(BLOCK, "read", doc=str(name), throw=True)
	frappe.has_permission(BLOCK, "create", throw=True)
	blocks.lift(str(name), reason)


@frappe.whitelist(methods=["POST"])
def release_hold(name: str, reason: str) -> None:
	"""End a legal hold, with the reason."""
	frappe.has_permission(HOLD, "write", doc=name, throw=True)
	holds.release(name, reason)


@frappe.whitelist(methods=["POST"])
def read_list(name: str) -> None:
	"""Have a list that could not be read read once more."""
	frappe.has_permission(LIST, "write", doc=name, throw=True)
	if frappe.db.get_value(LIST, name, "state") == JobState.DONE.value:
		frappe.throw(_("This list has been read."), title=_("Do Not Contact"))
	lists.queue(name)


@frappe.whitelist()
def correction_fields() -> list[dict[str, str | bool]]:
	"""Return the fields a correction may name: label, column, and whether the value is kept sealed."""
	frappe.has_permission(REQUEST, "create", throw=True)
	return [
		{"label": label, "fieldname": column, "sealed": fields.is_sealed(label)}
		for label, column in fields.columns().items()
	]


@frappe.whitelist(methods=["POST"])
def correct(name: str, values: dict[str, str] | str) -> None:
	"""Write the corrections of an approved request to the customer; `values` by label."""
	frappe.has_permission(REQUEST, "write", doc=name, throw=True)
	given = frappe.parse_json(values)
	if not isinstance(given, dict):
		frappe.throw(_("The new values are missing."), title=_("Correction"))
	correcting.carry_out(name, {str(label): str(value or "") for label, value in given.items()})


@frappe.whitelist(methods=["POST"])
def try_again(name: str) -> None:
	"""Have a request that failed carried out once more; compliance asks for it."""
	frappe.only_for(roles.COMPLIANCE_OFFICER)
	request = frappe.get_doc(REQUEST, name)
	if request.status != DataRequestState.APPROVED.value or not request.failure:
		frappe.throw(_("Nothing of this request has failed."), title=_("Data Request"))
	request.db_set("failure", None)
	flow.queue(name)


@frappe.whitelist(methods=["POST"])
def download_package(name: str) -> None:
	"""Hand the package of an access request out, once."""
	frappe.has_permission(REQUEST, "read", doc=name, throw=True)
	download.hand_out(name)


@frappe.whitelist(methods=["POST"])
def start_retention(dry_run: bool = True) -> str:
	"""Begin a round over the retention rules, a rehearsal by default; returns its name."""
	frappe.has_permission(RUN, "create", throw=True)
	return retention.start(dry_run=is_yes(dry_run))
