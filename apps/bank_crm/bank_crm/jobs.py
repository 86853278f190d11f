"""Long work handed to the background, once however often it is asked for while it waits."""

import frappe


def enqueue_once(method: str, job: str, *, minutes: int, **arguments: object) -> None:
	"""Queue a dotted path on the long queue after the transaction; `job` names the work, so that it waits once only."""
	frappe.enqueue(
		method,
		queue="long",
		timeout=minutes * 60,
		job_id=f"bank_crm:{job}",
		deduplicate=True,
		enqueue_after_commit=True,
		**arguments,
	)
