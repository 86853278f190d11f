"""What the demo bank's customers think of it: ratings of this week's orders, a survey, reviews of quality.

Each goes the way it goes in a bank, so that a low rating opens its trace and a failed review its measure (SVC-07,
SVC-08, SUR-01 to SUR-04). Nothing is sent: the links are used where they are made.
"""

from __future__ import annotations

import frappe
import numpy as np
from frappe.utils import add_days, now_datetime

from bank_crm.demo import state
from bank_crm.demo.plan import Plan
from bank_crm.demo.service import SOLUTIONS, SUBJECTS, some_customers
from bank_crm.domain.intake_enums import RatingRequestState, ReviewOrigin, ReviewState, Verdict
from bank_crm.domain.survey_answers import Given
from bank_crm.domain.survey_definition import Definition
from bank_crm.domain.survey_enums import QuestionType, ResponseSource
from bank_crm.service import supervisors
from bank_crm.service.orders import actions, states
from bank_crm.service.quality import sampling
from bank_crm.service.ratings import answers, links
from bank_crm.service.surveys import publish, store
from bank_crm.setup.surveys import SATISFACTION

NOTE = "voices"
ORDER, REQUEST, SURVEY = "Bank Work Order", "Bank Rating Request", "Bank Survey"
CARD, REVIEW, COMPLAINT = "Bank QA Scorecard", "Bank QA Review", "Bank Complaint"
RATED, REVIEWED, ASKED = 18, 6, 60
CUSTOMERS_PER_VOICE = 10
GRADES, GRADE_SHARES = (5, 4, 3, 2, 1), (0.5, 0.25, 0.12, 0.08, 0.05)
COMMENTS = {
	5: "办理很快，讲解清楚。",
	4: "总体满意，等候时间略长。",
	3: "流程有点复杂。",
	2: "多次转接，问题重复说了几遍。",
	1: "等了一个多小时，没有人主动引导。",
}
SUGGESTIONS = ("希望手机银行增加大字版", "建议中午多开一个窗口", "理财到期能提前提醒就更好了", "")
#: What complaints are about: category and reason.
ABOUT = (
	("Payment and Settlement", "Pricing and Fees"),
	("Cash Services", "Attitude and Quality of Service"),
	("Credit Card", "Pricing and Fees"),
	("Own Wealth Products", "Yield of Products"),
	("Loan", "Rules and Procedures"),
)
CRITERIA = (
	("身份核实与信息保护", 3, 1),
	("首问负责，解答准确", 3, 0),
	("用语规范，态度亲切", 2, 0),
	("处理时限符合承诺", 2, 0),
)


