"""Proposing incentives for a closed period: a few statements for everybody, the rules in `domain.incentives` (SAL-05).

Proposing again changes drafts only; what was handed in, approved or rejected stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Max
from frappe.utils import add_months, flt, getdate, now_datetime

from bank_crm.domain import incentives
from bank_crm.domain.incentives import Result
from bank_crm.domain.performance_enums import IncentiveLineKind as Kind
from bank_crm.domain.performance_enums import IncentiveState as State
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales import bulk
from bank_crm.sales.incentives import terms
from bank_crm.sales.performance.measures import Span
from bank_crm.sales.performance.rows import PROPOSAL, SCORE

LINE, OPPORTUNITY, PARTICIPANT = (
	"Bank Incentive Line",
	"Bank Opportunity",
	"Bank Opportunity Participant",
)
_STANDING = (State.AWAITING.value, State.APPROVED.value)


@dataclass(slots=True)
class Account:
	"""What one person has done: the share of each deal, what is taken back (deal → amount, proposal), what is carried."""

	credited: dict[str, float] = field(default_factory=dict)
	taken: dict[str, tuple[float, str]] = field(default_factory=dict)
	carried_in: float = 0.0

	@property
	def base(self) -> float:
		"""Return the won amount credited."""
		return round(sum(self.credited.values()), 2)

	@property
	def taken_back(self) -> float:
		"""Return what is taken back in all."""
		return round(sum(amount for amount, _earlier in self.taken.values()), 2)


def closed_periods(scheme: Document) -> list[date]:
	"""Return the first days of the periods whose scores are closed, the latest first."""
	found = {"scheme": scheme.performance_scheme, "closed": 1}
	return frappe.get_all(SCORE, found, pluck="from_date", distinct=True, order_by="from_date desc")


def propose(scheme: Document, first: date, people: Iterable[str] | None = None) -> list[str]:
	"""Write the proposals of a closed period, for some people or all; returns their names.

	Who earned nothing and owes nothing gets none. Terms that cannot be raise DomainError.
	"""
	scores = _scores(scheme, first, people)
	if not scores:
		return []
	span = Span(first, getdate(scores[0].to_date))
	accounts = {score.person: Account() for score in scores}
	_credit(accounts, scheme, span)
	_take_back(accounts, scheme, span)
	_carry(accounts, scheme, span)
	kept = _decided(scheme.name, first)
	rows: list[dict[str, object]] = []
	lines: list[dict[str, object]] = []
	rules = terms.of_scheme(scheme)
	for score in scores:
		account = accounts[score.person]
		if score.person in kept or not (account.credited or account.taken or account.carried_in):
			continue
		result = incentives.settle(
			account.base, flt(score.score), rules, account.taken_back, account.carried_in
		)
		name = name_of(scheme.name, score.person, first)
		rows.append(_row(name, scheme, score, account, result))
		lines += _lines(name, account, result)
	_forget_drafts(scheme.name, first, [score.person for score in scores])
	bulk.insert(PROPOSAL, rows)
	bulk.insert(LINE, lines)
	return [str(row["name"]) for row in rows]


def name_of(scheme: str, person: str, first: date) -> str:
	"""Return the name of a proposal: the same however often it is made."""
	return sha256(f"{scheme}\n{person}\n{first}".encode()).hexdigest()[:16]


def _scores(scheme: Document, first: date, people: Iterable[str] | None) -> list[frappe._dict]:
	wanted = {"scheme": scheme.performance_scheme, "from_date": first, "closed": 1}
	if people is not None:
		wanted["person"] = ("in", [*people, ""])
	fields = ["name", "person", "branch", "score", "from_date", "to_date", "title"]
	return frappe.get_all(SCORE, wanted, fields, order_by="person asc")


def _credit(accounts: Mapping[str, Account], scheme: Document, span: Span) -> None:
	"""Divide the deals won in the period between their sellers and those who helped."""
	one, child = frappe.qb.DocType(OPPORTUNITY), frappe.qb.DocType(PARTICIPANT)
	won = (one.outcome == OpportunityOutcome.WON.value) & span.holds(one.closed_on)
	if scheme.product_category:
		won &= one.product_category == scheme.product_category
	deals = (
		frappe.qb.from_(one)
		.select(one.name, one.salesperson, one.amount)
		.where(won & one.salesperson.isnotnull() & (one.amount > 0))
		.orderby(one.name)
	).run(as_dict=True)
	helpers: dict[str, list[str]] = {}
	query = frappe.qb.from_(child).inner_join(one).on(one.name == child.parent)
	query = query.select(child.parent, child.user).where((child.parenttype == OPPORTUNITY) & won)
	for deal, user in query.run():
		helpers.setdefault(deal, []).append(user)
	for deal in deals:
		parts = incentives.shares(
			flt(deal.amount), deal.salesperson, helpers.get(deal.name, ()), flt(scheme.helpers_share)
		)
		for person, part in parts.items():
			if person in accounts and part:
				accounts[person].credited[deal.name] = part


def _take_back(accounts: Mapping[str, Account], scheme: Document, span: Span) -> None:
	"""What was approved for deals that are won no more is owed, each deal once."""
	months = int(scheme.claw_back_months or 0)
	if not months:
		return
	proposal, line, one = (frappe.qb.DocType(name) for name in (PROPOSAL, LINE, OPPORTUNITY))
	query = (
		frappe.qb.from_(proposal)
		.inner_join(line)
		.on((line.parent == proposal.name) & (line.parenttype == PROPOSAL))
		.left_join(one)
		.on(one.name == line.opportunity)
		.select(proposal.name, proposal.person, line.opportunity, line.amount)
		.where((proposal.scheme == scheme.name) & (proposal.state == State.APPROVED.value))
		.where(proposal.to_date[add_months(span.first, -months) : span.first])
		.where((line.kind == Kind.EARNED.value) & (line.amount > 0))
		.where(one.name.isnull() | (one.outcome != OpportunityOutcome.WON.value))
	)
	settled = _taken_before(scheme.name, span.first)
	for name, person, deal, amount in query.run():
		if person in accounts and (name, deal) not in settled:
			accounts[person].taken[deal] = (flt(amount), name)


def _taken_before(scheme: str, first: date) -> set[tuple[str, str]]:
	proposal, line = frappe.qb.DocType(PROPOSAL), frappe.qb.DocType(LINE)
	query = frappe.qb.from_(proposal).inner_join(line).on(line.parent == proposal.name)
	query = query.select(line.earlier, line.opportunity).where(
		(proposal.scheme == scheme)
		& (proposal.from_date != first)
		& proposal.state.isin(_STANDING)
		& (line.kind == Kind.CLAWED_BACK.value)
	)
	return {(earlier, deal) for earlier, deal in query.run()}


def _carry(accounts: Mapping[str, Account], scheme: Document, span: Span) -> None:
	"""What could not be taken back last time is owed still."""
	proposal, latest = frappe.qb.DocType(PROPOSAL), frappe.qb.DocType(PROPOSAL).as_("latest")
	before = (latest.scheme == scheme.name) & latest.state.isin(_STANDING)
	newest = (
		frappe.qb.from_(latest)
		.select(latest.person, Max(latest.from_date).as_("from_date"))
		.where(before & (latest.from_date < span.first))
		.groupby(latest.person)
	).as_("newest")
	query = (
		frappe.qb.from_(proposal)
		.inner_join(newest)
		.on((newest.person == proposal.person) & (newest.from_date == proposal.from_date))
		.select(proposal.person, proposal.carried_out)
		.where((proposal.scheme == scheme.name) & proposal.state.isin(_STANDING))
	)
	for person, amount in query.run():
		if person in accounts:
			accounts[person].carried_in = flt(amount)


def _decided(scheme: str, first: date) -> set[str]:
	wanted = {"scheme": scheme, "from_date": first, "state": ("!=", State.DRAFT.value)}
	return set(frappe.get_all(PROPOSAL, wanted, pluck="person"))


def _row(
	name: str, scheme: Document, score: frappe._dict, account: Account, result: Result
) -> dict[str, object]:
	return {
		"name": name,
		"title": score.title,
		"scheme": scheme.name,
		"person": score.person,
		"branch": score.branch,
		"from_date": score.from_date,
		"to_date": score.to_date,
		"score": score.name,
		"score_value": flt(score.score),
		"state": State.DRAFT.value,
		"base": account.base,
		"by_tiers": result.by_tiers,
		"earned": result.earned,
		"taken_back": result.taken_back,
		"carried_in": result.carried_in,
		"payable": result.payable,
		"carried_out": result.carried_out,
		"applicant": frappe.session.user,
		"proposed_on": now_datetime(),
	}


def _lines(name: str, account: Account, result: Result) -> list[dict[str, object]]:
	earned = incentives.by_deal(result.earned, account.credited)
	found: list[tuple[str, str, float, float, str | None]] = [
		(Kind.EARNED.value, deal, credited, earned[deal], None) for deal, credited in account.credited.items()
	]
	found += [
		(Kind.CLAWED_BACK.value, deal, 0.0, -amount, earlier)
		for deal, (amount, earlier) in account.taken.items()
	]
	return [
		{
			"name": f"{name}{place:05d}",
			"parent": name,
			"parenttype": PROPOSAL,
			"parentfield": "lines",
			"idx": place,
			"kind": kind,
			"opportunity": deal,
			"credited": credited,
			"amount": amount,
			"earlier": earlier,
		}
		for place, (kind, deal, credited, amount, earlier) in enumerate(found, 1)
	]


def _forget_drafts(scheme: str, first: date, people: Sequence[str]) -> None:
	wanted = {
		"scheme": scheme,
		"from_date": first,
		"state": State.DRAFT.value,
		"person": ("in", [*people, ""]),
	}
	names = frappe.get_all(PROPOSAL, wanted, pluck="name")
	if names:
		line, proposal = frappe.qb.DocType(LINE), frappe.qb.DocType(PROPOSAL)
		frappe.qb.from_(line).delete().where(line.parent.isin(names)).run()
		frappe.qb.from_(proposal).delete().where(proposal.name.isin(names)).run()
