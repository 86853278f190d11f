"""The vocabularies of customer work: contacts, tiers, tags, segments, duplicates, relations."""

from .enums import Vocabulary


class ImportantDateCalendar(Vocabulary):
	SOLAR = "Solar"
	LUNAR = "Lunar"


class WealthPreference(Vocabulary):
	WEALTH = "Wealth"
	FUND = "Fund"
	TIME_DEPOSIT = "Time Deposit"
	PRECIOUS_METAL = "Precious Metal"
	INSURANCE = "Insurance"


class TierSource(Vocabulary):
	"""Who set a tier, or the stage of a relationship."""

	RULE = "Rule"
	MANUAL = "Manual"


class InteractionChannel(Vocabulary):
	CALL = "Call"
	VISIT = "Visit"
	SMS = "SMS"
	EMAIL = "Email"
	CHAT = "Chat"
	WECHAT = "WeChat"
	BRANCH = "Branch"
	APP = "App"


class InteractionDirection(Vocabulary):
	INBOUND = "Inbound"
	OUTBOUND = "Outbound"


class InteractionOutcome(Vocabulary):
	REACHED = "Reached"
	NOT_REACHED = "Not Reached"
	INTERESTED = "Interested"
	NOT_INTERESTED = "Not Interested"
	DONE = "Done"
	OTHER = "Other"


class NeedStatus(Vocabulary):
	OPEN = "Open"
	MET = "Met"
	DROPPED = "Dropped"


class NeedSource(Vocabulary):
	"""How the bank came to know of a need (SUR-05)."""

	CONVERSATION = "Conversation"
	FEEDBACK = "Feedback"
	DATA_ANALYSIS = "Data Analysis"
	MARKET_RESEARCH = "Market Research"


class StageSource(Vocabulary):
	"""Who moved a customer to another stage of the relationship."""

	RULE = "Rule"
	MANUAL = "Manual"


class ConsumptionLevel(Vocabulary):
	HIGH = "High"
	MEDIUM = "Medium"
	LOW = "Low"
	NONE = "None"


class FlowTrend(Vocabulary):
	INFLOW = "Inflow"
	BALANCED = "Balanced"
	OUTFLOW = "Outflow"


class Potential(Vocabulary):
	HIGH = "High"
	MEDIUM = "Medium"
	LOW = "Low"


class AmountBasis(Vocabulary):
	"""Which assets a tier counts."""

	MONTH_AVERAGE = "Month Average"
	CURRENT_BALANCE = "Current Balance"


class TierChangeSource(Vocabulary):
	RULE = "Rule"
	MANUAL = "Manual"
	BATCH = "Batch"
	UNDO = "Undo"


class TierReason(Vocabulary):
	"""Why a customer's tier was changed."""

	INITIAL = "Initial"
	REACHED = "Reached"
	BELOW_TOO_LONG = "Below Too Long"
	OVERRIDE = "Override"
	RELEASED = "Released"
	OVERRIDE_ENDED = "Override Ended"
	BATCH = "Batch"
	UNDO = "Undo"


class TierBatchStatus(Vocabulary):
	PREVIEW = "Preview"
	PENDING = "Pending Approval"
	APPLIED = "Applied"
	REJECTED = "Rejected"
	UNDONE = "Undone"


class TierBatchOutcome(Vocabulary):
	WAITING = "Waiting"
	CHANGED = "Changed"
	LEFT_ALONE = "Left Alone"
	SET_BACK = "Set Back"
	MOVED_SINCE = "Moved Since"


class BenefitKind(Vocabulary):
	BENEFIT = "Benefit"
	OFFER = "Offer"


class ServiceActivity(Vocabulary):
	ASSET_REVIEW = "Asset Review"
	EXCLUSIVE_EVENT = "Exclusive Event"
	KEY_CUSTOMER_REVIEW = "Key Customer Review"
	CONTACT = "Contact"
	VISIT = "Visit"


class ServicePeriod(Vocabulary):
	MONTH = "Month"
	QUARTER = "Quarter"
	HALF_YEAR = "Half-Year"
	YEAR = "Year"


class TagCategory(Vocabulary):
	PRODUCT = "Product"
	NEED = "Need"
	PROFILE = "Profile"
	BEHAVIOUR = "Behaviour"
	RISK = "Risk"
	OTHER = "Other"


class TagSource(Vocabulary):
	"""What put a tag on a customer."""

	MANUAL = "Manual"
	RULE = "Rule"
	BATCH = "Batch"
	IMPORT = "Import"


class TagChangeKind(Vocabulary):
	ADDED = "Added"
	REMOVED = "Removed"


class TagChangeSource(Vocabulary):
	"""What put a tag on or took it off."""

	MANUAL = "Manual"
	RULE = "Rule"
	BATCH = "Batch"
	IMPORT = "Import"
	EXPIRY = "Expiry"
	MERGE = "Merge"


class SegmentBasis(Vocabulary):
	CONDITIONS = "Conditions"
	COMBINATION = "Combination"
	MANUAL = "Manual List"


class SegmentKind(Vocabulary):
	STATIC = "Static"
	DYNAMIC = "Dynamic"


class MembershipChange(Vocabulary):
	JOINED = "Joined"
	LEFT = "Left"


class DuplicateStatus(Vocabulary):
	OPEN = "Open"
	NOT_A_DUPLICATE = "Not a Duplicate"
	MERGED = "Merged"


class DuplicateOrigin(Vocabulary):
	ENTRY = "Entry"
	NIGHTLY_JOB = "Nightly Job"


class MergeState(Vocabulary):
	MERGED = "Merged"
	UNDONE = "Undone"


class MergeAction(Vocabulary):
	"""What a merge did with a row: it went along, it stayed because the kept customer has its like, or it changed."""

	MOVED = "Moved"
	STAYED = "Stayed"
	CHANGED = "Changed"
	CREATED = "Created"


class RelationKind(Vocabulary):
	"""What a relation between two customers rests on."""

	FAMILY = "Family"
	SOCIAL = "Social"
	EMPLOYMENT = "Employment"
	OWNERSHIP = "Ownership"
	GUARANTEE = "Guarantee"
	BUSINESS = "Business"


class RoleParty(Vocabulary):
	"""Whom a role is open to."""

	ANY = "Any"
	PERSON = "Person"
	COMPANY = "Company"


class HouseholdStatus(Vocabulary):
	ACTIVE = "Active"
	DISSOLVED = "Dissolved"


class HouseholdRole(Vocabulary):
	"""What a member is to the head of the household."""

	HEAD = "Head"
	SPOUSE = "Spouse"
	CHILD = "Child"
	PARENT = "Parent"
	SIBLING = "Sibling"
	GRANDPARENT = "Grandparent"
	GRANDCHILD = "Grandchild"
	OTHER = "Other"
