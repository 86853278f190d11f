import frappe
from frappe.model.document import Document


class BankSurveyAnswer(Document):
	"""One answer of a response; a question with several choices or rows has several."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		choice: DF.Data | None
		date_value: DF.Date | None
		has_number: DF.Check
		number: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		question_key: DF.Data
		row_key: DF.Data | None
		text: DF.Text | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Results read the answers of a response by question."""
	frappe.db.add_index("Bank Survey Answer", ["parent", "question_key"])
