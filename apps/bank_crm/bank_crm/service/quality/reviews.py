"""A review filled in: criteria from the scorecard, a score from the verdicts, a measure where it fails (SVC-12)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from bank_crm.customer import checks, settings
from bank_crm.domain.errors import DomainError
from bank_crm.domain.intake_enums import ImprovementOrigin, ReviewOrigin, ReviewState, Verdict
from bank_crm.domain.quality import Answer, judge
from bank_crm.service import supervisors
from bank_crm.service.improvements import actions as improvements
from bank_crm.speaking import speaking

CARD, REVIEW, ORDER = "Bank QA Scorecard", "Bank QA Review", "Bank Work Order"


def fill(review: Document) -> None:
	"""Complete a new review: the order's handler, the criteria, the day it is due (`before_insert`)."""
	order = frappe.db.get_value(
		ORDER, review.work_order, ["handler", "branch", "customer", "queue"], as_dict=True
	)
	review.handler, review.branch, review.customer = order.handler, order.branch, order.customer
	review.reviewer = review.reviewer or supervisors.of(order.handler, order.branch, order.queue)
	review.due_on = review.due_on or add_days(today(), settings.number("review_days"))
	review.drawn_by = review.drawn_by or ReviewOrigin.PERSON.value
	if not review.answers:
		for criterion in frappe.get_cached_doc(CARD, review.scorecard).criteria:
			review.append(
				"answers",
				{
					"criterion": criterion.criterion,
					"weight": criterion.weight,
					"critical": criterion.critical,
				},
			)


def check(review: Document) -> None:
	"""Score a review and refuse to end one that is not filled in (`validate`)."""
	if review.reviewer == review.handler:
		checks.refuse(review, "reviewer", _("nobody reviews his or her own order."))
	_keep_criteria(review)
	given = [row for row in review.answers if row.verdict]
	missing = len(given) < len(review.answers)
	review.score, review.passed = 0, 0
	if not missing:
		_score(review)
	if review.state != ReviewState.DONE.value:
		review.done_on = None
		return
	if missing:
		checks.refuse(review, "answers", _("judge every criterion."))
	if not review.passed and not (review.summary or "").strip():
		checks.refuse(review, "summary", _("say what went wrong."))
	review.done_on = review.done_on or now_datetime()


def follow(review: Document) -> None:
	"""A review that failed leads to a measure (`on_update`)."""
	if review.state != ReviewState.DONE.value or review.passed or review.improvement:
		return
	order = frappe.db.get_value(ORDER, review.work_order, ["product", "queue"], as_dict=True)
	name = improvements.open_or_join(
		improvements.Finding(
			origin=ImprovementOrigin.QUALITY_REVIEW,
			subject=_subject(review.work_order),
			description=review.summary or "",
			cause=review.cause,
			product=order.product,
			branch=review.branch,
			responsible=supervisors.of(review.handler, review.branch, order.queue),
			source=(REVIEW, str(review.name)),
		)
	)
	review.db_set("improvement", name)


def _subject(order: str) -> str:
	with speaking():
		return _("Quality review of work order {0} failed").format(order)


def _score(review: Document) -> None:
	answers = [
		Answer(row.criterion, Verdict(row.verdict), int(row.weight or 0), bool(row.critical))
		for row in review.answers
	]
	pass_percent = float(frappe.get_cached_value(CARD, review.scorecard, "pass_percent") or 0)
	try:
		result = judge(answers, pass_percent)
	except DomainError:
		checks.refuse(review, "answers", _("at least one criterion must apply."))
	review.score, review.passed = result.percent, int(result.passed)


def _keep_criteria(review: Document) -> None:
	"""What is asked and how much it counts is the scorecard's, as it was when the order was drawn."""
	before = review.get_doc_before_save()
	if before is None:
		return
	asked = {row.name: row for row in before.answers}
	if {row.name for row in review.answers} != set(asked):
		checks.refuse(review, "answers", _("criteria are neither added nor removed."))
	for row in review.answers:
		known = asked[row.name]
		row.criterion, row.weight, row.critical = known.criterion, known.weight, known.critical
