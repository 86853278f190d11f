"""What is done with complaints, called by orders, buttons and jobs alike (SVC-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, strip_html

from bank_crm import notices
from bank_crm.domain.complaint_enums import ComplaintState
from bank_crm.domain.orders import is_open
from bank_crm.domain.service_enums import OrderState, OrderType
from bank_crm.permissions import roles
from bank_crm.service.complaints import conflicts, rectifying, steps

COMPLAINT, ORDER = "Bank Complaint", "Bank Work Order"
#: What members of a group take over from the complaint they are handled with.
_SHARED = (
	"findings",
	"cause",
	"outcome",
	"reply",
	"category",
	"reason",
	"investigator",
	"rectification",
	"improvement",
	*rectifying.SHOWN,
)


def ensure(order: Document) -> str | None:
	"""Make the complaint of a complaint order, once; returns its name, None for other orders."""
	if order.order_type != OrderType.COMPLAINT.value:
		return None
	known = of_order(order.name)
	if known:
		return known
	complaint = frappe.get_doc(
		{
			"doctype": COMPLAINT,
			"work_order": order.name,
			"subject": order.subject,
			"customer": order.customer,
			"branch": order.branch,
			"received_on": order.opened_on,
			"state": ComplaintState.RECEIVED.value,
			"cause": order.cause,
		}
	)
	complaint.flags.bank_system = True
	complaint.insert(ignore_permissions=True)  # it comes with the order, whose maker was asked
	return complaint.name


def of_order(order: str) -> str | None:
	"""Return the complaint of an order, or None."""
	return frappe.db.get_value(COMPLAINT, {"work_order": order})


def follow_order(order: Document) -> None:
	"""Keep what the complaint shows of its order, and its place beside the order it was merged into."""
	name = of_order(order.name)
	if not name:
		return
	values = {"subject": order.subject, "customer": order.customer, "branch": order.branch}
	if order.state == OrderState.MERGED.value and order.merged_into:
		values["part_of"] = of_order(order.merged_into)
	frappe.db.set_value(COMPLAINT, name, values, update_modified=False)


def approve_compensation(complaint: Document) -> None:
	"""Approve the compensation of a complaint; a superior or compliance does, never who proposed or handles it."""
	complaint.check_permission("write")
	user = frappe.session.user
	proposed_by = complaint.investigator or complaint.modified_by
	if user == complaint.modified_by or not steps.may_decide(user, proposed_by):
		frappe.throw(_("Somebody above the investigator approves compensation."), frappe.PermissionError)
	if not steps.needs_approval(complaint):
		frappe.throw(_("There is nothing to approve."))
	complaint.flags.bank_system = True
	complaint.compensation_approved_by, complaint.compensation_approved_on = user, now_datetime()
	complaint.save()
	complaint.flags.bank_system = False


def follow_step(complaint: Document) -> None:
	"""Do what follows from a stored step: the order's answer, the group, the notices (`on_update`)."""
	before = complaint.get_doc_before_save()
	if before is None or before.state == complaint.state:
		return
	if complaint.state == ComplaintState.EXTENSION.value:
		_tell_deciders(complaint)
	elif before.state == ComplaintState.EXTENSION.value:
		_tell_asker(complaint)
	elif complaint.state == ComplaintState.REPLIED.value:
		_answer_order(complaint)
		_answer_members(complaint)


def release_handler(complaint: Document) -> None:
	"""Take the order from a handler whom the complaint is about, or who reports to such a one (`on_update`)."""
	from bank_crm.service.orders import assignment

	order = frappe.get_doc(ORDER, complaint.work_order)
	about = [row.user for row in complaint.respondents]
	if not order.handler or not is_open(order.state) or conflicts.is_free(order.handler, about):
		return
	order.handler = None
	order.flags.bank_system = True
	assignment.send(order, conflicts.blocked_for(order.name, about))
	order.save(ignore_permissions=True)  # a conflict of interest moves the order whoever found it


def _answer_order(complaint: Document) -> None:
	from bank_crm.service.orders import states

	order = frappe.get_doc(ORDER, complaint.work_order)
	if is_open(order.state):
		solution = order.solution or strip_html(complaint.reply or "").strip()
		states.move(order, OrderState.ANSWERED, solution=solution, cause=order.cause or complaint.cause)


def _answer_members(complaint: Document) -> None:
	"""Answer those handled together with this one the same way; each of them is informed for itself."""
	waiting = (
		ComplaintState.RECEIVED.value,
		ComplaintState.INVESTIGATING.value,
		ComplaintState.EXTENDED.value,
	)
	members = frappe.get_all(
		COMPLAINT,
		filters={"part_of": complaint.name, "state": ("in", waiting)},
		pluck="name",
		order_by="name",
	)
	for name in members:
		member = frappe.get_doc(COMPLAINT, name)
		member.update({field: complaint.get(field) for field in _SHARED})
		member.flags.bank_system = True
		if member.state == ComplaintState.RECEIVED.value:
			member.state = ComplaintState.INVESTIGATING.value
			member.save(ignore_permissions=True)  # the group's answer is given by the leading complaint
		member.state = ComplaintState.REPLIED.value
		member.save(ignore_permissions=True)  # the group's answer is given by the leading complaint


def _tell_deciders(complaint: Document) -> None:
	from bank_crm.compliance.access import superiors

	deciders = superiors.superiors(frappe.session.user)[:1] or notices.holders([roles.COMPLIANCE_OFFICER])
	who = notices.person(frappe.session.user)
	notices.tell(
		deciders,
		lambda lang: _("{0} asks for more time for complaint {1}", lang=lang).format(who, complaint.name),
		COMPLAINT,
		complaint.name,
	)


def _tell_asker(complaint: Document) -> None:
	approved = complaint.state == ComplaintState.EXTENDED.value

	def say(lang: str) -> str:
		if approved:
			text = _("Complaint {0} has until {1}", lang=lang)
			return text.format(complaint.name, frappe.utils.format_date(complaint.due_on))
		return _("More time for complaint {0} was refused", lang=lang).format(complaint.name)

	notices.tell([complaint.extension_asked_by], say, COMPLAINT, complaint.name)
