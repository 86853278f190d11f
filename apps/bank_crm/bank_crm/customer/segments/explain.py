"""Conditions as people say them: “Total Assets ≥ 500,000”, “Transactions, last 90 days (Type = Purchase): none”.

Tags, segments and other records are called by their titles, as in the editor.
"""

from __future__ import annotations

from decimal import Decimal

from frappe import _
from frappe.desk.search import get_link_title
from frappe.utils import formatdate

from bank_crm.customer.segments import fields, messages
from bank_crm.domain.audience import REFERRING
from bank_crm.domain.segment_fields import FieldKind, FieldSpec, Measure
from bank_crm.domain.segment_logic import Logic, Sign
from bank_crm.domain.segment_schema import Compare, Fact, Operator, RelativeDay, Scalar

_SIGNS = {
	Operator.EQUAL: "=",
	Operator.UNEQUAL: "≠",
	Operator.ABOVE: ">",
	Operator.AT_LEAST: "≥",
	Operator.BELOW: "<",
	Operator.AT_MOST: "≤",
}
#: What a measure answers with.
_FIGURE = FieldSpec("", FieldKind.NUMBER)
_NEGATED = {
	Operator.EQUAL: Operator.UNEQUAL,
	Operator.IN: Operator.NOT_IN,
	Operator.SET: Operator.NOT_SET,
}


def describe(logic: Logic) -> str:
	"""Say a condition or a group of them in the user's language; plain text."""
	if isinstance(logic, Sign):
		return _sign(logic)
	word = _("and") if logic.every else _("or")
	return f" {word} ".join(
		describe(part) if isinstance(part, Sign) else f"({describe(part)})" for part in logic.parts
	)


def _sign(sign: Sign) -> str:
	leaf, operator = sign.leaf, sign.leaf.operator
	if isinstance(leaf, Fact) and leaf.measure == Measure.EXISTS:
		if names := _only_names(leaf):
			return _belongs(leaf.fact, sign.negated).format(names)
		return f"{_fact(leaf)}: {_('none') if sign.negated else _('at least one')}"
	negated = sign.negated
	if negated and operator in _NEGATED:
		operator, negated = _NEGATED[operator], False
	text = (
		_fact_compare(leaf, operator) if isinstance(leaf, Fact) else _compare(leaf, operator, fields.CUSTOMER)
	)
	return _("not: {0}").format(text) if negated else text


def _only_names(leaf: Fact) -> str:
	"""The tags or segments a fact asks for; "" if it asks for anything else."""
	if leaf.days is not None or len(leaf.where) != 1 or leaf.where[0].field.name != REFERRING.get(leaf.fact):
		return ""
	(named,) = leaf.where
	if named.operator not in (Operator.EQUAL, Operator.IN):
		return ""
	return ", ".join(_values(named.value, named.field, fields.facts_by_name()[leaf.fact].doctype))


def _belongs(fact: str, negated: bool) -> str:
	if fact == "tag":
		return _("without the tag {0}") if negated else _("carries the tag {0}")
	return _("not in the segment {0}") if negated else _("in the segment {0}")


def _compare(leaf: Compare, operator: Operator, doctype: str) -> str:
	label = fields.field_label(doctype, leaf.field.name)
	return f"{label} {_condition(operator, leaf.value, leaf.field, doctype)}"


def _fact(leaf: Fact) -> str:
	parts = [messages.fact_label(leaf.fact)]
	if leaf.days is not None:
		parts.append(_("last {0} days").format(leaf.days))
	if leaf.where:
		doctype = fields.facts_by_name()[leaf.fact].doctype
		inner = ", ".join(_compare(one, one.operator, doctype) for one in leaf.where)
		parts.append(f"({inner})")
	return " ".join(parts)


def _fact_compare(leaf: Fact, operator: Operator) -> str:
	spec = fields.facts_by_name()[leaf.fact]
	amount = fields.field_label(spec.doctype, leaf.of) if leaf.of else ""
	measure = {
		Measure.COUNT: _("number"),
		Measure.LAST: _("days since the last"),
		Measure.SUM: _("sum of {0}").format(amount),
		Measure.AVERAGE: _("average of {0}").format(amount),
		Measure.LEAST: _("smallest {0}").format(amount),
		Measure.MOST: _("largest {0}").format(amount),
	}[leaf.measure]
	return f"{_fact(leaf)}: {measure} {_condition(operator, leaf.value, _FIGURE, spec.doctype)}"


def _condition(operator: Operator, value: object, field: FieldSpec, doctype: str) -> str:
	if operator == Operator.SET:
		return _("is set")
	if operator == Operator.NOT_SET:
		return _("is not set")
	values = _values(value, field, doctype)
	if operator == Operator.BETWEEN:
		return _("from {0} to {1}").format(*values)
	if operator == Operator.LIKE:
		return _("contains {0}").format(values[0])
	if operator in (Operator.IN, Operator.NOT_IN):
		joined = ", ".join(values)
		return _("one of {0}").format(joined) if operator == Operator.IN else _("none of {0}").format(joined)
	return f"{_SIGNS[operator]} {values[0]}"


def _values(value: object, field: FieldSpec, doctype: str) -> list[str]:
	return [_value(one, field, doctype) for one in (value if isinstance(value, tuple) else (value,))]


def _value(value: Scalar, field: FieldSpec, doctype: str) -> str:
	if isinstance(value, RelativeDay):
		if value.days == 0:
			return _("today")
		if value.days < 0:
			return _("{0} days ago").format(-value.days)
		return _("in {0} days").format(value.days)
	if isinstance(value, Decimal):
		return f"{value.normalize():,f}"
	if field.kind == FieldKind.DATE:
		return formatdate(value)
	if field.kind == FieldKind.LINK:
		value = get_link_title(field.link, value) or value
	# tiers, tags and choices are translated where they have a translation
	return _(str(value), context=doctype) if field.kind in (FieldKind.CHOICE, FieldKind.LINK) else str(value)
