"""The shipped charts by their names; each counts the viewer's rows anew at every look (ANA-05, ANA-14)."""

from bank_crm.analytics.dashboards import (
	compliance,
	customers,
	marketing,
	operations,
	sales,
	service,
	today,
)
from bank_crm.analytics.dashboards.base import Chart

CHARTS: dict[str, Chart] = {
	**today.CHARTS,
	**customers.CHARTS,
	**marketing.CHARTS,
	**sales.CHARTS,
	**service.CHARTS,
	**compliance.CHARTS,
	**operations.CHARTS,
}
