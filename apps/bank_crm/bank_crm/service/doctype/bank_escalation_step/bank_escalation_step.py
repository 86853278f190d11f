from frappe.model.document import Document


class BankEscalationStep(Document):
	"""One step of a chain: when it is due, who is told, what is done (SVC-17)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after: DF.Duration | None
		clock: DF.Literal["Response", "Resolution"]
		event: DF.Literal["Warning", "Breach"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		raise_priority: DF.Check
		role: DF.Link | None
		tell: DF.Literal[
			"Handler",
			"Queue",
			"Queue Supervisor",
			"Handler's Superior",
			"Branch Manager",
			"Role",
		]
		to_queue: DF.Link | None
	# end: auto-generated types
