"""Many customers at the same moment, over real requests: none lost, none counted twice, no quota overrun (SUR-01)."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import frappe
import frappe.app
from frappe.utils import now_datetime
from werkzeug.test import Client

from bank_crm.service.surveys import quotas, store
from bank_crm.service.surveys.tests.survey_case import (
	INVITATION,
	PLAN,
	QUESTIONS,
	RESPONSE,
	ROUND,
	SURVEY,
	SurveyTestCase,
)
from bank_crm.tests import SAVE_POINT, factories

CUSTOMERS, WANTED, TIMES = 10, 6, 3


class TestParallel(SurveyTestCase):
	"""Everything is committed as in real life and deleted at the end."""

	def setUp(self) -> None:
		super().setUp()
		self.started = frappe.utils.now()
		self.addCleanup(self.forget_everything)

	def forget_everything(self) -> None:
		frappe.db.rollback()
		surveys = frappe.get_all(SURVEY, filters={"creation": (">=", self.started)}, pluck="name")
		for doctype in (RESPONSE, INVITATION, ROUND, PLAN, "Bank Survey Version"):
			frappe.db.delete(doctype, {"survey": ("in", surveys or [""])})
		recent = {"creation": (">=", self.started)}
		for doctype in (
			"Bank Survey Answer",
			"Bank Survey Question",
			SURVEY,
			"Error Log",
			"Bank Segment Member",
			"Bank Segment",
		):
			frappe.db.delete(doctype, recent)
		for customer in getattr(self, "customers", ()):
			frappe.delete_doc("Bank Customer", customer, force=True)
		frappe.delete_doc("User", self.officer, force=True)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def errors(self) -> str:
		"""Why a page failed, for a test that says so."""
		frappe.db.rollback()
		return "\n".join(frappe.get_all("Error Log", {"creation": (">=", self.started)}, pluck="error"))

	def send_links(self, customers: int = 1, **plan: object) -> tuple[str, list[str]]:
		"""Invite so many customers to a survey of one question; returns the round and the tokens of their links."""
		self.customers = [factories.make_customer().name for _ in range(customers)]
		round_ = self.open_round(self.make_plan(self.make_survey(QUESTIONS[0]), self.customers, **plan))
		frappe.db.set_value(INVITATION, {"round": round_}, {"state": "Sent", "sent_on": now_datetime()})
		invitations = frappe.get_all(INVITATION, filters={"round": round_}, pluck="name")
		links = [self.token_of(name) for name in invitations]
		frappe.db.commit()
		return round_, links

	def test_SUR_01_a_quota_holds_and_each_answer_counts_once_under_parallel_clients(self) -> None:
		round_, links = self.send_links(CUSTOMERS, quota=WANTED)
		codes = set(post_all(links * TIMES, at_once=20))
		self.assertEqual(codes - {200, 303, 503}, set(), self.errors())
		post_all(links)  # whoever the busy server turned away tries again
		frappe.db.rollback()
		complete = frappe.get_all(RESPONSE, filters={"round": round_, "state": "Complete"}, pluck="customer")
		self.assertEqual((len(complete), len(set(complete))), (WANTED, WANTED))
		self.assertEqual(frappe.db.count(INVITATION, {"round": round_, "state": "Answered"}), WANTED)
		self.assertEqual(
			frappe.db.get_value(ROUND, round_, ["answered", "state", "close_reason"]),
			(WANTED, "Closed", "Enough Answers"),
		)

	def test_SUR_01_a_form_that_lost_a_deadlock_is_taken_all_the_same_and_once(self) -> None:
		"""Two errors the database has for it, at the worst moment: the answer is begun, the round's count is taken."""
		taken, lost = quotas.take, []

		def take(*args: object) -> object:
			if len(lost) < 2:
				lost.append(1)
				raise frappe.QueryDeadlockError(1213, "Deadlock found when trying to get lock")
			return taken(*args)

		round_, (link,) = self.send_links()
		with patch.object(quotas, "take", take):
			codes = post_all([link] * 2)
		self.assertEqual((codes, len(lost)), ([303, 200], 2))
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_}), 1)
		self.assertEqual(frappe.db.get_value(ROUND, round_, "answered"), 1)

	def test_SUR_01_a_database_that_stays_busy_is_told_and_nothing_is_kept(self) -> None:
		round_, (link,) = self.send_links()
		for error in (frappe.QueryDeadlockError(1020), frappe.QueryTimeoutError(1205)):
			with patch.object(quotas, "take", side_effect=error):
				self.assertEqual(post_all([link]), [503])
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_}), 0)

	def test_SUR_01_a_page_that_fails_keeps_nothing_but_the_reason(self) -> None:
		round_, (link,) = self.send_links()
		with patch.object(quotas, "take", side_effect=RuntimeError("nobody foresaw it")):
			self.assertEqual(post_all([link]), [500])
		self.assertIn("nobody foresaw it", self.errors())
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_}), 0)

	def test_SUR_01_who_sends_a_shared_form_twice_at_once_has_answered_once(self) -> None:
		"""Both requests find no draft; the one that comes second finds the first one's."""
		begun, turns = store.begin, []

		def begin(*args: object, **values: object) -> object:
			if not turns:
				turns.append(1)
				raise frappe.UniqueValidationError("draft_key")
			return begun(*args, **values)

		round_, (link,) = self.send_links()
		with patch.object(store, "begin", begin):
			self.assertEqual(post_all([link]), [303])
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(RESPONSE, {"round": round_, "state": "Complete"}), 1)


def post_all(tokens: list[str], at_once: int = 1) -> list[int]:
	"""Hand surveys in, so many at the same moment; returns the answers' codes."""
	with ThreadPoolExecutor(max_workers=at_once) as pool:
		return list(pool.map(post, [frappe.local.site] * len(tokens), tokens))


def post(site: str, token: str) -> int:
	"""Hand the survey in, as a browser whose button was pressed."""
	answer = Client(frappe.app.application).post(
		f"/s/{token}",
		data={"page": "0", "action": "next", "q-q1": "9"},
		headers={"Host": site, "X-Frappe-Site-Name": site},
	)
	answer.get_data()
	answer.close()
	return answer.status_code
