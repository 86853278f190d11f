"""Surveys on the customer's page: what he or she answered and rated, the latest first (CUS-18, SUR-04)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Listing, Panel
from bank_crm.domain.survey_enums import ResponseState
from bank_crm.service.surveys import store

MOST = 6


def answered(context: PageContext) -> Listing:
	"""Return the customer's latest answers; anonymous ones are nobody's."""
	response, survey = frappe.qb.DocType(store.RESPONSE), frappe.qb.DocType("Bank Survey")
	rows = (
		context.rows(response)
		.inner_join(survey)
		.on(survey.name == response.survey)
		.select(response.name, response.summary, response.answered_on, survey.survey_title)
		.where(response.state == ResponseState.COMPLETE.value)
		.orderby(response.answered_on, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return {
		"title": _("Surveys and Ratings"),
		"rows": [
			{
				"title": row.survey_title,
				"note": row.summary,
				"on": row.answered_on,
				"doctype": store.RESPONSE,
				"name": row.name,
			}
			for row in rows
		],
	}


PANELS = {"surveys": Panel(answered, (store.RESPONSE,))}
