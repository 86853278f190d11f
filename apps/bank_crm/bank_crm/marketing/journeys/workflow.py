"""The shipped way of a journey: draft, approval where it reaches customers, running and paused, ended (MKT-14, MKT-21).

All of it is marketing's. Whoever made a journey, answers for it or handed it in does not approve it, and whoever approved it
does not start it; where a rule of the approval matrix fits, its people decide instead.
"""

from bank_crm.domain.journey_enums import JourneyState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

JOURNEY = "Bank Journey"
_DRAFT, _PENDING, _APPROVED, _RUNNING, _PAUSED, _ENDED = JourneyState.values()
_FREE, _ASKS = "not doc.needs_approval", "doc.needs_approval"
_OWN = "frappe.session.user in (doc.owner, doc.owner_user, doc.submitted_by)"
_OTHERS = f"not ({_OWN}) and not doc.approval"
_NEW, _STARTED = "not doc.started_at", "doc.started_at"
_STEPS = (
	(_DRAFT, "Submit for Approval", _PENDING, _ASKS, True),
	(_DRAFT, "Start Journey", _RUNNING, _FREE, True),
	(_PENDING, "Approve", _APPROVED, _OTHERS, False),
	(_PENDING, "Reject", _DRAFT, f"{_OTHERS} and {_NEW}", False),
	(_PENDING, "Reject", _PAUSED, f"{_OTHERS} and {_STARTED}", False),
	(_PENDING, "Take Request Back", _DRAFT, f"{_OWN} and {_NEW}", True),
	(_PENDING, "Take Request Back", _PAUSED, f"{_OWN} and {_STARTED}", True),
	(_APPROVED, "Start Journey", _RUNNING, "frappe.session.user != doc.approved_by", True),
	(_APPROVED, "Take Request Back", _DRAFT, _NEW, True),
	(_APPROVED, "Take Request Back", _PAUSED, _STARTED, True),
	(_RUNNING, "Pause Journey", _PAUSED, "", True),
	(_RUNNING, "End Journey", _ENDED, "", True),
	(_PAUSED, "Submit for Approval", _PENDING, _ASKS, True),
	(_PAUSED, "Restart Journey", _RUNNING, _FREE, True),
	(_PAUSED, "End Journey", _ENDED, "", True),
)

WORKFLOW = WorkflowPlan(
	name=JOURNEY,
	doctype=JOURNEY,
	states=(
		State(_DRAFT, roles.MARKETING_OFFICER, quiet=True),
		State(_PENDING, roles.MARKETING_OFFICER, "Warning"),
		State(_APPROVED, roles.MARKETING_OFFICER, "Info", quiet=True),
		State(_RUNNING, roles.MARKETING_OFFICER, "Success", quiet=True),
		State(_PAUSED, roles.MARKETING_OFFICER, "Warning", quiet=True),
		State(_ENDED, roles.MARKETING_OFFICER, "Inverse", quiet=True),
	),
	transitions=tuple(
		Transition(state, action, to, role, condition, by_owner=by_owner)
		for state, action, to, condition, by_owner in _STEPS
		for role in (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)
	),
)
