from unittest.mock import patch

import frappe
from frappe.model.workflow import apply_workflow

from bank_crm.api import approvals, contracts
from bank_crm.compliance.approvals.tests import ApprovalCase
from bank_crm.permissions import roles
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.tests import factories

APPLICATION = "Bank Application"


class TestApplications(ApprovalCase):
	def test_scenario_22_routed_by_amount_and_branch_and_followed_live(self):
		self.rule({}, amount_to=500_000, branch=self.branch)
		self.rule(
			{},
			{
				"sequence": 2,
				"approver": "Branch Level",
				"branch_level": "Head Office",
				"step_name": "Head Office",
			},
			amount_from=500_000,
			branch=self.branch,
		)
		small = self.application(amount=499_999.99)
		self.assertEqual(self.waiting(self.hand_in(small)), [self.head])
		large = self.application(amount=500_000)
		approval = self.hand_in(large)
		shown: list[tuple] = []
		with patch.object(
			frappe, "publish_realtime", side_effect=lambda *args, **more: shown.append((args, more))
		):
			with self.set_user(self.waiting(approval)[0]):
				approvals.decide(approval.name, True)
		live = [more["docname"] for args, more in shown if args[0] == "bank_approval"]
		self.assertIn(large.name, live, "the open form hears of the step")
		told = {"for_user": self.seller, "document_name": large.name}
		self.assertEqual(frappe.db.count("Notification Log", told), 1)
		with self.set_user(self.seller):
			found = approvals.progress(APPLICATION, large.name)
		self.assertEqual([step["state"] for step in found["steps"]], ["Approved", "Open"])
		self.assertEqual(self.waiting(approval), [self.president])
		with self.set_user(self.president):
			approvals.decide(approval.name, True, "Within the limit")
		with self.set_user(self.seller):
			large.reload().handed_over_to = ""
			with self.assertRaises(frappe.ValidationError):
				apply_workflow(large, "Hand Over")
			large.reload().update({"handed_over_to": "Loan Centre"}).save()
			apply_workflow(large, "Hand Over")
		large.reload()
		self.assertEqual(
			(large.state, large.handed_over_by, large.decision_note),
			("Handed Over", self.seller, "Within the limit"),
		)
		self.assertEqual(frappe.db.count("Notification Log", told), 2)

	def test_SAL_11_only_the_matrix_approves_whatever_way_is_tried(self):
		self.rule({})
		one = self.application()
		self.hand_in(one)
		for user in (self.seller, self.head, "Administrator"):
			for state in ("Approved", "Refused"):
				with self.set_user(user), self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
					frappe.get_doc(APPLICATION, one.name).update({"state": state}).save()
		with self.set_user(self.seller), self.assertRaises(frappe.ValidationError):
			frappe.get_doc(APPLICATION, one.name).update({"amount": 1}).save()
		with self.set_user(self.seller):
			sent = frappe.get_doc(APPLICATION, one.name)
			sent.update({"approval": None, "decision_note": "Approved", "decided_on": "2026-01-01"}).save()
		self.assertTrue(one.reload().approval)
		self.assertEqual((one.decision_note, one.decided_on), (None, None))
		with self.assertRaises(frappe.ValidationError):
			one.delete()

	def test_SAL_11_of_an_opportunity_by_one_button_and_once(self):
		deal = make_opportunity(
			self.customer, make_pipeline()["pipeline"], amount=80_000, salesperson=self.seller
		)
		with self.set_user(self.seller):
			name = contracts.apply_for(deal.name)
			self.assertEqual(contracts.apply_for(deal.name), name)
		one = frappe.get_doc(APPLICATION, name)
		self.assertEqual(
			(one.customer, one.amount, one.salesperson, one.application_type, one.opportunity),
			(self.customer, 80_000, self.seller, "Personal Loan", deal.name),
		)
		with self.set_user(self.seller), self.assertRaises(frappe.ValidationError):
			contracts.of_application(name)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			contracts.apply_for(deal.name)

	def test_SAL_11_bad_input_is_refused(self):
		other = factories.make_customer(branch=self.branch, manager=self.seller).name
		foreign = make_opportunity(other, make_pipeline()["pipeline"], amount=5)
		for values in (
			{"amount": 0},
			{"amount": -5},
			{"term_months": 9_999},
			{"salesperson": factories.make_user(roles.TELLER)},
			{"opportunity": foreign.name},
		):
			with self.subTest(**values), self.assertRaises(frappe.ValidationError):
				self.application(**values)
		one = self.application(state="Approved")
		self.assertEqual(one.state, "Received", "it begins as received")
		with self.assertRaises(frappe.PermissionError), self.set_user(self.stranger):
			frappe.get_doc(
				{"doctype": APPLICATION, "customer": self.customer, "application_type": "Other", "amount": 5}
			).insert()

	def test_SAL_11_refused_with_reasons_may_be_taken_up_again(self):
		self.rule({})
		one = self.application()
		approval = self.hand_in(one)
		with self.set_user(self.head):
			approvals.decide(approval.name, False, "Papers missing")
		self.assertEqual((one.reload().state, one.decision_note), ("Refused", "Papers missing"))
		with self.set_user(self.seller):
			apply_workflow(one, "Take Up Again")
			one.reload().update({"amount": 1_000}).save()
		self.assertEqual((one.reload().state, one.decision_note), ("Received", None))
		self.assertEqual(self.waiting(self.hand_in(one)), [self.head])
