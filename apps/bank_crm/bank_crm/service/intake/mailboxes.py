"""Fetching service mailboxes: a mail counts as read only when it is stored (SVC-13).

Frappe marks mails as read while fetching them, before they are filed; killed in between, they are lost. Here each
is filed and committed first. What is fetched again has been written down by its number and changes nothing.
"""

from __future__ import annotations

import imaplib
import poplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import frappe
from frappe.email.receive import EmailServer
from frappe.model.document import Document

from bank_crm.domain.intake_enums import IntakeOutcome, IntakeReason
from bank_crm.domain.service_enums import OrderChannel
from bank_crm.service.intake import entries, mail

DOCTYPE = "Bank Mailbox"
MAILS_PER_RUN = 200
UNREAD = "UNSEEN"
#: A mail's number in its folder, its bytes, and what to call when it is stored.
Fetched = tuple[str | None, bytes, Callable[[], object]]


def of_account(account: str) -> Document | None:
	"""Return the active mailbox of an e-mail account; None where the account is not for service."""
	name = frappe.db.get_value(DOCTYPE, {"email_account": account, "active": 1})
	return frappe.get_doc(DOCTYPE, name) if name else None


def receive(account: Document, mailbox: Document) -> dict[str, int]:
	"""Fetch and take in what is new; returns how many mails ended how. Commits after each mail."""
	counts: dict[str, int] = {}
	if not account.enable_incoming:
		return counts
	server = account.get_incoming_server(in_receive=True, email_sync_rule=account.build_email_sync_rule())
	if not hasattr(server, "imap" if account.use_imap else "pop"):
		return counts  # Frappe has noted that the mail server cannot be reached
	try:
		with _closing(server):
			mails = _imap(account, server) if account.use_imap else _pop(server)
			for uid, raw, settle in mails:
				outcome = _take(raw, account, mailbox, uid)
				if outcome is None:
					continue  # the database was busy; the mail stays unread and comes again
				settle()
				counts[outcome] = counts.get(outcome, 0) + 1
	except (OSError, imaplib.IMAP4.error, poplib.error_proto):
		account.log_error(title="Service mailbox not read to its end")
	return counts


def _take(raw: bytes, account: Document, mailbox: Document, uid: str | None) -> str | None:
	"""Take one mail in and commit; what cannot be read is kept for a person to look at."""
	try:
		taken = mail.take(raw, account, mailbox, uid)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - only what is stored may count as read
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		frappe.db.rollback()
		return None
	except Exception:
		frappe.db.rollback()
		account.log_error(title="Service mail not taken in")
		_keep_unreadable(raw, account, mailbox, uid)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the next mails do not depend on this one
		return IntakeOutcome.REFUSED.value
	return taken.outcome.value if taken.is_new else "Known"


def _keep_unreadable(raw: bytes, account: Document, mailbox: Document, uid: str | None) -> None:
	"""Frappe's list of unhandled mails keeps the mail, the register keeps that there was one."""
	number = f"unreadable:{account.name}:{uid or entries.short_id(raw[:2000].decode('ascii', 'replace'))}"
	if entries.find(mail.SOURCE, number):
		return
	account.handle_bad_emails(uid, raw, frappe.get_traceback())
	entries.write(
		entries.Entry(
			source=mail.SOURCE,
			external_id=number,
			channel=OrderChannel.EMAIL,
			outcome=IntakeOutcome.REFUSED,
			reason=IntakeReason.UNREADABLE,
			mailbox=mailbox.name,
		)
	)


def _imap(account: Document, server: EmailServer) -> Iterator[Fetched]:
	"""Give the new mails of all folders, each with what marks it as read."""
	for folder in account.imap_folder:
		if not server.select_imap_folder(folder.folder_name):
			frappe.log_error(title="Mail folder missing", message=f"{account.name}: {folder.folder_name}")
			continue
		for uid in _uids(account, server, folder)[:MAILS_PER_RUN]:
			_status, answer = server.imap.uid("fetch", uid, "(BODY.PEEK[])")
			if not answer or not isinstance(answer[0], tuple):
				continue  # another program has moved it meanwhile
			yield uid.decode(), answer[0][1], partial(server.imap.uid, "STORE", uid, "+FLAGS", r"(\Seen)")


def _uids(account: Document, server: EmailServer, folder: Document) -> list[bytes]:
	if server.settings.email_sync_rule == UNREAD:
		_status, found = server.imap.uid("search", None, UNREAD)
		return found[0].split() if found and found[0] else []
	server.settings["uid_validity"] = folder.uidvalidity
	found = server.get_new_mails(f'"{folder.folder_name}"')
	server.imap.select(f'"{folder.folder_name}"')  # Frappe opens it for reading only
	return found


def _pop(server: EmailServer) -> Iterator[Fetched]:
	"""Give the mails of a POP3 account, each with what deletes it when the connection is closed in order."""
	for number, _mail in enumerate(server.pop.list()[1][:MAILS_PER_RUN], 1):
		yield None, b"\n".join(server.pop.retr(number)[1]), partial(server.pop.dele, number)


@contextmanager
def _closing(server: EmailServer) -> Iterator[None]:
	try:
		yield
	finally:
		try:
			server.logout()
		except (OSError, imaplib.IMAP4.error, poplib.error_proto) as error:
			frappe.logger().info(f"mail server hung up: {type(error).__name__}")
