"""Complaints: their clock, conflicts, extension, group, compensation, answer and file (SVC-11)."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate, now_datetime, today
from pypdf import PdfReader

from bank_crm.api import complaints as api
from bank_crm.permissions import roles
from bank_crm.service.complaints import actions, watch
from bank_crm.service.levels.tests import desk
from bank_crm.tests import BankCRMTestCase, factories

COMPLAINT = "Bank Complaint"
ASKED = {"category": "Credit Card", "reason": "Pricing and Fees"}
ANSWER = {"findings": "The fee was wrong", "outcome": "Upheld", "reply": "<p>We are sorry.</p>"}


class TestBankComplaint(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.branch = factories.make_branch()
		self.above = factories.make_user(roles.BRANCH_MANAGER)
		self.agent = factories.make_user(roles.SERVICE_AGENT)
		factories.make_staff(self.above, self.branch)
		factories.make_staff(self.agent, self.branch, supervisor=self.above)
		self.cause = factories.make("Bank Service Cause", cause_name=factories.unique("Cause ")).name

	def complaint(self, **values):
		order = desk.make_order(
			**{
				"order_type": "Complaint",
				"subject": "Fee",
				"handler": self.agent,
				"branch": self.branch,
				**values,
			}
		)
		return frappe.get_doc(COMPLAINT, {"work_order": order.name})

	def started(self, **values):
		complaint = self.complaint()
		complaint.update({**ASKED, "investigator": self.agent, "cause": self.cause, **values})
		complaint.save()
		return self.act(complaint, "Start Inquiry", self.agent)

	def act(self, complaint, action: str, user: str = "Administrator"):
		with self.set_user(user):
			apply_workflow(frappe.get_doc(COMPLAINT, complaint.name), action)
		return complaint.reload()

	def replied(self, **values):
		complaint = self.started()
		complaint.update({**ANSWER, **values})
		complaint.save()
		return self.act(complaint, "Reply to Complaint", self.agent)

	def closed(self):
		complaint = self.replied()
		complaint.update(
			{"informed_by": "Phone", "informed_on": now_datetime(), "customer_accepts": "Accepts"}
		)
		complaint.save()
		return self.act(complaint, "Close Complaint", self.agent)

	def test_SVC_11_a_complaint_order_has_one_complaint_from_the_start(self):
		complaint = self.complaint()
		self.assertEqual(
			(complaint.state, complaint.subject, complaint.due_on),
			("Complaint Accepted", "Fee", getdate(add_days(today(), 15))),
		)
		order = frappe.get_doc(desk.ORDER, complaint.work_order)
		self.assertEqual(actions.ensure(order), complaint.name)
		order.subject = "Fee of the card"
		order.save()
		self.assertEqual(complaint.reload().subject, "Fee of the card")
		self.assertIsNone(actions.of_order(desk.make_order().name))

	def test_SVC_11_an_enquiry_that_turns_out_to_be_a_complaint_gets_one_and_stays_one(self):
		order = desk.make_order(handler=self.agent)
		order.order_type = "Complaint"
		order.save()
		self.assertTrue(actions.of_order(order.name))
		order.order_type = "Enquiry"
		with self.assertRaisesRegex(frappe.ValidationError, "withdrawn"):
			order.save()

	def test_SVC_11_the_day_follows_receipt_complexity_and_extension(self):
		with desk.frozen(datetime(2026, 9, 1, 10)):
			complaint = self.started(complexity="Complex", complexity_reason="Several products")
			self.assertEqual(complaint.due_on, date(2026, 10, 1))
			complaint.extension_reason = "Waiting for the card scheme"
			complaint.save()
			self.act(complaint, "Ask for More Time", self.agent)
			self.assertEqual(complaint.extension_asked_by, self.agent)
			self.act(complaint, "Approve Extension", self.above)
		self.assertEqual((complaint.due_on, complaint.extension_decision), (date(2026, 10, 31), "Approved"))
		self.assertEqual(complaint.extension_decided_by, self.above)

	def test_SVC_11_more_time_is_refused_to_simple_late_and_unreasoned_ones(self):
		complaint = self.started()
		with self.assertRaises(frappe.ValidationError):
			self.act(complaint, "Ask for More Time", self.agent)
		complaint.reload().state = "Extension Awaiting Approval"
		complaint.extension_reason = "R"
		with self.assertRaisesRegex(frappe.ValidationError, "complex"):
			frappe.get_doc(complaint.as_dict()).save(ignore_permissions=True)  # past the workflow's buttons
		complex_one = self.started(complexity="Complex", complexity_reason="R")
		with self.assertRaises(frappe.ValidationError):
			self.act(complex_one, "Ask for More Time", self.agent)

	def test_SVC_11_who_asks_for_time_does_not_decide_and_a_stranger_neither(self):
		complaint = self.started(complexity="Complex", complexity_reason="R", extension_reason="R")
		self.act(complaint, "Ask for More Time", self.above)
		with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
			self.act(complaint, "Approve Extension", self.above)
		other = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(other, factories.make_branch())
		with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
			self.act(complaint, "Approve Extension", other)
		compliance = factories.make_user(roles.COMPLIANCE_OFFICER)
		self.act(complaint, "Refuse Extension", compliance)
		self.assertEqual((complaint.state, complaint.extension_decision), ("Under Inquiry", "Refused"))
		self.assertEqual(complaint.due_on, getdate(add_days(complaint.received_on, 30)))

	def test_SVC_11_nobody_deals_with_a_complaint_about_himself_or_his_superior(self):
		complaint = self.complaint()
		complaint.append("respondents", {"user": self.above})
		with self.set_user(self.above), self.assertRaisesRegex(frappe.PermissionError, "may not deal"):
			complaint.save()
		complaint.reload()
		complaint.append("respondents", {"user": factories.make_user(roles.TELLER)})
		complaint.investigator = complaint.respondents[0].user
		with self.assertRaises(frappe.PermissionError):
			complaint.save()

	def test_SVC_11_a_handler_with_a_conflict_loses_the_order_and_gets_it_not_back(self):
		complaint = self.complaint()
		complaint.append("respondents", {"user": self.above})
		complaint.save()
		self.assertEqual(frappe.db.count("Bank Complaint Respondent", {"parent": complaint.name}), 1)
		self.assertNotEqual(frappe.db.get_value(desk.ORDER, complaint.work_order, "handler"), self.agent)
		order = frappe.get_doc(desk.ORDER, complaint.work_order)
		for user in (self.agent, self.above):
			order.reload().handler = user
			with self.assertRaises(frappe.PermissionError):
				order.save()

	def test_SVC_11_an_inquiry_and_a_reply_need_what_the_regulator_asks_for(self):
		complaint = self.complaint()
		with self.assertRaises(frappe.ValidationError):
			self.act(complaint, "Start Inquiry", self.agent)
		complaint = self.started()
		for missing in ("findings", "outcome", "reply", "cause"):
			complaint.reload().update({**ANSWER, "cause": self.cause, missing: None})
			complaint.save()
			with self.assertRaises(frappe.ValidationError, msg=missing):
				self.act(complaint, "Reply to Complaint", self.agent)

	def test_SVC_11_the_reply_answers_the_order(self):
		complaint = self.replied()
		order = frappe.get_doc(desk.ORDER, complaint.work_order)
		self.assertEqual(
			(order.state, order.solution, order.cause), ("Answered", "We are sorry.", self.cause)
		)
		self.assertEqual(complaint.on_time, "In Time")

	def test_SVC_11_nothing_is_closed_before_the_customer_knows(self):
		complaint = self.replied()
		order = frappe.get_doc(desk.ORDER, complaint.work_order)
		order.state = "Closed"
		with self.assertRaisesRegex(frappe.ValidationError, "told the answer"):
			order.save()
		for informed in (None, add_days(now_datetime(), -2), add_days(now_datetime(), 2)):
			complaint.reload().update(
				{"informed_by": "Phone", "informed_on": informed, "customer_accepts": "Accepts"}
			)
			complaint.save()
			with self.assertRaises(frappe.ValidationError, msg=str(informed)):
				self.act(complaint, "Close Complaint", self.agent)
		complaint.reload().informed_on = now_datetime()
		complaint.save()
		self.act(complaint, "Close Complaint", self.agent)
		self.assertEqual((complaint.state, complaint.informed_user), ("Closed", self.agent))
		order.reload().state = "Closed"
		order.save()

	def test_SVC_11_a_closed_complaint_is_a_file_that_is_kept(self):
		complaint = self.closed()
		self.assertEqual(complaint.keep_until, getdate(today()).replace(year=getdate(today()).year + 5))
		complaint.outcome = "Not Upheld"
		with self.assertRaises(frappe.ValidationError):
			complaint.save()
		complaint.reload().rectification = "The fee is shown before the card is used"
		complaint.save()
		with self.assertRaises(frappe.PermissionError):
			frappe.delete_doc(COMPLAINT, complaint.name)
		with self.assertRaises(frappe.LinkExistsError):
			frappe.delete_doc(desk.ORDER, complaint.work_order)
		frappe.db.set_value(COMPLAINT, complaint.name, "keep_until", add_days(today(), -1))
		frappe.delete_doc(COMPLAINT, complaint.name)

	def test_SVC_11_the_letter_is_a_pdf_in_the_customers_language_for_who_may_print(self):
		complaint = self.started()
		with self.assertRaisesRegex(frappe.ValidationError, "reply is given"):
			api.reply_letter(complaint.name)
		complaint.update({**ANSWER, "reply": "<p>多收的年费已退回您的账户。</p>"}).save()
		self.act(complaint, "Reply to Complaint", self.agent)
		for language, foot in (("en", "Page1of1"), ("zh", "第1页，共1页")):
			frappe.db.set_value(desk.ORDER, complaint.work_order, "language", language)
			with self.set_user(self.agent):
				api.reply_letter(complaint.name)
			reader = PdfReader(BytesIO(frappe.local.response.filecontent))
			text = "".join(page.extract_text() for page in reader.pages)
			self.assertIn(foot, text.replace(" ", ""))
		self.assertEqual(frappe.local.response.filename, f"{complaint.name}.pdf")
		for words in ("答复函", complaint.name, "多收的年费已退回您的账户"):
			self.assertIn(words, text.replace("\n", ""))
		fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
		self.assertTrue(fonts)
		for font in fonts:
			(whole,) = font.get("/DescendantFonts", [font])
			described = whole.get_object()["/FontDescriptor"].get_object()
			self.assertTrue({"/FontFile", "/FontFile2", "/FontFile3"} & set(described), "fonts are embedded")
		with self.set_user(factories.make_user(roles.TELLER)), self.assertRaises(frappe.PermissionError):
			api.reply_letter(complaint.name)

	def test_SVC_11_SVC_12_what_is_put_right_is_one_improvement_shown_on_its_complaints(self):
		complaint, other = self.closed(), self.replied()
		complaint.rectification_owner = self.above
		with self.assertRaises(frappe.ValidationError):
			complaint.save()
		due = getdate(add_days(today(), 20))
		for one, owner in ((complaint, self.above), (other, self.agent)):
			one.reload().update(
				{
					"rectification": "Show the fee",
					"rectification_owner": owner,
					"rectification_due": due,
				}
			)
			one.save()
		self.assertEqual(other.reload().improvement, complaint.reload().improvement, "one cause, one measure")
		self.assertEqual((other.rectification_owner, other.rectification_due), (self.above, due))
		measure = frappe.get_doc("Bank Improvement", complaint.improvement)
		self.assertEqual(
			(measure.origin, measure.responsible, measure.due_on, measure.cause, measure.reference_name),
			("Complaint", self.above, due, self.cause, complaint.name),
		)
		other.update({"rectified_on": today(), "rectification_owner": self.agent, "improvement": None})
		other.save()
		self.assertEqual(
			(other.reload().rectified_on, other.rectification_owner, other.improvement),
			(None, self.above, measure.name),
		)
		measure.update({"state": "Done", "measure": "New text", "result": "No more questions"})
		measure.save()
		self.assertEqual(complaint.reload().rectified_on, getdate(today()))
		measure.update({"state": "In Progress", "responsible": self.agent})
		measure.save()
		self.assertEqual((other.reload().rectified_on, other.rectification_owner), (None, self.agent))

	def test_SVC_11_compensation_is_approved_by_somebody_above_and_again_when_it_changes(self):
		complaint = self.started(compensation="Money", compensation_amount=100, **ANSWER)
		with self.assertRaisesRegex(frappe.ValidationError, "approve"):
			self.act(complaint, "Reply to Complaint", self.agent)
		with self.set_user(self.agent), self.assertRaises(frappe.PermissionError):
			api.approve_compensation(complaint.name)
		with self.set_user(self.above):
			self.assertEqual(api.approve_compensation(complaint.name), self.above)
		complaint.reload().compensation_amount = 200
		complaint.save()
		self.assertIsNone(complaint.compensation_approved_by)
		with self.set_user(self.above):
			api.approve_compensation(complaint.name)
		self.act(complaint, "Reply to Complaint", self.agent)
		self.assertEqual(complaint.state, "Replied")
		with (
			self.set_user(factories.make_user(roles.SERVICE_AGENT)),
			self.assertRaises(frappe.PermissionError),
		):
			api.approve_compensation(complaint.name)

	def test_SVC_11_small_compensation_needs_no_second_person(self):
		frappe.db.set_single_value("Bank CRM Settings", "complaint_compensation_limit", 100)
		frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")
		self.addCleanup(frappe.clear_document_cache, "Bank CRM Settings", "Bank CRM Settings")
		complaint = self.started(compensation="Money", compensation_amount=100, **ANSWER)
		self.assertEqual(self.act(complaint, "Reply to Complaint", self.agent).state, "Replied")

	def test_SVC_11_a_group_speaks_through_at_most_five(self):
		complaint = self.complaint()
		people = [{"representative_name": f"P{number}"} for number in range(6)]
		for values in (
			{"people_count": 1, "representatives": people[:1]},
			{"people_count": 30, "representatives": []},
			{"people_count": 30, "representatives": people},
		):
			complaint.reload().update({"is_group": 1, **values})
			with self.assertRaises(frappe.ValidationError, msg=str(values)):
				complaint.save()
		complaint.reload().update({"is_group": 1, "people_count": 30, "representatives": people[:5]})
		complaint.save()
		self.assertEqual(frappe.db.count("Bank Complaint Representative", {"parent": complaint.name}), 5)
		complaint.reload().is_group = 0
		complaint.save()
		self.assertEqual((complaint.people_count, complaint.representatives), (1, []))

	def test_SVC_11_those_handled_together_are_answered_together(self):
		leading = self.started()
		member = self.complaint()
		member.part_of = leading.name
		member.save()
		leading.reload().update(ANSWER)
		leading.save()
		self.act(leading, "Reply to Complaint", self.agent)
		member.reload()
		self.assertEqual((member.state, member.outcome, member.reply), ("Replied", "Upheld", leading.reply))
		self.assertIsNone(member.informed_on)
		self.assertEqual(frappe.db.get_value(desk.ORDER, member.work_order, "state"), "Answered")

	def test_SVC_11_what_the_steps_write_is_not_taken_from_a_request(self):
		complaint = self.complaint()
		complaint.update(
			{"due_on": "2030-01-01", "keep_until": "2020-01-01", "extension_decision": "Approved"}
		)
		complaint.update(
			{"replied_on": "2026-01-01", "compensation_approved_by": self.agent, "on_time": "Late"}
		)
		complaint.save()
		complaint.reload()
		self.assertEqual(
			(
				complaint.due_on,
				complaint.keep_until,
				complaint.extension_decision or None,
				complaint.replied_on,
			),
			(getdate(add_days(today(), 15)), None, None, None),
		)
		self.assertEqual((complaint.compensation_approved_by, complaint.on_time), (None, "In Time"))

	def test_SVC_11_steps_are_not_skipped_past_the_workflow(self):
		complaint = self.complaint()
		for state in ("Replied", "Closed", "Inquiry Extended", "Extension Awaiting Approval"):
			complaint.reload().state = state
			complaint.flags.ignore_validate_update_after_submit = True
			with self.assertRaises((frappe.ValidationError, frappe.PermissionError), msg=state):
				complaint.save()

	def test_SVC_11_a_day_that_comes_near_and_passes_is_told_once_each(self):
		with desk.frozen(datetime(2026, 9, 1, 10)):
			complaint = self.complaint()
		compliance = factories.make_user(roles.COMPLIANCE_OFFICER)
		for day in (
			date(2026, 9, 12),
			date(2026, 9, 13),
			date(2026, 9, 16),
			date(2026, 9, 17),
			date(2026, 9, 18),
		):
			watch.run(day)
		told = {
			user: frappe.db.count("Notification Log", {"for_user": user, "document_name": complaint.name})
			for user in (self.agent, self.above, compliance)
		}
		self.assertEqual(told[self.agent], 2)
		self.assertEqual((told[self.above], told[compliance]), (1, 1))
		self.assertEqual(frappe.db.get_value(COMPLAINT, complaint.name, "on_time"), "Late")

	def test_SVC_11_rows_follow_the_order_the_investigator_and_compliance(self):
		complaint = self.complaint()
		investigator = factories.make_user(roles.SERVICE_AGENT)
		complaint.investigator = investigator
		complaint.save()
		stranger, compliance = (
			factories.make_user(roles.SERVICE_AGENT),
			factories.make_user(roles.COMPLIANCE_OFFICER),
		)
		told = {}
		for user in (self.agent, self.above, investigator, stranger, compliance):
			with self.set_user(user):
				listed = complaint.name in frappe.get_list(COMPLAINT, pluck="name", limit=0)
				self.assertEqual(listed, frappe.has_permission(COMPLAINT, "read", doc=complaint.name), user)
				told[user] = (listed, bool(frappe.has_permission(COMPLAINT, "write", doc=complaint.name)))
		self.assertEqual(told[stranger], (False, False))
		for user in (self.agent, self.above, compliance):
			self.assertEqual(told[user], (True, True), user)
		self.assertTrue(told[investigator][0])

	def test_SVC_11_the_reply_letter_is_printed(self):
		complaint = self.replied(compensation="Written Apology")
		page = frappe.get_print(COMPLAINT, complaint.name, "Bank Complaint Reply Letter")
		for text in (complaint.name, "We are sorry.", "Written Apology"):
			self.assertIn(text, page)
