"""What tests of sales make."""

from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.tests import factories

#: Stage, probability, meaning, forecast, stale after days.
STAGES = (
	("one", 10, "Open", "Pipeline", 5),
	("two", 40, "Open", "Best Case", 0),
	("three", 80, "Open", "Commit", 3),
	("won", 100, "Won", "Closed", 0),
	("lost", 0, "Lost", "Omitted", 0),
)


def make_pipeline(**values: Any) -> dict[str, str]:
	"""Make a pipeline nothing else uses; returns its stages by key, and its name under "pipeline".

	It stands for no product line, so that the installed ones stay what they are: opportunities name it.
	"""
	mark = factories.unique("")
	names = {key: f"{key} {mark}" for key, *_rest in STAGES}
	for name in names.values():
		factories.make("Bank Sales Stage", stage_name=name)
	asked = values.pop("asks", (("two", "Product"), ("two", "Expected Close"), ("three", "Amount")))
	moves = values.pop("moves", ())
	active = frappe.get_all(
		"Bank Sales Pipeline", filters={"active": 1, "product_category": ("is", "not set")}
	)
	doc = {
		"doctype": "Bank Sales Pipeline",
		"pipeline_name": f"Pipeline {mark}",
		"active": 1,
		"stages": [
			{
				"stage": names[key],
				"probability": probability,
				"outcome": outcome,
				"forecast_category": category,
				"stale_after_days": days,
			}
			for key, probability, outcome, category, days in STAGES
		],
		"requirements": [{"stage": names[stage], "requirement": what} for stage, what in asked],
		"moves": [{"from_stage": names[start], "to_stage": names[end]} for start, end in moves],
		**values,
	}
	if active and not values.get("product_category"):
		frappe.db.set_value(
			"Bank Sales Pipeline", {"name": ("in", [row.name for row in active])}, "active", 0
		)
		frappe.clear_document_cache("Bank Sales Pipeline", active[0].name)
	return {**names, "pipeline": frappe.get_doc(doc).insert(ignore_permissions=True).name}  # test data


def make_product(category: str = "Loan", **values: Any) -> str:
	"""Make a product of the catalogue."""
	code = factories.unique("P")
	values = {"product_code": code, "product_name": code, "category": category, "on_sale": 1, **values}
	return factories.make("Bank Product", **values).name


def make_opportunity(customer: str, pipeline: str, **values: Any) -> Document:
	"""Make an opportunity for a loan."""
	values = {"product_category": "Loan", "customer": customer, "pipeline": pipeline, **values}
	return factories.make("Bank Opportunity", **values)
