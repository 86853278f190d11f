"""Correcting what a customer says is wrong: through the customer's form and its checks, and noted line by line (SEC-17)."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from bank_crm.compliance import deciding
from bank_crm.compliance.privacy import flow
from bank_crm.compliance.privacy.fields import CUSTOMER, columns, is_sealed
from bank_crm.customer.file import ownership
from bank_crm.domain.privacy_enums import CorrectionOutcome, DataRequestState, DataRequestType


def carry_out(name: str, values: Mapping[str, str]) -> Document:
	"""Write the corrections of an approved request to the customer and close the request; returns the request.

	`values` has the new value of each label; sealed ones stand nowhere else. What a core system owns is noted as to be
	corrected there. All of it or nothing. Raises PermissionError, ValidationError as the customer's form does.
	"""
	request = frappe.get_doc(flow.REQUEST, name, for_update=True)
	if (
		request.request_type != DataRequestType.CORRECTION.value
		or request.status != DataRequestState.APPROVED.value
	):
		deciding.refuse(_("This request is not an approved correction."))
	customer = frappe.get_doc(CUSTOMER, request.customer)
	customer.check_permission("write")
	known = columns()
	owned = ownership.owned(customer)
	for row in request.corrections:
		column = known[row.field]
		wanted = cstr(values.get(row.field) or ("" if is_sealed(row.field) else row.wanted)).strip()
		row.before = cstr(customer.get(column))
		if column in owned:
			row.outcome = CorrectionOutcome.CORE_SYSTEM.value
			continue
		if is_sealed(row.field) and not wanted:
			frappe.throw(
				_("{0}: enter the complete value.").format(frappe.bold(_(row.field))), title=_("Correction")
			)
		customer.set(column, wanted or None)
		row.outcome = CorrectionOutcome.CORRECTED.value
	customer.save()
	for row in request.corrections:
		row.after = cstr(customer.get(known[row.field]))
		row.db_update()
	flow.end(request, DataRequestState.DONE)
	return request
