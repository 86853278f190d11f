"""What a mail is before anybody reads it: a person's, a machine's answer, a bounce, our own coming back (SVC-13).

Header names are given in lower case, each with all its values in the mail's order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from .intake_enums import IntakeReason

Headers = Mapping[str, Sequence[str]]

#: Answers of machines say so by one of these, whatever the value (RFC 3834 and what came before it).
_AUTO_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-mailer-autoreply")
_AUTO_REPLY_SUBJECT = re.compile(
	r"^\s*(?:(?:re|回复|答复)\s*[:：]\s*)*"
	r"(?:自动(?:回复|答复|应答)|(?:automatic|auto)[ -]?(?:reply|response)|out of (?:the )?office|autoreply)",
	re.IGNORECASE,
)
_MACHINES = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mdaemon"})
_MASS = frozenset({"bulk", "list", "junk"})
#: A mail that passed more servers than this goes round in circles (RFC 5321 6.3).
MOST_HOPS = 50
_ORDER = re.compile(r"(?<![A-Za-z0-9-])WO-\d{4}-\d{8}(?![A-Za-z0-9])", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_NO_REPLY = re.compile(r"^(?:no|do-?not|donot)[-_.]?reply|^mailer-daemon$|^postmaster$", re.IGNORECASE)


def reason_to_ignore(
	headers: Headers, sender: str, *, own_addresses: Collection[str], own_site: str
) -> IntakeReason | None:
	"""Tell why a mail is nobody's request; None for a person's mail.

	`sender` and `own_addresses` (those mails are fetched from) are lower case; `own_site` is what the mails of
	this site carry in X-Frappe-Site.
	"""
	if sender in own_addresses or own_site in headers.get("x-frappe-site", ()):
		return IntakeReason.LOOP
	if len(headers.get("received", ())) > MOST_HOPS:
		return IntakeReason.LOOP
	if _is_bounce(headers, sender):
		return IntakeReason.BOUNCE
	if _is_automatic(headers):
		return IntakeReason.AUTO_REPLY
	precedence = {value.strip().lower() for value in headers.get("precedence", ())}
	if headers.get("list-id") or precedence & _MASS:
		return IntakeReason.MAILING_LIST
	return None


def order_number(subject: str) -> str | None:
	"""Return the number of the order a subject names, such as WO-2026-00000017."""
	found = _ORDER.search(subject)
	return found.group().upper() if found else None


def answered_messages(headers: Headers) -> list[str]:
	"""Return the numbers of the mails this one answers, without brackets, the nearest first, each once."""
	nearest = [hit for value in headers.get("in-reply-to", ()) for hit in _MESSAGE_ID.findall(value)]
	thread = [hit for value in headers.get("references", ()) for hit in _MESSAGE_ID.findall(value)]
	return list(dict.fromkeys([*nearest, *reversed(thread)]))


def may_be_answered(sender: str) -> bool:
	"""Tell whether an address takes answers by its look; a machine is not written to."""
	return bool(sender) and not _NO_REPLY.match(sender.partition("@")[0])


def _is_bounce(headers: Headers, sender: str) -> bool:
	if sender.partition("@")[0] in _MACHINES:
		return True
	if any(value.strip() == "<>" for value in headers.get("return-path", ())):
		return True
	kinds = " ".join(headers.get("content-type", ())).lower()
	return "multipart/report" in kinds or bool(headers.get("x-failed-recipients"))


def _is_automatic(headers: Headers) -> bool:
	submitted = [value.partition(";")[0].strip().lower() for value in headers.get("auto-submitted", ())]
	if any(value and value != "no" for value in submitted):
		return True
	if any(headers.get(name) for name in _AUTO_REPLY_HEADERS):
		return True
	if any(value.strip().lower() == "auto_reply" for value in headers.get("precedence", ())):
		return True
	return any(_AUTO_REPLY_SUBJECT.match(value) for value in headers.get("subject", ()))
