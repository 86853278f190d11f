"""Greeting texts: placeholders filled in a sandbox that knows nothing but them (CAR-05, CAR-09, MKT-18)."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.utils import formatdate, getdate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bank_crm.domain.enums import Gender

GREETING = "Bank Greeting"
#: placeholder → what a preview shows
PLACEHOLDERS = {
	"customer_name": "王丽",
	"salutation": "女士",
	"occasion": "生日",
	"occasion_on": "2026-11-22",
	"years": "5",
	"manager_name": "李明",
	"branch_name": "城中支行",
	"bank_name": "银行",
	"gift": "礼品",
	"offer": "专属权益",
	"product": "稳健理财",
}
LONGEST_TEXT = 2_000
_ALLOWED = (
	nodes.Template,
	nodes.Output,
	nodes.TemplateData,
	nodes.Name,
	nodes.If,
	nodes.Const,
	nodes.Compare,
	nodes.Operand,
	nodes.And,
	nodes.Or,
	nodes.Not,
)


def check(text: str) -> None:
	"""Refuse a text that is no template or uses more than placeholders and conditions (ValidationError)."""
	environment = _environment()
	try:
		tree = environment.parse(text)
	except TemplateError as error:
		frappe.throw(_("The text cannot be read: {0}").format(frappe.utils.escape_html(str(error))))
	for node in tree.find_all(nodes.Node):
		if not isinstance(node, _ALLOWED):
			frappe.throw(
				_("A greeting may use placeholders and conditions only, not {0}.").format(type(node).__name__)
			)
	unknown = sorted(find_undeclared_variables(tree) - PLACEHOLDERS.keys())
	if unknown:
		frappe.throw(_("There is no placeholder {0}.").format(frappe.bold(", ".join(unknown))))


def render(text: str, values: Mapping[str, object]) -> str:
	"""Fill a text; values are put in as they are, the screen or mail that shows them escapes."""
	check(text)
	filled = {name: "" if values.get(name) is None else str(values[name]) for name in PLACEHOLDERS}
	return _environment().from_string(text).render(filled).strip()[:LONGEST_TEXT]


def values_of(task: Mapping[str, object]) -> dict[str, object]:
	"""Return what the placeholders of one task's greeting stand for."""
	customer = frappe.db.get_value(
		"Bank Customer",
		task["customer"],
		["customer_name", "gender", "manager", "branch", "birth_date", "opened_on"],
		as_dict=True,
	)
	greeting = frappe.get_cached_doc(GREETING, task["greeting"])
	on = getdate(task["occasion_on"]) if task.get("occasion_on") else None
	began = {"Birthday": customer.birth_date, "Account Anniversary": customer.opened_on}.get(
		str(task["occasion"])
	)
	return {
		"customer_name": customer.customer_name,
		"salutation": _salutation(customer.gender),
		"occasion": _(str(task["subject"]), context="Bank Care Task"),
		"occasion_on": formatdate(on) if on else "",
		"years": on.year - getdate(began).year if on and began else "",
		"manager_name": frappe.db.get_value("User", customer.manager, "full_name")
		if customer.manager
		else "",
		"branch_name": frappe.db.get_value("Bank Branch", customer.branch, "branch_name")
		if customer.branch
		else "",
		"bank_name": bank_name(),
		"gift": task.get("gift") or "",
		"offer": greeting.offer or "",
		"product": frappe.db.get_value("Bank Product", greeting.product, "product_name")
		if greeting.product
		else "",
	}


def bank_name() -> str:
	"""Return the name of the bank: that of its highest branch, the app's where there is none."""
	top = frappe.get_all(
		"Bank Branch",
		filters={"parent_bank_branch": ("is", "not set")},
		pluck="branch_name",
		order_by="lft asc",
		limit=1,
	)
	return top[0] if top else _("Bank")


def _salutation(gender: str | None) -> str:
	if gender == Gender.MALE.value:
		return _("Mr")
	return _("Ms") if gender == Gender.FEMALE.value else ""


def _environment() -> ImmutableSandboxedEnvironment:
	"""An environment without globals and filters: `range`, `cycler` and the like are not there."""
	environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
	environment.globals.clear()
	environment.filters.clear()
	return environment
