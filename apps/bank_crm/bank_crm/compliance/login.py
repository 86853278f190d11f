"""Locking accounts that fail to log in (SEC-04, SEC-05; scenario 10).

Frappe's own counting stays below this: it lives in Redis, lets a sixth password be tried and locks
everybody behind one address. Here failures are kept in Bank Login Lock, per account whatever it is called
by (employee number, e-mail, mobile number), and names nobody has are counted and locked the same way.

Frappe 16 asks before it looks at the password (`before_login`); Frappe 15 does not, so there failures are
counted when it writes them to its Activity Log, after its own counting, which is forgotten again, and a locked
account is refused once the password was right, with the same answer as a wrong one. So is the address that has
tried too often.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.auth import LoginAttemptTracker
from frappe.core.doctype.activity_log.activity_log import add_authentication_log
from frappe.core.doctype.user.user import User
from frappe.rate_limiter import rate_limit
from frappe.translate import get_language
from frappe.utils import cint, now_datetime
from frappe.utils.password import get_encryption_key, passlibctx

from bank_crm.compliance.operation_log import record
from bank_crm.domain import login_lock
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.login_lock import LockRule, LockState

if TYPE_CHECKING:
	from frappe.auth import LoginManager

LOCK = "Bank Login Lock"
WINDOW_SECONDS = 600
#: Logged where a locked account is refused; the log-in page shows a text of its own.
REFUSED = "Account locked"


def rule() -> LockRule:
	"""Return the site's rule; its figures are where Frappe keeps them, in the System Settings."""
	return LockRule(
		cint(frappe.db.get_single_value("System Settings", "allow_consecutive_login_attempts")),
		cint(frappe.db.get_single_value("System Settings", "allow_login_after_fail")),
	)


def attempts_per_address() -> int:
	"""Return how many log-ins one address may try within ten minutes."""
	return cint(frappe.db.get_single_value("Bank CRM Settings", "login_attempts_per_address")) or 200


@rate_limit(limit=attempts_per_address, seconds=WINDOW_SECONDS)
def _limit_address() -> None:
	"""Frappe would lock all of a branch for one person's typing; this limit takes that place."""
	LoginAttemptTracker(key=frappe.local.request_ip).add_success_attempt()


def before_login(login_manager: LoginManager) -> None:
	"""Hook `before_login` (Frappe 16): count the attempt and refuse it while the account is locked."""
	_limit_address()
	_speak_the_visitors_language()
	frappe.flags.bank_login_counted = True
	typed = _typed_name()
	if not typed or _second_factor_pending():
		return
	user = find_user(typed)
	decided = count(user, typed)
	if not decided.allowed:
		_refuse(user, decided.locked_seconds)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a refused log-in is rolled back, its count must stay
	_tell(decided)
	if not user:
		passlibctx.dummy_verify()  # as long as a real password takes


def on_login(login_manager: LoginManager) -> None:
	"""Hook `on_login`: whoever gets in, by whatever way, starts anew; Frappe 15 refuses the locked here."""
	user = login_manager.user
	if user == "Guest":
		return
	name = _key(user, "")
	if _by_password() and not frappe.flags.bank_login_counted:
		_limit_address()
		if left := login_lock.locked_seconds(_state(name), now_datetime()):
			_refuse(user, left)
	frappe.db.delete(LOCK, {"name": name})
	for told in ("attempts_left", "locked_seconds"):
		frappe.local.response.pop(told, None)
	_limit_sessions(user)


def failed(typed: str) -> None:
	"""Count a failure Frappe has just written to its Activity Log, unless `before_login` has counted it."""
	typed = typed.strip()
	user = find_user(typed)
	if not frappe.flags.bank_login_counted:
		_count_afterwards(user, typed)
	if left := login_lock.locked_seconds(_state(_key(user, typed)), now_datetime()):
		_say_locked(left)


def _count_afterwards(user: str | None, typed: str) -> None:
	"""As `before_login` does, once Frappe 15 has written the failure; the answer is the same for names nobody has."""
	_limit_address()
	_speak_the_visitors_language()
	if user:
		LoginAttemptTracker(key=user).add_success_attempt()
	else:
		passlibctx.dummy_verify()  # as long as a real password takes
	_tell(count(user, typed))


def count(user: str | None, typed: str) -> login_lock.Attempt:
	"""Take one attempt from the account, under a lock on its row alone; the caller commits."""
	key = _key(user, typed)
	_ensure_row(key, user)
	decided = login_lock.attempt(_state(key, for_update=True), rule(), now_datetime())
	if decided.allowed:
		table, state = frappe.qb.DocType(LOCK), decided.state
		(
			frappe.qb.update(table)
			.set(table.failures, state.failures)
			.set(table.locked_until, state.locked_until)
			.set(table.last_failure_at, state.last_failure_at)
			.set(table.last_address, frappe.local.request_ip)
			.set(table.modified, now_datetime())
			.where(table.name == key)
		).run()
	return decided


def unlock(name: str) -> None:
	"""Let an account try again at once; the caller has checked who asks (SEC-05)."""
	user = frappe.db.get_value(LOCK, name, "user")
	if not user:
		frappe.throw(_("This account is not locked any more."), frappe.DoesNotExistError)
	frappe.db.delete(LOCK, {"name": name})
	LoginAttemptTracker(key=user).add_success_attempt()
	record(Operation.UNLOCK.value, "User", user)


