"""Writing down what a granted request was used for: once per user, customer and day (SEC-10).

A document counts when nothing but the request opens it; a list counts for its DocType while a request is in force,
since its rows may be among it.
"""

from __future__ import annotations

import frappe
from frappe.utils import now, nowdate
from pypika.terms import PseudoColumn

from bank_crm.compliance import operation_log
from bank_crm.domain.compliance_enums import Operation
from bank_crm.permissions import grants

USE = "Bank Access Use"
_NEXT_ID = PseudoColumn("nextval(`bank_access_use_id_seq`)")
#: DocTypes that record access themselves; listing them is no use of a customer's data.
_LOGS = frozenset({grants.GRANT, USE})


def note_document(doctype: str, name: str | int, *, write: bool = False) -> None:
	"""Note that the session's user was let in to a document by a granted request only."""
	user = frappe.session.user
	for customer in _customers_of(doctype, name):
		if request := grants.request_for(user, customer, write=write):
			_note(request, user, customer, doctype, str(name))


def note_list(doctype: str, user: str) -> None:
	"""Note that the session's user reads a list while a granted request widens it."""
	if user != frappe.session.user or doctype in _LOGS:
		return
	requests = grants.in_force(user)
	if requests:
		_note(requests[0].name, user, None, doctype, None)


def store(values: dict[str, str | None]) -> None:
	"""Write one use, unless the day has it already; for jobs, when the request's own database is a replica."""
	use = frappe.qb.DocType(USE)
	stamps = {"creation": now(), "modified": now(), "owner": values["user"], "modified_by": values["user"]}
	row = {**stamps, **values}
	frappe.qb.into(use).columns("name", *row).insert(_NEXT_ID, *row.values()).ignore().run()
	if not frappe.db._cursor.rowcount:
		return  # another request of the same user was quicker
	operation_log.record(
		Operation.ACCESS_USED.value,
		values["ref_doctype"],
		values["ref_name"],
		customer=values["customer"],
		detail=str(values["request"]),
	)


def _note(request: str, user: str, customer: str | None, doctype: str, name: str | None) -> None:
	key = f"{user}|{customer or doctype}|{nowdate()}"
	if frappe.db.exists(USE, {"use_key": key}):
		return
	values = {
		"request": request,
		"user": user,
		"customer": customer,
		"used_on": nowdate(),
		"ref_doctype": doctype,
		"ref_name": name,
		"use_key": key,
	}
	if _reads_a_replica():
		frappe.enqueue("bank_crm.compliance.access.uses.store", queue="short", values=values)
		return
	store(values)
	# what a GET request writes is only kept when asked for, as Frappe's own log of views does
	frappe.local.flags.commit = True


def _reads_a_replica() -> bool:
	primary = getattr(frappe.local, "primary_db", None)
	return primary is not None and frappe.local.db is not primary


def _customers_of(doctype: str, name: str | int) -> list[str]:
	from bank_crm.permissions import scope, shared_rows

	if doctype == scope.CUSTOMER:
		return [str(name)]
	if doctype in scope.SHARED:
		return shared_rows.customers_of(doctype, str(name))
	if doctype in scope.ORDER_BOUND:
		from bank_crm.service.orders import rows

		return rows.customers_of(doctype, name)
	customer = frappe.db.get_value(doctype, name, scope.CUSTOMER_BOUND[doctype])
	return [customer] if customer else []
