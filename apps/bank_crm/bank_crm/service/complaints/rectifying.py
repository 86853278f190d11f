"""What a complaint shows to be wrong is put right as an improvement, one piece of work with one record (SVC-11, SVC-12).

The complaint says what, by whom and until when; the Bank Improvement opened from it is what is worked on, reminded of
and verified. From then on the complaint shows who, until when and since when it is done, and nobody types it there.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, date_diff, getdate, today

from bank_crm.customer import checks
from bank_crm.domain.intake_enums import ImprovementOrigin, ImprovementState
from bank_crm.service.improvements import actions as improvements

COMPLAINT = "Bank Complaint"
#: What a complaint shows of its improvement.
SHOWN = ("rectification_owner", "rectification_due", "rectified_on")
_FINISHED = (ImprovementState.DONE.value, ImprovementState.VERIFIED.value)


def settle(complaint: Document) -> None:
	"""Open the improvement once it is said what is put right by whom, or join the one for the same cause (`validate`)."""
	if complaint.is_new() or complaint.improvement or not complaint.rectification_owner:
		return
	if not (complaint.rectification or "").strip():
		checks.refuse(complaint, "rectification", _("say what is to be put right."))
	due = complaint.rectification_due
	if due and getdate(due) < getdate(complaint.received_on):
		checks.refuse(complaint, "rectification_due", _("lies before the complaint."))
	complaint.improvement = improvements.open_or_join(
		improvements.Finding(
			origin=ImprovementOrigin.COMPLAINT,
			subject=_("Complaint {0}: {1}").format(complaint.name, cstr(complaint.subject)),
			description=complaint.rectification,
			cause=complaint.cause,
			branch=complaint.branch,
			responsible=complaint.rectification_owner,
			source=(COMPLAINT, complaint.name),
			due_days=date_diff(due, today()) if due else None,
		)
	)
	known = frappe.db.get_value(
		improvements.IMPROVEMENT,
		complaint.improvement,
		["responsible", "due_on", "done_on", "state"],
		as_dict=True,
	)
	complaint.update(_shown(known))


def follow_improvement(improvement: Document) -> None:
	"""Let the complaints an improvement mends show where it stands (`on_update` of Bank Improvement)."""
	frappe.db.set_value(
		COMPLAINT, {"improvement": improvement.name}, _shown(improvement), update_modified=False
	)


def _shown(improvement: Document | frappe._dict) -> dict[str, object]:
	done = improvement.done_on if improvement.state in _FINISHED else None
	return dict(
		zip(
			SHOWN, (improvement.responsible, improvement.due_on, getdate(done) if done else None), strict=True
		)
	)
