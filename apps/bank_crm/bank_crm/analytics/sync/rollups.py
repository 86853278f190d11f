"""Stage 4: what follows from the applied rows – balances, owners, the tree, customers' figures (CUS-08, CUS-23)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import frappe
from frappe.query_builder.functions import Coalesce, Max
from frappe.utils.nestedset import rebuild_tree
from pypika import CustomFunction, Table
from pypika import analytics as an
from pypika.functions import Cast, Concat
from pypika.queries import QueryBuilder
from pypika.terms import Mod, Term

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.context import (
	CHANGED,
	LINKED,
	NEW,
	REFUSED,
	PartContext,
	in_span,
	row_spans,
)
from bank_crm.analytics.sync.lanes import LANES, Lane, statement, stream
from bank_crm.analytics.sync.staging import resolved, staged
from bank_crm.customer.rollup import refresh_customers
from bank_crm.customer.spans import side_by_side
from bank_crm.customer.tiers.evaluation import evaluate
from bank_crm.domain.enums import HolderRole
from bank_crm.domain.sync_types import SyncEntity
from bank_crm.sales.opportunities.following import follow_branches

ACCOUNT = "Bank Customer Account"
HOLDER = "Bank Account Holder"
_TOUCHED = (NEW, LINKED, CHANGED)
_NAMES_AT_ONCE = 5_000
_ROW_DIGITS = 12
_pad_left = CustomFunction("LPAD", ["text", "size", "filler"])
_right = CustomFunction("RIGHT", ["text", "size"])


def roll_up(context: PartContext) -> None:
	"""All of it can be repeated: each step computes from what is stored."""
	if context.entity is SyncEntity.BRANCH:
		rebuild_tree("Bank Branch")
	elif context.entity is SyncEntity.ACCOUNT_HOLDER:
		_owners_to_accounts(context)
		_number_holders(context)
	elif context.entity is SyncEntity.TRANSACTION and context.staging.has("balance_after"):
		_last_balances(context)
	elif context.entity is SyncEntity.CUSTOMER:
		follow_branches()
	checkpoint()  # batch job; refresh_customers commits chunk by chunk
	customers = _customer_column(context)
	if customers is not None:
		_refresh(context, _touched(context, customers))


def _refresh(context: PartContext, batches: Iterator[list[str]]) -> None:
	"""Few customers at once; many by threads with a connection each, so that more than one core works for them."""
	side_by_side(
		_follow,
		batches,
		told=lambda count: context.beat(f"Customers: {count * _NAMES_AT_ONCE:,}", 0.95),
	)


def _follow(names: list[str]) -> None:
	"""Figures first: the tiers go by them (SEG-01). A customer in between is only looked at again."""
	refresh_customers(names, commit=True, neighbours=True)
	evaluate(names, commit=True, neighbours=True)


def _customer_column(context: PartContext) -> Term | None:
	if context.entity is SyncEntity.CUSTOMER:
		return context.match.m_target
	if context.entity in (SyncEntity.BRANCH, SyncEntity.PRODUCT):
		return None
	return context.match[resolved("customer")]


def _touched(context: PartContext, customers: Term) -> Iterator[list[str]]:
	"""The customers of new and changed rows, each once, some thousands at a time."""
	match = context.match
	query = (
		frappe.qb.from_(match)
		.select(customers)
		.distinct()
		.where(match.m_state.isin(_TOUCHED) & customers.notnull())
		.orderby(customers)  # neighbours lie on the same pages
	)
	return stream(query, _NAMES_AT_ONCE)


def _owners_to_accounts(context: PartContext) -> None:
	"""An account belongs to the customer who holds it as its owner."""
	account, match, stage = frappe.qb.DocType(ACCOUNT), context.match, context.stage
	(
		frappe.qb.update(account)
		.join(match)
		.on(match[resolved("account")] == account.name)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.set(account.customer, match[resolved("customer")])
		.where((stage[staged("holder_role")] == HolderRole.OWNER.value) & match.m_state.isin(_TOUCHED))
	).run()
	linked = frappe.qb.DocType(ACCOUNT).as_("main_account")
	owners = (
		frappe.qb.from_(linked)
		.join(match)
		.on(match[resolved("account")] == linked.name)
		.select(linked.name.as_("main_name"), linked.customer.as_("main_customer"))
		.distinct()
		.where(match.m_state.isin(_TOUCHED) & linked.customer.notnull())
	).as_("owners")
	# loans and cards that came before the owner of their account was known
	(
		frappe.qb.update(account)
		.join(owners)
		.on(owners.main_name == account.linked_account)
		.set(account.customer, owners.main_customer)
		.where(account.customer.isnull())
	).run()


def _number_holders(context: PartContext) -> None:
	"""Rows of a child table are numbered from 1; only the touched accounts' rows are."""
	holder, match = frappe.qb.DocType(HOLDER), context.match
	parents = (
		frappe.qb.from_(match)
		.select(match[resolved("account")])
		.distinct()
		.where(match.m_state.isin(_TOUCHED))
	)
	numbered = (
		frappe.qb.from_(holder)
		.select(
			holder.name.as_("holder_row"),
			an.RowNumber().over(holder.parent).orderby(holder.creation, holder.name).as_("number"),
		)
		.where(holder.parent.isin(parents))
	).as_("numbered")
	frappe.qb.update(holder).join(numbered).on(numbered.holder_row == holder.name).set(
		holder.idx, numbered.number
	).run()


