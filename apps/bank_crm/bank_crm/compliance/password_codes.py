"""【忘记密码】: a six-digit code by e-mail or mobile phone opens Frappe's page for a new password (SEC-03).

Whoever asks gets the same answer at the same speed whether or not the account exists: all work is done by a
background job. A code is bound to the browser that asked, kept as a fingerprint in Redis, dies after some
minutes, some tries, or when a newer one is sent, and is never logged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.utils import cint, escape_html
from frappe.utils.password import get_encryption_key

from bank_crm.compliance import login
from bank_crm.compliance.operation_log import record
from bank_crm.customer.care import channels
from bank_crm.domain.compliance_enums import Operation

DIGITS = 6
HOUR = 3600
EMAIL, MOBILE = "Email", "Mobile"


@dataclass(frozen=True, slots=True)
class CodeRule:
	"""The settings: minutes a code lives, tries it allows, codes an account gets in an hour."""

	minutes: int
	tries: int
	per_hour: int


def rule() -> CodeRule:
	"""Return the site's rule; an empty setting counts as the default."""

	def setting(field: str, default: int) -> int:
		return cint(frappe.db.get_single_value("Bank CRM Settings", field)) or default

	return CodeRule(
		setting("login_code_minutes", 10), setting("login_code_tries", 5), setting("login_codes_per_hour", 3)
	)


def ways() -> list[str]:
	"""Return the ways that are set up on this site; nothing about any account."""
	found = []
	if channels.EmailGateway().ready():
		found.append(EMAIL)
	if "SMS" in channels.gateways():
		found.append(MOBILE)
	return found


def request(account: str, way: str) -> str:
	"""Have a code sent to the account, if it exists; return what the browser must show with the code."""
	token = secrets.token_urlsafe(24)
	frappe.enqueue(
		"bank_crm.compliance.password_codes.send",
		queue="short",
		account=account.strip(),
		way=way,
		token=token,
	)
	return token


def send(account: str, way: str, token: str) -> None:
	"""Background job: make the code and send it; an account that cannot have one gets nothing."""
	user = _user_who_may(account)
	if not user or way not in ways():
		return
	address, language = user.email if way == EMAIL else user.mobile_no, user.language
	limits = rule()
	if not address or _increase(f"sent:{user.name}", HOUR) > limits.per_hour:
		return
	code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
	seconds = limits.minutes * 60
	if older := frappe.cache.get(_name(f"newest:{user.name}")):
		frappe.cache.delete(_name(f"code:{frappe.safe_decode(older)}"))
	entry = _fingerprint(token)
	stored = {"user": user.name, "code": _fingerprint(f"{token}:{code}")}
	frappe.cache.set(_name(f"code:{entry}"), json.dumps(stored), ex=seconds)
	frappe.cache.set(_name(f"newest:{user.name}"), entry, ex=seconds)
	text = _(
		"Your code for a new password is {0}, valid for {1} minutes. If you did not ask for it, tell the administrators; never pass it on.",
		language,
	).format(code, limits.minutes)
	if way == EMAIL:
		frappe.sendmail(
			recipients=[address],
			subject=_("Code for a New Password", language),
			message=f"<p>{escape_html(text)}</p>",
			delayed=False,
		)
	else:
		message = channels.Message(to=address, subject="", text=text, task="")
		channels.gateways()["SMS"].send(message)


def send_link(account: str) -> None:
	"""Background job: Frappe's mail with a link, for an account that may have one."""
	user = _user_who_may(account)
	if user and channels.EmailGateway().ready() and _increase(f"sent:{user.name}", HOUR) <= rule().per_hour:
		frappe.get_doc("User", user.name).reset_password(send_email=True)


def confirm(token: str, code: str) -> str:
	"""Return the page where the new password is entered; every failure is told alike.

	Raises ValidationError for a code that is wrong, used, old, superseded or tried too often.
	"""
	entry = _fingerprint(token)
	stored = json.loads(frappe.cache.get(_name(f"code:{entry}")) or "null")
	tries = _increase(f"tries:{entry}", rule().minutes * 60)
	if stored and tries > rule().tries:
		frappe.cache.delete(_name(f"code:{entry}"))
		stored = None
	given = _fingerprint(f"{token}:{code.strip()}")
	if not stored or not hmac.compare_digest(stored["code"], given):
		frappe.throw(_("The code is wrong or no longer valid."), title=_("Forgot Password"))
	if not _first_to_use(entry):
		frappe.throw(_("The code is wrong or no longer valid."), title=_("Forgot Password"))
	frappe.cache.delete(_name(f"code:{entry}"))
	link = urlsplit(link_for(stored["user"], _("Proved by a code")))
	return f"{link.path}?{link.query}"  # the page is the browser's own, whatever name the site has for mails


def link_for(user: str, why: str) -> str:
	"""Return a link that lets its holder set the user's password once, and log that there is one."""
	link = frappe.get_doc("User", user).reset_password(send_email=False)
	record(Operation.PERMISSION_CHANGE.value, "User", user, detail=_("Password reset: {0}").format(why))
	return link


def _user_who_may(account: str) -> frappe._dict | None:
	"""The account's user unless disabled or the framework's own, whose password the shell sets."""
	name = login.find_user(account) if account else None
	if not name or name in frappe.STANDARD_USERS:
		return None
	user = frappe.db.get_value(
		"User", name, ["name", "enabled", "email", "mobile_no", "language"], as_dict=True
	)
	return user if user.enabled else None


def _first_to_use(entry: str) -> bool:
	"""Two browsers with the same right code: one wins."""
	key = _name(f"used:{entry}")
	return bool(frappe.cache.set(key, 1, nx=True, ex=HOUR))


def _increase(what: str, seconds: int) -> int:
	"""Count up something that is forgotten `seconds` after it was first counted."""
	key = _name(what)
	frappe.cache.set(key, 0, nx=True, ex=seconds)
	return cint(frappe.cache.incrby(key, 1))


def _fingerprint(text: str) -> str:
	return hmac.new(get_encryption_key().encode(), text.encode(), hashlib.sha256).hexdigest()


def _name(what: str) -> str:
	"""Outside the keys of the site, which anybody's clearing of the cache wipes."""
	return f"bank_crm:password_code:{frappe.conf.db_name}:{what}"