def add(plan: Plan, first_customer: int) -> dict[str, int]:
	"""Let a loaded demo bank's customers speak, once; returns rows by DocType."""
	if state.read_note(NOTE) is not None or not frappe.db.count("Bank Work Order Subtype"):
		return {}
	rng = plan.rng("voices")
	few = max(2, plan.size // CUSTOMERS_PER_VOICE)
	orders = _rated(plan, rng, min(RATED, few), first_customer)
	rows = {REQUEST: len(orders), REVIEW: _reviews(orders[:REVIEWED])}
	rows["Bank Survey Response"] = _survey(plan, rng, min(ASKED, few), first_customer)
	_sort_complaints(rng)
	state.keep_note(NOTE, str(sum(rows.values())))
	return rows


def _rated(plan: Plan, rng: np.random.Generator, count: int, first_customer: int) -> list[str]:
	rated = []
	for place, customer in enumerate(some_customers(plan, rng, count, first_customer)):
		order_type = list(SUBJECTS)[place % len(SUBJECTS)]
		order = actions.open_order(
			{
				"order_type": order_type,
				"subject": SUBJECTS[order_type][place % len(SUBJECTS[order_type])],
				"channel": "Phone",
				"customer": customer.name,
			}
		)
		if not order.handler:
			continue
		states.move(order, "In Progress")
		states.move(order, "Answered", solution=SOLUTIONS[order_type])
		_rate(order.name, int(rng.choice(GRADES, p=GRADE_SHARES)))
		rated.append(order.name)
	return rated


def _rate(order: str, grade: int) -> None:
	"""Use the link as the customer would; it was handed to nobody."""
	name = frappe.db.get_value(REQUEST, {"work_order": order})
	frappe.db.set_value(
		REQUEST,
		name,
		{
			"state": RatingRequestState.SENT.value,
			"channel": "App",
			"expires_on": add_days(now_datetime(), 7),
		},
	)
	request = frappe.get_doc(REQUEST, name)
	token = links.url(request).rsplit("t=", 1)[1]
	answers.rate(token, grade, COMMENTS[grade])


def _reviews(orders: list[str]) -> int:
	"""A card for the telephone, and reviews of it: most are done, the last one failed, one waits."""
	card = frappe.db.exists(CARD, {"active": 1}) or _card()
	for place, name in enumerate(orders):
		order = frappe.db.get_value(
			ORDER, name, ["name", "handler", "branch", "customer", "queue"], as_dict=True
		)
		reviewer = supervisors.of(order.handler, order.branch, order.queue)
		review = frappe.get_doc(
			REVIEW, sampling.open_review(card, order, reviewer, drawn_by=ReviewOrigin.CHANCE)
		)
		if place == 0:
			continue
		failed = place == len(orders) - 1
		for number, row in enumerate(review.answers):
			row.verdict = Verdict.NOT_MET if failed and number < 2 else Verdict.MET
		review.state = ReviewState.DONE.value
		review.summary = "未核实身份即告知账户信息，已辅导。" if failed else "符合规范。"
		review.save(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
	return len(orders)


def _card() -> str:
	card = frappe.get_doc(
		{
			"doctype": CARD,
			"title": "客服工单质检",
			"active": 1,
			"pass_percent": 80,
			"sample_percent": 5,
			"sample_least": 1,
			"low_ratings": 1,
			"criteria": [
				{"criterion": criterion, "weight": weight, "critical": critical}
				for criterion, weight, critical in CRITERIA
			],
		}
	)
	return card.insert(ignore_permissions=True).name  # the demo is loaded by the site's owner from the shell


def _sort_complaints(rng: np.random.Generator) -> None:
	"""Say what the complaints of the demo's own orders are about, as whoever takes them up does first."""
	for name in frappe.get_all(COMPLAINT, {"category": ("is", "not set")}, pluck="name", order_by="name asc"):
		category, reason = ABOUT[int(rng.integers(len(ABOUT)))]
		complaint = frappe.get_doc(COMPLAINT, name)
		complaint.category, complaint.reason = category, reason
		complaint.save(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell


def _survey(plan: Plan, rng: np.random.Generator, count: int, first_customer: int) -> int:
	"""The shipped survey of satisfaction, published and answered."""
	survey = frappe.get_doc(SURVEY, frappe.db.get_value(SURVEY, {"preset_key": SATISFACTION}))
	version = survey.current_version or publish.publish(survey)
	asked = store.definition(version)
	customers = some_customers(plan, rng, count, first_customer)
	for customer in customers:
		given = _given(rng, asked)
		store.record((survey.name, version), given, source=ResponseSource.STAFF, customer=customer.name)
	return len(customers)


def _given(rng: np.random.Generator, asked: Definition) -> dict[str, Given]:
	"""One customer's answers, which agree with each other: who would recommend the bank is satisfied with it."""
	mood = float(rng.beta(4, 1.6))
	given: dict[str, Given] = {}
	for question in asked.questions():
		if question.kind in (QuestionType.NPS, QuestionType.CSAT, QuestionType.CES):
			number = question.low + round(mood * (question.high - question.low))
			given[question.key] = Given(number=float(number))
		elif question.kind is QuestionType.SINGLE:
			given[question.key] = Given(
				choices=(question.options[int(rng.integers(len(question.options)))].zh,)
			)
		elif question.kind is QuestionType.MATRIX:
			grades = [option.zh for option in question.options[:-1]]  # the last is "not used"
			rows = {
				row.zh: grades[min(len(grades) - 1, int(rng.exponential(1.2 - mood)))]
				for row in question.rows
			}
			given[question.key] = Given(rows=rows)
		elif question.kind is QuestionType.TEXT:
			given[question.key] = Given(text=str(rng.choice(SUGGESTIONS)))
	return given
