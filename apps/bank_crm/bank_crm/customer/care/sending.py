"""Sending greetings directly: claimed one by one, so that none goes out twice (CAR-01, CAR-04, CAR-05, CAR-10).

A task is claimed and the claim stored before a gateway is asked. Killed in between, the task is found later
still `Sending` and is marked failed: a customer rather gets no greeting than two.
"""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime, today

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.contact import gate
from bank_crm.customer.care import channels, finishing, greetings
from bank_crm.domain.care import CareReach, CareStatus, ConsentPurpose, Delivery
from bank_crm.domain.care_sending import MOST_LATE_DAYS, choose
from bank_crm.domain.contact import Verdict

TASK = "Bank Care Task"
CUSTOMER = "Bank Customer"
TASKS_PER_RUN = 2_000
STUCK_MINUTES = 30


def send_due(*, commit: bool = False) -> dict[str, int]:
	"""Send what is due; returns how many tasks ended in which delivery state. `commit` is for jobs only.

	In the quiet hours everything waits for their end.
	"""
	_give_up_stuck()
	_close_delivered_mail()
	if gate.quiet_until():
		return {}
	open_gateways = channels.gateways()
	counts: dict[str, int] = {}
	tasks = _due()
	verdicts = gate.may_contact_each(
		{task.customer for task in tasks}, open_gateways, ConsentPurpose.CARE.value
	)
	for task in tasks:
		state = _send(task, open_gateways, verdicts[task.customer], commit)
		counts[state] = counts.get(state, 0) + 1
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - what was sent stays sent
	return counts


def _due() -> list[frappe._dict]:
	return frappe.get_all(
		TASK,
		filters={
			"delivery_status": Delivery.TO_SEND.value,
			"status": CareStatus.OPEN.value,
			"due_on": ("<=", today()),
		},
		fields=[
			"name",
			"customer",
			"rule",
			"subject",
			"occasion",
			"occasion_on",
			"due_on",
			"greeting",
			"gift",
		],
		order_by="due_on asc, name asc",
		limit=TASKS_PER_RUN,
	)


def _send(
	task: frappe._dict, open_gateways: dict[str, channels.Gateway], verdicts: dict[str, Verdict], commit: bool
) -> str:
	rule = frappe.db.get_value("Bank Care Rule", task.rule, ["channel", "reach"], as_dict=True)
	wanted, reach = (rule.channel or "", rule.reach) if rule else ("", CareReach.STAFF.value)
	if getdate(task.due_on) < getdate(today()) - timedelta(days=MOST_LATE_DAYS):
		return _note(task, reach, Delivery.FAILED, _("It was too late to send this greeting."))
	consents = {channel for channel, verdict in verdicts.items() if verdict.allowed}
	preferred = frappe.db.get_value(CUSTOMER, task.customer, "preferred_channel") or ""
	addresses = {
		channel: address
		for channel, gateway in open_gateways.items()
		if channel in consents and (address := _address(task.customer, gateway.address_field))
	}
	choice = choose(wanted, preferred, gateways=open_gateways, consents=consents, addresses=addresses)
	if choice.reason is not None:
		refused = next((verdict for verdict in verdicts.values() if not verdict.allowed), Verdict())
		why = gate.words(refused) if choice.reason == Delivery.NO_CONSENT else ""
		return _note(task, reach, choice.reason, why)
	if not _claim(task):
		return Delivery.SENDING.value
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the claim must be seen before anything leaves
	values = greetings.values_of(task)
	greeting = frappe.get_cached_doc("Bank Greeting", task.greeting)
	text = greetings.render(greeting.body, values)
	subject = greetings.render(greeting.subject, values) if greeting.subject else str(values["occasion"])
	message = channels.Message(addresses[choice.channel], subject, text, str(task.name))
	try:
		queued = open_gateways[choice.channel].send(message)
	except Exception as error:
		frappe.log_error(title="Care greeting not sent", reference_doctype=TASK, reference_name=task.name)
		return _note(task, reach, Delivery.FAILED, type(error).__name__)
	sent = {
		"message": text,
		"channel": choice.channel,
		"sent_at": now_datetime(),
		"email_queue": queued,
		"delivery_status": (Delivery.SENDING if queued else Delivery.SENT).value,
	}
	doc = frappe.get_doc(TASK, task.name)
	doc.update(sent)
	if reach == CareReach.CUSTOMER:
		doc.status = CareStatus.DONE.value
	doc.flags.sent_directly = True
	doc.save(ignore_permissions=True)  # the job of the bank itself, no person is at work
	finishing.record_interaction(doc, outbound_channel=choice.channel)
	return str(doc.delivery_status)


def _claim(task: frappe._dict) -> bool:
	"""Mark a task as being sent; False where somebody else was faster."""
	table = frappe.qb.DocType(TASK)
	(
		frappe.qb.update(table)
		.set(table.delivery_status, Delivery.SENDING.value)
		.set(table.modified, now_datetime())
		.where((table.name == task.name) & (table.delivery_status == Delivery.TO_SEND.value))
	).run()
	return frappe.db._cursor.rowcount == 1


def _note(task: frappe._dict, reach: str, state: Delivery, note: str) -> str:
	"""Keep why nothing was sent. Where a person acts too, he or she greets; else the task ends here."""
	values = {"delivery_status": state.value, "delivery_note": note}
	if reach == CareReach.CUSTOMER:
		values |= {
			"status": CareStatus.SKIPPED.value,
			"done_at": now_datetime(),
			"done_by": frappe.session.user,
		}
	frappe.db.set_value(TASK, task.name, values)
	return state.value


def _address(customer: str, field: str) -> str:
	entry = vault.read_one(CUSTOMER, customer, field)
	return sealing.open_value(CUSTOMER, field, *entry) if entry else ""


def _give_up_stuck() -> None:
	"""A claim without an end: the process died, perhaps after the gateway had taken the text."""
	table = frappe.qb.DocType(TASK)
	(
		frappe.qb.update(table)
		.set(table.delivery_status, Delivery.FAILED.value)
		.set(table.delivery_note, _("Sending was interrupted; it is not known whether it arrived."))
		.where(table.delivery_status == Delivery.SENDING.value)
		.where(table.email_queue.isnull())
		.where(table.modified < now_datetime() - timedelta(minutes=STUCK_MINUTES))
	).run()


def _close_delivered_mail() -> None:
	"""Take over what became of queued e-mails, and drop the queue's entry with the complete address."""
	waiting = frappe.get_all(
		TASK,
		filters={"delivery_status": Delivery.SENDING.value, "email_queue": ("is", "set")},
		fields=["name", "email_queue"],
		limit=TASKS_PER_RUN,
	)
	for task in waiting:
		queue = frappe.db.get_value("Email Queue", task.email_queue, ["status", "error"], as_dict=True)
		if queue and queue.status not in ("Sent", "Error", "Expired"):
			continue
		done = not queue or queue.status == "Sent"
		frappe.db.set_value(
			TASK,
			task.name,
			{
				"delivery_status": (Delivery.SENT if done else Delivery.FAILED).value,
				"delivery_note": None if done else _("The mail server refused the e-mail."),
				"email_queue": None,
			},
		)
		if queue:
			frappe.delete_doc(
				"Email Queue",
				task.email_queue,
				ignore_permissions=True,  # our own entry; it holds an address that is sealed elsewhere
				force=True,
			)
