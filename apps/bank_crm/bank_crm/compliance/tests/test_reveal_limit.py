"""How many complete values one user sees within an hour, and who is told (SEC-11, SEC-19)."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from bank_crm.compliance import reveal, reveal_limit
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestRevealLimit(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_single_value("Bank CRM Settings", {"reveals_per_hour": 3, "reveals_alert_from": 2})
		self.addCleanup(frappe.clear_document_cache, "Bank CRM Settings", "Bank CRM Settings")
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.customer = factories.make_customer(mobile="13812341234", manager=self.manager).name
		self.jobs = []
		patcher = patch(
			"frappe.enqueue", side_effect=lambda method, **given: self.jobs.append((method, given))
		)
		patcher.start()
		self.addCleanup(patcher.stop)

	def reveal(self) -> str:
		with self.set_user(self.manager):
			return reveal.reveal("Bank Customer", self.customer, "mobile", "call back")

	def told(self) -> list[tuple[int, bool]]:
		return [
			(given["count"], given["refused"]) for method, given in self.jobs if "tell" in method.__name__
		]

	def test_SEC_19_the_limit_holds_and_compliance_is_told_once(self):
		for _turn in range(3):
			self.assertEqual(self.reveal(), "13812341234")
		for _turn in range(2):
			with self.assertRaises(reveal_limit.TooManyReveals):
				self.reveal()
		self.assertEqual(self.told(), [(2, False), (3, True)])

	def test_SEC_19_restarting_redis_forgets_nothing(self):
		for _turn in range(3):
			self.reveal()
		frappe.cache.delete(frappe.cache.make_key(f"bank_crm_reveals:{self.manager}"))
		with self.assertRaises(reveal_limit.TooManyReveals):
			self.reveal()

	def test_SEC_19_requests_at_the_same_moment_are_counted_each(self):
		"""What another request has not committed yet is in the counter already."""
		with patch.object(reveal_limit, "_stored", return_value=0):
			for _turn in range(3):
				self.reveal()
			with self.assertRaises(reveal_limit.TooManyReveals):
				self.reveal()

	def test_SEC_19_an_hour_later_there_are_new_ones(self):
		for _turn in range(3):
			self.reveal()
		log = frappe.qb.DocType("Access Log")
		earlier = add_to_date(now_datetime(), minutes=-61)
		frappe.qb.update(log).set(log.creation, earlier).where(log.user == self.manager).run()
		frappe.cache.delete(frappe.cache.make_key(f"bank_crm_reveals:{self.manager}"))
		self.assertEqual(self.reveal(), "13812341234")

	def test_SEC_19_other_users_are_not_concerned(self):
		for _turn in range(3):
			self.reveal()
		self.manager = factories.make_user(roles.ADMINISTRATOR)
		self.assertEqual(self.reveal(), "13812341234")

	def test_SEC_19_compliance_gets_a_notification_and_the_log_a_line(self):
		officer = factories.make_user(roles.COMPLIANCE_OFFICER)
		reveal_limit.tell_compliance(self.manager, 30, refused=True)
		notes = frappe.get_all("Notification Log", filters={"for_user": officer}, pluck="subject")
		self.assertEqual(len(notes), 1)
		self.assertIn("30", notes[0])
		self.assertFalse(frappe.get_all("Notification Log", filters={"for_user": self.manager}))
