"""The semantic layer's files name columns, choices and links the DocTypes really have (ANA-04)."""

from __future__ import annotations

import app_sources
import pytest

from bank_crm.analytics.semantic import model
from bank_crm.analytics.semantic.examples import EXAMPLES
from bank_crm.analytics.semantic.model import Aggregate, Entity, Kind
from bank_crm.compliance.sealing import SEALED_FIELDS
from bank_crm.domain.report_definition import Offered, read

OWN = {
	doctype.name: {field["fieldname"]: field for field in doctype.fields}
	for doctype in app_sources.doctypes()
}
TYPES = {
	Kind.CHOICE: {"Select"},
	Kind.LINK: {"Link"},
	Kind.TEXT: {"Data"},
	Kind.NUMBER: {"Int", "Check"},
	Kind.BAND: {"Currency", "Int", "Date"},
	Kind.MOMENT: {"Date", "Datetime"},
}
ADDED = {"Currency", "Float", "Percent", "Int", "Duration"}
ENTITIES = model._shipped()
EVERY = pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda entity: entity.name)


@EVERY
def test_ana_04_dimensions_are_coded_columns_of_their_kind(entity: Entity) -> None:
	for dimension in entity.dimensions.values():
		home = entity.home(dimension)
		field = OWN[home][dimension.column]
		where = f"{entity.name}.{dimension.name}"
		assert field["fieldtype"] in TYPES[dimension.kind], where
		assert dimension.column not in SEALED_FIELDS.get(home, {}), where
		if dimension.kind == Kind.LINK:
			assert field["options"] == dimension.link, where


@EVERY
def test_ana_04_measures_are_made_of_columns_and_choices_there_are(entity: Entity) -> None:
	for measure in entity.measures.values():
		where = f"{entity.name}.{measure.name}"
		if measure.aggregate in (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.LEAST, Aggregate.MOST):
			assert OWN[entity.doctype][measure.column]["fieldtype"] in ADDED, where
		for column, values in (*measure.where.items(), *entity.base.items()):
			field = OWN[entity.doctype][column]
			if field["fieldtype"] == "Select":
				assert set(values) <= set(field["options"].split("\n")), where


@EVERY
def test_ana_04_joins_time_and_rows_lead_somewhere(entity: Entity) -> None:
	for join in entity.joins.values():
		assert OWN[entity.doctype][join.column]["options"] == join.doctype
	for column in filter(None, (entity.time, entity.customer, entity.rows[1])):
		assert column == "name" or column in OWN[entity.doctype]
	first = entity.first
	assert {*first["rows"], *first.get("columns", [])} <= entity.dimensions.keys()
	assert set(first["measures"]) <= entity.measures.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_ana_04_examples_are_reports(name: str) -> None:
	offered = {
		entity.name: Offered(
			{one.name: one.kind == Kind.MOMENT for one in entity.dimensions.values()},
			frozenset(entity.measures),
			bool(entity.time),
		)
		for entity in ENTITIES.values()
	}
	assert read(EXAMPLES[name], offered).measures
