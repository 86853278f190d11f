"""Surveys for the Desk: publish, preview, send, look at results, answer for a customer (SUR-01 to SUR-06)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.compliance import operation_log
from bank_crm.compliance.throttle import per_user
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.survey_enums import ResponseChannel, ResponseSource, SurveyState
from bank_crm.permissions import scope
from bank_crm.service.surveys import (
	audience,
	crossing,
	invitations,
	preview,
	publish,
	results,
	rounds,
	store,
	tokens,
)

SURVEY, PLAN, RESPONSE = "Bank Survey", "Bank Survey Plan", store.RESPONSE
TEXTS_PER_PAGE = 20


@frappe.whitelist(methods=["POST"])
def publish_draft(survey: str) -> str:
	"""Make the draft the version customers are asked from now on; returns the version's name."""
	frappe.has_permission(SURVEY, "write", doc=survey, throw=True)
	return publish.publish(frappe.get_doc(SURVEY, survey))


@frappe.whitelist(methods=["POST"])
def set_state(survey: str, state: str) -> None:
	"""Pause, resume or end a published survey."""
	frappe.has_permission(SURVEY, "write", doc=survey, throw=True)
	if state not in SurveyState.values():
		frappe.throw(_("Unknown state."))
	publish.set_state(frappe.get_doc(SURVEY, survey), SurveyState(state))


@frappe.whitelist()
def preview_address(survey: str) -> str:
	"""Return the address under which the draft can be gone through."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	return preview.address(survey)


@frappe.whitelist()
def audiences() -> list[str]:
	"""Return the DocTypes a plan may take its audience from."""
	frappe.has_permission(PLAN, "read", throw=True)
	return list(audience.kinds())


@frappe.whitelist()
@per_user(60, 60)
def audience_size(plan: str) -> dict[str, int]:
	"""Return how many a saved plan would ask today, and how many its audience holds."""
	frappe.has_permission(PLAN, "read", doc=plan, throw=True)
	doc = frappe.get_doc(PLAN, plan)
	return {"size": 0 if doc.shared_link else invitations.size_of(doc)}


@frappe.whitelist()
def shared_address(plan: str) -> str:
	"""Return the address of a plan anyone may answer."""
	frappe.has_permission(PLAN, "read", doc=plan, throw=True)
	doc = frappe.get_doc(PLAN, plan)
	if not doc.shared_link or not doc.address:
		frappe.throw(_("This plan invites customers one by one."))
	return tokens.url(tokens.make(tokens.Opens.SHARED, doc.name, doc.address))


@frappe.whitelist(methods=["POST"])
def stop_round(round_name: str) -> int:
	"""Close one round before its time."""
	_require_plan_of(round_name)
	return rounds.stop(round_name)


@frappe.whitelist(methods=["POST"])
@per_user(60, 60)
def answer_for(survey: str, customer: str, channel: str) -> str:
	"""Begin to enter a customer's answers, given by telephone or at the counter; returns the page's address."""
	frappe.has_permission(scope.CUSTOMER, "read", doc=customer, throw=True)
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	if channel not in ResponseChannel.values():
		frappe.throw(_("Unknown channel."))
	found = frappe.db.get_value(SURVEY, survey, ["state", "current_version", "anonymous"], as_dict=True)
	if found.state != SurveyState.PUBLISHED.value:
		frappe.throw(_("Only a published survey can be answered."))
	if found.anonymous:
		frappe.throw(_("An anonymous survey is answered by the customers themselves."))
	key = frappe.generate_hash(length=32)
	response = store.begin(
		key,
		survey=survey,
		version=found.current_version,
		source=ResponseSource.STAFF,
		customer=customer,
		channel=channel,
	)
	operation_log.record(
		Operation.WRITE.value, RESPONSE, response.name, customer=customer, after={"survey": survey}
	)
	return tokens.url(tokens.make(tokens.Opens.STAFF, response.name, key))


@frappe.whitelist()
def result_options(survey: str) -> dict[str, Any]:
	"""Return what the results can be narrowed to and crossed by."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	doc = frappe.get_cached_doc(SURVEY, survey)
	own = [name for name in crossing.OWN if not (doc.anonymous and name == "handler")]
	meta, response = frappe.get_meta(scope.CUSTOMER), frappe.get_meta(RESPONSE)
	return {
		"title": doc.survey_title,
		"anonymous": bool(doc.anonymous),
		"state": doc.state,
		"rounds": frappe.get_all(
			"Bank Survey Round",
			filters={"survey": survey},
			fields=["name", "period_key", "state"],
			order_by="creation desc",
			limit=50,
		),
		"attributes": [
			*(
				[]
				if doc.anonymous
				else [
					{"name": name, "label": _(meta.get_label(name), context=scope.CUSTOMER)}
					for name in crossing.ATTRIBUTES
				]
			),
			*({"name": name, "label": _(response.get_label(name))} for name in own),
		],
	}


@frappe.whitelist()
@per_user(120, 60)
def result_overview(
	survey: str, from_date: str = "", to_date: str = "", round_name: str = ""
) -> dict[str, Any]:
	"""Return the figures of a survey and each of its questions, over the responses the user may have counted."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	return results.overview(survey, _chosen(from_date, to_date, round_name), frappe.session.user)


@frappe.whitelist()
@per_user(120, 60)
def result_trend(
	survey: str, key: str, from_date: str = "", to_date: str = "", round_name: str = ""
) -> list[dict[str, Any]]:
	"""Return a scale's score month by month."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	_require_question(survey, key)
	return results.trend(survey, key, _chosen(from_date, to_date, round_name), frappe.session.user)


@frappe.whitelist()
@per_user(120, 60)
def result_crossing(
	survey: str, key: str, by: str, from_date: str = "", to_date: str = "", round_name: str = ""
) -> dict[str, Any]:
	"""Return the answers to one question by another one or by what customers are."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	_require_question(survey, key)
	return crossing.cross(survey, key, by, _chosen(from_date, to_date, round_name), frappe.session.user)


@frappe.whitelist()
@per_user(120, 60)
def result_texts(
	survey: str,
	search: str = "",
	key: str = "",
	start: int = 0,
	from_date: str = "",
	to_date: str = "",
	round_name: str = "",
) -> list[dict[str, Any]]:
	"""Return what people wrote, twenty at a time, the latest first."""
	frappe.has_permission(SURVEY, "read", doc=survey, throw=True)
	return results.texts(
		survey,
		_chosen(from_date, to_date, round_name),
		frappe.session.user,
		search=search[:140],
		key=key,
		start=cint(start),
		size=TEXTS_PER_PAGE,
	)


def _chosen(from_date: str, to_date: str, round_name: str) -> results.Chosen:
	days = [str(frappe.utils.getdate(day)) if day else "" for day in (from_date, to_date)]
	return results.Chosen(days[0], days[1], round_name)


def _require_question(survey: str, key: str) -> None:
	if key not in results.questions(survey):
		frappe.throw(_("There is no such question."), frappe.DoesNotExistError)


def _require_plan_of(round_name: str) -> None:
	plan = frappe.db.get_value("Bank Survey Round", round_name, "plan")
	frappe.has_permission(PLAN, "write", doc=plan, throw=True)
