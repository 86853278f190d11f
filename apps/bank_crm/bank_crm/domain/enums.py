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


class StartPage(Vocabulary):
	"""Where a role may start, by the page's title."""

	WORKSPACE = "Bank CRM"
	MY_DAY = "My Day"
	MY_ORDERS = "My Work Orders"
	MY_CALLS = "My Calls"
	INCOMING_CALL = "Incoming Call"
