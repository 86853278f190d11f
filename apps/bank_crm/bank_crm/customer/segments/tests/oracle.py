"""The meaning of conditions said a second time, in pandas over the raw JSON: what the engines are compared with.

Nothing of the compiler, the reader or the logic is used here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import frappe
import pandas as pd

TABLES = {
	"transaction": ("Bank Customer Transaction", "posted_at", "amount"),
	"behaviour": ("Bank Behaviour Event", "occurred_at", None),
	"holding": ("Bank Customer Account", "opened_on", "balance"),
	"balance": ("Bank Asset Snapshot", "month_end", "total_aum"),
	"tag": ("Bank Tag Assignment", "assigned_at", None),
}
NEGATIVE = {"!=": "=", "not in": "in", "is not set": "is set"}
TEXTS = {"city", "occupation", "employer", "credit_grade", "page"}


class Oracle:
	"""All rows of a site in memory, asked on one day."""

	def __init__(self, day: date) -> None:
		self.day = day
		self.customers = _frame("Bank Customer")
		self.customers = self.customers[self.customers["status"] == "Active"].set_index("name", drop=False)
		self.facts = {name: _frame(doctype) for name, (doctype, _time, _amount) in TABLES.items()}

	def members(self, conditions: dict[str, Any]) -> set[str]:
		holds = self.node(conditions["root"])
		return set(self.customers.index[holds])

	def node(self, node: dict[str, Any]) -> pd.Series:
		if "op" in node:
			masks = [self.node(child) for child in node["conditions"]]
			if node["op"] == "not":
				return ~masks[0]
			start = pd.Series(node["op"] == "and", index=self.customers.index)
			for mask in masks:
				start = start & mask if node["op"] == "and" else start | mask
			return start
		return self.fact(node) if "fact" in node else self.leaf(self.profile(node["field"]), node)

	def profile(self, name: str) -> pd.Series:
		if name == "age":
			return self.customers["birth_date"].map(self._age)
		if name == "birth_month":
			return self.customers["birth_date"].map(lambda born: born.month if born else None)
		return self.customers[name]

	def _age(self, born: date | None) -> int | None:
		if not born:
			return None
		return self.day.year - born.year - ((self.day.month, self.day.day) < (born.month, born.day))

	def leaf(self, values: pd.Series, leaf: dict[str, Any]) -> pd.Series:
		operator = leaf["operator"]
		if operator in NEGATIVE:
			return ~self.leaf(values, {**leaf, "operator": NEGATIVE[operator]})
		found = [self.test(value, operator, leaf.get("value"), leaf["field"]) for value in values]
		return pd.Series(found, index=values.index, dtype=bool)

	def test(self, value: Any, operator: str, wanted: Any, name: str = "") -> bool:
		if value is None or value is pd.NaT or value != value or value == "":
			return False
		if operator == "is set":
			return value != 0
		if isinstance(value, datetime):
			value = value.date()
		if isinstance(value, date):
			wanted = [self.to_day(one) for one in wanted] if isinstance(wanted, list) else self.to_day(wanted)
		elif isinstance(value, str):
			if name in TEXTS:
				value = value.lower()
				wanted = [one.lower() for one in wanted] if isinstance(wanted, list) else wanted.lower()
		else:
			value = Decimal(str(value))
			wanted = (
				[Decimal(str(one)) for one in wanted] if isinstance(wanted, list) else Decimal(str(wanted))
			)
		if operator == "between":
			return wanted[0] <= value <= wanted[1]
		return {
			"=": lambda: value == wanted,
			">": lambda: value > wanted,
			">=": lambda: value >= wanted,
			"<": lambda: value < wanted,
			"<=": lambda: value <= wanted,
			"in": lambda: value in wanted,
			"like": lambda: wanted in value,
		}[operator]()

	def to_day(self, value: Any) -> date:
		return (
			self.day + timedelta(days=value["days"]) if isinstance(value, dict) else date.fromisoformat(value)
		)

	def fact(self, node: dict[str, Any]) -> pd.Series:
		rows, time = self.facts[node["fact"]], TABLES[node["fact"]][1]
		for leaf in node.get("where", []):
			rows = _keep(rows, self.leaf(rows[leaf["field"]], leaf))
		if node.get("days"):
			start = self.day - timedelta(days=node["days"])
			days = [_as_day(moment) for moment in rows[time]]
			rows = _keep(rows, [day is not None and day >= start for day in days])
		if node["fact"] == "tag":
			rows = _keep(rows, [until is None or until >= self.day for until in rows["valid_until"]])
		if node["fact"] == "holding" and not any(leaf["field"] == "status" for leaf in node.get("where", [])):
			rows = _keep(rows, [status != "Closed" for status in rows["status"]])
		groups = {name: group for name, group in rows.groupby("customer")}
		found = [self.measure(groups.get(name), node, time) for name in self.customers.index]
		return pd.Series(found, index=self.customers.index, dtype=bool)

	def measure(self, rows: pd.DataFrame | None, node: dict[str, Any], time: str) -> bool:
		measure, operator, wanted = node["measure"], node["operator"], node.get("value")
		if measure == "exists":
			return (rows is not None) == wanted
		value: Any = None
		if measure == "count":
			value = 0 if rows is None else len(rows)
		elif measure == "last":
			days = [] if rows is None else [_as_day(moment) for moment in rows[time] if moment is not None]
			value = (self.day - max(days)).days if days else None
		else:
			amount = node.get("of") or TABLES[node["fact"]][2]
			amounts = [] if rows is None else [Decimal(str(one)) for one in rows[amount]]
			if measure == "sum":
				value = sum(amounts, Decimal(0))
			elif amounts:
				value = {"avg": _average, "min": min, "max": max}[measure](amounts)
		if operator == "!=":
			return not self.test(value, "=", wanted)
		return self.test(value, operator, wanted)


def _average(amounts: list[Decimal]) -> Decimal:
	return sum(amounts, Decimal(0)) / len(amounts)


def _keep(rows: pd.DataFrame, mask: Any) -> pd.DataFrame:
	return rows.loc[pd.Series(list(mask), index=rows.index, dtype=bool)]


def _as_day(moment: Any) -> date | None:
	return moment.date() if isinstance(moment, datetime) else moment


def _frame(doctype: str) -> pd.DataFrame:
	rows = frappe.get_all(doctype, fields=["*"], limit_page_length=0)
	columns = list(rows[0]) if rows else frappe.db.get_table_columns(doctype)
	return pd.DataFrame(
		{column: pd.Series([row[column] for row in rows], dtype=object) for column in columns}
	)