def forget_old() -> None:
	"""Delete what has no effect any more, of known and invented names alike (hook, daily)."""
	table, now = frappe.qb.DocType(LOCK), now_datetime()
	served = table.locked_until.isnull() | (table.locked_until < now)
	old = table.last_failure_at.isnull() | (table.last_failure_at < now - login_lock.FORGET_AFTER)
	frappe.qb.from_(table).delete().where(served & old).run()


def find_user(typed: str) -> str | None:
	"""Return the user Frappe would look for under this name."""
	found = User.find_by_credentials(typed, "", validate_password=False)
	return found["name"] if found else None


def locked_until(users: list[str]) -> dict[str, str]:
	"""Return who of the users is locked now, and until when."""
	rows = frappe.get_all(
		LOCK,
		filters={"user": ("in", users or [""]), "locked_until": (">", now_datetime())},
		fields=["user", "locked_until"],
	)
	return {row.user: row.locked_until for row in rows}


def _key(user: str | None, typed: str) -> str:
	"""A fingerprint, because what is typed as a name is a password often enough."""
	text = f"user:{user}" if user else f"name:{_plain(typed)}"
	return hmac.new(get_encryption_key().encode(), text.encode(), hashlib.sha256).hexdigest()


def _plain(typed: str) -> str:
	"""One spelling for what the database takes for the same name: case, width, accents, outer blanks."""
	text = unicodedata.normalize("NFKD", typed).casefold().strip()
	return "".join(letter for letter in text if not unicodedata.combining(letter))


def _ensure_row(key: str, user: str | None) -> None:
	table, now = frappe.qb.DocType(LOCK), now_datetime()
	number, person = _who(user)
	columns = {
		"name": key,
		"account_key": key,
		"user": user,
		"employee_no": number,
		"staff_name": person,
		"failures": 0,
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
	}
	(
		frappe.qb.into(table)
		.columns(*columns)
		.insert(*columns.values())
		.on_duplicate_key_update(
			table.employee_no, number
		)  # takes the row's lock, where IGNORE would share it
	).run()


def _who(user: str | None) -> tuple[str | None, str | None]:
	"""Number and name of an employee; of another user, what he or she logs in by."""
	if not user:
		return None, None
	staff = frappe.db.get_value("Bank Staff", {"user": user}, ["employee_no", "staff_name"])
	return staff or frappe.db.get_value("User", user, ["username", "full_name"])


def _state(key: str, *, for_update: bool = False) -> LockState:
	table = frappe.qb.DocType(LOCK)
	query = (
		frappe.qb.from_(table)
		.select(table.failures, table.locked_until, table.last_failure_at)
		.where(table.name == key)
	)
	rows = (query.for_update() if for_update else query).run()
	return LockState(*rows[0]) if rows else LockState()


def _refuse(user: str | None, left: int) -> None:
	"""Answer as to a wrong password, but for the text; right and wrong ones alike."""
	frappe.flags.bank_login_counted = True
	_say_locked(left)
	add_authentication_log(REFUSED, user or "Guest", status="Failed")
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - a refused log-in is rolled back, its log must stay
	raise frappe.AuthenticationError


def _say_locked(left: int) -> None:
	minutes = -(-left // 60)
	frappe.local.response["message"] = _(
		"Account locked. Try again in {0} minutes, or ask an administrator to unlock it."
	).format(minutes)
	frappe.local.response["locked_seconds"] = left
	frappe.local.response.pop("attempts_left", None)


def _tell(decided: login_lock.Attempt) -> None:
	if decided.allowed and rule().limit > 0:
		frappe.local.response["attempts_left"] = decided.attempts_left


def _typed_name() -> str:
	"""The name in the request, or of the person whose second factor is awaited."""
	form = frappe.form_dict
	if form.get("tmp_id"):
		return frappe.safe_decode(frappe.cache.get(f"{form.tmp_id}_usr") or b"")
	return str(form.get("usr") or "").strip()


def _second_factor_pending() -> bool:
	"""The first code after a right password belongs to that attempt; every further one counts."""
	form = frappe.form_dict
	if not (form.get("otp") and form.get("tmp_id") and frappe.cache.get(f"{form.tmp_id}_usr")):
		return False
	# beside Frappe's own keys of this log-in: those of the site are wiped by each log-in with a code
	first = f"{form.tmp_id}_bank_first_code"
	return bool(frappe.cache.set(first, 1, nx=True, ex=WINDOW_SECONDS))


def _by_password() -> bool:
	return frappe.form_dict.get("cmd") == "login" or (
		bool(frappe.request) and frappe.request.path == "/api/method/login"
	)


def _speak_the_visitors_language() -> None:
	"""Frappe chooses the language only after the log-in."""
	if not frappe.session.user:
		frappe.session.user = "Guest"
	if frappe.request:
		frappe.local.lang = get_language()


def _limit_sessions(user: str) -> None:
	"""Employees hold as many sessions as the settings say; Frappe ends the oldest above that."""
	wanted = cint(frappe.db.get_single_value("Bank CRM Settings", "login_sessions"))
	if wanted > 0 and frappe.db.exists("Bank Staff", {"user": user}):
		if frappe.db.get_value("User", user, "simultaneous_sessions") != wanted:
			frappe.db.set_value("User", user, "simultaneous_sessions", wanted, update_modified=False)
