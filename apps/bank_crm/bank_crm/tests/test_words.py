from unittest.mock import patch

import frappe
from frappe.translate import clear_cache, get_all_translations

from bank_crm.extends import words
from bank_crm.tests import BankCRMTestCase

WORD, OF_THE_BANK = "Customer", "本行客户"


class TestWords(BankCRMTestCase):
	"""UX-01: the Desk in Chinese costs no request the reading of all words."""

	def request(self) -> dict[str, str]:
		"""Return the words a request speaks with."""
		frappe.local.cache.clear()
		words.recall()
		spoken = get_all_translations("zh")
		words.remember()
		return spoken

	def test_the_second_request_reads_no_words_at_all(self) -> None:
		spoken = self.request()
		self.assertIn(WORD, spoken)
		self.assertIs(self.request(), self.request())

	def test_words_thrown_away_are_read_anew(self) -> None:
		before = self.request()
		clear_cache()
		after = self.request()
		self.assertIsNot(after, before)
		self.assertEqual(after, before)

	def test_a_word_the_bank_has_changed_is_said_by_the_next_request(self) -> None:
		self.request()
		frappe.get_doc(
			{"doctype": "Translation", "language": "zh", "source_text": WORD, "translated_text": OF_THE_BANK}
		).insert()
		self.addCleanup(clear_cache)
		self.assertEqual(self.request()[WORD], OF_THE_BANK)

	def test_two_sites_of_one_process_say_their_own(self) -> None:
		ours = self.request()
		with patch.dict(frappe.local.conf, db_name="another"):
			self.addCleanup(frappe.cache.delete_value, frappe.cache.make_key(words.MERGED_TRANSLATION_KEY))
			self.assertIsNot(self.request(), ours)
		self.assertIs(self.request(), ours)
