"""Long work handed to the background, once however often it is asked for while it waits."""

import frappe
from rq.exceptions import InvalidJobOperation, NoSuchJobError

TRIES = 5


def enqueue_once(method: str, job: str, *, minutes: int, **arguments: object) -> None:
	"""Queue a dotted path on the long queue after the transaction; `job` names the work, so that it waits once only.

	Frappe removes what is left of the last such job before it queues the next one. Of two requests that do so at the same
	moment one finds it gone, which is no reason to lose what that request has stored: it looks again.
	"""
	for turn in range(1, TRIES + 1):
		try:
			frappe.enqueue(
				method,
				queue="long",
				timeout=minutes * 60,
				job_id=f"bank_crm:{job}",
				deduplicate=True,
				enqueue_after_commit=True,
				**arguments,
			)
			return
		except (InvalidJobOperation, NoSuchJobError):
			if turn == TRIES:
				raise
