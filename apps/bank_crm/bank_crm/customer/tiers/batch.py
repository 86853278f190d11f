"""Moving a filtered set to a tier in one action: preview, approval, execution, undo (SEG-05; requirements 1.8).

The set is frozen at the preview: what was shown is what is approved and what is changed. Every step is one
transaction of a few statements, so a batch is done or not done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, get_datetime, now_datetime

from bank_crm import notices
from bank_crm.compliance.access.superiors import superiors
from bank_crm.compliance.approvals import requests
from bank_crm.customer.segments import compile as segments
from bank_crm.customer.tiers import access, batch_steps
from bank_crm.customer.tiers.override import checked_end, checked_reason
from bank_crm.domain.customer_enums import TierBatchOutcome, TierBatchStatus
from bank_crm.permissions import roles

BATCH = "Bank Tier Batch"
MEMBER = "Bank Tier Batch Member"
CUSTOMER = "Bank Customer"
#: A preview nobody went on with is deleted after so many days.
PREVIEW_DAYS = 1


@dataclass(frozen=True, slots=True)
class Wish:
	"""What somebody wants: the tier, why, until when, and whom to leave alone."""

	to_tier: str
	reason: str
	locked_until: str
	only_upwards: bool = True
	include_overridden: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
	"""A preview: how many were found, are to be changed, and why the others are not."""

	batch: str
	found: int
	to_change: int
	already: int
	higher: int
	overridden: int
	needs_approval: bool


def prepare(conditions: Mapping[str, Any], wish: Wish, in_words: str = "") -> Prepared:
	"""Freeze the set of customers the session's user may change and that fulfil the conditions.

	Raises frappe.ValidationError for an unknown tier, a missing reason or end, or conditions that are none.
	"""
	user = frappe.session.user
	doc = _new_batch(conditions, wish, in_words)
	doc.insert(ignore_permissions=True)  # batches are written here only; the caller has checked the right
	waiting = {"batch": doc.name, "outcome": TierBatchOutcome.WAITING.value}
	segments.insert_select(conditions, MEMBER, waiting, user)
	batch_steps.drop_foreign(doc.name, user)
	found = frappe.db.count(MEMBER, {"batch": doc.name})
	left_out = batch_steps.drop_left_out(
		doc.name, wish.to_tier, only_upwards=wish.only_upwards, include_overridden=wish.include_overridden
	)
	batch_steps.remember(doc.name)
	to_change = frappe.db.count(MEMBER, {"batch": doc.name})
	doc.db_set({"matched_count": found, "member_count": to_change})
	return Prepared(
		batch=doc.name,
		found=found,
		to_change=to_change,
		needs_approval=needs_approval(doc) or requests.has_rule(doc),
		**left_out,
	)


def needs_approval(doc: Document) -> bool:
	"""Whether a second person must agree: to every batch of who may not decide, and to large ones."""
	largest = cint(frappe.get_cached_doc("Bank CRM Settings").tier_batch_approval_size)
	return not access.may_decide(doc.requested_by) or cint(doc.member_count) > largest


def submit(name: str) -> TierBatchStatus:
	"""Execute a preview, or hand it to somebody who may approve it."""
	doc = _locked(name, TierBatchStatus.PREVIEW)
	if doc.requested_by != frappe.session.user:
		frappe.throw(_("Only who has put the batch together can go on with it."), frappe.PermissionError)
	if not doc.member_count:
		frappe.throw(_("There is nobody to change."))
	if approval := requests.start(doc):
		doc.db_set({"status": TierBatchStatus.PENDING.value, "approval": approval.name})
		return TierBatchStatus.PENDING
	if needs_approval(doc):
		doc.db_set("status", TierBatchStatus.PENDING.value)
		_tell_deciding(doc)
		return TierBatchStatus.PENDING
	_apply(doc)
	return TierBatchStatus.APPLIED


def approve(name: str, note: str = "") -> None:
	"""Execute a waiting batch; only a second person whose customers all of them are."""
	if asked := requests.of_document(BATCH, name):
		requests.vote(asked, agree=True, reason=note)
		return
	doc = _decidable(name)
	_apply(doc, note)


def reject(name: str, note: str) -> None:
	"""Turn a waiting batch down; a reason is needed."""
	if asked := requests.of_document(BATCH, name):
		requests.vote(asked, agree=False, reason=checked_reason(note))
		return
	_turn_down(_decidable(name), checked_reason(note))


def decide(name: str, *, approved: bool, note: str) -> None:
	"""Execute a waiting batch or turn it down as the approval matrix has decided; its people are those of the rule."""
	doc = frappe.get_doc(BATCH, name, for_update=True)
	if doc.status != TierBatchStatus.PENDING:
		frappe.throw(_("This batch is already: {0}.").format(_(doc.status, context=BATCH)))
	if approved:
		_apply(doc, note)
	else:
		_turn_down(doc, note[:500])


def undo(name: str) -> int:
	"""Set everyone back whose tier is still as the batch left it; returns how many.

	Raises frappe.ValidationError once the time for it is over.
	"""
	doc = _locked(name, TierBatchStatus.APPLIED)
	_require_all_within_scope(name)
	if get_datetime(doc.undo_until) < now_datetime():
		frappe.throw(
			_("This batch could be undone until {0}.").format(frappe.format(doc.undo_until, "Datetime"))
		)
	count = batch_steps.set_back(doc)
	doc.db_set(
		{
			"status": TierBatchStatus.UNDONE.value,
			"undone_by": frappe.session.user,
			"undone_at": now_datetime(),
			"undone_count": count,
		}
	)
	return count


def discard(name: str) -> None:
	"""Delete a preview of the session's user."""
	doc = _locked(name, TierBatchStatus.PREVIEW)
	if doc.requested_by != frappe.session.user:
		frappe.throw(_("Only who has put the batch together can go on with it."), frappe.PermissionError)
	_delete([name])


