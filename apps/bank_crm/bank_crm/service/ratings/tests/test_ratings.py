"""From the answer to the rating, its trace and the measure that follows (SVC-07, SVC-08, SUR-03)."""

from __future__ import annotations

from unittest import mock
from urllib.parse import parse_qs, urlsplit

import frappe
from frappe.utils import add_days, now_datetime, set_request
from frappe.website.serve import get_response_content

from bank_crm.compliance import keyring, signed_links
from bank_crm.customer.care import channels
from bank_crm.service.intake.tests.service_case import ORDER, ServiceCase
from bank_crm.service.orders import states
from bank_crm.service.ratings import answers, links, sending
from bank_crm.service.ratings.links import Standing
from bank_crm.tests import factories

REQUEST, TRACE, IMPROVEMENT = "Bank Rating Request", "Bank Rating Trace", "Bank Improvement"


class TestRatings(ServiceCase):
	def setUp(self) -> None:
		super().setUp()
		self.set(rating_delay_minutes=0, rating_days=7, rating_low_grade=2)
		frappe.db.set_value(REQUEST, {"state": "To Send"}, "state", "Revoked")
		self.texts: list[channels.Message] = []
		gateway = mock.Mock(address_field="mobile")
		gateway.send.side_effect = self.texts.append
		patched = mock.patch.object(channels, "gateways", return_value={"SMS": gateway})
		patched.start()
		self.addCleanup(patched.stop)

	def invited(self, **values: object) -> tuple[frappe.model.document.Document, str]:
		"""Answer an order, send its link and return the order and the token the customer got."""
		order = self.answer(self.make_order(**values))
		self.assertEqual(sending.send_due(), {"Sent": 1})
		return order, _token(self.texts[-1].text)

	def test_SVC_07_an_answered_order_is_asked_about_once_by_text_message(self) -> None:
		order, token = self.invited()
		(message,) = self.texts
		self.assertEqual(message.to, self.mobile)
		self.assertIn(order.name, message.text)
		self.assertEqual(links.look(token)[0], Standing.OPEN)
		self.assertEqual(sending.send_due(), {})
		self.assertEqual(len(self.texts), 1)
		self.assertNotIn(
			self.mobile, frappe.as_json(frappe.get_all(REQUEST, {"work_order": order.name}, ["*"]))
		)

	def test_SVC_07_scenario_07_the_tap_is_on_the_order_and_in_the_store_of_answers(self) -> None:
		order, token = self.invited()
		frappe.set_user("Guest")
		self.assertEqual(answers.rate(token, 5, "很专业"), Standing.OPEN)
		frappe.set_user("Administrator")
		order.reload()
		self.assertEqual((order.state, order.rating, order.rating_comment), ("Rated", 5, "很专业"))
		response = frappe.get_doc(
			"Bank Survey Response", {"reference_doctype": ORDER, "reference_name": order.name}
		)
		self.assertEqual((response.source, response.state), ("Service Rating", "Complete"))
		self.assertEqual((response.customer, response.handler), (self.customer, self.agent))
		self.assertEqual(response.summary, "5 / 5")
		self.assertFalse(frappe.db.exists(TRACE, {"work_order": order.name}))

	def test_SVC_07_a_link_is_good_for_one_rating(self) -> None:
		order, token = self.invited()
		answers.rate(token, 4)
		self.assertEqual(answers.rate(token, 1), Standing.RATED)
		order.reload()
		self.assertEqual(order.rating, 4)
		self.assertEqual(frappe.db.count("Bank Survey Response", {"reference_name": order.name}), 1)

	def test_SVC_07_forged_and_foreign_links_rate_nothing(self) -> None:
		order, token = self.invited()
		request = frappe.db.get_value(REQUEST, {"work_order": order.name})
		forged = [
			"",
			"x",
			token[:-1],
			token + "A",
			"A" + token,
			token.replace(".", "", 1),
			"中文" + token,
			signed_links.sign("service-receipt", [int(request), "nonce"]),
			signed_links.sign(links.PURPOSE, [int(request), "another nonce"]),
			signed_links.sign(links.PURPOSE, [10**9, "nonce"]),
			signed_links.sign(links.PURPOSE, [int(request)]),
			signed_links.sign(links.PURPOSE, ["1' or '1'='1", "nonce"]),
		]
		for one in forged:
			self.assertEqual(answers.rate(one, 1), Standing.UNKNOWN, one)
		order.reload()
		self.assertEqual((order.state, order.rating), ("Answered", 0))

	def test_SVC_07_a_link_ends_by_its_date_and_when_the_order_is_taken_up_again(self) -> None:
		order, token = self.invited()
		frappe.db.set_value(REQUEST, {"work_order": order.name}, "expires_on", add_days(now_datetime(), -1))
		self.assertEqual(answers.rate(token, 5), Standing.OVER)

		other, second = self.invited()
		states.move(other, "In Progress")
		self.assertEqual(answers.rate(second, 5), Standing.OVER)
		other.reload()
		self.assertEqual(other.rating, 0)
		# answered a second time, the customer is asked a second time
		self.answer(other)
		sending.send_due()
		third = _token(self.texts[-1].text)
		self.assertEqual(answers.rate(third, 3), Standing.OPEN)
		self.assertEqual(answers.rate(second, 1), Standing.OVER)

	def test_SVC_07_links_outlive_a_change_of_the_key_and_end_with_it(self) -> None:
		_order, token = self.invited()
		config = dict(frappe.conf[keyring.CONFIG_KEY])
		newest = max(int(version) for version in config)
		with mock.patch.object(keyring, "_config", return_value={**config, str(newest + 1): "A" * 43 + "="}):
			self.assertEqual(links.look(token)[0], Standing.OPEN)
			renewed = signed_links.sign(links.PURPOSE, [1, "n"])
		self.assertEqual(links.look(renewed)[0], Standing.UNKNOWN)

	def test_SVC_07_no_grade_but_the_five(self) -> None:
		_order, token = self.invited()
		for grade in (0, 6, -1):
			with self.assertRaises(ValueError):
				answers.rate(token, grade)
		self.assertEqual(links.look(token)[0], Standing.OPEN)

	def test_SVC_07_a_closed_order_can_still_be_rated_and_stays_closed(self) -> None:
		order, token = self.invited()
		states.move(order, "Closed")
		self.assertEqual(answers.rate(token, 4), Standing.OPEN)
		order.reload()
		self.assertEqual((order.state, order.rating), ("Closed", 4))

	def test_SVC_07_RSK_08_who_must_not_be_contacted_is_not(self) -> None:
		factories.make("Bank Contact Block", customer=self.customer)
		order = self.answer(self.make_order())
		self.assertEqual(sending.send_due(), {"Not Sent": 1})
		self.assertEqual(self.texts, [])
		self.assertTrue(frappe.db.get_value(REQUEST, {"work_order": order.name}, "reason"))

	def test_SVC_07_RSK_08_quiet_hours_are_kept(self) -> None:
		self.answer(self.make_order())
		with mock.patch.object(sending.gate, "quiet_until", return_value=now_datetime()):
			self.assertEqual(sending.send_due(), {})
		self.assertEqual(sending.send_due(), {"Sent": 1})

	def test_SVC_07_killed_while_sending_nobody_is_asked_twice_and_the_link_works(self) -> None:
		order = self.answer(self.make_order())
		channels.gateways()["SMS"].send.side_effect = KeyboardInterrupt
		with self.assertRaises(KeyboardInterrupt):
			sending.send_due()
		channels.gateways()["SMS"].send.side_effect = self.texts.append
		self.assertEqual(sending.send_due(), {})
		request = frappe.db.get_value(REQUEST, {"work_order": order.name}, "*", as_dict=True)
		token = _token(links.url(request))
		self.assertEqual(links.look(token)[0], Standing.OPEN)
		frappe.db.set_value(
			REQUEST, request.name, "modified", add_days(now_datetime(), -1), update_modified=False
		)
		self.assertEqual(sending.send_due(), {})
		self.assertEqual(frappe.db.get_value(REQUEST, request.name, "state"), "Sent")
		self.assertEqual(self.texts, [])

	def test_SVC_07_a_gateway_that_fails_is_told_and_the_others_go_on(self) -> None:
		first, second = self.answer(self.make_order()), self.answer(self.make_order())
		gateway = channels.gateways()["SMS"]
		gateway.send.side_effect = [OSError("no route"), None]
		self.assertEqual(sending.send_due(), {"Not Sent": 1, "Sent": 1})
		states_of = {
			name: frappe.db.get_value(REQUEST, {"work_order": name}, ["state", "reason"])
			for name in (first.name, second.name)
		}
		self.assertEqual(states_of[first.name], ("Not Sent", "OSError"))
		self.assertEqual(states_of[second.name][0], "Sent")

	def test_SVC_07_what_was_answered_long_ago_is_not_asked_about(self) -> None:
		order = self.make_order()
		order.solution, order.flags.bank_system = "旧系统", True
		order.answered_on = add_days(now_datetime(), -30)
		order.state = "Answered"
		order.save()
		self.assertFalse(frappe.db.exists(REQUEST, {"work_order": order.name}))

	def test_SVC_08_a_low_grade_opens_a_trace_and_a_measure_for_somebody_above(self) -> None:
		cause = factories.make(
			"Bank Service Cause", cause_name=factories.unique("沟通话术不清晰 "), used_for="Low Ratings"
		)
		order, token = self.invited()
		frappe.set_user("Guest")
		answers.rate(token, 2, "说不清楚", cause.name)
		frappe.set_user("Administrator")
		trace = frappe.get_doc(TRACE, {"work_order": order.name})
		self.assertEqual((trace.grade, trace.comment, trace.cause), (2, "说不清楚", cause.name))
		self.assertEqual((trace.handler, trace.responsible), (self.agent, self.manager))
		self.assertTrue(trace.due_on)
		measure = frappe.get_doc(IMPROVEMENT, trace.improvement)
		self.assertEqual((measure.origin, measure.cause), ("Low Rating", cause.name))
		self.assertEqual((measure.responsible, measure.reference_name), (self.manager, order.name))
		self.assertTrue(measure.due_on)
		told = frappe.get_all("Notification Log", {"for_user": self.manager}, pluck="document_type")
		self.assertIn(TRACE, told)
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "rating_cause"), cause.name)

	def test_SVC_08_one_cause_in_a_branch_is_one_measure(self) -> None:
		cause = factories.make("Bank Service Cause", cause_name=factories.unique("C "), used_for="Both").name
		for _number in range(3):
			_order, token = self.invited()
			answers.rate(token, 1, "", cause)
		measures = frappe.get_all(TRACE, {"cause": cause}, pluck="improvement")
		self.assertEqual((len(measures), len(set(measures))), (3, 1))

	def test_SVC_08_words_after_a_low_grade_reach_the_trace_once(self) -> None:
		order, token = self.invited()
		answers.rate(token, 1)
		self.assertTrue(answers.add_words(token, "等了两小时"))
		self.assertFalse(answers.add_words(token, "再改一次"))
		self.assertEqual(frappe.db.get_value(TRACE, {"work_order": order.name}, "comment"), "等了两小时")
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "rating_comment"), "等了两小时")

	def test_SVC_08_a_cause_that_is_not_on_offer_is_dropped(self) -> None:
		order, token = self.invited()
		answers.rate(token, 1, "", "<script>alert(1)</script>")
		self.assertIsNone(frappe.db.get_value(TRACE, {"work_order": order.name}, "cause"))

	def test_SVC_08_a_trace_ends_with_cause_finding_and_measure_by_somebody_else(self) -> None:
		order, token = self.invited()
		answers.rate(token, 1)
		trace = frappe.get_doc(TRACE, {"work_order": order.name})
		for change, field in (
			({"state": "Cause Found"}, "Cause"),
			({"state": "Closed", "cause": self.cause()}, "Finding"),
			({"state": "Closed", "finding": "x", "improvement": None}, "Improvement"),
			({"responsible": self.agent}, "Responsible"),
		):
			one = frappe.get_doc(TRACE, trace.name)
			one.update({"cause": change.get("cause"), **change})
			if field != "Cause":
				one.cause = one.cause or self.cause()
			with self.assertRaisesRegex(frappe.ValidationError, frappe._(field)):
				one.save()
		trace.reload()
		trace.update({"state": "Closed", "cause": self.cause(), "finding": "话术不清晰"})
		trace.save()
		self.assertEqual(trace.closed_by, "Administrator")
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "rating_cause"), trace.cause)

	def cause(self) -> str:
		return factories.make("Bank Service Cause", cause_name=factories.unique("C "), used_for="Both").name

	def test_SVC_07_the_page_works_without_scripts_and_tells_nothing_of_the_customer(self) -> None:
		order, token = self.invited()
		frappe.set_user("Guest")
		page = _page(t=token)
		self.assertNotIn("<script", page)
		self.assertEqual(page.count('name="grade"'), 5)
		self.assertIn(order.name, page)
		for secret in (self.customer, order.subject, self.agent):
			self.assertNotIn(secret, page)
		self.assertNotIn("Traceback", _page(t="forged"))
		answers.rate(token, 5)
		self.assertNotIn('name="grade"', _page(t=token))


def _token(text: str) -> str:
	address = next(word for word in text.split() if word.startswith("http"))
	return parse_qs(urlsplit(address).query)["t"][0]


def _page(**query: str) -> str:
	set_request(method="GET", path="/rate")
	frappe.local.form_dict = frappe._dict(query)
	return get_response_content("rate")
