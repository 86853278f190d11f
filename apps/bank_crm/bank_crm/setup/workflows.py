"""The approvals the app starts with, as Frappe Workflows a bank may edit (requirements 1.8).

A part of the app describes its workflow as a `WorkflowPlan` and names it under the hook `bank_workflows`. It is made
where the DocType has no workflow yet, and from then on the bank's own: neither a migration nor a second installation
changes it. Uninstalling removes it together with the states and actions nothing else uses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import frappe

HOOK = "bank_workflows"
#: Global default that keeps which states and actions the app has made.
MADE = "bank_crm_workflow_masters"
STATE, ACTION = "Workflow State", "Workflow Action Master"
#: Where a workflow names its states and actions: master → (child table, columns).
_USED_IN = {
	STATE: (("Workflow Document State", ("state",)), ("Workflow Transition", ("state", "next_state"))),
	ACTION: (("Workflow Transition", ("action",)),),
}
_NAMED_BY = {STATE: "workflow_state_name", ACTION: "workflow_action_name"}


@dataclass(frozen=True)
class State:
	"""One state; `editor` is the role that may edit the document in it, `style` colours it in lists.

	Steps into a `quiet` state are nobody's open Workflow Action: they may be taken, they need not.
	"""

	name: str
	editor: str
	style: str = ""
	docstatus: int = 0
	quiet: bool = False


@dataclass(frozen=True)
class Transition:
	"""One step somebody with `role` may take; `condition` is Frappe's, over `doc` and `frappe.session`."""

	state: str
	action: str
	next_state: str
	role: str
	condition: str = ""
	by_owner: bool = False


@dataclass(frozen=True)
class WorkflowPlan:
	"""One shipped workflow; its first state is that of a new document."""

	name: str
	doctype: str
	states: tuple[State, ...]
	transitions: tuple[Transition, ...]
	field: str = "state"


def shipped() -> list[WorkflowPlan]:
	"""Return the workflows of this app and of apps that build on it."""
	return [frappe.get_attr(path) for path in frappe.get_hooks(HOOK)]


def create() -> None:
	"""Make each shipped workflow whose DocType has none, active or not."""
	made = _read_made()
	for plan in shipped():
		if not frappe.db.exists("Workflow", {"document_type": plan.doctype}):
			_make_masters(plan, made)
			_make(plan)
	_keep_made(made)


def complete(name: str) -> None:
	"""Give a shipped workflow that is there already the states and steps it lacks; what the bank has changed stays."""
	plan = next(one for one in shipped() if one.name == name)
	if not frappe.db.exists("Workflow", name):
		return
	made = _read_made()
	_make_masters(plan, made)
	_keep_made(made)
	workflow = frappe.get_doc("Workflow", name)
	states = {row.state for row in workflow.states}
	for state in plan.states:
		if state.name not in states:
			workflow.append("states", _state_row(state))
	steps = {(row.state, row.action, row.next_state, row.allowed) for row in workflow.transitions}
	for step in plan.transitions:
		if (step.state, step.action, step.next_state, step.role) not in steps:
			workflow.append("transitions", _step_row(step))
	workflow.save(ignore_permissions=True)  # migration, nobody's own act


def remove() -> None:
	"""Delete the shipped workflows, then the states and actions we made that no other workflow uses."""
	for plan in shipped():
		for name in frappe.get_all("Workflow", filters={"document_type": plan.doctype}, pluck="name"):
			frappe.delete_doc("Workflow", name, force=True, ignore_permissions=True)  # uninstalling
	for master, names in _read_made().items():
		for name in names:
			if not _is_used(master, name):
				frappe.delete_doc(
					master,
					name,
					force=True,
					ignore_missing=True,
					ignore_permissions=True,  # uninstalling runs as the site's owner
				)
	frappe.defaults.clear_default(MADE)


def _make(plan: WorkflowPlan) -> None:
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": plan.name,
			"document_type": plan.doctype,
			"workflow_state_field": plan.field,
			"is_active": 1,
			"send_email_alert": 0,
			"states": [_state_row(state) for state in plan.states],
			"transitions": [_step_row(step) for step in plan.transitions],
		}
	).insert(ignore_permissions=True)  # installation or migration, nobody's own act


def _state_row(state: State) -> dict[str, object]:
	return {
		"state": state.name,
		"doc_status": str(state.docstatus),
		"allow_edit": state.editor,
		"is_optional_state": int(state.quiet),
	}


def _step_row(step: Transition) -> dict[str, object]:
	return {
		"state": step.state,
		"action": step.action,
		"next_state": step.next_state,
		"allowed": step.role,
		"condition": step.condition,
		"allow_self_approval": int(step.by_owner),
	}


def _make_masters(plan: WorkflowPlan, made: dict[str, list[str]]) -> None:
	for state in plan.states:
		_make_master(STATE, state.name, made, style=state.style)
	for step in plan.transitions:
		_make_master(ACTION, step.action, made)


def _make_master(doctype: str, name: str, made: dict[str, list[str]], **values: str) -> None:
	if frappe.db.exists(doctype, name):
		return
	frappe.get_doc({"doctype": doctype, _NAMED_BY[doctype]: name, **values}).insert(
		ignore_permissions=True  # installation or migration, nobody's own act
	)
	made.setdefault(doctype, []).append(name)


def _is_used(master: str, name: str) -> bool:
	return any(
		frappe.db.exists(table, {column: name}) for table, columns in _USED_IN[master] for column in columns
	)


def _read_made() -> dict[str, list[str]]:
	return json.loads(frappe.db.get_default(MADE) or "{}")


def _keep_made(made: dict[str, list[str]]) -> None:
	if made and made != _read_made():
		frappe.db.set_default(MADE, json.dumps(made, ensure_ascii=False))
