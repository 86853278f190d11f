"""Incentives: proposed from closed scores, approved by somebody else, taken back when a deal is none any more (SAL-05)."""

from datetime import date

import frappe
from frappe.model.workflow import apply_workflow

from bank_crm.api import performance as api
from bank_crm.permissions import roles
from bank_crm.sales.incentives import proposals
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.sales.performance import scoring
from bank_crm.tests import BankCRMTestCase, factories

PROPOSAL, OPPORTUNITY = "Bank Incentive Proposal", "Bank Opportunity"
FIRST, NEXT = date(2021, 7, 1), date(2021, 8, 1)


class TestIncentives(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.stages = make_pipeline()
		cls.branch = factories.make_branch()
		below = factories.make_branch(cls.branch)
		cls.seller, cls.helper = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _each in "ab")
		cls.leader, cls.head = (factories.make_user(roles.BRANCH_MANAGER) for _each in "ab")
		for user in (cls.seller, cls.helper, cls.leader):
			factories.make_staff(user, below)
		factories.make_staff(cls.head, cls.branch)
		cls.customer = factories.make_customer(branch=below, manager=cls.seller).name
		measures = [{"measure": "Won Opportunities", "weight": 100, "zero_at": 0, "full_at": 1, "cap": 100}]
		cls.performance = factories.make(
			"Bank Performance Scheme",
			scheme_name=factories.unique("S"),
			role=roles.RELATIONSHIP_MANAGER,
			branch=cls.branch,
			measures=measures,
		)
		cls.scheme = factories.make(
			"Bank Incentive Scheme",
			scheme_name=factories.unique("I"),
			performance_scheme=cls.performance.name,
			tiers=[{"starts_at": 0, "rate": 0.1}, {"starts_at": 1_000_000, "rate": 0.2}],
			least_score=60,
			helpers_share=20,
			cap=5_000,
		)

	def deal(self, amount: float, closed: date = date(2021, 7, 9), helper: str | None = None) -> str:
		one = make_opportunity(self.customer, self.stages["pipeline"], salesperson=self.seller)
		if helper:
			one.append("participants", {"user": helper, "role": "Supporter", "scope": "Read"})
			one.save()
		frappe.db.set_value(OPPORTUNITY, one.name, {"outcome": "Won", "closed_on": closed, "amount": amount})
		return one.name

	def propose(self, first: date = FIRST) -> None:
		scoring.compute(self.performance, first.replace(month=first.month + 1, day=20))
		with self.set_user(self.leader):
			api.propose(self.scheme.name, str(first))

	def proposal(self, person: str | None = None, first: date = FIRST):
		return frappe.get_doc(PROPOSAL, proposals.name_of(self.scheme.name, person or self.seller, first))

	def step(self, user: str, action: str, doc=None) -> None:
		with self.set_user(user):
			apply_workflow((doc or self.proposal()).reload(), action)

	def test_SAL_05_tiers_shares_and_lines_make_up_what_is_paid(self):
		shared, alone = self.deal(1_000_000, helper=self.helper), self.deal(400_000)
		self.propose()
		mine = self.proposal()
		self.assertEqual((mine.base, mine.state, mine.score_value), (1_200_000, "Draft", 100))
		self.assertEqual((mine.by_tiers, mine.earned, mine.payable), (1_400, 1_400, 1_400))
		lines = {line.opportunity: line for line in mine.lines}
		self.assertEqual(
			{name: line.credited for name, line in lines.items()}, {shared: 800_000, alone: 400_000}
		)
		self.assertAlmostEqual(sum(line.amount for line in mine.lines), 1_400)
		other = self.proposal(self.helper)
		self.assertEqual((other.base, other.payable), (200_000, 0), "below the least score nothing is earned")

	def test_SAL_05_four_eyes_and_never_ones_own(self):
		self.deal(900_000)
		self.propose()
		for user in (self.seller, self.helper):
			with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
				self.step(user, "Submit for Approval")
		self.assertEqual(self.proposal().state, "Draft")
		self.step(self.leader, "Submit for Approval")
		with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
			self.step(self.leader, "Approve")
		doc = self.proposal()
		with self.set_user(self.leader), self.assertRaises(frappe.PermissionError):
			doc.state = "Approved"
			doc.save()
		with self.assertRaises(frappe.ValidationError):
			self.step(self.head, "Reject")
		self.step(self.head, "Approve")
		doc = self.proposal()
		self.assertEqual((doc.state, doc.applicant, doc.decided_by), ("Approved", self.leader, self.head))
		doc.payable = 1_000_000
		doc.save(ignore_permissions=True)  # whoever it is: what was computed is never typed
		self.assertEqual(self.proposal().payable, 900)
		with self.set_user(self.seller):
			self.assertEqual(frappe.get_list(PROPOSAL, pluck="name"), [doc.name])
		with self.set_user(self.helper):
			self.assertEqual(frappe.get_list(PROPOSAL, {"name": doc.name}), [])

	def test_SAL_05_a_deal_that_is_none_any_more_is_taken_back_once(self):
		deal = self.deal(900_000)
		self.propose()
		self.step(self.leader, "Submit for Approval")
		self.step(self.head, "Approve")
		frappe.db.set_value(OPPORTUNITY, deal, "outcome", "Lost")
		self.deal(500_000, date(2021, 8, 5))
		self.propose(NEXT)
		doc = self.proposal(first=NEXT)
		self.assertEqual((doc.earned, doc.taken_back, doc.payable, doc.carried_out), (500, 900, 0, 400))
		(line,) = [line for line in doc.lines if line.kind == "Clawed Back"]
		self.assertEqual((line.opportunity, line.amount, line.earlier), (deal, -900, self.proposal().name))
		self.step(self.leader, "Submit for Approval", doc)
		self.step(self.head, "Approve", doc)
		third = date(2021, 9, 1)
		self.deal(600_000, date(2021, 9, 9))
		self.propose(third)
		last = self.proposal(first=third)
		self.assertEqual((last.taken_back, last.carried_in, last.payable), (0, 400, 200))

	def test_SAL_05_proposing_again_changes_drafts_only(self):
		self.deal(900_000)
		self.propose()
		self.deal(100_000)
		with self.set_user(self.leader):
			api.propose(self.scheme.name, str(FIRST))
		self.assertEqual(self.proposal().base, 1_000_000)
		self.step(self.leader, "Submit for Approval")
		self.deal(100_000)
		with self.set_user(self.leader):
			self.assertEqual(api.propose(self.scheme.name, str(FIRST)), 0)
		self.assertEqual(self.proposal().base, 1_000_000)
		with self.set_user(self.leader), self.assertRaises(frappe.ValidationError):
			api.propose(self.scheme.name, "2021-12-01")
		with self.set_user(self.seller), self.assertRaises(frappe.PermissionError):
			api.propose(self.scheme.name, str(FIRST))

	def test_SAL_05_terms_that_cannot_be_are_refused(self):
		for values in (
			{"tiers": [{"starts_at": 5, "rate": 1}]},
			{"tiers": [{"starts_at": 0, "rate": 1}, {"starts_at": 0, "rate": 2}]},
			{"tiers": [{"starts_at": 0, "rate": 40}]},
			{"helpers_share": 130},
		):
			with self.subTest(values=values), self.assertRaises(frappe.ValidationError):
				factories.make(
					"Bank Incentive Scheme",
					**{
						"scheme_name": factories.unique("I"),
						"performance_scheme": self.performance.name,
						"tiers": [{"starts_at": 0, "rate": 1}],
						**values,
					},
				)
		self.assertTrue(frappe.get_all("Bank Incentive Tier", {"parent": self.scheme.name}))
		self.assertEqual(frappe.db.count("Bank Incentive Line", {"parent": "none"}), 0)
