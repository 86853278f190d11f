"""A mail to a service mailbox: threaded to its order or made a new one, machines' mails left alone (SVC-13).

Frappe's InboundMail reads and files the mail; what is decided here is where it belongs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import Any

import frappe
from email_reply_parser import EmailReplyParser
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.core.utils import html2text
from frappe.email.receive import InboundMail
from frappe.model.document import Document
from frappe.utils import get_url

from bank_crm.compliance import addresses, uploads
from bank_crm.domain import mail_rules
from bank_crm.domain.intake_enums import IntakeOutcome, IntakeReason, MatchedBy
from bank_crm.domain.service_enums import OrderChannel, OrderType
from bank_crm.service.intake import entries, matching, opening, replies, threads

SOURCE = "Email"
ORDER = opening.ORDER
MOST_ATTACHMENTS = 20
LONGEST_TEXT = 20_000
WINDOW_MINUTES = 60
SAVE_POINT = "bank_mail_attachment"


@dataclass(frozen=True, slots=True)
class Taken:
	"""What became of a mail; `is_new` is False for one that was here before."""

	outcome: IntakeOutcome
	order: str | None = None
	communication: str | None = None
	reason: IntakeReason | None = None
	is_new: bool = True


class ServiceMail(InboundMail):
	"""A mail of a service mailbox; the order it belongs to is decided before the message is filed."""

	order: str | None = None
	#: What was not stored of the attachments and why, a sentence each.
	left_out: list[str]

	def set_from(self) -> None:
		"""Read the sender's name in any script; Frappe takes a Chinese one out and puts the address there instead."""
		super().set_from()
		name = parseaddr(self.decode_email(self.mail["From"]) or "")[0].strip(" '\"")
		self.from_real_name = "" if "@" in name else name[:140]

	@property
	def number(self) -> str:
		"""The mail's own number, or its fingerprint where it has none."""
		raw = self.raw_message if isinstance(self.raw_message, bytes) else str(self.raw_message).encode()
		return self.message_id or "sha256:" + hashlib.sha256(raw).hexdigest()

	@property
	def headers(self) -> dict[str, list[str]]:
		"""All headers, names in lower case."""
		found: dict[str, list[str]] = {}
		for name, value in self.mail.items():
			found.setdefault(name.lower(), []).append(str(value))
		found["subject"] = [self.subject]
		return found

	@property
	def said(self) -> str:
		"""What the sender wrote this time, without what is quoted."""
		text = self.text_content or html2text(self.html_content or "")
		said = EmailReplyParser.parse_reply(text).strip() or text.strip()
		return said[:LONGEST_TEXT]

	def reference_document(self) -> Document | None:
		"""The order, as decided; Frappe would ask the subject alone, which anybody can write."""
		if self._reference_document is None and self.order:
			self._reference_document = frappe.get_doc(ORDER, self.order)
		return self._reference_document

	def save_attachments_in_doc(self, doc: Document) -> list[Document]:
		"""Store what may be stored; a file that is refused or cannot be read costs itself, never the mail."""
		self.left_out, saved, found = [], [], self.attachments
		for attachment in found:
			if problem := _problem_of(attachment, len(saved)):
				self.left_out.append(problem)
				continue
			frappe.db.savepoint(SAVE_POINT)
			self.attachments = [attachment]
			try:
				saved += super().save_attachments_in_doc(doc)
			except Exception:
				frappe.db.rollback(save_point=SAVE_POINT)
				frappe.log_error(title="Attachment of a mail not stored", reference_doctype=ORDER)
				self.left_out.append(_("{0}: the file cannot be read.").format(attachment["fname"]))
		self.attachments = found
		return saved


def take(raw: bytes | str, account: Document, mailbox: Document, uid: str | None = None) -> Taken:
	"""Take one mail in, within the caller's transaction; the same mail taken twice changes nothing."""
	mail = ServiceMail(raw, account, uid)
	if known := entries.find(SOURCE, mail.number):
		return Taken(IntakeOutcome(known.outcome), known.work_order, is_new=False)
	sender = mail.from_email or ""
	shown = addresses.hide(sender)[0] or ""
	customer = matching.by_email(sender)
	mail.order = _order_of(mail, sender, customer)
	entry = entries.Entry(
		source=SOURCE,
		external_id=mail.number,
		channel=OrderChannel.EMAIL,
		outcome=IntakeOutcome.IGNORED,
		sender=shown,
		customer=customer,
		matched_by=MatchedBy.EMAIL if customer else None,
		work_order=mail.order,
		mailbox=mailbox.name,
	)
	reason = _reason_to_ignore(mail, sender)
	if reason:
		entries.write(replace(entry, reason=reason))
		return Taken(IntakeOutcome.IGNORED, mail.order, reason=reason)
	return _file(mail, mailbox, entry)


