"""What the approval matrix and contracts start with: rules for contracts and applications, types, templates (CON-01, SAL-11).

Named in the bank's language, made once at installation, and then the bank's own.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.domain.approval_enums import ApprovalKind, ApproverKind, EscalateTo
from bank_crm.permissions import roles
from bank_crm.speaking import bank_language

RULE, TYPE, TEMPLATE = "Bank Approval Rule", "Bank Contract Type", "Bank Contract Template"
#: From these amounts in yuan on, compliance looks too.
CONTRACT_LIMIT, APPLICATION_LIMIT = 1_000_000, 500_000


def create() -> None:
	"""Make what is missing; run at installation, so that deleted ones stay away."""
	language = bank_language()
	if not frappe.db.count(TYPE):
		templates = {key: _insert(TEMPLATE, **values) for key, values in contract_templates(language).items()}
		for name, line, template, days in contract_types(language):
			_insert(
				TYPE, type_name=name, product_category=line, template=templates[template], notice_days=days
			)
	if not frappe.db.count(RULE):
		for values in rules(language):
			_insert(RULE, **values)


def rules(language: str) -> list[dict[str, Any]]:
	"""Return the shipped rules: the superior below a limit, compliance besides from it on."""
	superior = {
		"sequence": 1,
		"step_name": _("Superior", language),
		"approver": ApproverKind.SUPERIOR.value,
		"due_hours": 8,
		"escalate_to": EscalateTo.SUPERIOR.value,
	}
	compliance = {
		"sequence": 2,
		"step_name": _("Compliance Review", language),
		"approver": ApproverKind.ROLE.value,
		"role": roles.COMPLIANCE_OFFICER,
		"due_hours": 16,
	}
	return [
		{
			"rule_name": name,
			"document_kind": kind.value,
			"amount_from": start,
			"amount_to": end,
			"decision_hours": hours,
			"steps": steps,
		}
		for name, kind, start, end, hours, steps in (
			(
				_("Contracts of Usual Size", language),
				ApprovalKind.CONTRACT,
				0,
				CONTRACT_LIMIT,
				16,
				[superior],
			),
			(
				_("Large Contracts", language),
				ApprovalKind.CONTRACT,
				CONTRACT_LIMIT,
				0,
				32,
				[superior, compliance],
			),
			(
				_("Applications of Usual Size", language),
				ApprovalKind.APPLICATION,
				0,
				APPLICATION_LIMIT,
				16,
				[superior],
			),
			(
				_("Large Applications", language),
				ApprovalKind.APPLICATION,
				APPLICATION_LIMIT,
				0,
				32,
				[superior, compliance],
			),
		)
	]


def contract_types(language: str) -> list[tuple[str, str, str, int]]:
	"""Return name, product line, template and days of notice of the shipped types."""
	return [
		(_("Loan Contract", language), "Loan", "loan", 30),
		(_("Wealth Service Agreement", language), "Wealth", "service", 30),
		(_("Cooperation Agreement", language), "", "service", 60),
	]


def contract_templates(language: str) -> dict[str, dict[str, Any]]:
	"""Return the shipped templates; a bank's lawyers replace their words."""
	return {
		"loan": {
			"template_name": _("Loan Contract", language),
			"body": _(
				"Contract No. {{ contract_no }}\n\nLender: {{ branch }}\nBorrower: {{ customer_name }}\n\n"
				"The lender grants the borrower a loan of {{ amount }} ({{ amount_in_words }}) "
				"from {{ starts_on }} until {{ ends_on }}.",
				language,
			),
			"clauses": [
				{
					"heading": _("Use of the Loan", language),
					"text": _("The loan is used for the purpose applied for only.", language),
					"fixed": 1,
				},
				{
					"heading": _("Late Payment", language),
					"text": _(
						"What is paid late bears interest at one and a half times the agreed rate.", language
					),
					"fixed": 0,
				},
				{
					"heading": _("Disputes", language),
					"text": _("Disputes are settled by the court at the seat of {{ branch }}.", language),
					"fixed": 1,
				},
			],
		},
		"service": {
			"template_name": _("Service Agreement", language),
			"body": _(
				"Contract No. {{ contract_no }}\n\nBank: {{ branch }}\nCustomer: {{ customer_name }}\n\n"
				"The parties agree on the services described below, worth {{ amount }} ({{ amount_in_words }}), "
				"from {{ starts_on }} on.",
				language,
			),
			"clauses": [
				{
					"heading": _("Confidentiality", language),
					"text": _("Each party keeps what it learns of the other to itself.", language),
					"fixed": 1,
				}
			],
		},
	}


def _insert(doctype: str, **values: Any) -> str:
	return (
		frappe.get_doc({"doctype": doctype, **values})
		.insert(
			ignore_permissions=True  # installation, nobody's own act
		)
		.name
	)
