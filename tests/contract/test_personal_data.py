"""Every DocType that knows customers says how long its rows stay and how they go (SEC-17, RSK-08).

Whoever adds one declares it in the `personal_data.py` of its module, which the hook `bank_personal_data` names.
"""

import app_sources
import pytest
from app_sources import TABLE_TYPES, personal_data

from bank_crm.domain.personal_data import PersonalData
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction

#: Columns every row has.
ALWAYS = {"name", "creation", "modified", "owner", "modified_by", "idx", "docstatus"}
OWN = {doctype.name: doctype for doctype in app_sources.doctypes()}


EVERY = pytest.mark.parametrize("data", personal_data(), ids=lambda data: data.doctype)


def customer_columns(doctype: app_sources.DocTypeFile) -> set[str]:
	return {
		field["fieldname"]
		for field in doctype.fields
		if field["fieldtype"] == "Link" and field["options"] == "Bank Customer"
	}


def test_every_doctype_with_a_customer_is_declared_once_with_all_its_columns():
	declared = {data.doctype: set(data.customers) for data in personal_data()}
	assert len(declared) == len(personal_data()), "declared twice"
	for doctype in app_sources.doctypes():
		columns = customer_columns(doctype)
		if doctype.name == "Bank Customer":
			assert declared.get(doctype.name) == {"name"}
		elif columns:
			assert declared.get(doctype.name) == columns, (
				f"{doctype.name} names customers in {sorted(columns)}: declare it under bank_personal_data"
			)


@EVERY
def test_declared_columns_exist(data: PersonalData):
	fields = {field["fieldname"]: field for field in OWN[data.doctype].fields}
	columns = {*data.customers, data.counted_from, *data.blanked, *data.replaced, *data.open_while}
	assert columns | set(data.package or ()) <= {*fields, *ALWAYS}
	for column, values in data.open_while.items():
		if fields[column]["fieldtype"] == "Link":
			continue  # a state of a workflow, which a bank may add to
		assert set(values) <= set(fields[column]["options"].split("\n"))
	assert data.counted_from in ALWAYS or fields[data.counted_from]["fieldtype"] in ("Date", "Datetime")


@EVERY
def test_parts_are_its_child_tables(data: PersonalData):
	tables = {field["options"] for field in OWN[data.doctype].fields if field["fieldtype"] in TABLE_TYPES}
	assert set(data.parts) == tables


def test_what_has_texts_of_a_customer_is_not_kept_without_a_law():
	"""Kept against the customer's wish are only rows in which nobody tells anything, or that a law demands."""
	telling = {"Small Text", "Text", "Long Text", "Text Editor"}
	controls = {"Bank Legal Hold", "Bank Contact Block", "Bank Tier Batch Member"}
	for data in personal_data():
		if data.on_request is RequestAction.KEEP and not data.keep_months and data.doctype not in controls:
			texts = [
				field["fieldname"] for field in OWN[data.doctype].fields if field["fieldtype"] in telling
			]
			assert not texts, f"{data.doctype} keeps {texts}"


def test_a_declaration_that_would_do_nothing_is_refused():
	for values in (
		{"on_request": RequestAction.ANONYMISE},
		{"action": RetentionAction.ANONYMISE},
		{"on_request": RequestAction.KEEP},
		{"keep_months": 12},
	):
		with pytest.raises(ValueError):
			PersonalData("Bank Interaction", **values)
