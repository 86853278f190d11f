"""How many complete values one user sees within an hour, and who is told above (SEC-11, SEC-19).

Two counts, the higher one holds: the entries of the Access Log of the last 60 minutes, which outlive a
restart, and an atomic counter in Redis, which two requests at the same moment cannot both slip past.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import add_to_date, cint, now_datetime

from bank_crm import notices
from bank_crm.compliance import operation_log
from bank_crm.domain.compliance_enums import Operation
from bank_crm.permissions import roles

METHOD = "bank_crm.compliance.reveal.reveal"
WINDOW_SECONDS = 60 * 60
SETTINGS = "Bank CRM Settings"


class TooManyReveals(frappe.ValidationError):
	"""The user has seen the settings' number of complete values within the last hour."""

	http_status_code = 429


def take(user: str) -> None:
	"""Count one value shown to `user`; raises TooManyReveals where that is one too many.

	From the settings' second number on, compliance is told once within the hour, and again when the
	limit itself is reached.
	"""
	settings = frappe.get_cached_doc(SETTINGS)
	limit, alert_from = cint(settings.reveals_per_hour), cint(settings.reveals_alert_from)
	count = max(_stored(user), _counted(user)) + 1
	if count > limit:
		_tell(user, limit, refused=True)
		frappe.throw(
			_("You have seen {0} complete values within an hour. Compliance has been told.").format(limit),
			TooManyReveals,
			title=_("Too Many Complete Values"),
		)
	if count >= alert_from:
		_tell(user, count, refused=False)


def _stored(user: str) -> int:
	log = frappe.qb.DocType("Access Log")
	since = add_to_date(now_datetime(), seconds=-WINDOW_SECONDS)
	query = (
		frappe.qb.from_(log)
		.select(Count("*"))
		.where((log.creation >= since) & (log.user == user) & (log.method == METHOD))
	)
	return int(query.run()[0][0])


def _counted(user: str) -> int:
	"""Return how many were asked for before this one, by a counter that ends an hour after its first."""
	key = frappe.cache.make_key(f"bank_crm_reveals:{user}")
	frappe.cache.set(key, 0, ex=WINDOW_SECONDS, nx=True)
	return int(frappe.cache.incrby(key, 1)) - 1


def _tell(user: str, count: int, *, refused: bool) -> None:
	"""Have compliance told by a job: what a refused request writes itself is undone with it."""
	key = frappe.cache.make_key(f"bank_crm_reveals_told:{user}:{int(refused)}")
	if frappe.cache.set(key, 1, ex=WINDOW_SECONDS, nx=True):
		frappe.enqueue(tell_compliance, queue="short", user=user, count=count, refused=refused)


def tell_compliance(user: str, count: int, refused: bool) -> None:
	"""Give every compliance officer a notification, each in his or her language, and log a refusal."""
	if refused:
		operation_log.record(
			Operation.REVEAL.value,
			"User",
			user,
			outcome="Refused",
			detail=f"{count} complete values within an hour",
		)

	def say(lang: str) -> str:
		if refused:
			text = _("{0} was refused further complete values after {1} within an hour", lang=lang)
		else:
			text = _("{0} has seen {1} complete values within an hour", lang=lang)
		return text.format(frappe.bold(notices.person(user)), count)

	notices.tell(notices.holders([roles.COMPLIANCE_OFFICER]), say, "User", user, by=user)
