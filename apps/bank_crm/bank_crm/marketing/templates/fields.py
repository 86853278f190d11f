"""Merge fields: what a text may say about a customer, loaded for many customers at once (MKT-15).

Other parts add theirs by the hook `bank_merge_fields`: dotted paths of dictionaries {name: MergeField}. A value that
is not known is missing from what `load` returns; it is never written as a word for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import frappe
from frappe import _

from bank_crm.domain.enums import Gender
from bank_crm.domain.message_template import LINK, UNSUBSCRIBE
from bank_crm.name_list import NameList

HOOK = "bank_merge_fields"
CUSTOMER = "Bank Customer"
#: customers, campaign (None for a single message) → customer → value
Load = Callable[[Sequence[str], str | None], dict[str, str]]


@dataclass(frozen=True, slots=True)
class MergeField:
	"""One thing a text may say. `label` gives its name in the user's language."""

	label: Callable[[], str]
	load: Load


def known() -> dict[str, MergeField]:
	"""Return every merge field of this app and of those that add some."""
	found: dict[str, MergeField] = {}
	for path in frappe.get_hooks(HOOK):
		found |= frappe.get_attr(path)
	return found


def names() -> frozenset[str]:
	"""Return what a text may use: the fields, the campaign's own words and the addresses."""
	return frozenset(known()) | frozenset(OF_CAMPAIGN) | {LINK, UNSUBSCRIBE}


def load(wanted: frozenset[str], customers: Sequence[str], campaign: str | None) -> dict[str, dict[str, str]]:
	"""Return customer → field → value for the wanted fields; what is not known is not there."""
	values: dict[str, dict[str, str]] = {customer: {} for customer in customers}
	for name, field in known().items():
		if name not in wanted:
			continue
		for customer, value in field.load(customers, campaign).items():
			if value and customer in values:
				values[customer][name] = value
	return values


def describe() -> list[tuple[str, str]]:
	"""Return (name, label) of everything a text may use, for the editor."""
	own = [(name, field.label()) for name, field in known().items()]
	words = [(name, label()) for name, label in OF_CAMPAIGN.items()]
	return [*own, *words, (LINK, _("The Customer's Own Address")), (UNSUBSCRIBE, _("Address to Unsubscribe"))]


def _column(column: str, words: Mapping[str, str] | None = None) -> Load:
	def load_column(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
		table = frappe.qb.DocType(CUSTOMER)
		query = frappe.qb.from_(table).select(table.name, table[column])
		rows = query.where(NameList(customers).holds(table.name)).run()
		if words is None:
			return {name: str(value) for name, value in rows if value}
		return {name: words[value] for name, value in rows if value in words}

	return load_column


def _translated(column: str) -> Load:
	plain = _column(column)

	def load_translated(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
		return {name: _(value) for name, value in plain(customers, campaign).items()}

	return load_translated


def _title(column: str, doctype: str, title: str) -> Load:
	"""The name of what a column links to."""
	plain = _column(column)

	def load_title(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
		keys = plain(customers, campaign)
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).select(table.name, table[title])
		titles = dict(query.where(NameList(sorted(set(keys.values()))).holds(table.name)).run())
		return {customer: titles[key] for customer, key in keys.items() if titles.get(key)}

	return load_title


def _salutation(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
	words = {Gender.MALE.value: _("Mr."), Gender.FEMALE.value: _("Ms.")}
	return _column("gender", words)(customers, campaign)


FIELDS: dict[str, MergeField] = {
	"customer_name": MergeField(lambda: _("Customer Name"), _column("customer_name")),
	"salutation": MergeField(lambda: _("Salutation"), _salutation),
	"tier": MergeField(lambda: _("Tier"), _translated("tier")),
	"branch": MergeField(lambda: _("Branch"), _title("branch", "Bank Branch", "branch_name")),
	"manager": MergeField(lambda: _("Relationship Manager"), _title("manager", "User", "full_name")),
}
#: What is the same for everybody in a version of a campaign.
OF_CAMPAIGN: dict[str, Callable[[], str]] = {
	"benefit_text": lambda: _("Description of the Benefit"),
	"campaign_name": lambda: _("Campaign"),
	"product_name": lambda: _("Product"),
}
