"""What a segment is made of as one tree, and what leans on what (SEG-09, CUS-12)."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain import audience
from bank_crm.domain.audience import CombinationRefused, Reference
from bank_crm.domain.customer_enums import SegmentBasis

SEGMENT = "Bank Segment"
TAG = "Bank Customer Tag"
DOCTYPES = {"segment": SEGMENT, "tag": TAG}
#: Groups that ask for nothing would mean everybody, which nobody means.
NO_CONDITION = (None, {}, {"op": "and", "conditions": []}, {"op": "or", "conditions": []})


def tree_of(basis: str, conditions: object, combination: object) -> audience.Json | None:
	"""Return the tree of a segment; None for one whose members are chosen by hand.

	None also for no condition at all. Conditions and combination may be JSON texts. Raises CombinationRefused.
	"""
	if basis == SegmentBasis.MANUAL:
		return None
	if basis == SegmentBasis.COMBINATION:
		stored = frappe.parse_json(combination) if combination else {}
		return audience.combined(stored if isinstance(stored, dict) else {})
	tree = frappe.parse_json(conditions) if conditions else None
	return tree if isinstance(tree, dict) and tree.get("root") not in NO_CONDITION else None


def leaning() -> dict[Reference, set[Reference]]:
	"""Return for every segment and tag that has conditions which others these lean on, as stored."""
	found: dict[Reference, set[Reference]] = {}
	for kind, doctype, fields in (
		("segment", SEGMENT, ["name", "conditions", "combination"]),
		("tag", TAG, ["name", "conditions"]),
	):
		for row in frappe.get_all(doctype, fields=fields, limit=0):
			found[(kind, str(row.name))] = references(row)
	return found


def references(row: Mapping[str, object]) -> set[Reference]:
	"""Return what one segment or tag leans on, by its conditions or its combination."""
	found = audience.references(frappe.parse_json(row.get("conditions") or "{}"))
	combination = frappe.parse_json(row.get("combination") or "{}")
	names = combination.get("segments") if isinstance(combination, dict) else None
	return found | {("segment", name) for name in names or [] if isinstance(name, str)}


def circle_of(start: Reference, own: set[Reference]) -> str:
	"""Return the circle a document would close by leaning on `own`, as text; "" if it closes none."""
	way = audience.circle(start, {**leaning(), start: own})
	return " → ".join(_title(reference) for reference in way)


def used_by(target: Reference) -> list[str]:
	"""Return the titles of the segments and tags that lean on one."""
	return sorted(_title(reference) for reference, others in leaning().items() if target in others)


def check_unused(target: Reference) -> None:
	"""Refuse to rename or delete what others lean on, naming them."""
	if users := used_by(target):
		names = frappe.utils.escape_html(", ".join(users))
		frappe.throw(_("Used by {0}.").format(frappe.bold(names)), frappe.LinkExistsError)


def check_known(segment: Document) -> None:
	"""Refuse a combination with a segment that does not exist, or is switched off."""
	names = [name for kind, name in references(segment.as_dict()) if kind == "segment"]
	known = frappe.get_all(SEGMENT, filters={"name": ("in", names), "enabled": 1}, pluck="name")
	if missing := sorted(set(names) - set(known)):
		text = frappe.utils.escape_html(", ".join(missing))
		checks.refuse(segment, "combination", _("there is no enabled segment {0}.").format(text))


def explain(refused: CombinationRefused) -> str:
	"""Return why a combination is none, in the user's language."""
	texts = {
		"unknown_operation": _("choose union, intersection or minus."),
		"too_few_segments": _("choose at least two segments."),
		"too_many_segments": _("at most {0} segments can be combined.").format(audience.MOST_COMBINED),
		"repeated_segment": _("a segment is named twice."),
	}
	return texts[refused.code]


def _title(reference: Reference) -> str:
	kind, name = reference
	if kind == "tag":
		return name
	return frappe.db.get_value(SEGMENT, name, "segment_name") or name
