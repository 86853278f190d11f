"""Sending invitations and reminders: asked of the one gate, claimed one by one, so that none goes out twice (RSK-08).

Killed between claim and answer of the gateway, an invitation counts as sent after a while: a customer is rather not
asked than asked twice, and the link works if it has arrived.
"""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe import _
from frappe.query_builder import CustomFunction, Table
from frappe.query_builder.functions import Coalesce, Count
from frappe.utils import now_datetime, today
from pypika.queries import QueryBuilder

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.contact import gate
from bank_crm.customer.care import channels
from bank_crm.domain.care import ConsentPurpose, Delivery
from bank_crm.domain.care_sending import choose
from bank_crm.domain.contact import Verdict
from bank_crm.domain.survey_enums import InvitationChannel, RoundState, SurveyState
from bank_crm.domain.survey_enums import InvitationState as State
from bank_crm.service.surveys import quotas, tokens

INVITATION, ROUND, PLAN, SURVEY = (
	"Bank Survey Invitation",
	"Bank Survey Round",
	"Bank Survey Plan",
	"Bank Survey",
)
CUSTOMER = "Bank Customer"
PER_RUN = 20_000
PER_QUESTION = 500
STUCK_MINUTES = 30
_days_between = CustomFunction("DATEDIFF", ["later", "earlier"])
_REASONS = {
	Delivery.NO_CONSENT: State.NOT_ALLOWED,
	Delivery.NO_ADDRESS: State.NO_ADDRESS,
	Delivery.NO_CHANNEL: State.NO_CHANNEL,
}


def send_due(*, commit: bool = False) -> dict[str, int]:
	"""Send what waits and remind who has not answered; returns how many ended in which state.

	In the quiet hours everything waits. `commit` is for jobs only.
	"""
	_free_stuck()
	counts: dict[str, int] = {}
	if gate.quiet_until():
		return counts
	gateways = {
		name: gateway for name, gateway in channels.gateways().items() if name in InvitationChannel.values()
	}
	full: dict[str, list[tuple[str, str]]] = {}
	for reminding in (False, True):
		waiting = _to_remind() if reminding else _waiting()
		for start in range(0, len(waiting), PER_QUESTION):
			portion = waiting[start : start + PER_QUESTION]
			verdicts = gate.may_contact_each(
				{one.customer for one in portion}, gateways, ConsentPurpose.SURVEY.value
			)
			for one in portion:
				if one.round not in full:
					full[one.round] = quotas.full_parts(one.round)
				state = _send(one, gateways, verdicts[one.customer], full[one.round], commit, reminding)
				counts[state] = counts.get(state, 0) + 1
				_keep(commit)
	_count_sent(set(full))
	_keep(commit)
	return counts


def text(invitation: frappe._dict, *, reminding: bool = False) -> str:
	"""Return the message with the customer's name and the link filled in."""
	message = (invitation.reminder_message if reminding else "") or invitation.message
	message = message or _("Dear {0}, please tell us what you think:").format("{customer}")
	if "{link}" not in message:
		message = f"{message} {{link}}"
	link = tokens.url(tokens.make(tokens.Opens.INVITATION, invitation.name, invitation.nonce))
	return message.replace("{customer}", invitation.customer_name or "").replace("{link}", link)


def _send(
	one: frappe._dict,
	gateways: dict[str, channels.Gateway],
	verdicts: dict[str, Verdict],
	full: list[tuple[str, str]],
	commit: bool,
	reminding: bool,
) -> str:
	if any(one.get(field) == value for field, value in full):
		return _end(one, State.QUOTA_FULL)
	allowed = {channel for channel, verdict in verdicts.items() if verdict.allowed}
	addresses = {
		channel: address
		for channel, gateway in gateways.items()
		if channel in allowed and (address := _address(one.customer, gateway.address_field))
	}
	wanted = one.channel or one.plan_channel or ""
	choice = choose(
		wanted, one.preferred_channel or "", gateways=gateways, consents=allowed, addresses=addresses
	)
	if choice.reason is not None:
		if reminding:
			return _skip_reminder(one)
		refused = next((verdict for verdict in verdicts.values() if not verdict.allowed), Verdict())
		note = gate.words(refused) if choice.reason is Delivery.NO_CONSENT else ""
		return _end(one, _REASONS[choice.reason], note)
	if not _claim(one, choice.channel, reminding):
		return State.SENDING.value
	_keep(commit)  # the claim must be seen before anything leaves
	subject = one.subject or one.survey_title
	message = channels.Message(
		addresses[choice.channel], subject, text(one, reminding=reminding), str(one.name), INVITATION
	)
	try:
		gateways[choice.channel].send(message)
	except Exception as error:
		frappe.log_error(
			title="Survey invitation not sent", reference_doctype=INVITATION, reference_name=one.name
		)
		return _end(one, State.SENT if reminding else State.FAILED, type(error).__name__)
	return _end(one, State.SENT)


