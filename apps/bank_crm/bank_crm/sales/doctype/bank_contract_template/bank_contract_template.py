from frappe.model.document import Document

from bank_crm.sales.contracts import text


class BankContractTemplate(Document):
	"""The text contracts of a type are made of (CON-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_contract_clause.bank_contract_clause import BankContractClause

		body: DF.Code
		clauses: DF.Table[BankContractClause]
		enabled: DF.Check
		template_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse a text that could not be filled in."""
		text.check_template(self)
