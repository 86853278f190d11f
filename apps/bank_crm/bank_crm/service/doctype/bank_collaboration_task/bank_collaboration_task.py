from frappe.model.document import Document


class BankCollaborationTask(Document):
	"""What somebody in another department is asked to do for an order (SVC-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Link | None
		description: DF.Text | None
		done_by: DF.Link | None
		done_on: DF.Datetime | None
		due: DF.Datetime | None
		mention: DF.Literal["Person", "Post"]
		post: DF.Data | None
		reminded_on: DF.Datetime | None
		requested_by: DF.Link | None
		result: DF.Text | None
		state: DF.Literal["Open", "In Progress", "Done", "Declined", "Cancelled"]
		taken_by: DF.Link | None
		task: DF.Data
		user: DF.Link | None
		work_order: DF.Link
	# end: auto-generated types
