"""Answers requests for `/s/…` (hook page_renderer): shows a survey's page, takes its form, and says how it ended.

Forms are answered by a redirection, so that going back or loading again sends nothing twice. A request that fails is
rolled back as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Response

from bank_crm.compliance import throttle
from bank_crm.domain.survey_answers import Fault, Given, missing, read, shown_pages
from bank_crm.retrying import again_after_deadlock, leave_no_half, undo_to
from bank_crm.service.surveys import page, sheets, tokens, words
from bank_crm.service.surveys.standing import Sheet, Standing
from bank_crm.service.surveys.tokens import Claim, Opens

#: Requests of one address in a minute; a branch's customers may share one.
LOOKS, FORMS = 300, 120
_SECONDS = 60
_BEFORE = "survey_page"
VISITOR = "bank_survey_visitor"
_VISITOR = re.compile(r"[A-Za-z0-9]{32}")
_YEAR = 365 * 24 * 3600
#: A survey's form is a few pages of text; more is no answer.
LARGEST_FORM = 512 * 1024


class SurveyPage:
	"""Frappe's interface for pages of an app's own."""

	def __init__(self, path: str, http_status_code: int | None = None) -> None:
		self.path = path.strip("/ ")

	def can_render(self) -> bool:
		"""Whether the path is a survey's; everything below `/s/` is answered here."""
		return self.path.startswith(tokens.ROUTE)

	def render(self) -> Response:
		"""Answer one request."""
		writing = frappe.request.method == "POST"
		frappe.db.savepoint(_BEFORE)
		try:
			throttle.per_address("survey", FORMS if writing else LOOKS, _SECONDS)
			if (frappe.request.content_length or 0) > LARGEST_FORM:
				return _plain(words.too_large(), 413)
			claim = tokens.read(self.path[len(tokens.ROUTE) :])
			return _answer(claim, self.path, writing) if claim else _nothing()
		except frappe.RateLimitExceededError:
			frappe.clear_messages()
			return _plain(words.too_many(), 429)
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()  # the database has given the transaction up already
			return _plain(words.busy(), 503)
		except frappe.PermissionError:
			undo_to(_BEFORE)
			frappe.clear_messages()
			return _plain(words.not_yours(), 403)
		except Exception:
			leave_no_half(_BEFORE, "Survey page failed")
			raise


def _answer(claim: Claim, path: str, writing: bool) -> Response:
	"""Answer a request; one that met another in the database is done again from its beginning, so that nobody has to."""

	def once() -> Response:
		frappe.db.savepoint(_BEFORE)
		return _Visit(claim, path).answer(writing=writing)

	def unless_begun() -> Response:
		try:
			return once()
		except (
			frappe.UniqueValidationError
		):  # the same person's other request has begun the response meanwhile
			frappe.clear_messages()
			frappe.db.rollback()  # what the other has stored is not to be seen before
			return once()

	return again_after_deadlock(unless_begun) if writing else once()