def discard_old_previews() -> None:
	"""Nightly: delete previews nobody went on with."""
	before = add_days(now_datetime(), -PREVIEW_DAYS)
	old = {"status": TierBatchStatus.PREVIEW.value, "requested_at": ("<", before)}
	_delete(frappe.get_all(BATCH, filters=old, pluck="name"))


def _new_batch(conditions: Mapping[str, Any], wish: Wish, in_words: str) -> Document:
	if not frappe.db.exists("Bank Customer Tier", wish.to_tier):
		frappe.throw(_("{0}: there is no such tier.").format(frappe.bold(_("New Tier"))))
	until = checked_end(wish.locked_until)
	if until is None:
		frappe.throw(_("{0}: is mandatory.").format(frappe.bold(_("Kept Until"))))
	user = frappe.session.user
	return frappe.get_doc(
		{
			"doctype": BATCH,
			"status": TierBatchStatus.PREVIEW.value,
			"to_tier": wish.to_tier,
			"reason": checked_reason(wish.reason),
			"locked_until": until,
			"only_upwards": int(wish.only_upwards),
			"include_overridden": int(wish.include_overridden),
			"conditions": frappe.as_json(conditions),
			"conditions_text": in_words[:500],
			"requested_by": user,
			"requested_at": now_datetime(),
			"branch": frappe.db.get_value("Bank Staff", {"user": user, "active": 1}, "branch"),
		}
	)


def _apply(doc: Document, note: str = "") -> None:
	changed = batch_steps.execute(doc)
	days = cint(frappe.get_cached_doc("Bank CRM Settings").tier_batch_undo_days)
	doc.db_set(
		{
			"status": TierBatchStatus.APPLIED.value,
			"decided_by": frappe.session.user,
			"decided_at": now_datetime(),
			"decision_note": note[:500],
			"changed_count": changed,
			"undo_until": add_days(now_datetime(), days),
		}
	)


def _turn_down(doc: Document, note: str) -> None:
	doc.db_set(
		{
			"status": TierBatchStatus.REJECTED.value,
			"decided_by": frappe.session.user,
			"decided_at": now_datetime(),
			"decision_note": note,
		}
	)


def _tell_deciding(doc: Document) -> None:
	"""The nearest superior of who put the batch together, the administrators where there is none."""
	deciding = superiors(doc.requested_by)[:1] or notices.holders([roles.ADMINISTRATOR])
	who = notices.person(doc.requested_by)

	def say(lang: str) -> str:
		text = _("{0} wants to move {1} customers to another tier: please decide", lang=lang)
		return text.format(who, doc.member_count)

	notices.tell(deciding, say, BATCH, doc.name)


def _locked(name: str, status: TierBatchStatus) -> Document:
	"""The batch, locked until the end of the transaction; refuses one in another state."""
	doc = frappe.get_doc(BATCH, name, for_update=True)
	doc.check_permission("read")
	if doc.status != status:
		frappe.throw(_("This batch is already: {0}.").format(_(doc.status, context=BATCH)))
	return doc


def _decidable(name: str) -> Document:
	doc = _locked(name, TierBatchStatus.PENDING)
	if doc.requested_by == frappe.session.user:
		frappe.throw(_("A second person has to decide about this batch."), frappe.PermissionError)
	_require_all_within_scope(name)
	return doc


def _require_all_within_scope(name: str) -> None:
	member = frappe.qb.DocType(MEMBER)
	foreign = batch_steps.foreign(name, frappe.session.user)
	if foreign is not None and frappe.qb.from_(member).select(member.name).where(foreign).limit(1).run():
		frappe.throw(_("Some of these customers are not among yours."), frappe.PermissionError)


def _delete(names: list[str]) -> None:
	for name in names:
		frappe.db.delete(MEMBER, {"batch": name})
		frappe.db.delete(BATCH, {"name": name})
