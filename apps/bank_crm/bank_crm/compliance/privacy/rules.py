"""The rules that hold: what the parts declare, with the figures and actions the bank has set (RSK-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Coalesce
from frappe.utils import cint, getdate
from pypika.terms import Criterion, Not

from bank_crm.domain.personal_data import PersonalData, months_before
from bank_crm.domain.privacy_enums import Fate, RequestAction, RetentionAction
from bank_crm.name_list import NameList
from bank_crm.speaking import bank_language

HOOK = "bank_personal_data"
RULE = "Bank Retention Rule"
HOLD = "Bank Legal Hold"
CUSTOMER = "Bank Customer"
FIGURES = ("keep_months", "legal_basis", "after_months", "action", "on_request", "kept_because", "enabled")


@dataclass(frozen=True, slots=True)
class Rule:
	"""One DocType as declared, and what the bank has decided about it."""

	data: PersonalData
	keep_months: int
	legal_basis: str
	after_months: int
	action: RetentionAction
	on_request: RequestAction
	kept_because: str
	enabled: bool

	@property
	def doctype(self) -> str:
		"""The DocType's name."""
		return self.data.doctype

	def belongs_to(self, table: Table, customers: NameList) -> Criterion:
		"""Whether a row names one of the customers."""
		return Criterion.any([customers.holds(table[column]) for column in self.data.customers])

	def must_stay(self, table: Table, on: date | None = None) -> Criterion | None:
		"""Whether a row has to be kept yet; None where nothing has to. Never NULL, so that it can be negated."""
		grounds = [table[column].isin(list(values)) for column, values in self.data.open_while.items()]
		if self.keep_months:
			grounds.append(self.age(table) > months_before(on or getdate(), self.keep_months))
		return Coalesce(Criterion.any(grounds), 1) == 1 if grounds else None

	def age(self, table: Table) -> Coalesce:
		"""The moment a row's age counts from."""
		return Coalesce(table[self.data.counted_from], table.creation)

	def fates(
		self, table: Table, customers: NameList, on: date | None = None
	) -> list[tuple[Fate, str, Criterion]]:
		"""Divide the customers' rows by what an erasure does with them: (fate, reason, which rows)."""
		own = self.belongs_to(table, customers)
		if self.on_request is RequestAction.KEEP:
			return [(Fate.KEPT, self.kept_because, own)]
		fate = Fate.DELETED if self.on_request is RequestAction.DELETE else Fate.ANONYMISED
		stays = self.must_stay(table, on)
		if stays is None:
			return [(fate, "", own)]
		return [(Fate.KEPT, self.legal_basis, own & stays), (fate, "", own & Not(stays))]


def declared() -> list[PersonalData]:
	"""Return what all parts declare, in the order an erasure goes: the customer's own row last."""
	found = [data for path in frappe.get_hooks(HOOK) for data in frappe.get_attr(path)]
	return sorted(found, key=lambda data: (data.doctype == CUSTOMER, data.identity))


def rules() -> list[Rule]:
	"""Return the rules in the order an erasure goes; what the bank has not stored is as declared."""
	stored = {row.name: row for row in frappe.get_all(RULE, fields=["name", *FIGURES]) if row}
	return [_rule(data, stored.get(data.doctype)) for data in declared()]


def held(customers: NameList) -> set[str]:
	"""Return which of the customers a legal hold protects today."""
	hold = frappe.qb.DocType(HOLD)
	query = (
		frappe.qb.from_(hold)
		.select(hold.customer)
		.distinct()
		.where(customers.holds(hold.customer) & hold_in_force(hold))
	)
	return set(query.run(pluck=True))


def hold_in_force(hold: Table, on: date | None = None) -> Criterion:
	"""Whether a legal hold holds on a day (today)."""
	day = on or getdate()
	return (
		(hold.active == 1) & (hold.from_date <= day) & (hold.until_date.isnull() | (hold.until_date >= day))
	)


def create() -> None:
	"""Store a rule for each declared DocType that has none; a figure the bank has set stays (install, migrate)."""
	language = bank_language()
	for data in declared():
		if not frappe.db.exists(RULE, data.doctype) and frappe.db.exists("DocType", data.doctype):
			frappe.get_doc(
				{
					"doctype": RULE,
					"document_type": data.doctype,
					"counted_from": data.counted_from,
					"enabled": int(data.after_months > 0),
					"keep_months": data.keep_months,
					"legal_basis": _(data.legal_basis, lang=language),
					"after_months": data.after_months,
					"action": data.action.value,
					"on_request": data.on_request.value,
					"kept_because": _(data.kept_because, lang=language),
				}
			).insert(ignore_permissions=True)  # installation or migration, nobody's own act


def _rule(data: PersonalData, stored: frappe._dict | None) -> Rule:
	if stored is None:
		return Rule(
			data,
			data.keep_months,
			data.legal_basis,
			data.after_months,
			data.action,
			data.on_request,
			data.kept_because,
			enabled=False,
		)
	return Rule(
		data,
		cint(stored.keep_months),
		stored.legal_basis or "",
		cint(stored.after_months),
		RetentionAction(stored.action),
		RequestAction(stored.on_request),
		stored.kept_because or "",
		enabled=bool(stored.enabled),
	)
