"""The one-tap link of a rating request: what it leads to, and whether it is still good (SVC-07)."""

from __future__ import annotations

from enum import Enum

import frappe
from frappe.utils import get_datetime, get_url, now_datetime

from bank_crm.compliance import signed_links
from bank_crm.domain.intake_enums import RatingRequestState

REQUEST = "Bank Rating Request"
PURPOSE = "rating"
ROUTE = "/rate"
#: No link is good for longer, whatever the request says (seconds).
LONGEST = 90 * 86_400
_FIELDS = (
	"name",
	"work_order",
	"customer",
	"handler",
	"branch",
	"state",
	"channel",
	"expires_on",
	"nonce",
	"grade",
	"rated_on",
	"response",
)


class Standing(Enum):
	"""What a link is good for."""

	OPEN = "open"
	RATED = "rated"
	OVER = "over"
	UNKNOWN = "unknown"


def url(request: frappe._dict, grade: int | None = None) -> str:
	"""Return the complete address for a request; with a grade, that one is offered first."""
	token = signed_links.sign(PURPOSE, [int(request.name), request.nonce])
	chosen = f"&g={grade}" if grade else ""
	return get_url(f"{ROUTE}?t={token}{chosen}")


def look(token: str, *, lock: bool = False) -> tuple[Standing, frappe._dict | None]:
	"""Tell what a link is good for; with `lock` nobody else can use it until the transaction ends."""
	try:
		name, nonce = signed_links.read(PURPOSE, token[:200], max_age=LONGEST)
	except signed_links.LinkExpired:
		return Standing.OVER, None
	except (signed_links.LinkForged, ValueError):
		return Standing.UNKNOWN, None
	request = frappe.db.get_value(REQUEST, name, _FIELDS, as_dict=True, for_update=lock)
	if request is None or request.nonce != nonce:
		return Standing.UNKNOWN, None
	if request.state == RatingRequestState.RATED.value:
		return Standing.RATED, request
	# what was just handed to a gateway may arrive before the gateway's answer does
	usable = request.state in (RatingRequestState.SENT.value, RatingRequestState.SENDING.value)
	if not usable or not request.expires_on or get_datetime(request.expires_on) < now_datetime():
		return Standing.OVER, request
	return Standing.OPEN, request
