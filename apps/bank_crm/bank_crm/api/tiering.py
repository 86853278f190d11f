"""The page 【客户分层】: filter, count, list, and the batches made from it (SEG-04, SEG-05)."""

from dataclasses import asdict
from typing import Any, TypedDict

import frappe
from frappe.utils import add_days, cint, today

from bank_crm.api import approvals
from bank_crm.compliance.approvals import requests
from bank_crm.compliance.throttle import per_user
from bank_crm.customer.segments import preview
from bank_crm.customer.tiers import access, batch, batch_steps, rules, selection
from bank_crm.domain.customer_enums import TierBatchStatus
from bank_crm.extends import people
from bank_crm.permissions import scope
from bank_crm.yes_no import is_yes

MOST_BATCHES = 20
#: How long a batch's tiers are kept where the page offers no other day.
KEPT_DAYS = 90


class Batches(TypedDict):
	"""The latest batches, and the names of the colleagues in them by their log-in."""

	batches: list[dict[str, Any]]
	people: dict[str, str]


@frappe.whitelist()
def options() -> dict[str, Any]:
	"""Return what the page offers: tiers from the highest to the lowest in words, and what the user may do."""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	settings = frappe.get_cached_doc("Bank CRM Settings")
	return {
		"tiers": [
			{"name": rule.name, "level": rule.level, "text": rules.describe(rule)}
			for rule in reversed(rules.tier_rules())
		],
		"may_prepare": access.may_prepare(),
		"may_decide": access.may_decide(),
		"approval_size": cint(settings.tier_batch_approval_size),
		"undo_days": cint(settings.tier_batch_undo_days),
		"kept_until": add_days(today(), KEPT_DAYS),
	}


@frappe.whitelist()
@per_user(120, 60)
def find(conditions: dict | str) -> dict[str, Any]:
	"""Return how many customers fulfil the conditions, and what is odd about that (`segments.preview`).

	`rows` is the first page of those among the user's own, the richest first.
	"""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	user = frappe.session.user
	conditions = frappe.parse_json(conditions)
	found = preview.preview(conditions, user).as_dict()
	return {**found, "rows": selection.richest(conditions, user) if found["count"] else []}


@frappe.whitelist()
def more(conditions: dict | str, start: int) -> list[selection.Row]:
	"""Return the page of the list that begins at `start`."""
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	return selection.richest(frappe.parse_json(conditions), frappe.session.user, max(0, cint(start)))


@frappe.whitelist(methods=["POST"])
def prepare(
	conditions: dict | str,
	to_tier: str,
	reason: str,
	locked_until: str,
	only_upwards: bool = True,
	include_overridden: bool = False,
	in_words: str = "",
) -> dict[str, Any]:
	"""Freeze the set for a batch and tell what it would change; nothing is changed yet."""
	_require_preparing()
	wish = batch.Wish(to_tier, reason, locked_until, is_yes(only_upwards), is_yes(include_overridden))
	return asdict(batch.prepare(frappe.parse_json(conditions), wish, in_words))


@frappe.whitelist()
def members(name: str, start: int = 0) -> list[selection.Row]:
	"""Return one page of a batch's customers that are among the user's own, the richest first."""
	_require_batch(name)
	return selection.of_batch(name, frappe.session.user, max(0, cint(start)))


@frappe.whitelist()
def effect(name: str) -> list[batch_steps.Before]:
	"""Return how many customers of which tier a batch is about to move, or would set back, the most first."""
	_require_batch(name)
	return batch_steps.before(name)


@frappe.whitelist(methods=["POST"])
def submit(name: str) -> str:
	"""Execute one's own preview, or hand it in for approval; returns the new status."""
	_require_preparing()
	return batch.submit(name).value


@frappe.whitelist(methods=["POST"])
def discard(name: str) -> None:
	"""Throw one's own preview away."""
	_require_preparing()
	batch.discard(name)


@frappe.whitelist(methods=["POST"])
def approve(name: str, note: str = "") -> None:
	"""Execute a colleague's batch."""
	_require_deciding(name)
	batch.approve(name, note)


@frappe.whitelist(methods=["POST"])
def reject(name: str, note: str) -> None:
	"""Turn a colleague's batch down."""
	_require_deciding(name)
	batch.reject(name, note)


@frappe.whitelist(methods=["POST"])
def undo(name: str) -> int:
	"""Set a batch back; returns how many customers got their earlier tier."""
	_require_deciding()
	return batch.undo(name)


@frappe.whitelist()
def batches() -> Batches:
	"""Return the latest batches the user may see, waiting ones first; previews are nobody's business yet.

	`people` gives the names of who asked for them, `progress` tells of those the approval matrix decides about, as their form shows it.
	"""
	frappe.has_permission(access.BATCH, "read", throw=True)
	rows = frappe.get_list(
		access.BATCH,
		filters={"status": ("!=", "Preview")},
		fields=[
			"name",
			"status",
			"to_tier",
			"reason",
			"conditions_text",
			"locked_until",
			"member_count",
			"changed_count",
			"undone_count",
			"requested_by",
			"requested_at",
			"decided_by",
			"undo_until",
			"approval",
		],
		order_by="creation desc",
		limit=MOST_BATCHES,
	)
	for row in rows:
		if row.approval and row.status == TierBatchStatus.PENDING.value:
			row.progress = approvals.progress(access.BATCH, row.name)
	return {
		"batches": sorted(rows, key=lambda row: row.status != "Pending Approval"),
		"people": people.names_of(row.requested_by for row in rows),
	}


def _require_preparing() -> None:
	frappe.has_permission(access.BATCH, "read", throw=True)
	access.require_preparing()


def _require_deciding(name: str | None = None) -> None:
	"""Where the matrix decides, its people do, and it asks itself who that is."""
	frappe.has_permission(access.BATCH, "read", throw=True)
	if not (name and requests.of_document(access.BATCH, name)):
		access.require_deciding()


def _require_batch(name: str) -> None:
	frappe.has_permission(access.BATCH, "read", doc=frappe.get_doc(access.BATCH, name), throw=True)
