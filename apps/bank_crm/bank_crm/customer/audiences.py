"""The nightly round over tags and dynamic segments, each after what it leans on; also single ones in a job."""

from collections.abc import Callable

import frappe

from bank_crm.customer.segments import combine, refresh
from bank_crm.customer.tags import rules, store
from bank_crm.domain import audience
from bank_crm.domain.audience import CombinationRefused
from bank_crm.domain.customer_enums import SegmentBasis, SegmentKind
from bank_crm.jobs import enqueue_once

#: Why a membership changed, as the log says it.
NIGHTLY = "Nightly"
ON_DEMAND = "Refreshed"


def refresh_all(*, commit: bool = False) -> int:
	"""Take off what has expired, then bring every tag with a rule and every dynamic segment up to date.

	Returns how many were brought up to date. One that fails is noted on its document and in the error log,
	and the others go on. `commit` is for jobs only: each tag and segment stands for itself.
	"""
	rules.expire()
	_keep(commit)
	wanted = _wanted()
	return sum(
		_attempt(kind, name, commit, NIGHTLY)
		for kind, name in audience.in_order(combine.leaning())
		if (kind, name) in wanted
	)


def queue(kind: str, name: str) -> None:
	"""Bring one tag or segment up to date in the background, once others can read what was saved."""
	enqueue_once(
		"bank_crm.customer.audiences.refresh_one", f"audience:{kind}:{name}", minutes=60, kind=kind, name=name
	)


def refresh_one(kind: str, name: str) -> None:
	"""Bring one tag or segment up to date, and tell those who have its form open."""
	_attempt(kind, name, True, ON_DEMAND)
	doctype = combine.DOCTYPES[kind]
	message = {"doctype": doctype, "name": name}
	frappe.publish_realtime("bank_audience_refreshed", message, doctype=doctype, docname=name)


def _wanted() -> set[audience.Reference]:
	tags = frappe.get_all(
		store.TAG, filters={"enabled": 1, "conditions": ("is", "set")}, pluck="name", limit=0
	)
	segments = frappe.get_all(
		refresh.SEGMENT,
		filters={
			"enabled": 1,
			"kind": SegmentKind.DYNAMIC.value,
			"basis": ("!=", SegmentBasis.MANUAL.value),
		},
		pluck="name",
		limit=0,
	)
	return {*(("tag", name) for name in tags), *(("segment", name) for name in segments)}


def _attempt(kind: str, name: str, commit: bool, reason: str) -> bool:
	steps: dict[str, Callable[[], object]] = {
		"tag": lambda: rules.apply_rule(name),
		"segment": lambda: refresh.refresh(name, reason=reason),
	}
	doctype = combine.DOCTYPES[kind]
	frappe.db.savepoint("audience")
	try:
		steps[kind]()
	except (frappe.ValidationError, CombinationRefused, frappe.QueryTimeoutError) as failure:
		frappe.db.rollback(save_point="audience")
		frappe.log_error(title=f"{doctype} {name}: not refreshed")
		note = combine.explain(failure) if isinstance(failure, CombinationRefused) else str(failure)
		frappe.db.set_value(
			doctype, name, "refresh_note", frappe.utils.strip_html(note)[:500], update_modified=False
		)
		frappe.clear_messages()
		_keep(commit)
		return False
	_keep(commit)
	return True


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each tag and segment stands for itself
