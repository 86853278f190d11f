import frappe
from frappe.utils import add_days, add_to_date, now_datetime, today

from bank_crm.api import approvals as api
from bank_crm.compliance.approvals import clocks, requests
from bank_crm.compliance.approvals.tests import RULE, ApprovalCase
from bank_crm.patches.v1_0 import say_whose_clock
from bank_crm.permissions import roles, scope
from bank_crm.tests import factories

DELEGATION = "Bank Approval Delegation"


class TestApprovals(ApprovalCase):
	def delegate(self, giver: str, taker: str, **values):
		values = {"from_date": today(), "to_date": add_days(today(), 5), **values}
		return factories.make(DELEGATION, from_user=giver, to_user=taker, **values)

	def vote(self, user: str, approval, agree: bool = True, reason: str = ""):
		with self.set_user(user):
			return api.decide(approval.name, agree, reason)

	def test_SAL_11_steps_follow_each_other_and_the_applicant_never_decides(self):
		self.rule(
			{"step_name": "Head"},
			{"sequence": 2, "approver": "Role", "role": roles.COMPLIANCE_OFFICER},
			{"sequence": 2, "approver": "Person", "person": self.president},
		)
		one = self.application()
		approval = self.hand_in(one)
		self.assertEqual(self.waiting(approval), [self.head], "the branch's own manager comes first")
		for user, names in ((self.head, [approval.name]), (self.second, [])):
			with self.set_user(user):
				self.assertEqual(api.waiting(), names)
		for user in (self.seller, self.second, self.officer, self.stranger):
			with self.assertRaises(frappe.PermissionError):
				self.vote(user, approval)
		self.assertEqual(self.vote(self.head, approval), "Running")
		self.assertEqual(set(self.waiting(approval)), {self.officer, self.president}, "side by side")
		with self.assertRaises(frappe.PermissionError):
			self.vote(self.head, approval)
		self.vote(self.president, approval)
		self.assertEqual(one.reload().state, "In Approval")
		self.vote(self.officer, approval, reason="Income proven")
		self.assertEqual((one.reload().state, one.decision_note), ("Approved", "Income proven"))
		self.assertEqual((approval.reload().state, approval.clock), ("Approved", "Met"))

	def test_SAL_11_a_quorum_decides_and_a_refusal_needs_a_reason(self):
		self.rule({"approver": "Role", "role": roles.BRANCH_MANAGER, "people": 3, "quorum": 2})
		one = self.application()
		approval = self.hand_in(one)
		self.assertEqual(set(self.waiting(approval)), {self.head, self.second, self.president})
		with self.assertRaises(frappe.ValidationError):
			self.vote(self.head, approval, agree=False)
		self.vote(self.head, approval, agree=False, reason="Too much debt")
		self.assertEqual(one.reload().state, "In Approval", "two of three can still agree")
		self.vote(self.second, approval, agree=False, reason="No collateral")
		self.assertEqual(one.reload().state, "Refused")
		self.assertCountEqual(one.decision_note.split("\n"), ["Too much debt", "No collateral"])
		self.assertEqual([row.state for row in approval.reload().votes], ["Refused", "Refused", "Not Needed"])

	def test_SAL_11_the_rule_is_chosen_by_amount_type_branch_and_product(self):
		self.rule({"approver": "Person", "person": self.president}, rule_name="bank")
		small = self.rule({}, amount_to=300_000, branch=self.office)
		large = self.rule({}, amount_from=300_000, branch=self.branch)
		typed = self.rule({}, subject_type="Personal Loan", branch=self.branch)
		cases = (
			({"application_type": "Guarantee", "amount": 299_999}, small.name),
			({"application_type": "Guarantee", "amount": 300_000}, large.name),
			({"amount": 5}, typed.name),
		)
		for values, expected in cases:
			with self.subTest(**values):
				self.assertEqual(self.hand_in(self.application(**values)).rule, expected)

	def test_SAL_11_load_delegation_absence_and_the_substitute_route_to_somebody_who_is_there(self):
		self.rule({"approver": "Role", "role": roles.BRANCH_MANAGER, "substitute": self.officer})
		first, second = (self.waiting(self.hand_in(self.application())) for _turn in range(2))
		self.assertEqual({*first, *second}, {self.head, self.second}, "who has less to decide is next")
		delegated = self.delegate(self.head, self.president)
		factories.make(
			"Bank Service Profile",
			user=self.second,
			absences=[{"from_date": today(), "to_date": today(), "substitute": self.head}],
		)
		approval = self.hand_in(self.application())
		self.assertEqual(self.waiting(approval), [self.president])
		self.assertIn(approval.votes[0].because, ("Delegation", "Absence"), "whichever of the two is next")
		delegated.delete()
		self.delegate(self.head, self.seller)
		self.delegate(self.president, self.head)
		approval = self.hand_in(self.application())
		self.assertEqual(self.waiting(approval), [self.officer], "nothing leads to the applicant")
		self.assertEqual(approval.votes[0].because, "Substitute")

	def test_SAL_11_circular_and_impossible_delegations_are_refused(self):
		self.delegate(self.head, self.second)
		self.delegate(self.second, self.president)
		for giver, taker, values in (
			(self.president, self.head, {}),
			(self.officer, self.officer, {}),
			(self.officer, self.head, {"from_date": today(), "to_date": add_days(today(), -1)}),
			(self.officer, self.head, {"from_date": add_days(today(), -9), "to_date": add_days(today(), -2)}),
			(self.head, self.officer, {}),
			(self.officer, self.head, {"to_date": add_days(today(), 800)}),
		):
			with self.subTest(taker=taker, **values), self.assertRaises(frappe.ValidationError):
				self.delegate(giver, taker, **values)
		self.delegate(
			self.president, self.head, from_date=add_days(today(), 10), to_date=add_days(today(), 12)
		)
		with self.set_user(self.stranger):
			self.assertFalse(frappe.get_list(DELEGATION))
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(
					{
						"doctype": DELEGATION,
						"from_user": self.head,
						"to_user": self.officer,
						"from_date": today(),
						"to_date": today(),
					}
				).insert()

	def test_SAL_11_bad_rules_are_refused_at_their_field(self):
		self.rule({}, amount_from=100, amount_to=200)
		for steps, values in (
			((), {}),
			(({},), {"amount_from": 300, "amount_to": 300}),
			(({},), {"amount_from": 150, "amount_to": 500}),
			(({"people": 1, "quorum": 2},), {"amount_from": 900}),
			(({"approver": "Role"},), {"amount_from": 900}),
			(({"approver": "Role", "role": "System Manager"},), {"amount_from": 900}),
			(({"approver": "Person", "person": "Guest"},), {"amount_from": 900}),
			(({"escalate_to": "Substitute"},), {"amount_from": 900}),
			(({},), {"amount_from": 900, "subject_type": "Mortgage on the Moon"}),
		):
			with self.subTest(steps=steps, **values), self.assertRaises(frappe.ValidationError):
				self.rule(*steps, **values)
		two = self.rule(
			{},
			{"sequence": 2, "approver": "Person", "person": self.head, "role": "All", "people": 4},
			amount_from=900,
		)
		kept = frappe.db.get_value(
			"Bank Approval Rule Step", {"parent": two.name, "idx": 2}, ("role", "people")
		)
		self.assertEqual(kept, (None, 1), "what the step's way does not ask for is emptied")

	def test_SAL_11_a_request_nobody_could_decide_is_not_begun(self):
		one = self.application()
		frappe.db.savepoint("request")
		with self.assertRaises(frappe.ValidationError):
			self.hand_in(one)
		frappe.db.rollback(save_point="request")
		self.rule({}, {"sequence": 2, "approver": "Person", "person": self.seller})
		frappe.db.savepoint("request")
		with self.assertRaises(frappe.ValidationError) as error:
			self.hand_in(one)
		frappe.db.rollback(save_point="request")
		self.assertIn("2", str(error.exception))
		self.assertEqual(one.reload().state, "Received")
		self.assertFalse(frappe.db.exists("Bank Approval", {"reference_name": one.name}))

	def test_SAL_11_why_it_is_with_whom_and_what_the_form_shows(self):
		self.rule({"people": 2, "quorum": 2}, rule_name="Loans of the Branch", amount_from=100_000)
		one = self.application()
		self.hand_in(one)
		with self.set_user(self.head):
			found = api.progress("Bank Application", one.name)
		self.assertTrue(found["may_decide"])
		self.assertIn("Loans of the Branch", found["rule"])
		(step,) = found["steps"]
		self.assertEqual([vote["mine"] for vote in step["votes"]], [True, False])
		self.assertIn(frappe.utils.get_fullname(self.seller), step["votes"][0]["why"])
		with self.set_user(self.seller):
			self.assertFalse(api.progress("Bank Application", one.name)["may_decide"])
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			api.progress("Bank Application", one.name)

	def test_SAL_11_a_rule_is_tried_out_before_it_is_saved(self):
		rule = {
			"document_kind": "Application",
			"enabled": 1,
			"steps": [
				{"sequence": 1, "approver": "Superior"},
				{"sequence": 2, "approver": "Role", "role": roles.COMPLIANCE_OFFICER},
			],
		}
		given = {"amount": 5_000, "branch": self.branch, "applicant": self.seller}
		with self.set_user(self.head):
			found = api.simulate(rule, **given)
		names = [step["people"] for step in found["steps"]]
		self.assertTrue(found["counts"])
		self.assertEqual(names, [[frappe.utils.get_fullname(user)] for user in (self.head, self.officer)])
		self.rule({}, branch=self.branch, rule_name="nearer")
		self.assertEqual(api.simulate(rule, **given)["other"], "nearer")
		self.assertTrue(api.simulate({**rule, "steps": []}, **given)["faults"])
		self.assertEqual(frappe.db.count(RULE, {"enabled": 1}), 1, "nothing was saved")

	def test_SAL_11_reminders_escalation_and_the_promised_time(self):
		self.rule({"due_hours": 1, "escalate_to": "Superior"}, decision_hours=2)
		one = self.application()
		approval = self.hand_in(one)
		(step,) = approval.steps
		self.assertLess(step.remind_at, step.due_at)
		frappe.db.set_value("Bank Approval", approval.name, "clock", "Running")  # as it was once called
		say_whose_clock.execute()
		self.assertEqual(approval.reload().clock, "In Time")
		self.assertEqual(clocks.run(add_to_date(step.remind_at, seconds=-1)), 0)
		self.assertEqual(clocks.run(step.remind_at), 1)
		self.assertEqual(clocks.run(step.remind_at), 0, "once")
		late = add_to_date(step.due_at, seconds=1)
		clocks.run(late)
		self.assertEqual(clocks.run(late), 0, "once")
		self.assertEqual(self.waiting(approval), [self.second], "the next superior")
		self.assertEqual([row.because for row in approval.votes], ["Superior", "Escalation"])
		with self.assertRaises(frappe.PermissionError):
			self.vote(self.head, approval)
		clocks.run(add_to_date(approval.due_at, seconds=1))
		self.assertEqual(approval.reload().clock, "Late")
		told = frappe.get_all("Notification Log", {"document_name": approval.name}, pluck="for_user")
		self.assertIn(self.seller, told)
		with self.set_user(self.second):
			self.assertIn(
				frappe.utils.get_fullname(self.head),
				api.progress("Bank Application", one.name)["steps"][0]["votes"][1]["why"],
			)
		self.vote(self.second, approval)
		self.assertEqual(one.reload().state, "Approved")

	def test_SAL_11_what_waits_for_somebody_who_left_goes_on_to_the_next(self):
		self.rule({})
		approval = self.hand_in(self.application())
		frappe.db.set_value("Bank Staff", {"user": self.head}, "active", 0)
		clocks.run(now_datetime())
		self.assertEqual(self.waiting(approval), [self.second])

	def test_SAL_11_requests_are_written_by_decisions_only_and_seen_by_who_is_concerned(self):
		self.rule({})
		approval = self.hand_in(self.application())
		for user in (self.seller, self.head, "Administrator"):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				frappe.get_doc("Bank Approval", approval.name).update({"state": "Approved"}).save()
		seen = {}
		for user in (self.seller, self.head, self.president, self.stranger, self.officer):
			with self.set_user(user):
				seen[user] = approval.name in frappe.get_list("Bank Approval", pluck="name")
		self.assertEqual(list(seen.values()), [True, True, True, False, True])
		for table in ("Bank Approval Step", "Bank Approval Vote"):
			for user, rows in ((self.head, 1), (self.stranger, 0)):
				with self.subTest(table=table), self.set_user(user):
					found = frappe.get_list(table, {"parent": approval.name}, parent_doctype="Bank Approval")
					self.assertEqual(len(found), rows)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			frappe.get_doc("Bank Approval", approval.name).check_permission("read")
		with self.assertRaises(frappe.PermissionError):
			approval.delete()

	def test_SAL_11_an_approver_sees_the_document_and_changes_nothing(self):
		expert = self.staff(roles.RELATIONSHIP_MANAGER, self.office)
		one = self.application()
		self.assertFalse(scope.allows("Bank Application", one.name, expert))
		self.rule({"approver": "Person", "person": expert})
		self.hand_in(one)
		self.assertTrue(scope.allows("Bank Application", one.name, expert))
		self.assertFalse(scope.allows("Bank Application", one.name, expert, write=True))
		self.assertFalse(scope.allows("Bank Customer", self.customer, expert))

	def test_SAL_11_taken_back_means_nobody_decides(self):
		self.rule({})
		one = self.application()
		approval = self.hand_in(one)
		with self.set_user(self.seller):
			frappe.get_doc("Bank Application", one.name).update({"state": "Received"}).save()
		self.assertEqual((approval.reload().state, self.waiting(approval)), ("Withdrawn", []))
		with self.assertRaises(frappe.PermissionError):
			self.vote(self.head, approval)
		again = self.hand_in(one)
		self.assertNotEqual(again.name, approval.name)
		self.assertEqual(requests.of_document("Bank Application", one.name), again.name)
