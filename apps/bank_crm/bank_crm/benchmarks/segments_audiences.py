"""The audiences `./crm benchmark segments` asks for: three of the requirements and ten harder ones.

Each comes twice: as conditions, and as SQL written by hand over the snapshot's files, which shares nothing with the
compiler. In the SQL `{day}` is today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The tag of scenario 2; made and given to everybody with a loan for the time of the benchmark.
TAG = "房贷客户 · benchmark"


@dataclass(frozen=True)
class Audience:
	"""A name, the root of its conditions, and the same question by hand."""

	name: str
	root: dict[str, Any]
	sql: str

	@property
	def conditions(self) -> dict[str, Any]:
		"""Return the document as it would be stored."""
		return {"version": 1, "root": self.root}


def _and(*conditions: dict[str, Any]) -> dict[str, Any]:
	return {"op": "and", "conditions": list(conditions)}


def _or(*conditions: dict[str, Any]) -> dict[str, Any]:
	return {"op": "or", "conditions": list(conditions)}


def _not(condition: dict[str, Any]) -> dict[str, Any]:
	return {"op": "not", "conditions": [condition]}


def _is(field: str, operator: str, value: Any) -> dict[str, Any]:
	return {"field": field, "operator": operator, "value": value}


def _fact(
	fact: str,
	measure: str,
	where: list[dict[str, Any]],
	days: int | None,
	operator: str,
	value: Any,
	of: str = "",
) -> dict[str, Any]:
	node = {"fact": fact, "measure": measure, "where": where, "operator": operator, "value": value}
	return node | ({"days": days} if days else {}) | ({"of": of} if of else {})


_WEALTH_PURCHASE = [_is("txn_type", "=", "Purchase"), _is("product_category", "=", "Wealth")]
_APP_LOGIN = [_is("event_type", "=", "Login"), _is("channel", "=", "App")]
_C = """SELECT c.name FROM "tabBank Customer" c WHERE c.status = 'Active' AND """
_T = '"tabBank Customer Transaction" t WHERE t.customer = c.name'
_E = '"tabBank Behaviour Event" e WHERE e.customer = c.name'
_A = '"tabBank Customer Account" a WHERE a.customer = c.name'

AUDIENCES = (
	Audience(
		"资产≥50万 且 近30天登录APP",
		_and(_is("total_aum", ">=", 500_000), _fact("behaviour", "exists", _APP_LOGIN, 30, "=", True)),
		_C
		+ f"""c.total_aum >= 500000 AND EXISTS (SELECT 1 FROM {_E} AND e.event_type = 'Login'
			AND e.channel = 'App' AND e.occurred_at >= DATE '{{day}}' - 30)""",
	),
	Audience(
		"房贷客户 + 财富潜力层 + 近7天浏览信用卡页面",
		_and(
			_fact("tag", "exists", [_is("tag", "=", TAG)], None, "=", True),
			_is("tier", "=", "Wealth Potential"),
			_fact(
				"behaviour",
				"exists",
				[_is("event_type", "=", "Page View"), _is("page", "=", "信用卡")],
				7,
				"=",
				True,
			),
		),
		_C
		+ f"""c.tier = 'Wealth Potential' AND EXISTS (SELECT 1 FROM {_E} AND e.event_type = 'Page View'
			AND e.page = '信用卡' AND e.occurred_at >= DATE '{{day}}' - 7)
			AND EXISTS (SELECT 1 FROM "tabBank Tag Assignment" g WHERE g.customer = c.name AND g.tag = '{TAG}')""",
	),
	Audience(
		"开门红: 资产≥10万 且 近90天无理财购买",
		_and(
			_is("total_aum", ">=", 100_000), _fact("transaction", "exists", _WEALTH_PURCHASE, 90, "=", False)
		),
		_C
		+ f"""c.total_aum >= 100000 AND NOT EXISTS (SELECT 1 FROM {_T} AND t.txn_type = 'Purchase'
			AND t.product_category = 'Wealth' AND t.posted_at >= DATE '{{day}}' - 90)""",
	),
	Audience(
		"deposits and no wealth product (SEG-17)",
		_and(
			_fact("holding", "sum", [_is("category", "in", ["Savings", "Time Deposit"])], None, ">=", 50_000),
			_fact("holding", "exists", [_is("category", "=", "Wealth")], None, "=", False),
		),
		_C
		+ f"""(SELECT sum(a.balance) FROM {_A} AND a.status <> 'Closed'
			AND a.category IN ('Savings', 'Time Deposit')) >= 50000
			AND NOT EXISTS (SELECT 1 FROM {_A} AND a.status <> 'Closed' AND a.category = 'Wealth')""",
	),
	Audience(
		"twenty bookings a quarter, risk C3 and above (SEG-06)",
		_and(
			_fact("transaction", "count", [], 90, ">=", 20),
			_is("risk_preference", "in", ["C3 Balanced", "C4 Growth", "C5 Aggressive"]),
		),
		_C
		+ f"""c.risk_preference IN ('C3 Balanced', 'C4 Growth', 'C5 Aggressive')
			AND (SELECT count(*) FROM {_T} AND t.posted_at >= DATE '{{day}}' - 90) >= 20""",
	),
	Audience(
		"spent 20,000 by card in a year",
		_fact("transaction", "sum", [_is("txn_type", "=", "Card Spend")], 365, ">=", 20_000),
		_C
		+ f"""(SELECT sum(t.amount) FROM {_T} AND t.txn_type = 'Card Spend'
			AND t.posted_at >= DATE '{{day}}' - 365) >= 20000""",
	),
	Audience(
		"not seen in the app for 60 days, and has assets",
		_and(
			_is("total_aum", ">=", 100_000),
			_not(_fact("behaviour", "last", [_is("channel", "=", "App")], None, "<=", 60)),
		),
		_C
		+ f"""c.total_aum >= 100000 AND coalesce((SELECT max(e.occurred_at) FROM {_E} AND e.channel = 'App')
			< DATE '{{day}}' - 60, true)""",
	),
	Audience(
		"average purchase of 50,000, three or more",
		_and(
			_fact("transaction", "avg", [_is("txn_type", "=", "Purchase")], None, ">=", 50_000),
			_fact("transaction", "count", [_is("txn_type", "=", "Purchase")], None, ">=", 3),
		),
		_C
		+ f"""(SELECT sum(t.amount) - 50000 * count(*) FROM {_T} AND t.txn_type = 'Purchase') >= 0
			AND (SELECT count(*) FROM {_T} AND t.txn_type = 'Purchase') >= 3""",
	),
	Audience(
		"fund or wealth pages, nothing bought, 25 to 45 years",
		_and(
			_fact("behaviour", "count", [_is("product_category", "in", ["Fund", "Wealth"])], 90, ">=", 2),
			_fact(
				"transaction",
				"exists",
				[_is("txn_type", "=", "Purchase"), _is("product_category", "in", ["Fund", "Wealth"])],
				90,
				"=",
				False,
			),
			_is("age", "between", [25, 45]),
		),
		_C
		+ f"""c.birth_date <= DATE '{{day}}' - INTERVAL 25 YEAR AND c.birth_date > DATE '{{day}}' - INTERVAL 46 YEAR
			AND (SELECT count(*) FROM {_E} AND e.product_category IN ('Fund', 'Wealth')
				AND e.occurred_at >= DATE '{{day}}' - 90) >= 2
			AND NOT EXISTS (SELECT 1 FROM {_T} AND t.txn_type = 'Purchase'
				AND t.product_category IN ('Fund', 'Wealth') AND t.posted_at >= DATE '{{day}}' - 90)""",
	),
	Audience(
		"deposits due within 60 days and no purchase for half a year",
		_and(
			_fact(
				"holding",
				"exists",
				[
					_is("category", "in", ["Time Deposit", "Wealth"]),
					_is("maturity_date", "between", [{"days": 0}, {"days": 60}]),
				],
				None,
				"=",
				True,
			),
			_fact("transaction", "exists", [_is("txn_type", "=", "Purchase")], 180, "=", False),
		),
		_C
		+ f"""EXISTS (SELECT 1 FROM {_A} AND a.status <> 'Closed' AND a.category IN ('Time Deposit', 'Wealth')
				AND a.maturity_date BETWEEN DATE '{{day}}' AND DATE '{{day}}' + 60)
			AND NOT EXISTS (SELECT 1 FROM {_T} AND t.txn_type = 'Purchase'
				AND t.posted_at >= DATE '{{day}}' - 180)""",
	),
	Audience(
		"either rich, or active in app and at the counter",
		_or(
			_is("total_aum", ">=", 1_000_000),
			_and(
				_fact("behaviour", "count", _APP_LOGIN, 90, ">=", 5),
				_fact("transaction", "exists", [_is("channel", "=", "Counter")], 90, "=", True),
			),
		),
		_C
		+ f"""(c.total_aum >= 1000000 OR ((SELECT count(*) FROM {_E} AND e.event_type = 'Login'
				AND e.channel = 'App' AND e.occurred_at >= DATE '{{day}}' - 90) >= 5
			AND EXISTS (SELECT 1 FROM {_T} AND t.channel = 'Counter' AND t.posted_at >= DATE '{{day}}' - 90)))""",
	),
	Audience(
		"assets fell below half of their highest month-end",
		_and(
			_fact("balance", "max", [], 365, ">=", 200_000, "total_aum"),
			_is("total_aum", "<", 100_000),
			_is("activity_level", "!=", "Dormant"),
		),
		_C
		+ """c.total_aum < 100000 AND c.activity_level IS DISTINCT FROM 'Dormant'
			AND (SELECT max(s.total_aum) FROM "tabBank Asset Snapshot" s WHERE s.customer = c.name
				AND s.month_end >= DATE '{day}' - 365) >= 200000""",
	),
	Audience(
		"eight conditions, three negative",
		_and(
			_is("tier", "in", ["Wealth Potential", "Wealth", "Private Banking"]),
			_is("gender", "!=", "Unknown"),
			_is("product_count", ">=", 2),
			_fact("holding", "exists", [_is("category", "=", "Fund")], None, "=", False),
			_fact("holding", "exists", [_is("category", "=", "Credit Card")], None, "=", True),
			_fact("transaction", "count", [_is("direction", "=", "Debit")], 30, ">=", 1),
			_fact("behaviour", "exists", [_is("page", "=", "基金")], 90, "=", True),
			_not(_or(_is("risk_preference", "=", "C1 Conservative"), _is("age", ">=", 70))),
		),
		_C
		+ f"""c.tier IN ('Wealth Potential', 'Wealth', 'Private Banking')
			AND c.gender IS DISTINCT FROM 'Unknown' AND c.product_count >= 2
			AND NOT EXISTS (SELECT 1 FROM {_A} AND a.status <> 'Closed' AND a.category = 'Fund')
			AND EXISTS (SELECT 1 FROM {_A} AND a.status <> 'Closed' AND a.category = 'Credit Card')
			AND EXISTS (SELECT 1 FROM {_T} AND t.direction = 'Debit' AND t.posted_at >= DATE '{{day}}' - 30)
			AND EXISTS (SELECT 1 FROM {_E} AND e.page = '基金' AND e.occurred_at >= DATE '{{day}}' - 90)
			AND c.risk_preference IS DISTINCT FROM 'C1 Conservative'
			AND coalesce(c.birth_date > DATE '{{day}}' - INTERVAL 70 YEAR, true)""",
	),
)
