"""Work the database gave up for another transaction's sake is done again: both were right, one had to wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import frappe

T = TypeVar("T")
TRIES = 3


def again_after_deadlock(work: Callable[[], T]) -> T:
	"""Do a request's only writing, again where it was the victim of a deadlock; the last one is raised.

	The whole transaction is gone then, so nothing may have been written before.
	"""
	for _turn in range(TRIES - 1):
		try:
			return work()
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
	return work()


def undo_to(save_point: str) -> None:
	"""Undo what was written since a savepoint; all of it where the database has given the transaction up meanwhile."""
	try:
		frappe.db.rollback(save_point=save_point)
	except frappe.db.OperationalError:
		frappe.db.rollback()


def leave_no_half(save_point: str, what: str) -> None:
	"""Undo a request that failed for a reason nobody foresaw, and keep the reason: the framework's error page does neither."""
	undo_to(save_point)
	frappe.log_error(
		title=what, message=frappe.get_traceback()
	)  # without variables: those are the visitor's answers
