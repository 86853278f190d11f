"""Sending the links: claimed one by one and by permission of the one gate, so that none goes out twice (SVC-07, RSK-08).

Killed between claim and answer of the gateway, a request counts as sent after a while: a customer is rather not asked
than asked twice, and the link works if it has arrived.
"""

from __future__ import annotations

import html
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import add_days, add_to_date, now_datetime

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.contact import gate
from bank_crm.customer import settings
from bank_crm.customer.care import channels
from bank_crm.domain.care import ConsentPurpose
from bank_crm.domain.intake_enums import RatingRequestState as State
from bank_crm.domain.service_enums import OrderChannel
from bank_crm.service.intake import replies, solutions
from bank_crm.service.ratings import grades, invitations, links
from bank_crm.speaking import speaking

REQUEST, ORDER, CUSTOMER = "Bank Rating Request", "Bank Work Order", "Bank Customer"
REQUESTS_PER_RUN = 1_000
STUCK_MINUTES = 30
EMAIL, SMS = "Email", "SMS"
#: Where each channel's address lies on the order itself, for people who are no customers.
_ORDER_FIELD = {EMAIL: "contact_email", SMS: "contact_mobile"}
_INTERRUPTED = "interrupted"


def send_due(*, commit: bool = False) -> dict[str, int]:
	"""Send what is due; returns how many requests ended in which state. In quiet hours everything waits."""
	invitations.expire()
	_close_interrupted()
	counts: dict[str, int] = {}
	if gate.quiet_until():
		return counts
	gateways = channels.gateways()
	requests = _due()
	verdicts = gate.may_contact_each(
		{request.customer for request in requests if request.customer},
		[channel for channel in gateways if channel in (EMAIL, SMS, "App")],
		ConsentPurpose.SERVICE.value,
	)
	for request in requests:
		state = _send(request, gateways, verdicts.get(request.customer or "", {}), commit)
		counts[state] = counts.get(state, 0) + 1
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - what was sent stays sent
	return counts


def _due() -> list[frappe._dict]:
	request, order = frappe.qb.DocType(REQUEST), frappe.qb.DocType(ORDER)
	since = add_to_date(now_datetime(), minutes=-settings.number("rating_delay_minutes"))
	return (
		frappe.qb.from_(request)
		.inner_join(order)
		.on(order.name == request.work_order)
		.select(request.name, request.work_order, request.customer, request.nonce)
		.select(order.subject, order.solution, order.language, order.channel.as_("order_channel"))
		.where((request.state == State.TO_SEND.value) & (request.creation <= since))
		.orderby(request.name)
		.limit(REQUESTS_PER_RUN)
	).run(as_dict=True)


def _send(request: frappe._dict, gateways: dict[str, channels.Gateway], verdicts: dict, commit: bool) -> str:
	refused = ""
	for channel in _preferred(request):
		if channel not in gateways:
			continue
		if request.customer and not verdicts[channel].allowed:
			refused = gate.words(verdicts[channel])
			continue
		address = _address(request, channel, gateways[channel])
		if address:
			return _send_by(request, channel, address, gateways[channel], commit)
	return _end(request, State.NOT_SENT, reason=refused or _("No channel with an address is set up."))


def _send_by(
	request: frappe._dict, channel: str, address: str, gateway: channels.Gateway, commit: bool
) -> str:
	if not _claim(request, channel):
		return State.SENDING.value
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the claim must be seen before anything leaves
	try:
		with speaking(request.language):
			if channel == EMAIL:
				_mail(request, address)
			else:
				text = " ".join([*_told(request, channel), grades.short_text(request), links.url(request)])
				gateway.send(channels.Message(address, request.subject, text, str(request.name)))
	except Exception as error:
		frappe.log_error(title="Rating link not sent", reference_doctype=REQUEST, reference_name=request.name)
		return _end(request, State.NOT_SENT, reason=type(error).__name__)
	return _end(request, State.SENT, sent_on=now_datetime())


def _told(request: frappe._dict, channel: str) -> list[str]:
	"""The solution for who has not been written to; whoever wrote has it by mail already."""
	if solutions.by_mail(request.order_channel) or not (request.solution or "").strip():
		return []
	return [grades.solution_text(request, whole=channel == EMAIL)]


def _mail(request: frappe._dict, address: str) -> None:
	"""Grades as links: each opens the page with that grade first, where one tap confirms it.

	Mail scanners open links, so opening one must not rate.
	"""
	rows = "".join(
		f'<p style="margin:6px 0"><a href="{html.escape(links.url(request, grade))}">{html.escape(label)}</a></p>'
		for grade, label in grades.labels()
	)
	replies.send(
		request.work_order,
		address,
		subject=f"[{request.work_order}] {_('How was our service?')}",
		paragraphs=[*_told(request, EMAIL), grades.long_text(request)],
		communication=replies.last_received(request.work_order),
		markup=rows,
	)


def _preferred(request: frappe._dict) -> list[str]:
	"""The channels in the order they are tried: the way the customer came, the one he or she likes, text message, mail."""
	came_by = {OrderChannel.EMAIL.value: EMAIL, OrderChannel.APP.value: "App", OrderChannel.PHONE.value: SMS}
	likes = frappe.db.get_value(CUSTOMER, request.customer, "preferred_channel") if request.customer else ""
	wanted = [came_by.get(request.order_channel, ""), likes or "", SMS, EMAIL, "App"]
	return [channel for channel in dict.fromkeys(wanted) if channel in (SMS, EMAIL, "App")]


def _address(request: frappe._dict, channel: str, gateway: channels.Gateway) -> str:
	if request.customer:
		return _open(CUSTOMER, request.customer, gateway.address_field)
	field = _ORDER_FIELD.get(channel)
	return _open(ORDER, request.work_order, field) if field else ""


def _open(doctype: str, name: str, field: str) -> str:
	entry = vault.read_one(doctype, name, field)
	return sealing.open_value(doctype, field, *entry) if entry else ""


def _claim(request: frappe._dict, channel: str) -> bool:
	"""Mark a request as being sent and start its time; False where somebody else was faster."""
	table = frappe.qb.DocType(REQUEST)
	now = now_datetime()
	(
		frappe.qb.update(table)
		.set(table.state, State.SENDING.value)
		.set(table.channel, channel)
		.set(table.expires_on, add_days(now, settings.number("rating_days")))
		.set(table.modified, now)
		.where((table.name == request.name) & (table.state == State.TO_SEND.value))
	).run()
	return frappe.db._cursor.rowcount == 1


def _end(request: frappe._dict, state: State, **values: object) -> str:
	"""Keep how sending ended, unless the customer has been faster than the gateway's answer."""
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.update(table).set(table.state, state.value).set(table.modified, now_datetime())
	for field, value in values.items():
		query = query.set(table[field], value)
	query.where(
		(table.name == request.name) & table.state.isin([State.TO_SEND.value, State.SENDING.value])
	).run()
	return state.value


def _close_interrupted() -> None:
	table = frappe.qb.DocType(REQUEST)
	(
		frappe.qb.update(table)
		.set(table.state, State.SENT.value)
		.set(table.reason, _INTERRUPTED)
		.where(table.state == State.SENDING.value)
		.where(table.modified < now_datetime() - timedelta(minutes=STUCK_MINUTES))
	).run()