class _Visit:
	"""One request for one survey."""

	def __init__(self, claim: Claim, path: str) -> None:
		self.claim, self.path = claim, f"/{path}"
		sent = str(frappe.request.cookies.get(VISITOR) or "")
		self.visitor = sent if _VISITOR.fullmatch(sent) else ""
		self.new_visitor = not self.visitor and claim.opens is Opens.SHARED
		if self.new_visitor:
			self.visitor = frappe.generate_hash(length=32)

	def answer(self, *, writing: bool) -> Response:
		sheet = sheets.open_sheet(self.claim, visitor=self.visitor, lock=writing)
		if sheet is None:
			return _nothing()
		values = frappe.request.form if writing else frappe.request.args
		language = page.site_language(values.get("language"), sheet.language, sheet.definition)
		frappe.local.lang = language
		if sheet.standing is not Standing.OPEN:
			return self._closing(sheet, language)
		if not writing:
			return self._show(sheet, language, self._wanted(sheet))
		return self._take(sheet, language)

	def _take(self, sheet: Sheet, language: str) -> Response:
		"""Read one page of the form: what is right is kept, what is not is shown again with its reason."""
		form = frappe.request.form
		number, back = cint(form.get("page")), form.get("action") == "back"
		before = dict(sheet.answers())
		pages = shown_pages(sheet.definition, before)
		asked = next((asked for which, _page, asked in pages if which == number), None)
		if asked is None:
			return self._go(self._first_open(sheet, before))
		typed: dict[str, Given] = {}
		faults: dict[str, Fault] = {}
		for question in asked:
			given, fault = read(question, form.getlist)
			typed[question.key] = given
			if fault:
				faults[question.key] = fault
			elif question.required and not given:
				faults[question.key] = Fault("required")
		right = {key: given for key, given in typed.items() if given and key not in faults}
		now = {key: given for key, given in before.items() if key not in typed} | right
		if faults and not back:
			return self._show(sheet, language, number, answers={**now, **typed}, faults=faults, status=422)
		later = [which for which, _page, _asked in shown_pages(sheet.definition, now)]
		if back:
			sheet.save(now, language)
			return self._go(max((which for which in later if which < number), default=number))
		following = next((which for which in later if which > number), None)
		if following is not None:
			sheet.save(now, language)
			return self._go(following)
		if missing(sheet.definition, now):
			sheet.save(now, language)
			return self._go(self._first_open(sheet, now))
		if sheet.hand_in(now, language) is Standing.ENOUGH:
			return self._closing(sheet, language, Standing.ENOUGH)
		return self._go(None)

	def _show(
		self,
		sheet: Sheet,
		language: str,
		number: int,
		*,
		answers: Mapping[str, Given] | None = None,
		faults: Mapping[str, Fault] | None = None,
		status: int = 200,
	) -> Response:
		asked = page.questions(
			sheet.definition,
			sheet.answers() if answers is None else answers,
			number,
			language=language,
			action=self.path,
			faults=faults or {},
			csrf_token=frappe.sessions.get_csrf_token() if frappe.session.user != "Guest" else "",
		)
		html = page.render(
			sheet.definition.title.in_(language),
			language=language,
			page=asked,
			languages=self._languages(language, number) if sheet.definition.english else None,
			note=self._note(),
		)
		return self._respond(html, status)

	def _closing(self, sheet: Sheet, language: str, standing: Standing | None = None) -> Response:
		standing = standing or sheet.standing
		heading, sentence = words.of_standing(standing)
		if standing is Standing.DONE:
			sentence = sheet.definition.thanks.in_(language) or sentence
		return self._respond(
			page.render(heading, sentence=sentence, language=language, note=self._note()), 200
		)

	def _wanted(self, sheet: Sheet) -> int:
		"""The page asked for, if the answers so far show it; else the first that is still to be answered."""
		answers = sheet.answers()
		asked = frappe.request.args.get("page", "")
		shown = [which for which, _page, _asked in shown_pages(sheet.definition, answers)]
		if asked.isdigit() and int(asked[:4]) in shown:
			return int(asked[:4])
		return self._first_open(sheet, answers)

	def _first_open(self, sheet: Sheet, answers: Mapping[str, Given]) -> int:
		"""Where somebody who comes back goes on."""
		pages = shown_pages(sheet.definition, answers)
		lacking = {question.key for question in missing(sheet.definition, answers)}
		for which, _page, asked in pages:
			touched = any(answers.get(question.key) for question in asked)
			if any(question.key in lacking for question in asked) or not touched:
				return which
		return pages[-1][0]

	def _go(self, number: int | None) -> Response:
		target = self.path if number is None else f"{self.path}?page={number}"
		response = self._respond("", 303)
		response.headers["Location"] = target
		return response

	def _respond(self, html: str, status: int) -> Response:
		response = _response(html, status)
		if self.new_visitor:
			response.set_cookie(
				VISITOR,
				self.visitor,
				max_age=_YEAR,
				path=self.path,
				httponly=True,
				samesite="Lax",
				secure=frappe.request.scheme == "https",
			)
		return response

	def _languages(self, language: str, number: int) -> list[dict[str, Any]]:
		return [
			{
				"code": code,
				"label": label,
				"current": code[:2] == language,
				"href": f"{self.path}?page={number}&language={code[:2]}",
			}
			for code, label in (("zh-CN", "中文"), ("en", "English"))
		]

	def _note(self) -> str:
		notes = {Opens.PREVIEW: "preview", Opens.STAFF: "staff"}
		name = notes.get(self.claim.opens)
		return words.of_page()[name] if name else ""


def _nothing() -> Response:
	return _plain(words.not_found(), 404)


def _plain(texts: tuple[str, str], status: int) -> Response:
	return _response(page.render(texts[0], sentence=texts[1], language=frappe.local.lang or "zh"), status)


def _response(html: str, status: int) -> Response:
	response = Response(html, status=status, content_type="text/html; charset=utf-8")
	response.headers["Cache-Control"] = "no-store"
	response.headers["Referrer-Policy"] = "same-origin"  # the address lets anybody answer
	response.headers["X-Robots-Tag"] = "noindex, nofollow"
	response.headers["Content-Security-Policy"] = page.PAGE.content_policy
	response.headers["X-Frame-Options"] = "DENY"
	return response
