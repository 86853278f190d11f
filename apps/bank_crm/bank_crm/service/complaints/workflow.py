"""The shipped way of a complaint: received, looked into, perhaps for longer, answered, closed (SVC-11, requirements 1.8)."""

from bank_crm.domain.complaint_enums import ComplaintState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

COMPLAINT = "Bank Complaint"
#: Every employee; who may take a step is said by the rows and by the document itself.
ANYBODY = "Desk User"
_RECEIVED, _INQUIRY, _ASKED, _EXTENDED, _REPLIED, _CLOSED, _WITHDRAWN = ComplaintState.values()
_MORE_TIME = "doc.complexity == 'Complex' and doc.extension_decision != 'Approved'"
_DECIDING = (roles.BRANCH_MANAGER, roles.COMPLIANCE_OFFICER)

WORKFLOW = WorkflowPlan(
	name=COMPLAINT,
	doctype=COMPLAINT,
	states=(
		State(_RECEIVED, ANYBODY, "Warning", quiet=True),
		State(_INQUIRY, ANYBODY, "Primary", quiet=True),
		State(_ASKED, ANYBODY, "Warning", quiet=True),
		State(_EXTENDED, ANYBODY, "Primary", quiet=True),
		State(_REPLIED, ANYBODY, "Info", quiet=True),
		State(_CLOSED, ANYBODY, "Success", quiet=True),
		State(_WITHDRAWN, ANYBODY, "Inverse", quiet=True),
	),
	transitions=(
		Transition(_RECEIVED, "Start Inquiry", _INQUIRY, ANYBODY, by_owner=True),
		Transition(_INQUIRY, "Ask for More Time", _ASKED, ANYBODY, _MORE_TIME, by_owner=True),
		*(Transition(_ASKED, "Approve Extension", _EXTENDED, role) for role in _DECIDING),
		*(Transition(_ASKED, "Refuse Extension", _INQUIRY, role) for role in _DECIDING),
		Transition(_INQUIRY, "Reply to Complaint", _REPLIED, ANYBODY, by_owner=True),
		Transition(_EXTENDED, "Reply to Complaint", _REPLIED, ANYBODY, by_owner=True),
		Transition(_REPLIED, "Resume Inquiry", _INQUIRY, ANYBODY, by_owner=True),
		Transition(_REPLIED, "Close Complaint", _CLOSED, ANYBODY, by_owner=True),
		*(
			Transition(state, "Withdraw Complaint", _WITHDRAWN, role, by_owner=True)
			for state in (_RECEIVED, _INQUIRY, _EXTENDED)
			for role in _DECIDING
		),
	),
)
