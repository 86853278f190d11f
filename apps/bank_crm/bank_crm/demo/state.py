"""How far a demo bank is loaded: its plan, and a stamp per chunk written in the chunk's own transaction."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

import frappe
from frappe.utils import now

from bank_crm.demo.marks import STAMPS_PARENT
from bank_crm.demo.plan import Plan
from bank_crm.demo.rows import Naming

PLAN, DONE, LOADING = "plan", "done", "loading"


def read_plan() -> tuple[Plan, Naming] | None:
	"""The bank that was begun on this site, if any."""
	text = _value(PLAN)
	if text is None:
		return None
	kept = json.loads(text)
	plan = {**kept["plan"], "today": date.fromisoformat(kept["plan"]["today"])}
	return Plan(**plan), Naming(**kept["naming"])


def keep_plan(plan: Plan, naming: Naming) -> None:
	values = {**asdict(plan), "today": plan.today.isoformat()}
	_insert(PLAN, json.dumps({"plan": values, "naming": asdict(naming)}))


@dataclass(frozen=True)
class Loading:
	"""How a measured loading went; `rows` by DocType, `peak_mib` of the largest process, `at` when it ended."""

	seconds: float
	rows: dict[str, int]
	peak_mib: int
	at: str


def keep_loading(seconds: float, rows: dict[str, int], peak_mib: int) -> None:
	"""Keep the figures of a loading that ended just now."""
	_insert(LOADING, json.dumps(asdict(Loading(seconds, rows, peak_mib, now()))))


def read_loading() -> Loading | None:
	"""The figures of the loading, if it was measured."""
	text = _value(LOADING)
	return Loading(**json.loads(text)) if text else None


def loaded_chunks() -> set[int]:
	"""Numbers of the chunks that are in the database completely."""
	keys = frappe.get_all(
		"DefaultValue", filters={"parent": STAMPS_PARENT, "defkey": ("like", "chunk-%")}, pluck="defkey"
	)
	return {int(key.removeprefix("chunk-")) for key in keys}


def stamp_chunk(number: int, rows: int) -> None:
	"""To be called last in the chunk's transaction: both are stored, or neither."""
	_insert(f"chunk-{number}", str(rows))


def read_note(key: str) -> str | None:
	"""What a part of the demo has noted about its own rows."""
	return _value(key)


def keep_note(key: str, text: str) -> None:
	"""Note something in the transaction of the rows it is about."""
	_insert(key, text)


def is_done() -> bool:
	return _value(DONE) is not None


def mark_done() -> None:
	_insert(DONE, now())


def forget() -> None:
	"""Remove every trace of the loading itself."""
	frappe.db.delete("DefaultValue", {"parent": STAMPS_PARENT})


def _value(key: str) -> str | None:
	return frappe.db.get_value("DefaultValue", {"parent": STAMPS_PARENT, "defkey": key}, "defvalue")


def _insert(key: str, value: str) -> None:
	row = {
		"name": f"{STAMPS_PARENT}-{key}",
		"creation": now(),
		"modified": now(),
		"owner": "Administrator",
		"modified_by": "Administrator",
		"parent": STAMPS_PARENT,
		"parenttype": STAMPS_PARENT,
		"parentfield": "system_defaults",
		"defkey": key,
		"defvalue": value,
	}
	frappe.db.bulk_insert("DefaultValue", list(row), [tuple(row.values())])
