"""The form on the bank's web site: checked, limited, once per form, without asking who is a customer (SVC-13)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import get_url, validate_email_address

from bank_crm.compliance import sealing, signed_links, uploads
from bank_crm.customer import settings
from bank_crm.domain import identity, masking
from bank_crm.domain.enums import SealKind
from bank_crm.domain.intake_enums import IntakeOutcome, MatchedBy
from bank_crm.domain.sealing_format import normalise
from bank_crm.domain.service_enums import OrderChannel, OrderState, OrderType
from bank_crm.guest_forms import Refused, new_number, signed_value
from bank_crm.permissions import limits
from bank_crm.service.intake import entries, matching, opening, threads

SOURCE = "Portal"
ROUTE = "/service-request"
FORM, RECEIPT = "service-form", "service-receipt"
#: A form is good for so long after it was opened, a receipt for so long after it was given (seconds).
FORM_SECONDS, RECEIPT_SECONDS = 6 * 3600, 180 * 86_400
MOST_FILES, LARGEST_FILE = 3, 5 * 2**20
LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 60, 120, 5_000
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Upload:
	"""A file that came with the form."""

	name: str
	content: bytes


@dataclass(frozen=True, slots=True)
class Request:
	"""What somebody has typed; nothing of it is believed."""

	form: str
	name: str = ""
	mobile: str = ""
	email: str = ""
	order_type: str = ""
	subject: str = ""
	description: str = ""
	files: tuple[Upload, ...] = field(default=())


def new_form() -> str:
	"""Return the number of a form about to be shown; sent twice, it makes one order."""
	return new_number(FORM)


def submit(request: Request) -> str:
	"""Make an order of a form and return its receipt; raises Refused with all that is wrong."""
	number = signed_value(FORM, request.form, FORM_SECONDS)
	problems = _problems(request)
	if number is None:
		problems["form"] = _("This form was open too long; please send it once more.")
	if problems:
		raise Refused(problems)
	_limit(request)
	customer, matched_by = _customer(request)
	mobile = normalise(SealKind.MOBILE, request.mobile)
	email = normalise(SealKind.EMAIL, request.email)
	opened = opening.open_order(
		opening.Incoming(
			source=SOURCE,
			external_id=str(number),
			channel=OrderChannel.PORTAL,
			subject=_BLANKS.sub(" ", request.subject),
			description=request.description,
			order_type=OrderType(request.order_type),
			customer=customer,
			contact_name=_BLANKS.sub(" ", request.name).strip(),
			contact_email=email or None,
			contact_mobile=mobile or None,
		),
		ignore_permissions=True,  # a guest's own request; the form is signed, checked and limited
	)
	if opened.created:
		_keep_files(opened.name, request.files)
		entries.write(
			entries.Entry(
				source=SOURCE,
				external_id=str(number),
				channel=OrderChannel.PORTAL,
				outcome=IntakeOutcome.NEW_ORDER,
				sender=masking.mask(SealKind.MOBILE, mobile)
				if mobile
				else masking.mask(SealKind.EMAIL, email),
				customer=customer,
				matched_by=matched_by,
				work_order=opened.name,
			)
		)
	return receipt(opened.name)


def receipt(order: str) -> str:
	"""Return the token by which whoever sent a form sees how far it is."""
	return signed_links.sign(RECEIPT, [order])


def receipt_url(token: str) -> str:
	"""Return the complete address of a receipt."""
	return get_url(f"{ROUTE}?r={token}")


def progress(token: str) -> dict[str, str] | None:
	"""Return number, day and state of the order of a receipt; None for a receipt that is none."""
	order = signed_value(RECEIPT, token, RECEIPT_SECONDS)
	if order is None or not frappe.db.exists(opening.ORDER, order):
		return None
	kept = threads.kept(order)
	known = frappe.db.get_value(opening.ORDER, kept, ["state", "opened_on"], as_dict=True)
	return {
		"order": order,
		"day": frappe.format_value(known.opened_on, {"fieldtype": "Date"}),
		"state": _told(known.state),
	}


def _told(state: str | None) -> str:
	"""What a customer is told of a state; a bank's own states are work in progress."""
	words = {
		OrderState.NEW.value: _("Received", context="Work Order"),
		OrderState.VIEWED.value: _("Received", context="Work Order"),
		OrderState.WAITING.value: _("Waiting for your answer"),
		OrderState.ANSWERED.value: _("Answered", context="Bank Work Order"),
		OrderState.RATED.value: _("Answered", context="Bank Work Order"),
		OrderState.CLOSED.value: _("Closed", context="Bank Work Order"),
	}
	return words.get(state or "", _("In Progress", context="Bank Work Order"))


def _problems(request: Request) -> dict[str, str]:
	found: dict[str, str] = {}
	for name, longest in (
		("name", LONGEST_NAME),
		("subject", LONGEST_SUBJECT),
		("description", LONGEST_TEXT),
	):
		text = getattr(request, name).strip()
		if not text:
			found[name] = _("Please fill this in.")
		elif len(text) > longest:
			found[name] = _("At most {0} characters.").format(longest)
	if request.order_type not in OrderType.values():
		found["order_type"] = _("Please choose.")
	if not request.mobile.strip() and not request.email.strip():
		found["mobile"] = _("We need a mobile number or an e-mail address to answer you.")
	if request.mobile.strip() and not identity.is_mobile(normalise(SealKind.MOBILE, request.mobile)):
		found["mobile"] = _("This is not a mobile number.")
	if request.email.strip() and not _is_address(request.email):
		found["email"] = _("This is not an e-mail address.")
	if problem := _files_problem(request.files):
		found["files"] = problem
	return found


def _is_address(text: str) -> bool:
	address = text.strip()
	return len(address) <= 140 and "," not in address and bool(validate_email_address(address))


def _files_problem(files: tuple[Upload, ...]) -> str:
	if len(files) > MOST_FILES:
		return _("At most {0} files.").format(MOST_FILES)
	for upload in files:
		if len(upload.content) > LARGEST_FILE:
			return _("{0} is larger than {1} MB.").format(upload.name, LARGEST_FILE // 2**20)
		if problem := uploads.problem_of(upload.name, upload.content):
			return problem
	return ""


def _limit(request: Request) -> None:
	"""So many orders an hour for one number or address, whichever machines they come from."""
	most = settings.number("portal_orders_per_hour")
	for kind, text in ((SealKind.MOBILE, request.mobile), (SealKind.EMAIL, request.email)):
		if text.strip():
			limits.count("service_form", most, user=sealing.blind_indexes(kind, text)[-1])


def _customer(request: Request) -> tuple[str | None, MatchedBy | None]:
	"""The customer both number and address lead to; where they contradict each other, nobody."""
	by_mobile = matching.by_mobile(request.mobile) if request.mobile.strip() else None
	by_email = matching.by_email(request.email.strip()) if request.email.strip() else None
	if by_mobile and by_email and by_mobile != by_email:
		return None, None
	if by_mobile:
		return by_mobile, MatchedBy.MOBILE
	return by_email, MatchedBy.EMAIL if by_email else None


def _keep_files(order: str, files: tuple[Upload, ...]) -> None:
	for upload in files:
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": upload.name[-100:],
				"attached_to_doctype": opening.ORDER,
				"attached_to_name": order,
				"is_private": 1,
				"content": upload.content,
			}
		).insert(ignore_permissions=True)  # a guest's own request; type and size are checked
