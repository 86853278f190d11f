"""The register of what came in: each number of a source once, with what became of it (SVC-13)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.domain.intake_enums import IntakeOutcome, IntakeReason, MatchedBy
from bank_crm.domain.service_enums import OrderChannel

DOCTYPE = "Bank Intake Entry"
LONGEST_ID = 140


@dataclass(frozen=True, slots=True)
class Entry:
	"""What is written down; `sender` is a mask or a name that stands for an address, never the address."""

	source: str
	external_id: str
	channel: OrderChannel
	outcome: IntakeOutcome
	sender: str = ""
	reason: IntakeReason | None = None
	customer: str | None = None
	matched_by: MatchedBy | None = None
	work_order: str | None = None
	communication: str | None = None
	mailbox: str | None = None
	left_out: str = ""


def short_id(number: str) -> str:
	"""Return a number as it is kept; one too long for the column is kept as its fingerprint."""
	number = number.strip()
	if len(number) <= LONGEST_ID:
		return number
	return "sha256:" + hashlib.sha256(number.encode()).hexdigest()


def find(source: str, external_id: str) -> frappe._dict | None:
	"""Return the entry of a number, if that has come in before: name, outcome and work order."""
	return frappe.db.get_value(
		DOCTYPE,
		{"source": source, "external_id": short_id(external_id)},
		["name", "outcome", "work_order"],
		as_dict=True,
	)


def write(entry: Entry) -> str:
	"""Keep an entry; raises UniqueValidationError where another process was faster with the same number."""
	doc = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"source": entry.source,
			"external_id": short_id(entry.external_id),
			"channel": entry.channel.value,
			"received_on": now_datetime(),
			"sender_shown": entry.sender[:LONGEST_ID],
			"outcome": entry.outcome.value,
			"reason": entry.reason.value if entry.reason else None,
			"customer": entry.customer,
			"matched_by": entry.matched_by.value if entry.matched_by else None,
			"work_order": entry.work_order,
			"communication": entry.communication,
			"mailbox": entry.mailbox,
			"left_out": entry.left_out or None,
		}
	)
	doc.insert(ignore_permissions=True)  # a register the intake itself keeps; nobody may write it
	return str(doc.name)


def orders_of_sender(sender: str, *, minutes: int) -> list[str]:
	"""Return the orders made for a sender's mails within the last minutes, the newest first."""
	if not sender:
		return []
	return frappe.get_all(
		DOCTYPE,
		filters={
			"sender_shown": sender[:LONGEST_ID],
			"received_on": (">=", add_to_date(now_datetime(), minutes=-minutes)),
			"outcome": IntakeOutcome.NEW_ORDER.value,
			"work_order": ("is", "set"),
		},
		pluck="work_order",
		order_by="received_on desc",
	)
