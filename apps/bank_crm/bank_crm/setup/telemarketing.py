"""The outcomes of calls a bank starts with, named in its language, made once and then the bank's own (MKT-02)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.speaking import bank_language

OUTCOME = "Bank Call Outcome"


def create() -> None:
	"""Make them where there are none."""
	if frappe.db.count(OUTCOME):
		return
	for place, (name, filed, colour, means) in enumerate(outcomes(bank_language()), start=1):
		frappe.get_doc(
			{
				"doctype": OUTCOME,
				"outcome_name": name,
				"interaction_outcome": filed,
				"colour": colour,
				"sequence": 10 * place,
				**means,
			}
		).insert(ignore_permissions=True)  # run at installation


def outcomes(language: str) -> list[tuple[str, str, str, dict[str, int]]]:
	"""Return name, what the contact is filed as, colour, and what the outcome means."""
	return [
		(_("Interested", language), "Interested", "Green", {"talked": 1, "opens_opportunity": 1}),
		(_("Answered, Thinks It Over", language), "Reached", "Blue", {"talked": 1, "needs_time": 1}),
		(_("Asked to Call Later", language), "Reached", "Blue", {"needs_time": 1}),
		(_("Answered, Declined", language), "Not Interested", "Orange", {"talked": 1}),
		(_("Nobody Answered", language), "Not Reached", "Gray", {"retry_hours": 24}),
		(_("Busy or Switched Off", language), "Not Reached", "Gray", {"retry_hours": 2}),
		(_("Wrong Number", language), "Not Reached", "Gray", {}),
		(_("Do Not Call Again", language), "Not Interested", "Red", {"talked": 1, "do_not_call": 1}),
	]
