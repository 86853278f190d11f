"""What the scheduler starts; each returns at once or hands the work to a long-running queue."""

import frappe
from frappe.utils import get_last_day, getdate, today


def refresh_figures() -> None:
	"""Queue the nightly roll-ups: customers' figures, this month's snapshot, its daily average, tiers."""
	frappe.enqueue(
		"bank_crm.tasks.run_refresh_figures",
		queue="long",
		timeout=3 * 60 * 60,
		job_id="bank_crm:refresh_figures",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def run_refresh_figures() -> None:
	"""Recompute the snapshots of the running month, then every customer's figures, then the tiers."""
	from bank_crm.customer import rollup, snapshot
	from bank_crm.customer.tiers import batch, evaluation

	month_end = get_last_day(getdate(today()))
	snapshot.snapshot_assets(month_end)
	rollup.month_average_to_customers(month_end)
	rollup.refresh_customers(commit=True)
	evaluation.evaluate(commit=True)
	batch.discard_old_previews()
