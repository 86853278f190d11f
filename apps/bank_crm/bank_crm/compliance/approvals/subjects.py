"""What the matrix can decide about: each kind of document says its facts, and hears what was decided.

Parts of the app register theirs under the hook `bank_approval_subjects`: {kind: dotted path of a Subject}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

HOOK = "bank_approval_subjects"


@dataclass(frozen=True, slots=True)
class Facts:
	"""What rules look at. `person` is whose document it is: never decides, and whose superior is asked."""

	title: str
	person: str
	type: str = ""
	amount: float = 0.0
	branch: str = ""
	product: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
	"""One kind of document: `types` are the values of its type with their names in the user's language.

	`decided(name, approved, reason)` takes the document on, in the transaction of the last decision.
	"""

	doctype: str
	facts: Callable[[Document], Facts]
	decided: Callable[[str, bool, str], None]
	types: Callable[[], list[tuple[str, str]]]


def known() -> dict[str, Subject]:
	"""Return every registered kind."""
	found = frappe.get_hooks(HOOK)
	return {kind: frappe.get_attr(paths[-1]) for kind, paths in found.items()}


def kind_of(doctype: str) -> str:
	"""Return the kind of a DocType's documents; raises ValueError for one the matrix knows nothing of."""
	for kind, subject in known().items():
		if subject.doctype == doctype:
			return kind
	raise ValueError(f"{doctype} is not decided by the approval matrix")


def types_of(kind: str) -> list[tuple[str, str]]:
	"""Return the types a rule of a kind may name, each with its name in the user's language."""
	subject = known().get(kind)
	if subject is None:
		frappe.throw(_("Unknown kind of document."))
	return subject.types()