def _last_balances(context: PartContext) -> None:
	"""The balance after the newest transaction is the account's, unless the account knows a newer one (CUS-08).

	Transactions of the same moment count in the order the source has them. What is owed on loans and credit cards
	comes with the account itself. Each lane takes a share of the rows; then the newest of the shares' newest are found.
	"""
	staging = context.staging
	((rows,),) = frappe.qb.from_(context.stage).select(Max(context.stage.x_row)).run()
	shares = row_spans(rows or 0, -(-(rows or 0) // LANES) or 1)
	staging.create_newest()
	candidates, newest = staging.candidates, staging.newest
	_by_lanes([_newest_rows(context, span, candidates) for span in shares])
	stage = context.stage
	joined = frappe.qb.into(newest).columns(newest.x_row).from_(candidates)
	joined = joined.join(stage).on(stage.x_row == candidates.x_row)
	joined.select(_newest_row(context)).groupby(stage[staged("account")]).run()
	checkpoint()  # the lanes must see it
	_by_lanes([_balances_to_accounts(context, share) for share in range(LANES)])
	checkpoint()  # what the lanes have committed is to be seen from here on


def _by_lanes(queries: Sequence[QueryBuilder]) -> None:
	with ExitStack() as opened:
		under_way = [opened.enter_context(Lane()).submit([statement(query)]) for query in queries]
		for future in under_way:
			future.result()


def _newest_rows(context: PartContext, span: tuple[int, int], into: Table) -> QueryBuilder:
	"""The last row of each account among a span of the staged ones that were not refused."""
	match, stage = context.match, context.stage
	refused = frappe.qb.from_(match).select(match.x_row)
	refused = refused.where((match.m_state == REFUSED) & in_span(match, span))
	query = frappe.qb.into(into).columns(into.x_row).from_(stage).select(_newest_row(context))
	known = stage[staged("balance_after")].notnull() & stage.x_row.notin(refused)
	return query.where(in_span(stage, span) & known).groupby(stage[staged("account")])


def _newest_row(context: PartContext) -> Term:
	"""The row of the greatest moment of a group, in a single pass: time and row as one text of fixed width."""
	stage = context.stage
	moment = Max(Concat(stage[staged("posted_at")], _pad_left(stage.x_row, _ROW_DIGITS, "0")))
	return Cast(_right(moment, _ROW_DIGITS), "UNSIGNED")


def _balances_to_accounts(context: PartContext, share: int) -> QueryBuilder:
	"""Each account has one newest row, so the lanes' shares are different accounts and don't wait for each other."""
	account, match, stage = frappe.qb.DocType(ACCOUNT), context.match, context.stage
	newest = context.staging.newest
	posted = stage[staged("posted_at")]
	return (
		frappe.qb.update(account)
		.join(match)
		.on(match[resolved("account")] == account.name)
		.join(newest)
		.on(newest.x_row == match.x_row)
		.join(stage)
		.on(stage.x_row == newest.x_row)
		.set(account.balance, stage[staged("balance_after")])
		.set(account.balance_as_of, posted)
		.where((Mod(newest.x_row, LANES) == share) & (account.is_liability == 0))
		.where(posted >= Coalesce(account.balance_as_of, posted))
	)
