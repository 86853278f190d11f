"""The page's own words, in the language the customer reads."""

from __future__ import annotations

from frappe import _

from bank_crm.service.surveys.standing import Standing


def of_page() -> dict[str, str]:
	"""Return the labels of the page."""
	return {
		"required": _("required", context="Survey"),
		"optional": _("optional", context="Survey"),
		"next": _("Next", context="Survey"),
		"back": _("Back", context="Survey"),
		"hand_in": _("Hand In", context="Survey"),
		"own": _("Other, namely", context="Survey"),
		"faults": _("Please look at these answers again:"),
		"anonymous": _("Your answers are anonymous: nobody can see that they are yours."),
		"known": _("Your answers are kept with your customer file, to serve you better."),
		"resume": _("You can stop at any time and go on later with the same link."),
		"preview": _("Preview: nothing is stored."),
		"staff": _("You enter the answers for a customer."),
		"characters": _("at most {0} characters"),
		"progress": _("Page {0} of {1}"),
		"choose": _("Choose one", context="Survey"),
		"choose_several": _("You may choose several", context="Survey"),
		"skip_link": _("Go to the questions"),
	}


def of_standing(standing: Standing) -> tuple[str, str]:
	"""Return heading and sentence for a survey that cannot be answered (any more)."""
	return {
		Standing.DONE: (_("Thank you!"), _("Your answers have arrived.")),
		Standing.OVER: (_("This survey is over."), _("Thank you for your interest.")),
		Standing.PAUSED: (_("This survey is paused."), _("Please try again later with the same link.")),
		Standing.ENOUGH: (_("We have enough answers."), _("Thank you for your interest.")),
	}[standing]


def of_grades() -> list[str]:
	"""Return the five grades of satisfaction, the best first."""
	return [
		_("Very Satisfied", context="Survey"),
		_("Satisfied", context="Survey"),
		_("Neither", context="Survey"),
		_("Dissatisfied", context="Survey"),
		_("Needs Improvement", context="Survey"),
	]


def not_found() -> tuple[str, str]:
	"""Return heading and sentence for an address that leads nowhere."""
	return _("This link does not work."), _("Please open it exactly as you received it.")


def too_many() -> tuple[str, str]:
	"""Return heading and sentence for somebody who asks too often."""
	return _("Too many requests"), _("Please wait a minute and try again.")


def not_yours() -> tuple[str, str]:
	"""Return heading and sentence for a page only staff may see."""
	return _("This page is not for you."), _("Please log in first.")
