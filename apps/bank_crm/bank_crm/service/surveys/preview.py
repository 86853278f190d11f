"""Looking at a draft as customers would: nothing is stored but in the cache, for the one who looks (SUR-01)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.domain.survey_answers import Answers, from_rows, to_rows
from bank_crm.domain.survey_checks import problems
from bank_crm.domain.survey_definition import read
from bank_crm.service.surveys import publish, sentences, tokens
from bank_crm.service.surveys.standing import Standing

SECONDS = 3600
_KEY = "bank_crm_survey_preview"


class PreviewSheet:
	"""A draft that can be gone through page by page; handing it in starts anew."""

	def __init__(self, survey: str) -> None:
		doc = frappe.get_doc(publish.SURVEY, survey)
		doc.check_permission("read")
		draft = publish.draft(doc)
		if found := problems(draft["head"], draft["rows"]):
			frappe.throw("<br>".join(frappe.utils.escape_html(sentences.problem(doc, one)) for one in found))
		self.definition = read(draft)
		self.key = f"{_KEY}:{frappe.session.user}:{survey}"
		kept: dict[str, Any] = frappe.cache.get_value(self.key) or {}
		self.rows = kept.get("rows") or []
		self.language: str | None = kept.get("language")
		self.standing = Standing.DONE if kept.get("done") else Standing.OPEN
		if kept.get("done"):
			frappe.cache.delete_value(self.key)

	def answers(self) -> Answers:
		"""Return what was answered so far."""
		return from_rows(self.rows)

	def save(self, given: Answers, language: str) -> None:
		"""Keep the answers for an hour."""
		values = {"rows": to_rows(self.definition, given), "language": language}
		frappe.cache.set_value(self.key, values, expires_in_sec=SECONDS)

	def hand_in(self, given: Answers, language: str) -> Standing:
		"""Show the thanks once; the next look starts anew."""
		frappe.cache.set_value(self.key, {"done": True, "language": language}, expires_in_sec=SECONDS)
		return Standing.DONE


def address(survey: str) -> str:
	"""Return the address of the preview; only those who may read the survey see anything there."""
	return tokens.url(tokens.make(tokens.Opens.PREVIEW, survey))
