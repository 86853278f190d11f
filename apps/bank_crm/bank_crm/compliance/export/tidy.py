"""What the scheduler puts right: files whose time is over, and files a stopped worker did not finish (SEC-12)."""

from __future__ import annotations

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.compliance.export import access, flow, store
from bank_crm.domain.export_enums import ExportState

#: An approved request without its file after so long is made again.
LATE_MINUTES = 10


def run() -> None:
	"""Close what has expired, make again what was lost, and delete files no open request waits for."""
	now = now_datetime()
	request = frappe.qb.DocType(access.REQUEST)
	(
		frappe.qb.update(request)
		.set(request.status, ExportState.CLOSED.value)
		.set(request.modified, now)
		.where((request.status == ExportState.READY.value) & (request.expires_at <= now))
		.run()
	)
	late = {
		"status": ExportState.APPROVED.value,
		"decided_at": ("<", add_to_date(now, minutes=-LATE_MINUTES)),
	}
	for name in frappe.get_all(access.REQUEST, filters=late, pluck="name"):
		flow.queue(name)
	waited_for = set(
		frappe.get_all(
			access.REQUEST,
			filters={"status": ("in", (ExportState.APPROVED.value, ExportState.READY.value))},
			pluck="name",
		)
	)
	for name in store.names():
		if name not in waited_for:
			frappe.db.after_commit.add(lambda name=name: store.remove(name))
