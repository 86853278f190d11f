"""What the scheduler starts; each returns at once or hands the work to a long-running queue."""

import frappe
from frappe.utils import get_last_day, getdate, today


def refresh_figures() -> None:
	"""Queue the nightly roll-ups: customers' figures, this month's snapshot, its daily average."""
	frappe.enqueue(
		"bank_crm.tasks.run_refresh_figures",
		queue="long",
		timeout=3 * 60 * 60,
		job_id="bank_crm:refresh_figures",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def run_refresh_figures() -> None:
	"""Recompute every customer's figures and the snapshots of the running month."""
	from bank_crm.customer import rollup, snapshot

	month_end = get_last_day(getdate(today()))
	snapshot.snapshot_assets(month_end)
	rollup.month_average_to_customers(month_end)
	rollup.assign_initial_tiers()
	rollup.refresh_customers(commit=True)


def make_care_tasks() -> None:
	"""Queue the nightly making of care tasks (CAR-01 to CAR-09)."""
	frappe.enqueue(
		"bank_crm.customer.care.generate.run",
		queue="long",
		timeout=3 * 60 * 60,
		job_id="bank_crm:make_care_tasks",
		deduplicate=True,
		enqueue_after_commit=True,
		commit=True,
	)


def send_care_greetings() -> None:
	"""Queue the sending of greetings that are due, by day only (CAR-05)."""
	frappe.enqueue(
		"bank_crm.customer.care.sending.send_due",
		queue="long",
		timeout=60 * 60,
		job_id="bank_crm:send_care_greetings",
		deduplicate=True,
		enqueue_after_commit=True,
		commit=True,
	)
