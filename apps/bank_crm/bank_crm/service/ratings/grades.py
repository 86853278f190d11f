"""The five grades and the words around them, in the session's language (SVC-07)."""

from __future__ import annotations

import frappe
from frappe import _

#: Up to this grade a rating is low, unless the settings say otherwise.
BEST, WORST = 5, 1
#: So much of a solution goes into a text message; the whole of it would be many messages.
SHORT_SOLUTION = 120


def labels() -> list[tuple[int, str]]:
	"""Return the grades with their names, the best first."""
	return [
		(5, _("Very Satisfied")),
		(4, _("Satisfied")),
		(3, _("Neutral", context="Rating")),
		(2, _("Dissatisfied")),
		(1, _("Needs Improvement")),
	]


def label(grade: int) -> str:
	"""Return the name of one grade; KeyError for a number that is none."""
	return dict(labels())[grade]


def solution_text(request: frappe._dict, *, whole: bool) -> str:
	"""Return what was done about the request; shortened for a text message."""
	solution = " ".join(request.solution.split()) if not whole else request.solution.strip()
	if not whole and len(solution) > SHORT_SOLUTION:
		solution = solution[: SHORT_SOLUTION - 1] + "…"
	return _("Our answer to your request {0}: {1}").format(request.work_order, solution)


def short_text(request: frappe._dict) -> str:
	"""Return the text message; the link follows it."""
	return _("Your request {0} has been answered. Please rate our service with one tap:").format(
		request.work_order
	)


def long_text(request: frappe._dict) -> str:
	"""Return the text of the mail; the grades follow it."""
	return _("Your request {0} ({1}) has been answered. How satisfied are you with our service?").format(
		request.work_order, request.subject
	)
