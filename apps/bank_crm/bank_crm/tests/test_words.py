from unittest.mock import patch

import frappe
from frappe.translate import clear_cache, get_all_translations

from bank_crm.extends import words
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.web import WebClient, WebTestCase

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


class TestWordsOfRequests(WebTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.client = WebClient(cls.keep("User", factories.make_user(roles.TELLER)))
		frappe.db.commit()

	def test_a_request_with_a_key_begins_with_the_words_of_the_one_before(self) -> None:
		"""The framework empties the request's cache when it has learnt from the key whose it is."""
		path = "/api/resource/Bank Product/none"
		with patch.dict(words._kept, clear=True):
			self.client.request("GET", path)
			((key, (stamp, kept)),) = words._kept.items()
			told = {language: dict.fromkeys(of, "~told~") for language, of in kept.items()}
			words._kept[key] = (stamp, told)
			self.assertIn("~told~", self.client.request("GET", path).get_data(as_text=True))
