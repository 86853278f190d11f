from frappe.model.document import Document


class BankSurveyQuestion(Document):
	"""One question, or the heading of a section, of a survey's draft (SUR-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		allow_other: DF.Check
		answer_format: DF.Literal["", "Number", "Email", "Mobile Number", "Postcode"]
		earliest: DF.Date | None
		help_text: DF.SmallText | None
		help_text_en: DF.SmallText | None
		high_label: DF.Data | None
		high_label_en: DF.Data | None
		latest: DF.Date | None
		least_choices: DF.Int
		least_length: DF.Int
		low_label: DF.Data | None
		low_label_en: DF.Data | None
		matrix_rows: DF.SmallText | None
		matrix_rows_en: DF.SmallText | None
		most_choices: DF.Int
		most_length: DF.Int
		options: DF.SmallText | None
		options_en: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		question: DF.SmallText
		question_en: DF.SmallText | None
		question_key: DF.Data | None
		question_type: DF.Literal[
			"",
			"Section",
			"Single Choice",
			"Multiple Choice",
			"Scale",
			"NPS",
			"CSAT",
			"CES",
			"Matrix",
			"Text",
			"Date",
		]
		required: DF.Check
		scale_max: DF.Int
		scale_min: DF.Int
		shown_if: DF.Autocomplete | None
		shown_operator: DF.Literal["", "Is", "Is Not", "At Least", "At Most", "Is Answered"]
		shown_value: DF.Data | None
	# end: auto-generated types
