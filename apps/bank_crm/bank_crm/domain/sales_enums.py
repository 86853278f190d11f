"""The vocabularies of sales: opportunities, leads, targets, forecasts."""

from .enums import Vocabulary


class OpportunityOutcome(Vocabulary):
	"""What a stage means, and how an opportunity stands (SAL-02)."""

	OPEN = "Open"
	WON = "Won"
	LOST = "Lost"


class StageRequirement(Vocabulary):
	"""What a stage may ask of an opportunity before it is entered: fields filled in, and checks (SAL-02)."""

	PRODUCT = "Product"
	AMOUNT = "Amount"
	EXPECTED_CLOSE = "Expected Close"
	NEXT_STEP = "Next Step"
	COMPETITORS = "Competitors"
	PARTICIPANTS = "Participants"
	CONTACT_RECORDED = "Contact Recorded"
	RISK_ASSESSED = "Risk Assessed"
	SUITABLE_PRODUCT = "Suitable Product"


class ForecastCategory(Vocabulary):
	"""How sure the salesperson is that an opportunity comes in its month (SAL-03)."""

	OMITTED = "Omitted"
	PIPELINE = "Pipeline"
	BEST_CASE = "Best Case"
	COMMIT = "Commit"
	CLOSED = "Closed"


class OpportunitySource(Vocabulary):
	"""Where an opportunity came from (SAL-08)."""

	CUSTOMER_PAGE = "Customer Page"
	WORK_ORDER = "Work Order"
	CAMPAIGN = "Campaign"
	LEAD = "Lead"
	RECOMMENDATION = "Recommendation"
	NEED = "Need"
	IMPORT = "Import"
	OTHER = "Other"


class ParticipantRole(Vocabulary):
	"""What a colleague does for an opportunity."""

	PRODUCT_SPECIALIST = "Product Specialist"
	CREDIT_OFFICER = "Credit Officer"
	SUPPORTER = "Supporter"
	REFERRER = "Referrer"


class LeadSource(Vocabulary):
	"""The ways a lead comes in (SAL-01)."""

	CAMPAIGN = "Campaign"
	WEB_FORM = "Web Form"
	REFERRAL = "Referral"
	BRANCH = "Branch"
	IMPORT = "Import"
	BEHAVIOUR = "Behaviour"


class LeadStatus(Vocabulary):
	"""Where a lead stands (SAL-01)."""

	NEW = "New"
	FOLLOWING = "Following"
	QUALIFIED = "Qualified"
	CONVERTED = "Converted"
	DISQUALIFIED = "Disqualified"


class LeadSign(Vocabulary):
	"""What a rule of the score looks at (SAL-01)."""

	SOURCE = "Source"
	PRODUCT_LINE = "Product Line"
	AMOUNT_FROM = "Amount From"
	EXISTING_CUSTOMER = "Existing Customer"
	MOBILE_GIVEN = "Mobile Given"
	ID_GIVEN = "ID Number Given"
	REACHED = "Reached"
	INTERESTED = "Interested"


class LeadAssignment(Vocabulary):
	"""How a rule chooses among its people (SAL-01)."""

	FEWEST_LEADS = "Fewest Open Leads"
	BY_TURN = "By Turn"


class TargetMetric(Vocabulary):
	"""What a target counts (SAL-04)."""

	WON_AMOUNT = "Won Amount"
	WON_DEALS = "Won Opportunities"
	CONVERTED_LEADS = "Converted Leads"
	NEW_CUSTOMERS = "New Customers"


class TargetPeriod(Vocabulary):
	"""The period of a target."""

	MONTH = "Month"
	QUARTER = "Quarter"
	YEAR = "Year"


class TargetHolder(Vocabulary):
	"""Who has to reach a target."""

	BRANCH = "Branch"
	PERSON = "Person"
