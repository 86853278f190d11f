"""Carrying out approved data requests in the background; killed in the middle, the next round goes on (SEC-17)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, now_datetime, strip_html

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.compliance.contact import blocks
from bank_crm.compliance.export import store
from bank_crm.compliance.export.make import acting_as, valid_hours
from bank_crm.compliance.privacy import erasing, flow, package
from bank_crm.compliance.privacy.flow import ITEM, REQUEST
from bank_crm.domain.privacy_enums import DataRequestState, DataRequestType, Fate

_SAVE_POINT = "bank_data_request"
#: An approved request that is not done after so long is started again.
LATE_MINUTES = 10


def run(name: str, *, commit: bool = True) -> None:
	"""Carry out one approved request of access or erasure; nothing is done for any other. `commit`: for jobs only."""
	try:
		with source_lock(f"data request {name}"):
			_run(name, commit)
	except SourceBusy:
		frappe.logger("bank_crm").info(f"{name} is being carried out by another process")


def tidy() -> None:
	"""Close packages whose time is over, start again what was lost, delete packages nobody waits for (scheduler)."""
	now = now_datetime()
	table = frappe.qb.DocType(REQUEST)
	(
		frappe.qb.update(table)
		.set(table.status, DataRequestState.CLOSED.value)
		.set(table.modified, now)
		.where((table.status == DataRequestState.READY.value) & (table.expires_at <= now))
	).run()
	lost = (
		frappe.qb.from_(table)
		.select(table.name)
		.where((table.status == DataRequestState.APPROVED.value) & table.failure.isnull())
		.where(table.request_type != DataRequestType.CORRECTION.value)
		.where(table.decided_at < add_to_date(now, minutes=-LATE_MINUTES))
	)
	for name in lost.run(pluck=True):
		flow.queue(name)
	waiting = set(frappe.get_all(REQUEST, filters={"status": DataRequestState.READY.value}, pluck="name"))
	for name in store.names(folder=flow.FOLDER):
		if name not in waiting:
			store.remove_after_commit(name, folder=flow.FOLDER)


def _run(name: str, commit: bool) -> None:
	request = frappe.get_doc(REQUEST, name, for_update=True)
	if request.status != DataRequestState.APPROVED.value:
		return
	frappe.db.savepoint(_SAVE_POINT)
	try:
		if request.request_type == DataRequestType.ACCESS.value:
			_make_package(request)
		elif request.request_type == DataRequestType.ERASURE.value:
			_erase(request, commit)
	except Exception as failure:
		_fail(request, failure, commit)


def _make_package(request: Document) -> None:
	with acting_as(request.applicant):
		content = package.build(
			request.customer,
			complete=bool(cint(request.complete_values)),
			told=lambda done, total: flow.show_progress(request.name, done, total),
		)
	store.write(request.name, content, folder=flow.FOLDER)
	flow.end(
		request,
		DataRequestState.READY,
		file_size=len(content),
		file_hash=store.digest(content),
		expires_at=add_to_date(now_datetime(), hours=valid_hours()),
	)
	flow.tell_applicant(
		request,
		lambda lang: _("The package of data request {0} can be downloaded once.", lang=lang).format(
			request.name
		),
	)


def _erase(request: Document, commit: bool) -> None:
	"""Erase portion by portion; the report's line of each is written in the portion's own transaction."""
	frappe.db.delete(ITEM, {"parent": request.name, "finished": 0, "done": 0})
	report = _Report(request.name)
	customers = erasing.with_merged(request.customer)
	stays = erasing.carry_out(customers, report.add, keep=_keep if commit else None)
	for step in stays:
		report.stays(step)
	frappe.db.set_value(ITEM, {"parent": request.name}, "finished", 1)
	blocks.place_after_erasure(request.customer)
	flow.end(
		request,
		DataRequestState.DONE,
		kept_rows=report.total("planned", kept=True),
		done_rows=report.total("done", kept=False),
	)
	frappe.enqueue(
		"bank_crm.tasks.publish_snapshot", enqueue_after_commit=True
	)  # what is asked of everybody forgets the customer too
	flow.tell_applicant(
		request, lambda lang: _("Data request {0} is carried out.", lang=lang).format(request.name)
	)


class _Report:
	"""The lines of one request's report, written as rows so that a portion's line stands with the portion."""

	def __init__(self, request: str) -> None:
		self.request = request

	def add(self, step: erasing.Step, rows: int) -> None:
		"""Count a portion that is done."""
		line = self._line(step)
		done = cint(frappe.db.get_value(ITEM, line, "done")) + rows
		planned = max(cint(frappe.db.get_value(ITEM, line, "planned")), done)
		frappe.db.set_value(ITEM, line, {"done": done, "planned": planned})
		flow.show_progress(self.request, self.total("done", kept=False), self.total("planned", kept=False))

	def stays(self, step: erasing.Step) -> None:
		"""Say of rows that stay how many they are and why."""
		frappe.db.set_value(
			ITEM, self._line(step), {"planned": step.rows, "reason": erasing.in_words(step.reason)}
		)

	def total(self, column: str, *, kept: bool) -> int:
		"""Add up a column of the lines of what stays, or of what was done."""
		action = ("=" if kept else "!=", Fate.KEPT.value)
		rows = frappe.get_all(ITEM, filters={"parent": self.request, "action": action}, pluck=column)
		return sum(cint(row) for row in rows)

	def _line(self, step: erasing.Step) -> str:
		key = {"parent": self.request, "document_type": step.doctype, "action": step.fate.value}
		if known := frappe.db.get_value(ITEM, key):
			return str(known)
		row = frappe.get_doc(
			{
				"doctype": ITEM,
				"parenttype": REQUEST,
				"parentfield": "items",
				"idx": frappe.db.count(ITEM, {"parent": self.request}) + 1,
				"planned": step.rows,
				"reason": erasing.in_words(step.reason),
				**key,
			}
		)
		row.db_insert()
		return str(row.name)


def _fail(request: Document, failure: Exception, commit: bool) -> None:
	"""Say why on the request; compliance may have it tried again. What portions have done stays done."""
	if commit:
		frappe.db.rollback()
	else:
		frappe.db.rollback(save_point=_SAVE_POINT)
	frappe.log_error(title=f"{request.name}: the data request was not carried out")
	told = strip_html(str(failure)) if isinstance(failure, frappe.ValidationError) else ""
	reason = told or _("It could not be carried out; the administrator finds the cause in the error log.")
	request.db_set("failure", reason[:500], notify=True)
	flow.tell_compliance(
		request, lambda lang: _("Data request {0} was not carried out.", lang=lang).format(request.name)
	)
	frappe.clear_messages()  # nobody reads a job's messages; the request says why


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each portion stands for itself
