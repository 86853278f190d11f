"""The vocabularies of benefits (MKT-10, MKT-20); compared with the Select options by a test."""

from .enums import Vocabulary


class BenefitKind(Vocabulary):
	"""What a customer gets; the value counts in percentage points for coupons of interest, else in yuan."""

	RATE_COUPON = "Rate Coupon"
	VOUCHER = "Cash Voucher"
	FEE_WAIVER = "Fee Waiver"
	GIFT = "Gift"
	SERVICE = "Service Right"


class BenefitState(Vocabulary):
	"""Only an open benefit is issued and claimed; what was claimed may be used until it expires."""

	DRAFT = "Draft"
	OPEN = "Open"
	PAUSED = "Paused"
	CLOSED = "Closed"


class GrantState(Vocabulary):
	"""Where one customer's benefit stands; each state has its moment."""

	ISSUED = "Issued"
	CLAIMED = "Claimed"
	USED = "Used"
	EXPIRED = "Expired"
	WITHDRAWN = "Withdrawn"


class IssueSource(Vocabulary):
	"""Whom a batch is for."""

	SEGMENT = "Segment"
	AUDIENCE = "Campaign Audience"
	WAVE = "Wave"
	CUSTOMER = "One Customer"


class IssueState(Vocabulary):
	"""A batch that was stopped is done again and adds only who is missing."""

	WAITING = "Waiting"
	RUNNING = "Running"
	DONE = "Done"
	FAILED = "Failed"
