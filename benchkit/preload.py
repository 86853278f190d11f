"""Modules a worker imports before its first job: each job runs in a process forked from it and finds them there.

Without them every job would import Frappe's document model and the app anew, which takes longer than most jobs do.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from importlib import import_module
from typing import Any

#: What nearly every job needs; Frappe's own worker pool imports the like.
FRAMEWORK = (
	"frappe.core.doctype.scheduled_job_type.scheduled_job_type",
	"frappe.database.mariadb.database",
	"frappe.database.query",
	"frappe.email.queue",
	"frappe.integrations.utils",
	"frappe.model.delete_doc",
	"frappe.model.document",
	"frappe.query_builder.functions",
	"frappe.utils.background_jobs",
	"frappe.utils.global_search",
	"frappe.utils.safe_exec",
	"frappe.utils.typing_validations",
)
#: The hooks of an app whose values are names of functions that run in jobs.
HOOKS = ("scheduler_events", "doc_events")


def import_for_jobs(apps: list[str]) -> None:
	"""Import what the jobs of these apps need, and keep it out of the garbage collector so that forks share it."""
	names = set(FRAMEWORK)
	for app in apps:
		hooks = import_module(f"{app}.hooks")
		for hook in HOOKS:
			names.update(path.rpartition(".")[0] for path in _paths(getattr(hooks, hook, {})))
	for name in sorted(names):
		import_module(name)
	gc.collect()
	gc.freeze()


def _paths(value: Any) -> Iterator[str]:
	"""The dotted paths somewhere in a hook's value."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		for inner in value.values():
			yield from _paths(inner)
	else:
		for inner in value:
			yield from _paths(inner)
