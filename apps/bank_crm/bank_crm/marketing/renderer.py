"""Answers requests for `/c/…` and `/o/…` (hook page_renderer): counts a click and leads on, takes a consent back, counts
that a mail was opened.

Looking at the page to unsubscribe changes nothing, since mail programs open addresses by themselves; its button does.
"""

from __future__ import annotations

import base64

import frappe
from frappe import _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing import guest_page
from bank_crm.marketing.links import STOP
from bank_crm.marketing.sending import receipts, states
from bank_crm.marketing.signed import MESSAGE, OPENED
from bank_crm.retrying import again_after_deadlock

#: One transparent pixel.
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class MessagePage(guest_page.GuestPage):
	"""What an address in a message leads to."""

	signed = MESSAGE
	what = "message"

	def __init__(self, path: str, http_status_code: int | None = None) -> None:
		super().__init__(path, http_status_code)
		self.stops = self.path.endswith(STOP)
		self.path = self.path.removesuffix(STOP)

	def show(self, name: int) -> Response:
		"""Lead on to the page the message is about, or ask whether to unsubscribe."""
		if not self.stops:
			return self._click(name)
		if not frappe.db.exists("Bank Message", name):
			return guest_page.nothing()
		return guest_page.page(
			_("Unsubscribe"),
			sentence=_("You will get no more messages of this kind on this channel."),
			action="stop",
			action_label=_("Unsubscribe"),
		)

	def take(self, name: int) -> Response:
		"""Take the consent back."""
		if not self.stops:
			return self._click(name)
		if not frappe.db.exists("Bank Message", name):
			return guest_page.nothing()
		now = frappe.utils.now_datetime()
		receipts.withdraw(name)
		states.finish([name], MessageState.UNSUBSCRIBED, now)
		states.responded([name], MessageState.UNSUBSCRIBED, now, "link")
		return guest_page.message(_("Unsubscribed"), _("You will get no more messages of this kind."))

	def _click(self, name: int) -> Response:
		url = receipts.click(name)
		if url is None:
			return guest_page.nothing()
		frappe.local.flags.commit = True  # a visit is kept although it is a GET
		return redirect(url, code=302)


class OpenedImage(guest_page.GuestPage):
	"""The image a mail carries: the first time it is loaded, its message was opened (MKT-22)."""

	signed = OPENED
	what = "opened"
	#: Mail providers load the images of all their users from a few addresses.
	looks = 6_000

	def show(self, name: int) -> Response:
		"""Answer with the image, whatever becomes of the count; asking for its headers alone is no opening."""
		if frappe.request.method == "GET" and receipts.counts_openings():
			again_after_deadlock(lambda: receipts.opened(name))
			frappe.local.flags.commit = True  # it is kept although it is a GET
		frappe.local.cookie_manager.cookies.clear()  # a mail program is nobody's browser
		response = Response(_PIXEL, mimetype="image/gif")
		response.headers["Cache-Control"] = "no-store, max-age=0"
		response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
		response.headers["Referrer-Policy"] = "no-referrer"
		return response

	def take(self, name: int) -> Response:
		"""An image has no form."""
		return guest_page.nothing()
