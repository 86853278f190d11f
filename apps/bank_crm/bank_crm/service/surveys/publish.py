"""The states of a survey: drafts become versions, versions are asked, asking is paused and ended (SUR-01)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Max
from frappe.utils import now_datetime

from bank_crm.domain.survey_checks import problems
from bank_crm.domain.survey_definition import HEAD_FIELDS, ROW_FIELDS
from bank_crm.domain.survey_enums import SurveyState
from bank_crm.service.surveys import sentences

SURVEY, VERSION = "Bank Survey", "Bank Survey Version"


def draft(survey: Document) -> dict[str, Any]:
	"""Return the draft as a version keeps it."""
	return {
		"head": {name: _plain(survey.get(name)) for name in HEAD_FIELDS},
		"rows": [{name: _plain(row.get(name)) for name in ROW_FIELDS} for row in survey.questions],
	}


def publish(survey: Document) -> str:
	"""Make the draft the version that is asked from now on; returns the version's name.

	Rounds under way go on with the version they were opened with. A draft that equals the published version makes
	no new one. Raises frappe.ValidationError with everything that is wrong.
	"""
	frappe.db.get_value(SURVEY, survey.name, "name", for_update=True)
	definition = draft(survey)
	if found := problems(definition["head"], definition["rows"]):
		frappe.throw(
			[sentences.problem(survey, one) for one in found],
			title=_("The Survey Cannot Be Published"),
			as_list=True,
		)
	text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
	version = frappe.db.get_value(SURVEY, survey.name, "current_version")
	if not version or frappe.db.get_value(VERSION, version, "definition") != text:
		version = _new_version(survey.name, text)
	_set(survey, {"current_version": version, "state": SurveyState.PUBLISHED.value})
	return version


def set_state(survey: Document, state: SurveyState) -> None:
	"""Pause, end or go on with a published survey; ending also closes its rounds."""
	allowed: Mapping[SurveyState, tuple[str, ...]] = {
		SurveyState.PAUSED: (SurveyState.PUBLISHED.value,),
		SurveyState.PUBLISHED: (SurveyState.PAUSED.value, SurveyState.CLOSED.value),
		SurveyState.CLOSED: (SurveyState.PUBLISHED.value, SurveyState.PAUSED.value),
	}
	current = frappe.db.get_value(SURVEY, survey.name, "state", for_update=True)
	if current not in allowed.get(state, ()):
		frappe.throw(_("A survey that is {0} cannot become {1}.").format(_(current), _(state.value)))
	_set(survey, {"state": state.value})
	if state is SurveyState.CLOSED:
		from bank_crm.service.surveys import rounds

		rounds.stop_all(survey.name)


def _new_version(survey: str, definition: str) -> str:
	version = frappe.qb.DocType(VERSION)
	(last,) = (
		frappe.qb.from_(version).select(Max(version.version_no)).where(version.survey == survey).run()[0]
	)
	return (
		frappe.get_doc(
			{
				"doctype": VERSION,
				"survey": survey,
				"version_no": (last or 0) + 1,
				"definition": definition,
				"published_on": now_datetime(),
				"published_by": frappe.session.user,
			}
		)
		.insert(ignore_permissions=True)  # versions come into being by publishing alone; that was checked
		.name
	)


def _set(survey: Document, values: dict[str, Any]) -> None:
	survey.reload()
	survey.update(values)
	survey.flags.by_publishing = True
	survey.save()


def _plain(value: Any) -> Any:
	"""Empty is one thing, whether the document was just typed (None) or read again (0)."""
	if not value:
		return ""
	return value if isinstance(value, int | float) else str(value)
