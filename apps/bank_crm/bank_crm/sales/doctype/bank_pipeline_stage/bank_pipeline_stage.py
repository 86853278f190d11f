from frappe.model.document import Document


class BankPipelineStage(Document):
	"""One stage of a pipeline: probability, forecast, and after how many days it is stale."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		forecast_category: DF.Literal["Omitted", "Pipeline", "Best Case", "Commit", "Closed"]
		outcome: DF.Literal["Open", "Won", "Lost"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		probability: DF.Percent
		stage: DF.Link
		stale_after_days: DF.Int
	# end: auto-generated types
