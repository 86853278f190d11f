"""What the service desk starts with: subtypes, causes, skills, rules, texts, a queue for the rest, a board (SVC-01 to SVC-04).

Everything is named in the bank's language, made once at installation, and then the bank's own.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _

from bank_crm.domain.service_enums import OrderState

SUBTYPE, CAUSE, SKILL, QUEUE = (
	"Bank Work Order Subtype",
	"Bank Service Cause",
	"Bank Service Skill",
	"Bank Service Queue",
)
RULE, TEMPLATE, BOARD = "Bank Priority Rule", "Bank Service Template", "Kanban Board"
#: Columns of the board: state → colour.
COLUMNS = {
	OrderState.NEW: "Red",
	OrderState.VIEWED: "Orange",
	OrderState.IN_PROGRESS: "Blue",
	OrderState.COLLABORATING: "Cyan",
	OrderState.WAITING: "Light Blue",
	OrderState.ANSWERED: "Green",
	OrderState.RATED: "Green",
}


def create() -> None:
	"""Make what is missing; run at installation, so that deleted ones stay away."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	if not frappe.db.count(SUBTYPE):
		_create_catalogue(language)
	create_board(language)


def create_board(language: str) -> None:
	"""Make the board of work orders where there is none."""
	if frappe.db.exists(BOARD, {"reference_doctype": "Bank Work Order"}):
		return
	over = [OrderState.CLOSED.value, OrderState.MERGED.value]
	_insert(
		BOARD,
		kanban_board_name=_("Work Orders by State", language),
		reference_doctype="Bank Work Order",
		field_name="state",
		private=0,
		show_labels=1,
		fields=json.dumps(["order_type", "priority", "channel", "resolution_due"]),
		filters=json.dumps([["Bank Work Order", "state", "not in", over]]),
		columns=[
			{"column_name": state.value, "indicator": colour, "status": "Active"}
			for state, colour in COLUMNS.items()
		],
	)


def skills(language: str) -> dict[str, tuple[str, str]]:
	"""Return key → (name, the post that brings it along)."""
	return {
		"wealth": (_("Wealth Advice", language), _("Wealth Adviser", language)),
		"loan": (_("Loan Business", language), _("Loan Officer", language)),
		"card": (_("Card Business", language), ""),
		"complaint": (_("Complaint Handling", language), _("Complaint Specialist", language)),
		"digital": (_("Online Channels", language), ""),
	}


def causes(language: str) -> list[tuple[str, str]]:
	"""Return the causes with what they are used for."""
	return [
		(_("Product Rules Not Understood", language), "Orders"),
		(_("Fee or Interest Questioned", language), "Orders"),
		(_("System or Device Fault", language), "Both"),
		(_("Waiting Too Long", language), "Both"),
		(_("Wrong Handling", language), "Both"),
		(_("Unclear Wording", language), "Both"),
		(_("Unfriendly Attitude", language), "Both"),
		(_("Problem Not Solved", language), "Low Ratings"),
		(_("Fraud by Others", language), "Orders"),
	]


def subtypes(language: str) -> list[tuple[str, str, str, str, str]]:
	"""Return name, type, product category, default priority and skill (by key) of the subtypes."""
	return [
		(_("Wealth Enquiry", language), "Enquiry", "Wealth", "Medium", "wealth"),
		(_("Fund Enquiry", language), "Enquiry", "Fund", "Medium", "wealth"),
		(_("Deposit Enquiry", language), "Enquiry", "Time Deposit", "Medium", ""),
		(_("Loan Enquiry", language), "Enquiry", "Loan", "Medium", "loan"),
		(_("Credit Card Enquiry", language), "Enquiry", "Credit Card", "Medium", "card"),
		(_("App and Online Banking Enquiry", language), "Enquiry", "", "Low", "digital"),
		(_("Fund Dispute", language), "Complaint", "", "High", "complaint"),
		(_("Service Complaint", language), "Complaint", "", "Medium", "complaint"),
		(_("Fee Complaint", language), "Complaint", "", "Medium", "complaint"),
		(_("Product Suggestion", language), "Suggestion", "", "Low", ""),
		(_("Service Suggestion", language), "Suggestion", "", "Low", ""),
		(_("Loss Report", language), "Business Request", "Debit Card", "High", "card"),
		(_("Change of Limit", language), "Business Request", "Credit Card", "Medium", "card"),
		(_("Proof of Deposit", language), "Business Request", "Savings", "Medium", ""),
		(_("Appointment at the Branch", language), "Business Request", "", "Low", ""),
	]


def templates(language: str) -> list[tuple[str, str, str]]:
	"""Return name, type and text of the templates."""
	return [
		(
			_("Wealth Portfolio Matched", language),
			"Enquiry",
			_(
				"Dear {{ customer_name }}, a steady wealth portfolio has been matched to your enquiry “{{ subject }}”. "
				"{{ handler_name }} is glad to explain it.",
				language,
			),
		),
		(
			_("Complaint Received", language),
			"Complaint",
			_(
				"Dear {{ customer_name }}, your complaint {{ order }} has been received. We look into it and tell you "
				"the result.",
				language,
			),
		),
		(
			_("Thanks for the Suggestion", language),
			"Suggestion",
			_("Dear {{ customer_name }}, thank you for your suggestion; it has been passed on.", language),
		),
		(
			_("Business Done", language),
			"Business Request",
			_("Dear {{ customer_name }}, your request “{{ subject }}” has been carried out.", language),
		),
	]


def fund_dispute_words() -> list[str]:
	"""Return what makes an order one about disputed money, in both languages (SVC-02)."""
	return ["资金纠纷", "资金被盗", "盗刷", "账户少钱", "未到账", "fund dispute", "unauthorised transfer"]


def _create_catalogue(language: str) -> None:
	named = {}
	for key, (name, post) in skills(language).items():
		named[key] = name
		_ensure(SKILL, name, skill_name=name, post=post or None)
	for name, used_for in causes(language):
		_ensure(CAUSE, name, cause_name=name, used_for=used_for)
	for name, order_type, category, priority, skill in subtypes(language):
		_ensure(
			SUBTYPE,
			name,
			subtype_name=name,
			order_type=order_type,
			product_category=category or None,
			default_priority=priority,
			skill=named.get(skill),
		)
	rule = _("Fund Dispute Is Urgent", language)
	_ensure(
		RULE,
		rule,
		rule_name=rule,
		sequence=1,
		priority="High",
		keywords="\n".join(fund_dispute_words()),
	)
	rest = _("Customer Service Centre", language)
	_ensure(QUEUE, rest, queue_name=rest, is_fallback=int(not frappe.db.exists(QUEUE, {"is_fallback": 1})))
	for name, order_type, text in templates(language):
		_ensure(TEMPLATE, name, template_name=name, order_type=order_type, text=text)


def _ensure(doctype: str, name: str, **values: Any) -> None:
	if not frappe.db.exists(doctype, name):
		_insert(doctype, **values)


def _insert(doctype: str, **values: Any) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert(
		ignore_permissions=True  # installation or migration, nobody's own act
	)
