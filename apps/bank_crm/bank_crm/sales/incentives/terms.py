"""The terms of an incentive scheme as the pure rules know them (SAL-05)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.customer import checks
from bank_crm.domain.errors import DomainError
from bank_crm.domain.incentives import Terms, Tier

SCHEME, PROPOSAL = "Bank Incentive Scheme", "Bank Incentive Proposal"


def of_scheme(scheme: Document) -> Terms:
	"""Return the terms; DomainError where they cannot be."""
	return Terms(
		tiers=tuple(Tier(flt(row.starts_at), flt(row.rate)) for row in scheme.tiers),
		least_score=flt(scheme.least_score),
		by_score=bool(scheme.by_score),
		cap=flt(scheme.cap),
	)


def check(scheme: Document) -> None:
	"""Refuse terms that cannot be, at the field (`validate`)."""
	try:
		of_scheme(scheme)
	except DomainError as error:
		field, what = _sentence(error)
		checks.refuse(scheme, field, what)
	if not 0 <= flt(scheme.helpers_share) <= 100:
		checks.refuse(scheme, "helpers_share", _("between 0 and 100."))


def check_deletion(scheme: Document) -> None:
	"""Refuse to delete a scheme incentives were proposed by (`on_trash`)."""
	if frappe.db.exists(PROPOSAL, {"scheme": scheme.name}):
		frappe.throw(
			_("Incentives were proposed by this scheme; set it inactive instead."), title=_("Not Possible")
		)


def _sentence(error: DomainError) -> tuple[str, str]:
	return {
		"first_tier_at_zero": ("tiers", _("the first tier begins at 0.")),
		"tiers_do_not_rise": ("tiers", _("each tier begins above the one before.")),
		"wrong_rate": ("tiers", _("rates are from 0 to {0} %.").format(error.params.get("most"))),
		"below_zero": ("cap", _("limit and least score are not below 0.")),
	}[error.code]
