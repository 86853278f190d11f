"""Answers requests for `/c/…` (hook page_renderer): counts a click and leads on, or takes a consent back.

Looking at the page to unsubscribe changes nothing, since mail programs open addresses by themselves; its button does.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import escape_html
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from bank_crm.compliance import throttle
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing import links
from bank_crm.marketing.sending import receipts, states

#: Requests of one address in a minute; a branch's customers may share one.
LOOKS = 300
_SECONDS = 60
_BEFORE = "message_page"
_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>{title}</title></head><body style="font-family: sans-serif; max-width: 28rem; margin: 15vh auto; padding: 0 1rem;
text-align: center; color: #1f272e"><h1 style="font-size: 1.25rem">{title}</h1><p>{text}</p>{form}</body></html>"""
_FORM = """<form method="post"><button style="font: inherit; padding: .6rem 1.4rem; border: 0; border-radius: .5rem;
background: #1f272e; color: #fff">{label}</button></form>"""


class MessagePage:
	"""Frappe's interface for pages of an app's own."""

	def __init__(self, path: str, http_status_code: int | None = None) -> None:
		self.path = path.strip("/ ")

	def can_render(self) -> bool:
		"""Whether the path is a message's; everything below `/c/` is answered here."""
		return self.path.startswith(links.ROUTE)

	def render(self) -> Response:
		"""Answer one request."""
		frappe.db.savepoint(_BEFORE)
		try:
			throttle.per_address("message", LOOKS, _SECONDS)
			return self._answer()
		except frappe.RateLimitExceededError:
			frappe.clear_messages()
			return _page(_("Too Many Requests"), _("Please try again in a minute."), status=429)
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()  # the database has given the transaction up already
			return _page(_("Busy"), _("Please try again in a minute."), status=503)
		except Exception:
			frappe.db.rollback(save_point=_BEFORE)  # Frappe's error page would keep half of what was written
			raise

	def _answer(self) -> Response:
		frappe.local.lang = str(frappe.db.get_single_value("System Settings", "language") or "zh")
		found = links.read(self.path[len(links.ROUTE) :])
		if found is None:
			return _nothing()
		message, stop = found
		if stop:
			return self._stop(message)
		url = receipts.click(message)
		if url is None:
			return _nothing()
		frappe.local.flags.commit = True  # a visit is kept although it is a GET
		return redirect(url, code=302)

	def _stop(self, message: int) -> Response:
		if not frappe.db.exists("Bank Message", message):
			return _nothing()
		if frappe.request.method != "POST":
			return _page(
				_("Unsubscribe"),
				_("You will get no more messages of this kind on this channel."),
				form=_FORM.format(label=escape_html(_("Unsubscribe"))),
			)
		now = frappe.utils.now_datetime()
		receipts.withdraw(message)
		states.finish([message], MessageState.UNSUBSCRIBED, now)
		states.responded([message], MessageState.UNSUBSCRIBED, now, "link")
		return _page(_("Unsubscribed"), _("You will get no more messages of this kind."))


def _nothing() -> Response:
	return _page(_("Not Found"), _("There is nothing under this address."), status=404)


def _page(title: str, text: str, *, form: str = "", status: int = 200) -> Response:
	page = _PAGE.format(
		language=escape_html(frappe.local.lang), title=escape_html(title), text=escape_html(text), form=form
	)
	response = Response(page, status=status, mimetype="text/html")
	response.headers["Cache-Control"] = "no-store"
	response.headers["Referrer-Policy"] = "no-referrer"
	return response
