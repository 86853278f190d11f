"""What a user is offered: entities he or she may read, with the dimensions and measures of readable fields.

Whoever may only count (marketing, requirements 1.6) gets the whole bank's figures: counts, no person among the
dimensions, and no group of fewer than five customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _

from bank_crm.analytics.semantic.model import Dimension, Entity, Kind, Measure, entities
from bank_crm.domain.report_definition import Offered
from bank_crm.domain.segment_fields import Catalogue, FieldKind, FieldSpec
from bank_crm.domain.segment_schema import operators_of
from bank_crm.permissions import roles, scope

NOT_PERMITTED = "not_permitted"
#: Fewer customers than these are not shown to whoever only counts.
FEWEST = 5
_ROWS_OF_THEIR_OWN = (
	roles.TELLER,
	roles.RELATIONSHIP_MANAGER,
	roles.SERVICE_AGENT,
	roles.BRANCH_MANAGER,
	*roles.READ_EVERYTHING,
)


@dataclass(frozen=True, slots=True)
class View:
	"""One entity as one user may use it."""

	entity: Entity
	dimensions: Mapping[str, Dimension]
	measures: Mapping[str, Measure]
	withheld: Mapping[str, str]
	counting: bool

	@property
	def offered(self) -> Offered:
		"""Return what a definition may name."""
		moments = {name: one.kind == Kind.MOMENT for name, one in self.dimensions.items()}
		return Offered(moments, frozenset(self.measures), bool(self.entity.time), self.withheld)

	@property
	def fields(self) -> Catalogue:
		"""Return what its conditions may speak of."""
		return Catalogue({name: field_of(one) for name, one in self.dimensions.items()}, {}, self.withheld)


def views(user: str) -> dict[str, View]:
	"""Return what `user` may report on, by the entity's name."""
	found = (_view(entity, user) for entity in entities().values())
	return {view.entity.name: view for view in found if view is not None and view.measures}


def view(name: str, user: str) -> View | None:
	"""Return one entity as `user` may use it, None if there is none for him."""
	entity = entities().get(name)
	found = _view(entity, user) if entity else None
	return found if found and found.measures else None


def only_counts(user: str) -> bool:
	"""Tell whether the user may count all customers and see none (requirements 1.6)."""
	if user == "Administrator" or not roles.has_any(user, (roles.MARKETING_OFFICER,)):
		return False
	return not roles.has_any(user, _ROWS_OF_THEIR_OWN)


def field_of(dimension: Dimension) -> FieldSpec:
	"""Return the field conditions see in a dimension."""
	kinds = {
		Kind.CHOICE: FieldKind.CHOICE,
		Kind.LINK: FieldKind.LINK,
		Kind.TEXT: FieldKind.TEXT,
		Kind.MOMENT: FieldKind.DATE,
		Kind.NUMBER: FieldKind.NUMBER,
		Kind.BAND: FieldKind.AMOUNT if dimension.money else FieldKind.NUMBER,
	}
	return FieldSpec(
		dimension.name,
		kinds[dimension.kind],
		dimension.options,
		dimension.link,
		optional=dimension.computed == "age",
	)


def label_of(entity: Entity, dimension: Dimension) -> str:
	"""Return a dimension's name in the user's language."""
	home = entity.home(dimension)
	if dimension.label:
		return _(dimension.label)
	return _(frappe.get_meta(home).get_label(dimension.column), context=home)


def describe(view: View) -> dict[str, Any]:
	"""Return an entity as the report's page needs it."""
	entity = view.entity
	return {
		"name": entity.name,
		"label": _(entity.label),
		"time": entity.time if entity.time in view.dimensions else "",
		"balance": entity.balance,
		"first": _first(view),
		"counting": view.counting,
		"dimensions": [
			{
				"name": one.name,
				"label": label_of(entity, one),
				"moment": one.kind == Kind.MOMENT,
				"group": _(_group(entity, one)),
			}
			for one in view.dimensions.values()
		],
		"measures": [
			{"name": one.name, "label": _(one.label), "shown": one.shown.value}
			for one in view.measures.values()
		],
		"fields": [_field(entity, one) for one in view.dimensions.values()],
	}


def _first(view: View) -> dict[str, Any]:
	first = dict(view.entity.first)
	for key in ("rows", "columns"):
		first[key] = [name for name in first.get(key, []) if name in view.dimensions]
	first["measures"] = [name for name in first.get("measures", []) if name in view.measures]
	return first


def _group(entity: Entity, dimension: Dimension) -> str:
	"""What the page puts a dimension under: the joined record's kind, or the entity."""
	return entity.home(dimension) if dimension.join in ("customer", "product", "order") else entity.label


def _field(entity: Entity, dimension: Dimension) -> dict[str, Any]:
	spec, home = field_of(dimension), entity.home(dimension)
	return {
		"name": spec.name,
		"label": label_of(entity, dimension),
		"kind": spec.kind.value,
		"options": [(option, _(option, context=home)) for option in spec.options],
		"operators": [operator.value for operator in operators_of(spec)],
		"link": spec.link,
		"fact": "",
		"group": _(_group(entity, dimension)),
	}


def _view(entity: Entity, user: str) -> View | None:
	counting = only_counts(user) and entity.rows[0] == scope.CUSTOMER
	if not frappe.db.table_exists(entity.doctype):
		return None
	if not counting and not frappe.has_permission(entity.doctype, "read", user=user):
		return None
	withheld: dict[str, str] = {}
	dimensions: dict[str, Dimension] = {}
	for dimension in entity.dimensions.values():
		if (counting and dimension.personal) or not _may_read(
			entity.home(dimension), dimension.column, user, counting
		):
			withheld[dimension.name] = NOT_PERMITTED
		else:
			dimensions[dimension.name] = with_options(entity, dimension)
	measures: dict[str, Measure] = {}
	for measure in entity.measures.values():
		if _may_measure(entity, measure.name, user, counting):
			measures[measure.name] = measure
		else:
			withheld[measure.name] = NOT_PERMITTED
	return View(entity, dimensions, measures, withheld, counting)


def _may_measure(entity: Entity, name: str, user: str, counting: bool) -> bool:
	parts = entity.parts(name)
	if counting and not entity.counted_amounts and not all(part.counts for part in parts):
		return False
	columns = {part.column for part in parts if part.column} | {
		column for part in parts for column in part.where
	}
	return all(_may_read(entity.doctype, column, user, counting) for column in columns)


def _may_read(doctype: str, column: str, user: str, counting: bool) -> bool:
	if column == "name":
		return True
	if not frappe.db.table_exists(doctype):
		return False
	meta = frappe.get_meta(doctype)
	field = meta.get_field(column)
	if field is None:
		return False
	if not counting and not frappe.has_permission(doctype, "read", user=user):
		return False
	return not field.permlevel or field.permlevel in meta.get_permlevel_access("read", user=user)


def with_options(entity: Entity, dimension: Dimension) -> Dimension:
	"""Return a choice with the options its field has on this site."""
	if dimension.kind != Kind.CHOICE or dimension.options:
		return dimension
	options = frappe.get_meta(entity.home(dimension)).get_field(dimension.column).options or ""
	return replace(dimension, options=tuple(option for option in options.split("\n") if option))
