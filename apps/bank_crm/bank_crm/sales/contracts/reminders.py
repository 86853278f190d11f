"""Reminders of contracts: their end or renewal, obligations and payments that fall due, once each (CON-03)."""

from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import add_days, escape_html, format_date, today

from bank_crm import notices
from bank_crm.domain.contract_enums import ContractState as State

CONTRACT = "Bank Contract"
#: Obligations and payments are reminded of so many days before, and on the day after.
DAYS_BEFORE = 7
IN_FORCE = (State.SIGNED.value, State.RUNNING.value)
_TABLES = (
	("Bank Contract Obligation", "done_on", "item"),
	("Bank Contract Payment", "paid_on", "milestone"),
)


def run() -> int:
	"""Tell those who answer for contracts; returns how many notices were due. Run twice a day tells once."""
	return _ends() + sum(_rows(*each) for each in _TABLES)


def _ends() -> int:
	found = frappe.get_all(
		CONTRACT,
		filters={
			"state": ("in", IN_FORCE),
			"remind_on": ("<=", today()),
			"reminded_on": ("is", "not set"),
			"amended_by": ("is", "not set"),
		},
		fields=["name", "title", "responsible", "ends_on", "renews", "renewal_stopped_on"],
		order_by="ends_on asc",
		limit=0,
	)
	for row in found:
		title, on = escape_html(row.title or row.name), format_date(row.ends_on)

		def say(
			lang: str,
			title: str = title,
			on: str = on,
			renews: bool = bool(row.renews and not row.renewal_stopped_on),
		) -> str:
			if renews:
				return _("{0} renews on {1}: say so if it is to end", lang=lang).format(title, on)
			return _("{0} ends on {1}: talk about the renewal", lang=lang).format(title, on)

		notices.tell([row.responsible], say, CONTRACT, row.name)
	if found:
		table = frappe.qb.DocType(CONTRACT)
		names = [row.name for row in found]
		frappe.qb.update(table).set(table.reminded_on, today()).where(table.name.isin(names)).run()
	return len(found)


def _rows(doctype: str, done: str, what: str) -> int:
	"""What is due in a week, and what was due yesterday and is not done, by contract."""
	row, contract = frappe.qb.DocType(doctype), frappe.qb.DocType(CONTRACT)
	days = (add_days(today(), DAYS_BEFORE), add_days(today(), -1))
	query = (
		frappe.qb.from_(row)
		.inner_join(contract)
		.on(contract.name == row.parent)
		.select(contract.name, contract.responsible, contract.title, row[what].as_("what"), row.due_on)
		.where(contract.state.isin(IN_FORCE) & row[done].isnull() & row.due_on.isin(days))
		.orderby(contract.name)
	)
	told: dict[tuple[str, str, str], list[frappe._dict]] = defaultdict(list)
	for one in query.run(as_dict=True):
		told[(one.name, one.responsible, one.title)].append(one)
	for (name, responsible, title), rows in told.items():
		items = escape_html(", ".join(f"{one.what} ({format_date(one.due_on)})" for one in rows))
		shown = escape_html(title or name)

		def say(lang: str, shown: str = shown, items: str = items) -> str:
			return _("{0}: due or late – {1}", lang=lang).format(shown, items)

		if not _told_today(responsible, name, doctype):
			notices.tell([responsible], say, CONTRACT, name, content=doctype)
	return len(told)


def _told_today(user: str, name: str, mark: str) -> bool:
	asked = {"for_user": user, "document_type": CONTRACT, "document_name": name, "email_content": mark}
	return bool(frappe.db.exists(notices.LOG, {**asked, "creation": (">=", today())}))
