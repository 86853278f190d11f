"""The vocabularies of performance, incentives and the forecast of volumes."""

from .enums import Vocabulary


class PerformanceMeasure(Vocabulary):
	"""What the work of a person is counted by (SAL-05, SAL-07)."""

	CONTACTS = "Contacts"
	CARE_DONE = "Care Tasks Done"
	ORDERS_ANSWERED = "Work Orders Answered"
	WON_DEALS = "Won Opportunities"
	WON_AMOUNT = "Won Amount"
	CONVERTED_LEADS = "Converted Leads"
	CUSTOMERS_WON = "Customers Won"
	CUSTOMERS_LOST = "Customers Lost"
	ASSET_GROWTH = "Asset Growth"
	SERVICE_RATING = "Service Rating"


class PerformancePeriod(Vocabulary):
	"""The period a scheme counts."""

	MONTH = "Month"
	QUARTER = "Quarter"
	YEAR = "Year"


class IncentiveState(Vocabulary):
	"""The way of a proposal (SAL-05)."""

	DRAFT = "Draft"
	AWAITING = "Awaiting Approval"
	APPROVED = "Approved"
	REJECTED = "Rejected"


class IncentiveLineKind(Vocabulary):
	"""Why a line is there: earned by a deal, or taken back since the deal is none any more."""

	EARNED = "Earned"
	CLAWED_BACK = "Clawed Back"


class VolumeMeasure(Vocabulary):
	"""Volumes of the bank that have a history (SAL-03)."""

	DEPOSITS_RECEIVED = "Deposits Received"
	LOANS_GRANTED = "Loans Granted"
	DEPOSIT_BALANCE = "Deposit Balance"
	LOAN_BALANCE = "Loan Balance"


class VolumeMethod(Vocabulary):
	"""How a volume may be carried on; the back-test chooses."""

	SEASONAL_NAIVE = "Seasonal Naive"
	SMOOTHING = "Exponential Smoothing"
	SEASONAL_SMOOTHING = "Seasonal Smoothing"
	THETA = "Theta"


class VolumePointKind(Vocabulary):
	"""What a month of a forecast is: counted, or expected."""

	HISTORY = "History"
	FORECAST = "Forecast"
