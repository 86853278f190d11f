"""A customer's tier changes by the rules, an override or a batch only – never with a saved form (SEG-03, SEG-20)."""

import frappe
from frappe.model.document import Document

from bank_crm.customer.tiers import access
from bank_crm.customer.tiers.evaluation import evaluate

FIELDS = (
	"tier",
	"tier_source",
	"tier_locked_until",
	"tier_override_reason",
	"tier_watch_since",
	"tier_months_below",
)


def keep_decided(doc: Document, method: str | None = None) -> None:
	"""Hook `before_validate`: what is on record wins over what a form had when it was opened.

	The rules move customers without touching `modified`, so a form that stayed open overnight would take the tier
	back without a line of history. A new customer's tier is the rules' too, unless the user may decide it.
	"""
	if not doc.is_new():
		doc.update(frappe.db.get_value(doc.doctype, doc.name, list(FIELDS), as_dict=True) or {})
	elif not access.may_decide():
		doc.update(dict.fromkeys(FIELDS))


def first_tier(doc: Document, method: str | None = None) -> None:
	"""Hook `after_insert`: a new customer has a tier from the first moment."""
	if not doc.tier:
		evaluate([doc.name])
		doc.update(frappe.db.get_value(doc.doctype, doc.name, list(FIELDS), as_dict=True))
