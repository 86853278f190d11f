"""The vocabularies of the approval matrix (SAL-11, CON-04)."""

from .enums import Vocabulary


class ApprovalKind(Vocabulary):
	"""The documents the matrix decides about."""

	CONTRACT = "Contract"
	APPLICATION = "Application"
	CAMPAIGN = "Campaign"
	JOURNEY = "Journey"
	TIER_BATCH = "Tier Batch"


class ApproverKind(Vocabulary):
	"""How a step of a rule says who decides."""

	SUPERIOR = "Superior"
	ROLE = "Role"
	POST = "Post"
	BRANCH_LEVEL = "Branch Level"
	PERSON = "Person"


class EscalateTo(Vocabulary):
	"""To whom a decision goes that is not made in time."""

	SUPERIOR = "Superior"
	SUBSTITUTE = "Substitute"


class ApprovalState(Vocabulary):
	"""Where a request for approval stands."""

	RUNNING = "Running"
	APPROVED = "Approved"
	REFUSED = "Refused"
	WITHDRAWN = "Withdrawn"


class StepState(Vocabulary):
	"""Where one step of a request stands."""

	WAITING = "Waiting"
	OPEN = "Open"
	APPROVED = "Approved"
	REFUSED = "Refused"
	SKIPPED = "Skipped"


class VoteState(Vocabulary):
	"""What one person has said; what is replaced has gone to somebody else."""

	OPEN = "Open"
	APPROVED = "Approved"
	REFUSED = "Refused"
	REPLACED = "Replaced"
	NOT_NEEDED = "Not Needed"


class AskedBecause(Vocabulary):
	"""Why it is this person: the step's own way, or how the decision came to somebody else."""

	SUPERIOR = "Superior"
	ROLE = "Role"
	POST = "Post"
	BRANCH_LEVEL = "Branch Level"
	PERSON = "Person"
	SUBSTITUTE = "Substitute"
	DELEGATION = "Delegation"
	ABSENCE = "Absence"
	ESCALATION = "Escalation"
