"""The rules of `domain.tiering.decide` over whole sets: every customer's tier in two statements a range (SEG-01).

First the history of those who move, then the customers themselves, both from the same decisions: the rows the first
statement has read stay locked until the range is committed. On most days nearly nobody moves; a read without locks
finds those few, and the two statements are for them alone. Where many move, a job sets the decisions down in a
temporary table first, so that they are taken once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate, today
from pypika import Column, Table
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Criterion, NullValue, Term, ValueWrapper

from bank_crm.customer.spans import Span, over_spans
from bank_crm.customer.tiers import history
from bank_crm.customer.tiers.facts import Facts
from bank_crm.customer.tiers.rules import reason_text, tier_rules
from bank_crm.domain.customer_enums import AmountBasis, TierChangeSource, TierReason, TierSource
from bank_crm.domain.enums import CustomerStatus
from bank_crm.domain.tiering import Stay, TierRule
from bank_crm.name_list import NameList

CUSTOMER = "Bank Customer"
CHANGE = "Bank Tier Change"
MOVES = (
	TierReason.INITIAL,
	TierReason.REACHED,
	TierReason.BELOW_TOO_LONG,
	TierReason.OVERRIDE_ENDED,
)
#: So few of a range are decided by their names; where more differ, the range as a whole.
_FEW = 1_000
#: More than any range has; a derived table with a limit is computed first, so that its own source can be updated.
_NO_LIMIT = 10_000_000
_year = CustomFunction("YEAR", ["day"])
_month = CustomFunction("MONTH", ["day"])
#: Decisions that are set down: what is on record and what was decided, as the database keeps them.
_SET_DOWN = "bank_tier_decisions"
_COLUMNS = (
	Column("name", "varchar(140)", nullable=False),
	Column("tier_now", "varchar(140)"),
	Column("source", "varchar(140)"),
	Column("watch_since", "date"),
	Column("months_below", "int"),
	Column("aum_month_avg", "decimal(21,9)"),
	Column("total_aum", "decimal(21,9)"),
	Column("held", "int"),
	Column("months", "int"),
	Column("reason", "varchar(140)"),
	Column("target", "int"),
)


@dataclass(frozen=True, slots=True)
class Evaluated:
	"""How many customers were looked at and how many lines of history that made."""

	customers: int
	changes: int


def evaluate(
	customer_names: Iterable[str] | None = None,
	*,
	commit: bool = False,
	on: date | str | None = None,
	neighbours: bool = False,
) -> Evaluated:
	"""Give customers the tier the rules say as of a day (today); `None` means every active customer.

	Running it again changes nothing. `commit` is for jobs only: each range stands for itself, so a stopped job has
	lost nothing. Without any tier on the site nothing is done. With `neighbours`, customers between those named may be
	evaluated too, as they would be tonight, which is faster for many.
	"""
	rules, day = tier_rules(), getdate(on or today())
	if not rules:
		return Evaluated(0, 0)

	many = False

	def decide(span: Span) -> int:
		nonlocal many
		# where many moved a moment ago, as on the first night, looking first is work done twice
		if not many:
			differing = _differing(span, rules, day)
			if not differing:
				return 0
			if len(differing) <= _FEW:
				return write(_decisions(NameList(differing).holds, rules, day))
		decided = _decisions(span, rules, day)
		changes = write(_set_down(decided) if commit else decided)
		many = changes > _FEW
		return changes

	def write(decided: Selectable) -> int:
		changes = _write_history(decided, rules)
		_write_customers(decided, rules, day)
		return changes

	customers, changes = over_spans(decide, customer_names, commit=commit, neighbours=neighbours)
	return Evaluated(customers, sum(changes))


def _differing(span: Span, rules: Sequence[TierRule], day: date) -> list[str]:
	"""The customers for whom there is something to write; when they are more than few, no further than that."""
	decided = _decisions(span, rules, day)
	query = frappe.qb.from_(decided).select(decided.name).where(_differs(decided))
	return query.limit(_FEW + 1).run(pluck=True)


def _set_down(decided: QueryBuilder) -> Table:
	"""Keep decisions that change something in a table of this connection; for jobs only, as making it commits."""
	table = Table(_SET_DOWN)
	making = frappe.qb.create_table(table).temporary().if_not_exists().columns(*_COLUMNS).primary_key("name")
	frappe.db.sql_ddl(str(making))
	frappe.qb.from_(table).delete().run()
	names = [column.name for column in _COLUMNS]
	rows = frappe.qb.into(table).columns(*names).from_(decided)
	rows.select(*(decided[name] for name in names)).where(_differs(decided)).run()
	return Table(_SET_DOWN, alias="decided")


def _write_history(decided: Selectable, rules: Sequence[TierRule]) -> int:
	"""A line of history for everyone who moves; returns how many."""
	constants = history.constants(TierChangeSource.RULE, high_privilege=False)
	(
		frappe.qb.into(frappe.qb.DocType(CHANGE))
		.columns("name", *constants, "customer", "from_tier", "to_tier", "aum", "reason_code", "reason")
		.from_(decided)
		.select(history.NEXT_CHANGE, *(ValueWrapper(value) for value in constants.values()))
		.select(
			decided.name,
			decided.tier_now,
			_tier_name(decided.target, rules),
			_counted_assets(decided, rules),
			decided.reason,
			_reason_text(decided, rules),
		)
		.where(_is_move(decided))
	).run()
	return frappe.db._cursor.rowcount


def _write_customers(decided: Selectable, rules: Sequence[TierRule], day: date) -> None:
	"""Tier, watch and source of everyone for whom one of them differs."""
	customer = frappe.qb.DocType(CUSTOMER)
	moves, watched = _is_move(decided), decided.reason == Stay.WATCHED.value
	since = Coalesce(decided.watch_since, day)
	nothing = NullValue()
	untouched = (decided.reason == Stay.UNKNOWN.value) | (decided.reason == Stay.OVERRIDDEN.value)
	(
		frappe.qb.update(customer)
		.inner_join(decided)
		.on(decided.name == customer.name)
		.set(customer.tier, Case().when(moves, _tier_name(decided.target, rules)).else_(decided.tier_now))
		.set(customer.tier_source, TierSource.RULE.value)
		.set(customer.tier_locked_until, nothing)
		.set(customer.tier_override_reason, nothing)
		.set(
			customer.tier_watch_since,
			Case().when(watched, since).when(untouched, decided.watch_since),
		)
		.set(
			customer.tier_months_below,
			Case().when(watched, decided.months).when(untouched, decided.months_below).else_(0),
		)
		.where(_differs(decided))
	).run()


def _decisions(span: Span, rules: Sequence[TierRule], day: date) -> QueryBuilder:
	"""One row a customer: what is on record, the reason (`domain.tiering`) and the target's place on the ladder."""
	ranked = _ranked(span, rules, day)
	manual = ranked.source == TierSource.MANUAL.value
	months = Coalesce(_month_ends(ranked.watch_since, day), 0)
	reason = (
		Case()
		.when(manual & (ranked.locked_until.isnull() | (ranked.locked_until >= day)), Stay.OVERRIDDEN.value)
		.when(manual, TierReason.OVERRIDE_ENDED.value)
		.when(ranked.held.isnull() & ranked.reached.isnull(), Stay.UNKNOWN.value)
		.when(ranked.held.isnull(), TierReason.INITIAL.value)
		.when(ranked.reached > ranked.held, TierReason.REACHED.value)
		.when((ranked.held_met == 1) | (ranked.held == 1), Stay.HOLDS.value)
		.when(ranked.held_met.isnull(), Stay.UNKNOWN.value)
		.when(months >= ranked.patience, TierReason.BELOW_TOO_LONG.value)
		.else_(Stay.WATCHED.value)
	)
	fallen = ranked.held.isnull() | (ranked.held_met == 0)
	# who misses even the lowest tier gets that one
	below = Coalesce(ranked.reached, 1)
	target = Case().when(ranked.reached > ranked.held, ranked.reached).when(fallen, below).else_(ranked.held)
	return (
		frappe.qb.from_(ranked)
		.select(ranked.star, months.as_("months"), reason.as_("reason"), target.as_("target"))
		.limit(_NO_LIMIT)
	).as_("decided")


