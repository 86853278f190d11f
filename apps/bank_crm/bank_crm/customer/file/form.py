"""What the customer's form is told beside the document: sources, marks, missing items, review (CUS-09, 10, 14)."""

from __future__ import annotations

from typing import TypedDict

from frappe.model.document import Document
from frappe.utils import cint, getdate

from bank_crm.customer.file import ownership, review
from bank_crm.customer.file.ownership import Mark
from bank_crm.customer.file.texts import explain
from bank_crm.domain import profile
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import scope


class Invalid(TypedDict):
	"""One field with what is wrong with it."""

	field: str
	message: str


class FileState(TypedDict):
	"""`owned`: field → source system; `marks`: field → who entered it; `review_due`: None for ordinary customers."""

	owned: dict[str, str]
	marks: dict[str, Mark]
	products_by_hand: int
	missing: list[str]
	invalid: list[Invalid]
	review_due: bool | None
	may_review: bool


def state(doc: Document) -> FileState:
	"""Return the state of a stored file."""
	marks = ownership.standing_marks(doc)
	return {
		"owned": ownership.owned(doc),
		"marks": marks,
		"products_by_hand": sum(1 for row in doc.manual_entries if row.account),
		"missing": profile.missing(doc.as_dict()),
		"invalid": invalid_items(doc.profile_problems),
		"review_due": _review_due(doc),
		"may_review": scope.allows(scope.CUSTOMER, doc.name, write=True),
	}


def invalid_items(codes: str | None) -> list[Invalid]:
	"""Return the stored codes as fields and sentences; those no longer known are left out."""
	read = [profile.read_code(code) for code in (codes or "").split(",") if code]
	return [{"field": one[0], "message": explain(one[1])} for one in read if one]


def keep_latest_credit(doc: Document) -> None:
	"""Let score and grade be those of the newest credit record, unless they are the core system's (CUS-15)."""
	before = doc.get_doc_before_save()
	rows = sorted(doc.credit_records, key=lambda row: str(row.recorded_on), reverse=True)
	if not rows or (before is not None and _credit(before) == _credit(doc)):
		return
	owned = ownership.owned(before) if before is not None else {}
	for field, value in (("credit_score", cint(rows[0].score)), ("credit_grade", rows[0].grade)):
		if value and field not in owned:
			doc.set(field, value)


def _credit(doc: Document) -> list[tuple[str, int, str]]:
	return [(str(row.recorded_on), cint(row.score), row.grade or "") for row in doc.credit_records]


def _review_due(doc: Document) -> bool | None:
	rule = review.rule()
	if doc.tier not in rule.tiers or doc.status != CustomerStatus.ACTIVE:
		return None
	return not doc.last_reviewed_on or getdate(doc.last_reviewed_on) < rule.due_before
