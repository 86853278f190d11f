"""The attributes customers are compared by, counted set-based: tier, age band, activity, products held … (MKT-12, MKT-23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, fmt_money, today
from pypika import CustomFunction
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Field, PseudoColumn, Term

from bank_crm.domain.enums import AccountStatus
from bank_crm.domain.features import BANDS, PRODUCT, Feature, band, features

CUSTOMER, ACCOUNT = "Bank Customer", "Bank Customer Account"
_years = CustomFunction("TIMESTAMPDIFF", ["unit", "since", "until"])


@dataclass(frozen=True, slots=True)
class Attribute:
	"""Something customers are compared by; `context` is the DocType whose constants its values are."""

	label: Callable[[], str]
	term: Callable[[Table], Term]
	context: str | None = None


def _banded(term: Term, attribute: str) -> Term:
	case = Case().when(term.isnull(), None)
	for first in reversed(BANDS[attribute]):
		case = case.when(term >= first, first)
	return case


def _age(customer: Table) -> Term:
	return _banded(_years(PseudoColumn("YEAR"), customer.birth_date, today()), "age")


ATTRIBUTES: dict[str, Attribute] = {
	"tier": Attribute(lambda: _("Tier"), lambda customer: customer.tier, "Bank Customer Tier"),
	"age": Attribute(lambda: _("Age"), _age),
	"total_aum": Attribute(
		lambda: _("Total Assets"), lambda customer: _banded(customer.total_aum, "total_aum")
	),
	"gender": Attribute(lambda: _("Gender"), lambda customer: customer.gender, CUSTOMER),
	"activity_level": Attribute(
		lambda: _("Activity Level"), lambda customer: customer.activity_level, CUSTOMER
	),
	"preferred_channel": Attribute(
		lambda: _("Preferred Channel"), lambda customer: customer.preferred_channel, CUSTOMER
	),
	"risk_preference": Attribute(
		lambda: _("Risk Preference"), lambda customer: customer.risk_preference, CUSTOMER
	),
	"wealth_preference": Attribute(
		lambda: _("Wealth Preference"), lambda customer: customer.wealth_preference, CUSTOMER
	),
}


def count(people: QueryBuilder, holds: Callable[[Table, Table], Criterion]) -> list[Feature]:
	"""Compare those who did something with those who did not.

	`people` selects `customer`, `hit` (1 or 0) and what else `holds` needs; each customer once. `holds` gets the people
	and the accounts and says which accounts count as products held.
	"""
	counts: Counter[tuple[str, str, int]] = Counter()
	total = [0, 0]
	for row in _combinations(people).run(as_dict=True):
		hits = cint(row.hits)
		portions = {1: hits, 0: cint(row.many) - hits}
		for hit, many in portions.items():
			total[hit] += many
			for name in ATTRIBUTES:
				if (value := row[name]) not in (None, ""):
					counts[(name, str(value), hit)] += many
	for category, hits, many in _products(people, holds).run():
		counts[(PRODUCT, category, 1)] += cint(hits)
		counts[(PRODUCT, category, 0)] += cint(many) - cint(hits)
	values = sorted({(name, value) for name, value, _hit in counts})
	rows = [(name, value, counts[(name, value, 1)], counts[(name, value, 0)]) for name, value in values]
	return features(rows, total[1], total[0])


def label(attribute: str) -> str:
	"""Return what an attribute is called."""
	return _("Product Lines Held") if attribute == PRODUCT else ATTRIBUTES[attribute].label()


def words(attribute: str, value: str) -> str:
	"""Return what a value is called: a constant's translation, a band's bounds."""
	if attribute == PRODUCT:
		return _(value, context=ACCOUNT)
	known = ATTRIBUTES[attribute]
	if attribute not in BANDS:
		return _(value, context=known.context) if known.context else value
	first, below = band(attribute, value)
	show = _years_old if attribute == "age" else _yuan
	if below is None:
		return _("{0} and more").format(show(first))
	return _("{0} to under {1}").format(show(first), show(below))


def _combinations(people: QueryBuilder) -> QueryBuilder:
	"""Count everybody once by all attributes together; what each of them comes to is added up from that."""
	chosen, customer = people.as_("people"), frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(chosen).inner_join(customer).on(customer.name == chosen.customer)
	for name, attribute in ATTRIBUTES.items():
		query = query.select(attribute.term(customer).as_(name))
	query = query.select(Sum(chosen.hit).as_("hits"), Count("*").as_("many"))
	return query.groupby(*(Field(name) for name in ATTRIBUTES))


def _products(people: QueryBuilder, holds: Callable[[Table, Table], Criterion]) -> QueryBuilder:
	chosen, account = people.as_("people"), frappe.qb.DocType(ACCOUNT)
	held = (
		frappe.qb.from_(chosen)
		.inner_join(account)
		.on(account.customer == chosen.customer)
		.select(chosen.customer, chosen.hit, account.category)
		.distinct()
		.where((account.status != AccountStatus.CLOSED.value) & holds(chosen, account))
	).as_("held")
	return frappe.qb.from_(held).select(held.category, Sum(held.hit), Count("*")).groupby(held.category)


def _years_old(value: int) -> str:
	return str(value)


def _yuan(value: int) -> str:
	return fmt_money(value, precision=0)
