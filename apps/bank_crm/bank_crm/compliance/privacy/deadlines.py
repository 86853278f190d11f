"""Reminding of data requests before their day, and once more when it has passed (SEC-17)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from bank_crm import notices
from bank_crm.compliance.privacy.flow import DECIDING, OVER, REQUEST
from bank_crm.customer import settings
from bank_crm.domain.privacy_enums import DataRequestState


def remind() -> int:
	"""Tell compliance and who took it down of each open request that comes due or is late; returns how many."""
	today = getdate()
	table = frappe.qb.DocType(REQUEST)
	late = (table.due_on < today) & (table.reminded_on.isnull() | (table.reminded_on <= table.due_on))
	soon = (table.due_on <= add_days(today, settings.number("data_request_warn_days"))) & (
		table.reminded_on.isnull()
	)
	open_ones = (
		frappe.qb.from_(table)
		.select(table.name, table.applicant, table.due_on)
		.where(table.status.notin([*OVER, DataRequestState.READY.value]) & (late | soon))
		.orderby(table.due_on)
	).run(as_dict=True)
	deciding = notices.holders(DECIDING)
	for request in open_ones:
		_tell(request, {request.applicant, *deciding}, is_late=getdate(request.due_on) < today)
		frappe.db.set_value(REQUEST, request.name, "reminded_on", today, update_modified=False)
	return len(open_ones)


def _tell(request: frappe._dict, users: set[str], *, is_late: bool) -> None:
	def say(lang: str) -> str:
		if is_late:
			return _("Data request {0} was due on {1} and is still open.", lang=lang).format(
				request.name, request.due_on
			)
		return _("Data request {0} is due on {1}.", lang=lang).format(request.name, request.due_on)

	notices.tell(users, say, REQUEST, request.name, by="Administrator")
