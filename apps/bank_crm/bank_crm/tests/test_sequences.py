import frappe
from pypika import Table

from bank_crm.setup import sequences
from bank_crm.tests import BankCRMTestCase


class TestSequences(BankCRMTestCase):
	def test_INT_05_what_comes_by_the_million_draws_its_numbers_from_memory(self) -> None:
		for doctype in sequences.BY_THE_MILLION:
			sequence = Table(f"{frappe.scrub(doctype)}_id_seq")
			((size,),) = frappe.qb.from_(sequence).select(sequence.cache_size).run()
			self.assertEqual(size, sequences.NUMBERS_AT_ONCE, doctype)

	def test_a_document_made_after_a_load_gets_a_number_of_its_own(self) -> None:
		"""Frappe draws from the same sequence, on a connection of its own."""
		doctype = sequences.BY_THE_MILLION[0]
		drawn = [frappe.db.get_next_sequence_val(doctype) for _number in range(3)]
		self.assertEqual(drawn, sorted(set(drawn)))
