"""Names for rows that become documents, given to all of them at once."""

from __future__ import annotations

import frappe
from frappe.model.naming import NamingSeries
from pypika import CustomFunction
from pypika import analytics as an
from pypika.functions import Concat, Count
from pypika.terms import Term

from bank_crm.analytics.sync.context import CHANGED, LINKED, NEW, PartContext
from bank_crm.analytics.sync.staging import AUTOINCREMENT, staged
from bank_crm.domain.sync_types import KEY_FIELD, SyncEntity
from bank_crm.numbering import reserve_series

_pad_left = CustomFunction("LPAD", ["text", "size", "filler"])
_left = CustomFunction("LEFT", ["text", "size"])
_md5 = CustomFunction("MD5", ["text"])
_CHILD_NAME = 20
# the field that is the document's name
CODES = {SyncEntity.BRANCH: "branch_code", SyncEntity.PRODUCT: "product_code"}


def name_new_rows(context: PartContext) -> None:
	"""Fill `target` of every new row. Numbers of a series are drawn in the transaction that uses them."""
	autoname = frappe.get_meta(context.spec.doctype).autoname or ""
	if context.entity in CODES:
		_set_target(context, context.stage[staged(CODES[context.entity])])
	elif context.entity is SyncEntity.ACCOUNT_HOLDER:
		key = Concat(context.source.source_system, ":", context.stage[staged(KEY_FIELD)])
		_set_target(context, _left(_md5(key), _CHILD_NAME))
	elif autoname != AUTOINCREMENT:
		_number_series(context, autoname)


def name_linked_rows(context: PartContext) -> None:
	"""Followers take their leader's name; then rows of one document get their turn."""
	match = context.match
	# a leader may follow another one: by ID number first, then by phone and name
	for _step in range(2):
		leaders = (
			frappe.qb.from_(match).select(match.x_row.as_("leader_row"), match.m_target.as_("leader_target"))
		).as_("leaders")
		(
			frappe.qb.update(match)
			.join(leaders)
			.on(leaders.leader_row == match.m_leader)
			.set(match.m_target, leaders.leader_target)
			.where(match.m_target.isnull())
		).run()
	give_turns(context)


def give_turns(context: PartContext, after: int = 0) -> None:
	"""Rows of one document get their turn (`place`) in the order of the part; with `after`, those behind that turn."""
	match = context.match
	wanted = match.m_state.isin([LINKED, CHANGED])
	if after:
		wanted &= match.m_place > after
	turns = (
		frappe.qb.from_(match)
		.select(match.x_row, an.RowNumber().over(match.m_target).orderby(match.x_row).as_("turn"))
		.where(wanted)
	).as_("turns")
	(
		frappe.qb.update(match)
		.join(turns)
		.on(turns.x_row == match.x_row)
		.set(match.m_place, turns.turn + after)
	).run()


def _set_target(context: PartContext, name: Term) -> None:
	match, stage = context.match, context.stage
	(
		frappe.qb.update(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.set(match.m_target, name)
		.where(match.m_state == NEW)
	).run()


def _number_series(context: PartContext, autoname: str) -> None:
	"""`PREFIX.####` → PREFIX and the next numbers of its series, in the order of the rows."""
	match = context.match
	((rows,),) = frappe.qb.from_(match).select(Count("*")).where(match.m_state == NEW).run()
	if not rows:
		return
	prefix = NamingSeries(autoname).get_prefix()
	digits = autoname.count("#")
	last = reserve_series(prefix, rows)
	numbered = (
		frappe.qb.from_(match)
		.select(match.x_row, an.RowNumber().orderby(match.x_row).as_("number"))
		.where(match.m_state == NEW)
	).as_("numbered")
	(
		frappe.qb.update(match)
		.join(numbered)
		.on(numbered.x_row == match.x_row)
		.set(match.m_target, Concat(prefix, _pad_left(numbered.number + last, digits, "0")))
	).run()
