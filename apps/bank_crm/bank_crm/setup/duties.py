"""The duties a bank keeps apart from the first day; the rules are its own afterwards (SEC-12, SEC-14)."""

import frappe

from bank_crm.domain.export_enums import DutyConsequence, DutyRuleKind
from bank_crm.permissions import roles

RULE = "Bank Duty Rule"
DECIDING = "Who decides about others' work may not do it."
AUDITING = "Who audits may not take part in what is audited."
#: name → (DocType, field of the maker, field of the approver, reason)
MAKERS = {
	"Export Request: Applicant and Compliance": (
		"Bank Export Request",
		"applicant",
		"decided_by",
		"Nobody decides about an own request.",
	),
	"Data Request: Applicant and Compliance": (
		"Bank Data Request",
		"applicant",
		"decided_by",
		"Nobody decides about an own request.",
	),
	"Incentive: Proposer and Approver": (
		"Bank Incentive Proposal",
		"applicant",
		"decided_by",
		"Nobody decides about an own request.",
	),
	"Access Request: Applicant and Superior": (
		"Bank Access Request",
		"applicant",
		"decided_by",
		"Nobody decides about an own request.",
	),
}
#: name → (role, other role, consequence, reason)
CONFLICTS = {
	"Compliance and Relationship Manager": (
		roles.COMPLIANCE_OFFICER,
		roles.RELATIONSHIP_MANAGER,
		DutyConsequence.REFUSED,
		DECIDING,
	),
	"Compliance and Teller": (roles.COMPLIANCE_OFFICER, roles.TELLER, DutyConsequence.REFUSED, DECIDING),
	"Compliance and Marketing": (
		roles.COMPLIANCE_OFFICER,
		roles.MARKETING_OFFICER,
		DutyConsequence.REFUSED,
		DECIDING,
	),
	"Compliance and Branch Manager": (
		roles.COMPLIANCE_OFFICER,
		roles.BRANCH_MANAGER,
		DutyConsequence.REFUSED,
		DECIDING,
	),
	"Compliance and Administrator": (
		roles.COMPLIANCE_OFFICER,
		roles.ADMINISTRATOR,
		DutyConsequence.REFUSED,
		DECIDING,
	),
	"Compliance and Data Exporter": (
		roles.COMPLIANCE_OFFICER,
		roles.DATA_EXPORTER,
		DutyConsequence.REFUSED,
		DECIDING,
	),
	"Auditor and Administrator": (roles.AUDITOR, roles.ADMINISTRATOR, DutyConsequence.REFUSED, AUDITING),
	"Auditor and Relationship Manager": (
		roles.AUDITOR,
		roles.RELATIONSHIP_MANAGER,
		DutyConsequence.REFUSED,
		AUDITING,
	),
	"Auditor and Compliance": (
		roles.AUDITOR,
		roles.COMPLIANCE_OFFICER,
		DutyConsequence.REPORTED,
		AUDITING,
	),
}


def create() -> None:
	"""Make the rules on a site that has none; one a bank has deleted does not come back."""
	if frappe.db.count(RULE):
		return
	for name, (doctype, maker, checker, reason) in MAKERS.items():
		if frappe.db.exists("DocType", doctype):
			_insert(
				name,
				reason,
				kind=DutyRuleKind.MAKER_CHECKER.value,
				consequence=DutyConsequence.REFUSED.value,
				document_type=doctype,
				maker_field=maker,
				checker_field=checker,
			)
	for name, (role, other, consequence, reason) in CONFLICTS.items():
		_insert(
			name,
			reason,
			kind=DutyRuleKind.ROLES.value,
			consequence=consequence.value,
			role=role,
			other_role=other,
		)


def _insert(name: str, reason: str, **values: str) -> None:
	frappe.get_doc({"doctype": RULE, "rule_name": name, "reason": reason, "enabled": 1, **values}).insert(
		ignore_permissions=True  # installation, before anybody has a role
	)