def _file(mail: ServiceMail, mailbox: Document, entry: entries.Entry) -> Taken:
	outcome, reason = IntakeOutcome.ADDED, None
	if mail.order is None:
		mine = entries.orders_of_sender(entry.sender, minutes=WINDOW_MINUTES)
		if mailbox.most_per_hour and len(mine) >= mailbox.most_per_hour:
			# nothing a customer wrote is lost, but two machines make no orders of each other
			mail.order, reason = threads.kept(mine[0]), IntakeReason.TOO_MANY
		else:
			mail.order, outcome = _open(mail, mailbox, entry), IntakeOutcome.NEW_ORDER
	elif threads.ended_long_ago(mail.order):
		outcome = _follow_up(mail, mailbox, entry)
	mail.left_out = []
	message = mail.process()
	left_out = mail.left_out
	entries.write(
		replace(
			entry,
			outcome=outcome,
			reason=reason,
			work_order=mail.order,
			communication=message.name,
			left_out="\n".join(left_out),
		)
	)
	taken = Taken(outcome, mail.order, message.name, reason)
	if left_out:
		_tell_left_out(mail.order, left_out)
	if outcome is IntakeOutcome.NEW_ORDER:
		if mailbox.acknowledge and mail_rules.may_be_answered(mail.from_email or ""):
			replies.acknowledge(mail.order, message.name, mail.from_email)
	elif reason is None:
		replies.customer_wrote(mail.order, mail.from_email or "")
	return taken


def _open(mail: ServiceMail, mailbox: Document, entry: entries.Entry) -> str:
	opened = opening.open_order(
		opening.Incoming(
			source=SOURCE,
			external_id=mail.number,
			channel=OrderChannel.EMAIL,
			subject=mail.clean_subject(mail.subject) or _("No Subject"),
			description=mail.said,
			order_type=OrderType(mailbox.order_type),
			subtype=mailbox.subtype,
			product=mailbox.product,
			customer=entry.customer,
			contact_name=mail.from_real_name or None,
			contact_email=mail.from_email,
			branch=mailbox.branch,
			queue=mailbox.queue,
			message_id=mail.number,
		),
		ignore_permissions=True,  # the bank's own job; nobody is at work
	)
	return opened.name


def _order_of(mail: ServiceMail, sender: str, customer: str | None) -> str | None:
	return threads.by_messages(mail_rules.answered_messages(mail.headers)) or threads.by_number(
		mail_rules.order_number(mail.subject), sender, customer
	)


def _follow_up(mail: ServiceMail, mailbox: Document, entry: entries.Entry) -> IntakeOutcome:
	"""A mail to an order that ended long ago is a new matter; the new order says which one it follows."""
	ended, mail.order = mail.order, _open(mail, mailbox, entry)
	frappe.get_doc(ORDER, mail.order).add_comment("Info", _("Follows {0}, which is closed.").format(ended))
	return IntakeOutcome.NEW_ORDER


def _reason_to_ignore(mail: ServiceMail, sender: str) -> IntakeReason | None:
	if not sender or "@" not in sender:
		return IntakeReason.UNREADABLE
	own = frappe.get_all("Email Account", filters={"enable_incoming": 1}, pluck="email_id")
	return mail_rules.reason_to_ignore(
		mail.headers, sender, own_addresses={str(one).lower() for one in own}, own_site=get_url()
	)


def _problem_of(attachment: dict[str, Any], kept: int) -> str:
	if kept >= MOST_ATTACHMENTS:
		return _("{0}: the mail has too many attachments.").format(attachment["fname"])
	most = get_max_file_size()
	if len(attachment["fcontent"]) > most:
		return _("{0} is larger than {1} MB.").format(attachment["fname"], most // 2**20)
	return uploads.problem_of(attachment["fname"], attachment["fcontent"])


def _tell_left_out(order: str, left_out: list[str]) -> None:
	"""The handler learns which attachments were not stored, where the message is read."""
	lines = "<br>".join(frappe.utils.escape_html(line) for line in left_out)
	text = _("Attachments left out:") + "<br>" + lines
	frappe.get_doc(ORDER, order).add_comment("Info", text)
