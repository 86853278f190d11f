from frappe.model.document import Document


class BankSurveyTaskRule(Document):
	"""What an answer sets going once the survey is handed in (SUR-05, SUR-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["", "Customer Task", "Customer Need", "Improvement", "Work Order"]
		due_days: DF.Int
		operator: DF.Literal["", "Is", "Is Not", "At Least", "At Most", "Is Answered"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		priority: DF.Literal["Low", "Medium", "High"]
		question_key: DF.Autocomplete
		subject: DF.Data
		user: DF.Link | None
		value: DF.Data | None
	# end: auto-generated types
