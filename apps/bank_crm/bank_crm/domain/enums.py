"""The fixed vocabularies of the app; a contract test compares them with the Select options."""

from enum import Enum


class Vocabulary(str, Enum):
	"""A closed list of English constants as they are stored; screens show their translation."""

	def __str__(self) -> str:
		return str(self.value)

	@classmethod
	def values(cls) -> tuple[str, ...]:
		"""Return the stored constants in the order the screens offer them."""
		return tuple(str(member.value) for member in cls)


class BranchLevel(Vocabulary):
	HEAD_OFFICE = "Head Office"
	BRANCH = "Branch"
	SUB_BRANCH = "Sub-branch"
	OUTLET = "Outlet"


class TierName(Vocabulary):
	"""The tiers shipped with the app; a bank may add its own records."""

	MASS = "Mass"
	WEALTH_POTENTIAL = "Wealth Potential"
	WEALTH = "Wealth"
	PRIVATE = "Private Banking"


class CustomerType(Vocabulary):
	PERSON = "Person"
	COMPANY = "Company"


class Gender(Vocabulary):
	MALE = "Male"
	FEMALE = "Female"
	UNKNOWN = "Unknown"


class IdType(Vocabulary):
	ID_CARD = "ID Card"
	PASSPORT = "Passport"
	CREDIT_CODE = "Unified Social Credit Code"
	OTHER = "Other"


class Education(Vocabulary):
	PRIMARY = "Primary"
	SECONDARY = "Secondary"
	VOCATIONAL = "Vocational"
	BACHELOR = "Bachelor"
	MASTER = "Master"
	DOCTORATE = "Doctorate"


class MaritalStatus(Vocabulary):
	SINGLE = "Single"
	MARRIED = "Married"
	DIVORCED = "Divorced"
	WIDOWED = "Widowed"


class FamilyStructure(Vocabulary):
	LIVING_ALONE = "Living Alone"
	COUPLE = "Couple"
	WITH_CHILDREN = "With Children"
	THREE_GENERATIONS = "Three Generations"
	OTHER = "Other"


class RiskPreference(Vocabulary):
	CONSERVATIVE = "C1 Conservative"
	STEADY = "C2 Steady"
	BALANCED = "C3 Balanced"
	GROWTH = "C4 Growth"
	AGGRESSIVE = "C5 Aggressive"


class PreferredChannel(Vocabulary):
	PHONE = "Phone"
	SMS = "SMS"
	EMAIL = "Email"
	APP = "App"
	WECHAT = "WeChat"
	BRANCH = "Branch"


class CoreAssetType(Vocabulary):
	SAVINGS = "Savings"
	TIME_DEPOSIT = "Time Deposit"
	WEALTH = "Wealth"
	FUND = "Fund"
	PRECIOUS_METAL = "Precious Metal"
	LOAN = "Loan"
	CREDIT_CARD = "Credit Card"


class CustomerStatus(Vocabulary):
	ACTIVE = "Active"
	ARCHIVED = "Archived"


class RelationshipStage(Vocabulary):
	PROSPECT = "Prospect"
	NEW = "New"
	ACTIVE = "Active"
	GROWING = "Growing"
	AT_RISK = "At Risk"
	CHURNED = "Churned"
	WON_BACK = "Won Back"


class ActivityLevel(Vocabulary):
	HIGH = "High"
	MEDIUM = "Medium"
	LOW = "Low"
	DORMANT = "Dormant"


class CollaborationScope(Vocabulary):
	READ = "Read"
	WRITE = "Write"


class ProductCategory(Vocabulary):
	SAVINGS = "Savings"
	TIME_DEPOSIT = "Time Deposit"
	WEALTH = "Wealth"
	FUND = "Fund"
	PRECIOUS_METAL = "Precious Metal"
	INSURANCE = "Insurance"
	LOAN = "Loan"
	CREDIT_CARD = "Credit Card"
	DEBIT_CARD = "Debit Card"


#: What a customer owns; the sum of these is the assets under management.
ASSET_CATEGORIES = (
	ProductCategory.SAVINGS,
	ProductCategory.TIME_DEPOSIT,
	ProductCategory.WEALTH,
	ProductCategory.FUND,
	ProductCategory.PRECIOUS_METAL,
	ProductCategory.INSURANCE,
)
#: What a customer owes.
LIABILITY_CATEGORIES = (ProductCategory.LOAN, ProductCategory.CREDIT_CARD)


class ProductRisk(Vocabulary):
	R1 = "R1"
	R2 = "R2"
	R3 = "R3"
	R4 = "R4"
	R5 = "R5"


class AccountStatus(Vocabulary):
	ACTIVE = "Active"
	DORMANT = "Dormant"
	FROZEN = "Frozen"
	OVERDUE = "Overdue"
	DEFAULTED = "Defaulted"
	CLOSED = "Closed"


class HolderRole(Vocabulary):
	OWNER = "Owner"
	DISPONENT = "Disponent"


class TransactionType(Vocabulary):
	DEPOSIT = "Deposit"
	WITHDRAWAL = "Withdrawal"
	TRANSFER_IN = "Transfer In"
	TRANSFER_OUT = "Transfer Out"
	PURCHASE = "Purchase"
	REDEMPTION = "Redemption"
	LOAN_DISBURSEMENT = "Loan Disbursement"
	LOAN_REPAYMENT = "Loan Repayment"
	CARD_SPEND = "Card Spend"
	FEE = "Fee"
	INTEREST = "Interest"


class Direction(Vocabulary):
	CREDIT = "Credit"
	DEBIT = "Debit"


class TransactionChannel(Vocabulary):
	COUNTER = "Counter"
	ATM = "ATM"
	MOBILE = "Mobile"
	ONLINE = "Online"
	POS = "POS"
	THIRD_PARTY = "Third Party"
	SYSTEM = "System"


class BehaviourType(Vocabulary):
	LOGIN = "Login"
	PAGE_VIEW = "Page View"
	CLICK = "Click"
	SEARCH = "Search"
	APPLICATION = "Application"
	LOGOUT = "Logout"


class BehaviourChannel(Vocabulary):
	APP = "App"
	ONLINE = "Online"
	WECHAT = "WeChat"
	MINI_PROGRAM = "Mini Program"
	ATM = "ATM"
	BRANCH = "Branch"


class SealKind(Vocabulary):
	"""The kinds of sensitive values."""

	MOBILE = "mobile"
	EMAIL = "email"
	ID_NUMBER = "id_number"
	ACCOUNT_NO = "account_no"
	CARD_NO = "card_no"


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