def _ranked(span: Span, rules: Sequence[TierRule], day: date) -> QueryBuilder:
	"""Where each customer stands on the ladder (1 is the lowest tier) and which place the conditions reach."""
	met = _met(span, rules, day)
	places = list(enumerate(rules, start=1))
	reached, held, held_met, patience = Case(), Case(), Case(), Case()
	for place in range(len(rules), 0, -1):
		reached = reached.when(met[f"met_{place}"] == 1, place)
	for place, rule in places:
		held = held.when(met.tier_now == rule.name, place)
		held_met = held_met.when(met.tier_now == rule.name, met[f"met_{place}"])
		patience = patience.when(met.tier_now == rule.name, rule.months_below)
	columns = [term.as_(name) for name, term in (("reached", reached), ("held", held))]
	columns += [term.as_(name) for name, term in (("held_met", held_met), ("patience", patience))]
	return frappe.qb.from_(met).select(met.star, *columns).as_("ranked")


def _met(span: Span, rules: Sequence[TierRule], day: date) -> QueryBuilder:
	"""Which tiers' conditions hold: 1, 0 or NULL in `met_1` … for the ladder from below."""
	customer = frappe.qb.DocType(CUSTOMER)
	facts = Facts(customer, span, rules, day)
	query = frappe.qb.from_(customer).select(
		customer.name,
		customer.tier.as_("tier_now"),  # SET names its columns without a table
		Coalesce(customer.tier_source, "").as_("source"),
		customer.tier_locked_until.as_("locked_until"),
		customer.tier_watch_since.as_("watch_since"),
		customer.tier_months_below.as_("months_below"),
		customer.aum_month_avg,
		customer.total_aum,
	)
	for place, rule in enumerate(rules, start=1):
		query = query.select(facts.holds(rule).as_(f"met_{place}"))
	return (
		facts.join(query)
		.where(span(customer.name) & (customer.status == CustomerStatus.ACTIVE.value))
		.as_("met")
	)


