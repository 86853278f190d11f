"""Behaviour and business of the day, by the hour (ANA-07)."""

from frappe import _

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Chart, rows_of

TRANSACTION, EVENT = "Bank Customer Transaction", "Bank Behaviour Event"
_HOURS = [f"{hour:02d}" for hour in range(periods.HOURS)]


def transactions_by_hour() -> Bars:
	"""Today's transactions of the viewer's customers."""
	table, query = rows_of(TRANSACTION)
	return Bars(_HOURS, {_("Transactions"): periods.by_hour(query, table.posted_at)})


def logins_by_hour() -> Bars:
	"""Today's log-ins of the viewer's customers to app, online bank and mini program."""
	table, query = rows_of(EVENT)
	query = query.where(table.event_type == "Login")
	return Bars(_HOURS, {_("Log-ins"): periods.by_hour(query, table.occurred_at)})


CHARTS = {
	"Bank Transactions by Hour": Chart(TRANSACTION, transactions_by_hour),
	"Bank Logins by Hour": Chart(EVENT, logins_by_hour),
}
