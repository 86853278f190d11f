"""A scheme nobody could be judged by is refused at its field (SAL-05)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.customer import checks
from bank_crm.domain import performance
from bank_crm.domain.errors import DomainError
from bank_crm.permissions import roles
from bank_crm.sales.performance import scoring
from bank_crm.sales.performance.rows import SCORE


def check(scheme: Document) -> None:
	"""Refuse measures listed twice, weights that do not make up 100, figures without a scale (`validate`)."""
	kinds = [row.measure for row in scheme.measures]
	if len(kinds) != len(set(kinds)):
		checks.refuse(scheme, "measures", _("each measure once."))
	try:
		performance.check_weights(flt(row.weight) for row in scheme.measures)
	except DomainError as error:
		checks.refuse(scheme, "measures", _sentence(error))
	for row in scheme.measures:
		try:
			scoring.scale_of(row)
		except DomainError as error:
			checks.refuse(scheme, "measures", _("row {0}: {1}").format(row.idx, _sentence(error)))
	if scheme.role not in roles.ALL:
		checks.refuse(scheme, "role", _("a role of the bank."))


def check_deletion(scheme: Document) -> None:
	"""Refuse to delete a scheme people have closed scores by; open ones go along (`on_trash`)."""
	if frappe.db.exists(SCORE, {"scheme": scheme.name, "closed": 1}):
		frappe.throw(
			_("There are closed scores by this scheme; set it inactive instead."), title=_("Not Possible")
		)
	for first in frappe.get_all(SCORE, {"scheme": scheme.name}, pluck="from_date", distinct=True):
		scoring.forget(scheme.name, first)


def _sentence(error: DomainError) -> str:
	given = error.params
	return {
		"no_measures": _("a scheme has measures."),
		"weight_not_above_zero": _("weights are above 0."),
		"weights_not_hundred": _("the weights make up {0}, not 100.").format(given.get("total")),
		"no_scale": _("0 points and 100 points need different figures."),
		"wrong_cap": _("the points end between {0} and {1}.").format(given.get("least"), given.get("most")),
	}[error.code]