def _is_move(decided: Selectable) -> Criterion:
	return decided.reason.isin([reason.value for reason in MOVES])


def _differs(decided: Selectable) -> Criterion:
	"""Whether the tier, its source or the watch are not what was decided."""
	source_missing = (decided.source == "") & (decided.reason != Stay.OVERRIDDEN.value)
	newly_watched = decided.watch_since.isnull() | (decided.months_below != decided.months)
	still_watched = decided.watch_since.notnull() | (decided.months_below != 0)
	watch_differs = ((decided.reason == Stay.WATCHED.value) & newly_watched) | (
		(decided.reason == Stay.HOLDS.value) & still_watched
	)
	return _is_move(decided) | source_missing | watch_differs


def _month_ends(since: Term, day: date) -> Term:
	"""As `domain.tiering.month_ends`; NULL without a day to count from."""
	return day.year * 12 + day.month - _year(since) * 12 - _month(since)


def _tier_name(place: Term, rules: Sequence[TierRule]) -> Term:
	name = Case()
	for number, rule in enumerate(rules, start=1):
		name = name.when(place == number, rule.name)
	return name


def _counted_assets(decided: Selectable, rules: Sequence[TierRule]) -> Term:
	"""The assets the new tier counts."""
	current = [
		place for place, rule in enumerate(rules, start=1) if rule.basis == AmountBasis.CURRENT_BALANCE
	]
	if not current:
		return decided.aum_month_avg
	return Case().when(decided.target.isin(current), decided.total_aum).else_(decided.aum_month_avg)


def _reason_text(decided: Selectable, rules: Sequence[TierRule]) -> Term:
	"""The reason in words: of the tier that is lost, else of the tier that is given."""
	text = Case()
	for place, rule in enumerate(rules, start=1):
		lost = (decided.reason == TierReason.BELOW_TOO_LONG.value) & (decided.held == place)
		text = text.when(lost, reason_text(TierReason.BELOW_TOO_LONG, rule))
	for place, rule in enumerate(rules, start=1):
		given = (decided.reason == TierReason.OVERRIDE_ENDED.value) & (decided.target == place)
		text = text.when(given, reason_text(TierReason.OVERRIDE_ENDED, rule))
		text = text.when(decided.target == place, reason_text(TierReason.REACHED, rule))
	return text
