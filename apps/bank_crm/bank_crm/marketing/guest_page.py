"""Pages customers open from a message: plain HTML without script, at a signed address (MKT-06, MKT-20, MOB-06).

A request that fails is rolled back as a whole; forms are answered by a redirection, so that loading again sends
nothing twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frappe
from frappe import _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from bank_crm.compliance import throttle
from bank_crm.customer.care.greetings import bank_name
from bank_crm.marketing.signed import SignedRoute
from bank_crm.plain_page import PlainPage
from bank_crm.retrying import leave_no_half

PAGE = PlainPage(Path(__file__).parent, "guest_page")
#: Requests of one address in a minute; a branch's customers may share one.
LOOKS, FORMS = 300, 120
_SECONDS = 60
_BEFORE = "guest_page"


class GuestPage:
	"""Frappe's interface for pages of an app's own; a subclass says what one row shows and what its form does."""

	signed: SignedRoute
	what: str
	looks = LOOKS

	def __init__(self, path: str, http_status_code: int | None = None) -> None:
		self.path = path.strip("/ ")

	def can_render(self) -> bool:
		"""Whether the path is one of these pages; everything below the route is answered here."""
		return self.path.startswith(self.signed.route)

	def render(self) -> Response:
		"""Answer one request."""
		writing = frappe.request.method == "POST"
		frappe.local.lang = str(frappe.db.get_single_value("System Settings", "language") or "zh")
		frappe.db.savepoint(_BEFORE)
		try:
			throttle.per_address(self.what, FORMS if writing else self.looks, _SECONDS)
			name = self.signed.read(self.path)
			if name is None:
				return nothing()
			return self.take(name) if writing else self.show(name)
		except frappe.RateLimitExceededError:
			frappe.clear_messages()
			return message(_("Too Many Requests"), _("Please try again in a minute."), status=429)
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()  # the database has given the transaction up already
			return message(_("Busy"), _("Please try again in a minute."), status=503)
		except Exception:
			leave_no_half(_BEFORE, f"Page of {self.what} failed")
			raise

	def show(self, name: int) -> Response:
		"""Answer a look at the page."""
		raise NotImplementedError

	def take(self, name: int) -> Response:
		"""Answer its form."""
		raise NotImplementedError

	def again(self) -> Response:
		"""Lead back to the page after its form was taken."""
		return redirect(f"/{self.path}", code=303)


def nothing() -> Response:
	"""Answer for an address nothing is under."""
	return message(_("Not Found"), _("There is nothing under this address."), status=404)


def message(heading: str, sentence: str, *, status: int = 200) -> Response:
	"""Answer with a heading and a sentence."""
	return page(heading, sentence=sentence, status=status)


def page(heading: str, *, status: int = 200, tone: str = "", **values: Any) -> Response:
	"""Answer with the page; `tone` is good, bad or nothing. Everything is escaped but what is `Markup` already."""
	html = PAGE.html(
		{
			"language": "zh-CN" if frappe.local.lang.startswith("zh") else frappe.local.lang,
			"bank": bank_name(),
			"heading": heading,
			"tone": tone,
			"csrf_token": frappe.sessions.get_csrf_token() if frappe.session.user != "Guest" else "",
			**values,
		}
	)
	response = Response(html, status=status, mimetype="text/html")
	response.headers["Cache-Control"] = "no-store"
	response.headers["Referrer-Policy"] = "no-referrer"
	response.headers["Content-Security-Policy"] = PAGE.content_policy
	return response
