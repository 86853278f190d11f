"""The text of a contract: a template's words and clauses with the contract's own values (CON-01).

The sandbox is that of messages (`marketing/templates/rendering.py`): nothing exists in it but the merge fields.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, format_date, get_fullname
from jinja2 import TemplateSyntaxError

from bank_crm.customer import checks
from bank_crm.domain import rmb
from bank_crm.marketing.templates import rendering
from bank_crm.speaking import bank_language, listed, speaking

TEMPLATE, SHEET = "Bank Contract Template", "Bank Contract Sheet"
CLAUSE_FIELDS = ("heading", "text", "fixed")
#: Stands where a draft does not know something yet; nothing is handed in with it.
BLANK = "________"

#: What a text may say: field → (its name in the user's language, its value for a contract).
FIELDS: dict[str, tuple[Callable[[], str], Callable[[Document], str]]] = {
	"contract_no": (lambda: _("Contract No."), lambda doc: str(doc.name or "")),
	"customer_name": (
		lambda: _("Customer Name"),
		lambda doc: _title("Bank Customer", doc.customer, "customer_name"),
	),
	"contract_type": (lambda: _("Contract Type"), lambda doc: doc.contract_type or ""),
	"product_name": (lambda: _("Product"), lambda doc: _title("Bank Product", doc.product, "product_name")),
	"amount": (
		lambda: _("Amount"),
		lambda doc: fmt_money(flt(doc.amount), precision=2, currency=frappe.db.get_default("currency")),
	),
	"amount_in_words": (lambda: _("Amount in Words"), lambda doc: rmb.in_words(flt(doc.amount))),
	"starts_on": (lambda: _("Begins On"), lambda doc: format_date(doc.starts_on) if doc.starts_on else ""),
	"ends_on": (lambda: _("Ends On"), lambda doc: format_date(doc.ends_on) if doc.ends_on else ""),
	"branch": (lambda: _("Branch"), lambda doc: _title("Bank Branch", doc.branch, "branch_name")),
	"responsible": (
		lambda: _("Responsible"),
		lambda doc: get_fullname(doc.responsible) if doc.responsible else "",
	),
}


def check_template(template: Document) -> None:
	"""Refuse a template that could not be filled in (`validate` of a template)."""
	texts = [("body", template.body or ""), *(("clauses", row.text or "") for row in template.clauses)]
	for field, text in texts:
		if found := rendering.check_text(text, frozenset(FIELDS)):
			checks.refuse(template, field, frappe.utils.escape_html(rendering.sentence(found[0])))


def take_template(contract: Document) -> None:
	"""Give a draft the text of its type, and the clauses once, which may then be changed where they may."""
	if not contract.template and contract.contract_type:
		contract.template = frappe.db.get_value("Bank Contract Type", contract.contract_type, "template")
	before = contract.get_doc_before_save()
	was = before.template if before else None
	if not contract.template:
		return
	template = frappe.get_cached_doc(TEMPLATE, contract.template)
	if contract.template != was and not (before is None and contract.clauses):
		contract.set("clauses", [])
		for row in template.clauses:
			contract.append("clauses", {field: row.get(field) for field in CLAUSE_FIELDS})
	_keep_fixed(contract, template)


def render(contract: Document, *, whole: bool = False) -> str:
	"""Fill the template in; with `whole` refuse what is still unknown, else leave a blank line for it."""
	if not contract.template:
		return ""
	body = frappe.get_cached_value(TEMPLATE, contract.template, "body") or ""
	return _fill(contract, body, whole=whole)


def complete(contract: Document) -> str:
	"""Return the whole wording as it is approved and signed: the text with the clauses, refusing what is unknown."""
	filled = [_fill(contract, row.text or "", whole=True) for row in contract.clauses]
	clauses = [
		f"{_headline(place, row)}{words}"
		for place, (row, words) in enumerate(zip(contract.clauses, filled, strict=True), 1)
	]
	return "\n\n".join(filter(None, (render(contract, whole=True), *clauses)))


def clauses(contract: Document) -> list[tuple[str, str]]:
	"""Return the clauses filled in, for printing; none once the text says them."""
	said = contract.text or ""
	if contract.clauses and all(
		_headline(place, row) in said for place, row in enumerate(contract.clauses, 1)
	):
		return []
	return [(row.heading, _fill(contract, row.text or "", whole=False)) for row in contract.clauses]


def pdf(contract: Document) -> bytes:
	"""Return the contract as a PDF in the bank's language; the caller has asked the user's right."""
	with speaking(bank_language()):
		return frappe.get_print(contract.doctype, contract.name, SHEET, doc=contract, as_pdf=True)


def _headline(place: int, clause: Document) -> str:
	return f"{place}. {clause.heading}\n"


def _keep_fixed(contract: Document, template: Document) -> None:
	"""Clauses the template fixes are all there, as they stand in it."""
	now = {(row.heading, row.text) for row in contract.clauses}
	for row in template.clauses:
		if row.fixed and (row.heading, row.text) not in now:
			checks.refuse(contract, "clauses", _("“{0}” cannot be changed or left out.").format(row.heading))


def _fill(contract: Document, text: str, *, whole: bool) -> str:
	try:
		ready = rendering.compiled(text)
	except TemplateSyntaxError as error:
		checks.refuse(contract, "clauses", _("the text cannot be read: {0}").format(error.message))
	values = {name: value(contract) for name, (_label, value) in FIELDS.items() if name in ready.used}
	blanks = {} if whole else dict.fromkeys(ready.used, BLANK)
	try:
		return rendering.fill(ready, values, blanks)
	except rendering.ValueMissing as missing:
		labels = [FIELDS[name][0]() if name in FIELDS else name for name in str(missing).split(", ")]
		checks.refuse(contract, "text", _("not known yet: {0}.").format(listed(labels)))


def _title(doctype: str, name: str | None, field: str) -> str:
	return str(frappe.db.get_value(doctype, name, field) or "") if name else ""