def _waiting() -> list[frappe._dict]:
	table, query = _query()
	return (
		query.where(table.state == State.WAITING.value).orderby(table.name).limit(PER_RUN).run(as_dict=True)
	)


def _to_remind() -> list[frappe._dict]:
	"""Sent so many days ago, not answered, and fewer reminders than the plan allows."""
	table, query = _query()
	plan = frappe.qb.DocType(PLAN)
	last = Coalesce(table.reminded_on, table.sent_on)
	return (
		query.where((table.state == State.SENT.value) & (table.reminders < plan.most_reminders))
		.where((table.expires_on > now_datetime()) & (_days_between(today(), last) >= plan.reminder_after))
		.orderby(table.name)
		.limit(PER_RUN)
	).run(as_dict=True)


def _query() -> tuple[Table, QueryBuilder]:
	"""Invitations of rounds that are open, with what the message needs."""
	table, round_ = frappe.qb.DocType(INVITATION), frappe.qb.DocType(ROUND)
	plan, survey, customer = frappe.qb.DocType(PLAN), frappe.qb.DocType(SURVEY), frappe.qb.DocType(CUSTOMER)
	query = (
		frappe.qb.from_(table)
		.inner_join(round_)
		.on(round_.name == table.round)
		.inner_join(plan)
		.on(plan.name == round_.plan)
		.inner_join(survey)
		.on(survey.name == table.survey)
		.inner_join(customer)
		.on(customer.name == table.customer)
		.select(table.name, table.round, table.customer, table.nonce, table.channel, table.reminders)
		.select(customer.customer_name, customer.preferred_channel)
		.select(customer.tier, customer.gender, customer.branch)
		.select(plan.channel.as_("plan_channel"), plan.subject, plan.message, plan.reminder_message)
		.select(survey.survey_title)
		.where((round_.state == RoundState.OPEN.value) & (survey.state == SurveyState.PUBLISHED.value))
	)
	return table, query


def _claim(one: frappe._dict, channel: str, reminding: bool) -> bool:
	"""Mark an invitation as being sent; False where somebody else was faster."""
	table = frappe.qb.DocType(INVITATION)
	before = State.SENT if reminding else State.WAITING
	claim = (
		frappe.qb.update(table)
		.set(table.state, State.SENDING.value)
		.set(table.channel, channel)
		.set(table.modified, now_datetime())
	)
	if reminding:
		claim = claim.set(table.reminders, table.reminders + 1).set(table.reminded_on, now_datetime())
		claim = claim.where(table.reminders == one.reminders)
	else:
		claim = claim.set(table.sent_on, now_datetime())
	claim.where((table.name == one.name) & (table.state == before.value)).run()
	return frappe.db._cursor.rowcount == 1


def _end(one: frappe._dict, state: State, note: str = "") -> str:
	"""Keep how it ended, unless the customer was faster and has answered already."""
	table = frappe.qb.DocType(INVITATION)
	(
		frappe.qb.update(table)
		.set(table.state, state.value)
		.set(table.state_note, note or None)
		.where((table.name == one.name) & (table.state != State.ANSWERED.value))
	).run()
	return state.value


def _skip_reminder(one: frappe._dict) -> str:
	"""Who may not be reminded (any more) has been asked all the same; he or she is not looked at again tomorrow."""
	frappe.db.set_value(INVITATION, one.name, "reminded_on", now_datetime(), update_modified=False)
	return State.SENT.value


def _free_stuck() -> None:
	"""A claim without an end: the process died, perhaps after the gateway had taken the text."""
	table = frappe.qb.DocType(INVITATION)
	(
		frappe.qb.update(table)
		.set(table.state, State.SENT.value)
		.set(table.state_note, _("Sending was interrupted; it is not known whether it arrived."))
		.where(table.state == State.SENDING.value)
		.where(table.modified < now_datetime() - timedelta(minutes=STUCK_MINUTES))
	).run()


def _count_sent(round_names: set[str]) -> None:
	"""Keep in each round how many invitations have left."""
	table = frappe.qb.DocType(INVITATION)
	for name in sorted(round_names):
		query = frappe.qb.from_(table).select(Count("*"))
		(sent,) = query.where((table.round == name) & table.sent_on.isnotnull()).run()[0]
		frappe.db.set_value(ROUND, name, "sent", sent, update_modified=False)


def _address(customer: str, field: str) -> str:
	entry = vault.read_one(CUSTOMER, customer, field)
	return sealing.open_value(CUSTOMER, field, *entry) if entry else ""


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - what was sent stays sent
