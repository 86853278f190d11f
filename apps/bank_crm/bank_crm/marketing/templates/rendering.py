"""Filling in texts: Jinja's sandbox, in which nothing exists but the merge fields (MKT-15).

Frappe's own environment also hands out documents and queries, which have no place in a customer's message. A text
whose fields are not all known for a customer, after the defaults, is not sent to him or her.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from frappe import _
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bank_crm.domain.message_template import UNSUBSCRIBE, Fault, Finding, check_addresses
from bank_crm.marketing.templates import fields

#: Texts say something, perhaps under a condition; they neither loop nor calculate.
_ALLOWED = (
	nodes.Template,
	nodes.Output,
	nodes.TemplateData,
	nodes.Name,
	nodes.If,
	nodes.CondExpr,
	nodes.Compare,
	nodes.Operand,
	nodes.Const,
	nodes.Filter,
	nodes.And,
	nodes.Or,
	nodes.Not,
)
_FILTERS = ("upper", "lower", "trim", "title", "capitalize", "truncate", "default")


class ValueMissing(Exception):
	"""A merge field has no value for a customer; the message says which."""


@dataclass(frozen=True, slots=True)
class Text:
	"""A text ready to be filled in; `used` are its merge fields."""

	template: Template
	used: frozenset[str]


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
	environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
	environment.globals.clear()
	environment.filters = {name: environment.filters[name] for name in _FILTERS}
	return environment


def check(channel: str, subject: str, body: str, link_url: str) -> list[Finding]:
	"""Return everything that is wrong with a template, in the order of its lines."""
	findings, used = _read(body)
	if not body.strip():
		findings.append(Finding(Fault.EMPTY))
	above, more = _read(subject)
	findings += [Finding(found.fault, 0, found.detail) for found in above]
	used |= more
	findings += check_addresses(body, link_url, used)
	if channel == "Email" and UNSUBSCRIBE not in used:
		findings.append(Finding(Fault.NO_WAY_OUT))
	return sorted(findings, key=lambda found: found.line)


def check_text(text: str, known: frozenset[str]) -> list[Finding]:
	"""Return what is wrong with a text of another kind than messages, whose merge fields are `known`."""
	return _read(text, known)[0]


@lru_cache(maxsize=512)
def compiled(text: str) -> Text:
	"""Return a text that can be filled in; raises jinja2.TemplateSyntaxError where it is none."""
	environment = _environment()
	used = frozenset(node.name for node in environment.parse(text).find_all(nodes.Name))
	return Text(environment.from_string(text), used)


def fill(text: Text, values: Mapping[str, str], defaults: Mapping[str, str]) -> str:
	"""Fill in a text; ValueMissing names the fields that neither have a value nor a default."""
	given = {name: values.get(name) or defaults.get(name) or "" for name in text.used}
	if missing := sorted(name for name, value in given.items() if not value):
		raise ValueMissing(", ".join(missing))
	try:
		return text.template.render(given).strip()
	except TemplateError as error:
		raise ValueMissing(str(error)) from error


def sentence(found: Finding) -> str:
	"""Say what is wrong, with the line, in the session's language; plain text."""
	text = {
		Fault.SYNTAX: _("the text cannot be read: {0}"),
		Fault.UNKNOWN_FIELD: _("there is no merge field {0}."),
		Fault.NOT_ALLOWED: _("this is not possible in a message: {0}."),
		Fault.EMPTY: _("the text is empty."),
		Fault.TOO_LONG: _("the text is longer than the channel carries: {0} characters."),
		Fault.BAD_LINK: _("this address cannot be sent: {0}. It must begin with https://."),
		Fault.LINK_NOT_USED: _("the text does not say where its link goes: write {0}."),
		Fault.LINK_MISSING: _("the text has a link and nothing it leads to."),
		Fault.NO_WAY_OUT: _("an e-mail must offer to unsubscribe: write {0}."),
	}[found.fault]
	detail = {Fault.LINK_NOT_USED: "{{ link }}", Fault.NO_WAY_OUT: "{{ unsubscribe }}"}
	told = text.format(detail.get(found.fault, found.detail))
	return _("Line {0}: {1}").format(found.line, told) if found.line else told


def _read(text: str, known: frozenset[str] | None = None) -> tuple[list[Finding], frozenset[str]]:
	try:
		tree = _environment().parse(text)
	except TemplateSyntaxError as error:
		return [Finding(Fault.SYNTAX, error.lineno, str(error.message))], frozenset()
	findings, used = [], set()
	known = fields.names() if known is None else known
	for node in tree.find_all(nodes.Node):
		if not isinstance(node, _ALLOWED):
			findings.append(Finding(Fault.NOT_ALLOWED, node.lineno, type(node).__name__))
		elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
			findings.append(Finding(Fault.NOT_ALLOWED, node.lineno, node.name))
		elif isinstance(node, nodes.Name):
			used.add(node.name)
			if node.name not in known:
				findings.append(Finding(Fault.UNKNOWN_FIELD, node.lineno, node.name))
	return findings, frozenset(used)
