"""Contracts and applications as their screens ask for them (CON-01, CON-03, SAL-11)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.sales.applications import steps as application_steps
from bank_crm.sales.contracts import renewal, steps, text

CONTRACT, APPLICATION, OPPORTUNITY, TEMPLATE = (
	"Bank Contract",
	"Bank Application",
	"Bank Opportunity",
	"Bank Contract Template",
)


@frappe.whitelist(methods=["POST"])
def amend(name: str) -> str:
	"""Begin the amendment of a contract in force, or return the one begun."""
	frappe.has_permission(CONTRACT, "write", doc=name, throw=True)
	return str(steps.amend(frappe.get_doc(CONTRACT, name)).name)


@frappe.whitelist(methods=["POST"])
def renew(name: str) -> str:
	"""Begin the contract of the term after the one in force, or return the one begun."""
	frappe.has_permission(CONTRACT, "write", doc=name, throw=True)
	return str(renewal.renew(frappe.get_doc(CONTRACT, name)).name)


@frappe.whitelist(methods=["POST"])
def stop_renewal(name: str, reason: str) -> None:
	"""Let a contract that renews by itself end with its term, for a reason that is kept."""
	frappe.has_permission(CONTRACT, "write", doc=name, throw=True)
	renewal.stop(frappe.get_doc(CONTRACT, name), reason)


@frappe.whitelist()
def chain(name: str) -> list[dict[str, Any]]:
	"""Return a contract with what it replaced and what replaced it, the oldest first."""
	frappe.has_permission(CONTRACT, "read", doc=name, throw=True)
	return [dict(row) for row in steps.chain(frappe.get_doc(CONTRACT, name))]


@frappe.whitelist(methods=["POST"])
def sheet(name: str) -> None:
	"""Answer with the contract as a PDF, for who may print it; printing it is logged."""
	frappe.has_permission(CONTRACT, "print", doc=name, throw=True)
	contract = frappe.get_doc(CONTRACT, name)
	frappe.local.response.filecontent = text.pdf(contract)
	frappe.local.response.filename = f"{contract.name}.pdf"
	frappe.local.response.type = "pdf"


@frappe.whitelist()
def merge_fields() -> list[dict[str, str]]:
	"""Return what the text of a contract may say."""
	frappe.has_permission(TEMPLATE, "read", throw=True)
	return [{"name": name, "label": label()} for name, (label, _value) in text.FIELDS.items()]


@frappe.whitelist(methods=["POST"])
def apply_for(opportunity: str) -> str:
	"""Make the application of an opportunity, or return the one that is still open."""
	frappe.has_permission(OPPORTUNITY, "read", doc=opportunity, throw=True)
	return str(application_steps.from_opportunity(frappe.get_doc(OPPORTUNITY, opportunity)).name)


@frappe.whitelist()
def of_application(name: str) -> dict[str, Any]:
	"""Return what the contract of an approved application begins with."""
	frappe.has_permission(APPLICATION, "read", doc=name, throw=True)
	return application_steps.contract_of(frappe.get_doc(APPLICATION, name))
