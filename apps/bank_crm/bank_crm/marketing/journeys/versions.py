"""The versions of a journey: made at each start after a change, never changed; who is in one goes on with it or moves (MKT-14)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from bank_crm.domain.journey_enums import OnChange, RunState
from bank_crm.marketing.journeys import definition
from bank_crm.marketing.journeys.definition import JOURNEY, RUN, VERSION

_PARTS = ("purpose", "campaign", "goal", "exit", "start")


def make(journey: Document) -> str | None:
	"""Make what the journey does its version, unless it is; returns the new version's name."""
	content = definition.content_of(journey)
	before = content_of(journey.current_version) if journey.current_version else None
	if before == content:
		return None
	number = cint(journey.version_no) + 1
	version = frappe.get_doc(
		{
			"doctype": VERSION,
			"journey": journey.name,
			"version_no": number,
			"made_at": now_datetime(),
			"made_by": frappe.session.user,
			"changes": _changes(before, content),
			"content": json.dumps(content, ensure_ascii=False),
		}
	).insert(ignore_permissions=True)  # a version comes into being by its journey alone
	values = {"current_version": version.name, "version_no": number}
	journey.update(values)
	frappe.db.set_value(JOURNEY, journey.name, values, update_modified=False)
	if journey.under_way == OnChange.MOVE.value:
		_move(str(journey.name), str(version.name), [step["key"] for step in content["steps"]])
	return str(version.name)


def content_of(version: str) -> dict[str, Any]:
	"""Return what a version does."""
	return json.loads(frappe.db.get_value(VERSION, version, "content") or "{}")


def step_keys(journey: str) -> list[str]:
	"""Return the keys of all steps the journey has or ever had."""
	contents = frappe.get_all(
		VERSION, filters={"journey": journey}, pluck="content", order_by="version_no asc"
	)
	stored = [frappe.db.get_value(JOURNEY, journey, "steps"), *contents]
	steps = [step for text in stored for step in (json.loads(text) if text else {}).get("steps", [])]
	return list(dict.fromkeys(step["key"] for step in steps))


def _move(journey: str, version: str, keys: list[str]) -> None:
	"""Whoever stands at a step the new version has goes on with it from there."""
	run = frappe.qb.DocType(RUN)
	(
		frappe.qb.update(run)
		.set(run.version, version)
		.where((run.journey == journey) & (run.state == RunState.ACTIVE.value) & run.step.isin(keys))
	).run()


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
	"""Say line by line what differs, in the session's language; plain text."""
	if before is None:
		return _("First version")
	old = {step["key"]: step for step in before["steps"]}
	new = {step["key"]: step for step in after["steps"]}
	lines = [_("Step “{0}”: removed").format(step["title"]) for key, step in old.items() if key not in new]
	for key, step in new.items():
		if key not in old:
			lines.append(_("Step “{0}”: added").format(step["title"]))
		elif step != old[key] or before["frozen"].get(key) != after["frozen"].get(key):
			lines.append(_("Step “{0}”: changed").format(step["title"]))
	labels = {
		"purpose": _("Contacts Customers For"),
		"campaign": _("Counts for Campaign"),
		"goal": _("Goal"),
		"exit": _("Exit"),
		"start": _("First Step"),
	}
	lines += [
		_("{0}: changed").format(labels[part]) for part in _PARTS if before.get(part) != after.get(part)
	]
	return "\n".join(lines)
