"""The shipped way of a campaign: draft, approval by amount, running and paused, ended, reviewed (MKT-21, requirements 1.8).

Up to the amount in the settings another marketing officer or a branch manager approves, above it a branch manager
alone; nobody approves a campaign of his or her own. Where a rule of the approval matrix fits, its people decide
instead. Starting, pausing and ending is marketing's alone.
"""

from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.permissions import roles
from bank_crm.setup.workflows import State, Transition, WorkflowPlan

CAMPAIGN = "Bank Campaign"
_DRAFT, _PENDING, _APPROVED, _RUNNING, _PAUSED, _ENDED, _REVIEWED = CampaignState.values()
_SMALL = "doc.owner_user != frappe.session.user and not doc.above_limit and not doc.approval"
_NOT_OWN = "doc.owner_user != frappe.session.user and not doc.approval"
_OWN_IN_MATRIX = "doc.owner_user == frappe.session.user and doc.approval"
_RUNNERS = (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)

WORKFLOW = WorkflowPlan(
	name=CAMPAIGN,
	doctype=CAMPAIGN,
	states=(
		State(_DRAFT, roles.MARKETING_OFFICER),
		State(_PENDING, roles.BRANCH_MANAGER, "Warning"),
		State(_APPROVED, roles.MARKETING_OFFICER, "Info", quiet=True),
		State(_RUNNING, roles.MARKETING_OFFICER, "Success", quiet=True),
		State(_PAUSED, roles.MARKETING_OFFICER, "Warning", quiet=True),
		State(_ENDED, roles.MARKETING_OFFICER, "Inverse", quiet=True),
		State(_REVIEWED, roles.MARKETING_OFFICER, "Primary", quiet=True),
	),
	transitions=(
		Transition(_DRAFT, "Submit for Approval", _PENDING, roles.MARKETING_OFFICER, by_owner=True),
		Transition(_PENDING, "Approve", _APPROVED, roles.MARKETING_OFFICER, _SMALL),
		Transition(_PENDING, "Approve", _APPROVED, roles.BRANCH_MANAGER, _NOT_OWN),
		Transition(_PENDING, "Reject", _DRAFT, roles.MARKETING_OFFICER, _NOT_OWN),
		Transition(_PENDING, "Reject", _DRAFT, roles.BRANCH_MANAGER, _NOT_OWN),
		Transition(
			_PENDING, "Take Request Back", _DRAFT, roles.MARKETING_OFFICER, _OWN_IN_MATRIX, by_owner=True
		),
		Transition(_APPROVED, "Back to Draft", _DRAFT, roles.MARKETING_OFFICER, by_owner=True),
		*(
			Transition(state, action, to, role, by_owner=True)
			for state, action, to in (
				(_APPROVED, "Start Campaign", _RUNNING),
				(_RUNNING, "Pause Campaign", _PAUSED),
				(_PAUSED, "Restart Campaign", _RUNNING),
				(_RUNNING, "End Campaign", _ENDED),
				(_PAUSED, "End Campaign", _ENDED),
				(_ENDED, "Close Review", _REVIEWED),
			)
			for role in _RUNNERS
		),
	),
)
