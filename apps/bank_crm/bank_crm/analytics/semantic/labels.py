"""Keys of groups as words: choices and records by name, bands and times as they are read (ANA-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.analytics.reporting import weekday_name
from bank_crm.analytics.semantic.compile import OTHERS, OTHERS_NUMBER, UNKNOWN
from bank_crm.analytics.semantic.model import Dimension, Entity, Kind
from bank_crm.domain.report_definition import Axis
from bank_crm.domain.report_enums import Grain
from bank_crm.domain.report_periods import first_day_of

_TEN_THOUSAND, _HUNDRED_MILLION = 10_000, 100_000_000


def labels_of(entity: Entity, dimension: Dimension, axis: Axis, keys: Iterable[Any]) -> dict[Any, str]:
	"""Return the words of some keys."""
	found: dict[Any, str] = {}
	names: list[str] = []
	for key in set(keys):
		if key in (OTHERS, OTHERS_NUMBER):
			found[key] = _("Others")
		elif key in ("", UNKNOWN):
			found[key] = _("Not Set")
		elif dimension.kind == Kind.LINK:
			names.append(key)
		else:
			found[key] = _word(entity, dimension, axis, key)
	return found | (_names(dimension.link, names) if names else {})


def order_of(
	entity: Entity, dimension: Dimension, keys: Iterable[Any], words: Mapping[Any, str]
) -> dict[Any, Any]:
	"""Return what keys are sorted by: choices as the form has them, tiers by level, others by their words."""
	keys = set(keys)
	options: Mapping[Any, int] = {}
	if dimension.kind == Kind.CHOICE:
		options = {option: at for at, option in enumerate(dimension.options)}
	elif dimension.link and frappe.get_meta(dimension.link).has_field("level"):
		options = dict(frappe.get_all(dimension.link, fields=["name", "level"], as_list=True))
	last = len(options) + 1_000
	return {key: _place(key, words[key], options, last) for key in keys}


def _place(key: Any, word: str, options: Mapping[Any, int], last: int) -> tuple[int, Any, str]:
	if key in (OTHERS, OTHERS_NUMBER):
		return (3, 0, "")
	if key in ("", UNKNOWN):
		return (2, 0, "")
	if isinstance(key, int):
		return (1, key, "")
	return (1, cint(options.get(key, last)), word)


def _word(entity: Entity, dimension: Dimension, axis: Axis, key: Any) -> str:
	if dimension.kind == Kind.MOMENT:
		return _time(key, axis.grain or Grain.MONTH)
	if dimension.kind == Kind.BAND:
		return _band(dimension.bands, key, money=dimension.money)
	if dimension.kind == Kind.CHOICE:
		return _(key, context=entity.home(dimension))
	return str(key)


def _time(key: int, grain: Grain) -> str:
	if grain == Grain.HOUR:
		return f"{key:02d}:00"
	if grain == Grain.WEEKDAY:
		return weekday_name(key)
	if grain == Grain.MONTH:
		return f"{key // 100}-{key % 100:02d}"
	if grain == Grain.QUARTER:
		return f"{key // 10} Q{key % 10}"
	return str(key) if grain == Grain.YEAR else first_day_of(key, grain).isoformat()


def _band(bands: tuple[Decimal, ...], at: int, *, money: bool) -> str:
	edges = [_amount(edge) if money else f"{edge.normalize():f}" for edge in bands]
	if at == 0:
		return _("below {0}").format(edges[1])
	if at == len(bands) - 1:
		return _("{0} and more").format(edges[at])
	if not money:
		return f"{edges[at]}–{bands[at + 1] - 1:f}"
	return _("{0} to {1}").format(edges[at], edges[at + 1])


def _amount(value: Decimal) -> str:
	"""Round amounts as they are said: 50万 in Chinese, 500,000 elsewhere."""
	if str(frappe.local.lang or "").startswith("zh"):
		for unit, word in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
			if value >= unit:
				return f"{(value / unit).normalize():f}{word}"
	return f"{value:,.0f}"


def _names(doctype: str, names: list[str]) -> dict[Any, str]:
	"""The titles of records, in their language where the names are words; a record that is gone keeps its name."""
	meta = frappe.get_meta(doctype)
	if doctype == "User":
		title = "full_name"
	else:
		title = meta.title_field if meta.title_field and not meta.get("translated_doctype") else "name"
	table = frappe.qb.DocType(doctype)
	rows = frappe.qb.from_(table).select(table.name, table[title]).where(table.name.isin(names)).run()
	titles = {name: word or name for name, word in rows}
	if meta.get("translated_doctype"):
		return {name: _(titles.get(name, name), context=doctype) for name in names}
	return {name: titles.get(name, name) for name in names}
