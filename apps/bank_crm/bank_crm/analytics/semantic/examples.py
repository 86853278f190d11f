"""Questions managers ask, for benchmarks and for the page's first look: name → definition."""

from __future__ import annotations

from typing import Any


def _of(entity: str, measures: list[str], rows: list[Any], **more: Any) -> dict[str, Any]:
	axes = [row if isinstance(row, dict) else {"dimension": row} for row in rows]
	columns = [{"dimension": name} for name in more.pop("columns", [])]
	period = {"preset": more.pop("period", "all")}
	return {
		"version": 1,
		"entity": entity,
		"rows": axes,
		"columns": columns,
		"measures": measures,
		"period": period,
		**more,
	}


def _is(field: str, *values: str) -> dict[str, Any]:
	leaf = {"field": field, "operator": "in", "value": list(values)}
	return {"version": 1, "root": {"op": "and", "conditions": [leaf]}}


EXAMPLES: dict[str, dict[str, Any]] = {
	# 客户分层 × 产品类型 → 购买金额, 人数 (ANA-04)
	"purchases by tier and product": _of(
		"transaction",
		["purchase_amount", "buyers"],
		["customer_tier"],
		columns=["product_category"],
		period="last_12_months",
	),
	# 各月理财销售趋势 (ANA-05)
	"wealth sales by month": _of(
		"transaction",
		["purchase_amount", "buyers"],
		[{"dimension": "posted_at", "grain": "month"}],
		filters=_is("product_category", "Wealth"),
		period="last_12_months",
		compare="last_year",
		chart="Line",
	),
	"customers and assets by tier": _of(
		"customer", ["customers", "total_aum", "average_aum"], ["tier"], chart="Bar"
	),
	"largest branches by assets": _of(
		"customer",
		["total_aum", "customers", "active_share"],
		["branch"],
		top={"count": 10, "by": "total_aum"},
	),
	"assets by month and tier": _of(
		"asset",
		["total_aum"],
		[{"dimension": "month_end", "grain": "month"}],
		columns=["customer_tier"],
		period="last_12_months",
		chart="Line",
	),
	"holdings by product and risk preference": _of(
		"holding", ["customers", "balance"], ["category"], columns=["customer_risk_preference"]
	),
	"money in and out by channel": _of(
		"transaction", ["inflow", "outflow", "customers"], ["channel"], period="this_year", compare="previous"
	),
	"log-ins by age": _of("behaviour", ["logged_in", "logins"], ["customer_age"], period="last_30_days"),
	"satisfaction by request type and handler": _of(
		"work_order",
		["orders", "satisfaction", "average_rating"],
		["order_type", "handler"],
		period="last_90_days",
	),
	"pipeline by stage": _of(
		"opportunity", ["opportunities", "amount", "win_rate"], ["stage"], period="this_year"
	),
}
