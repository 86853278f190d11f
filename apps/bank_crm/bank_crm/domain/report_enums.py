"""The vocabularies of self-made reports (ANA-04, ANA-05)."""

from enum import Enum

from .enums import Vocabulary


class ReportChart(Vocabulary):
	"""How a report is shown besides its table: 表格, 柱状图, 折线图, 饼图."""

	TABLE = "Table"
	BAR = "Bar"
	LINE = "Line"
	PIE = "Pie"


class ShareWith(Vocabulary):
	"""Whom a report is shared with; everybody sees it with his or her own rows."""

	ROLE = "Role"
	BRANCH = "Branch"
	USER = "User"


class ReportSchedule(Vocabulary):
	"""How often a report is mailed."""

	DAILY = "Daily"
	WEEKLY = "Weekly"
	MONTHLY = "Monthly"


class ReportRunState(Vocabulary):
	"""A report that is made in the background."""

	QUEUED = "Queued"
	RUNNING = "Running"
	DONE = "Done"
	FAILED = "Failed"


class Grain(str, Enum):
	"""What the moments of a dimension are put together by."""

	DAY = "day"
	WEEK = "week"
	MONTH = "month"
	QUARTER = "quarter"
	YEAR = "year"
	WEEKDAY = "weekday"
	HOUR = "hour"


#: Grains that follow one another, so that a comparison has a place on the same axis.
IN_ORDER = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)


class Preset(str, Enum):
	"""Periods by name; those that are not over end today."""

	ALL = "all"
	TODAY = "today"
	THIS_WEEK = "this_week"
	THIS_MONTH = "this_month"
	LAST_MONTH = "last_month"
	THIS_QUARTER = "this_quarter"
	LAST_QUARTER = "last_quarter"
	THIS_YEAR = "this_year"
	LAST_YEAR = "last_year"
	LAST_7_DAYS = "last_7_days"
	LAST_30_DAYS = "last_30_days"
	LAST_90_DAYS = "last_90_days"
	LAST_12_MONTHS = "last_12_months"
	CUSTOM = "custom"


class Comparison(str, Enum):
	"""The period beside the period: 环比 or 同比."""

	NONE = "none"
	PREVIOUS = "previous"
	LAST_YEAR = "last_year"


class DeliveryState(Vocabulary):
	"""What became of one mail of a report."""

	SENT = "Sent"
	NOT_SENT = "Not Sent"
