"""Decisions at the same moment, each in a connection of its own: one outcome, and nothing is lost (SAL-11, CON-04)."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, now_datetime, today

from bank_crm.api import approvals as api
from bank_crm.compliance.approvals import clocks
from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.web import WebTestCase, at_once

APPROVAL, RULE, CONTRACT, APPLICATION = (
	"Bank Approval",
	"Bank Approval Rule",
	"Bank Contract",
	"Bank Application",
)
#: Each race is run so often: a lock that is missing shows in one of them.
ROUNDS = 2


class TestDecidedAtOnce(WebTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.office = cls.keep("Bank Branch", factories.make_branch(branch_level="Head Office"))
		cls.branch = cls.keep("Bank Branch", factories.make_branch(cls.office))
		cls.seller = cls.staff(roles.RELATIONSHIP_MANAGER, cls.branch)
		# one alone leads the branch: of two, whose name came first would be the seller's superior
		cls.head = cls.staff(roles.BRANCH_MANAGER, cls.branch)
		cls.second, cls.president = (cls.staff(roles.BRANCH_MANAGER, cls.office) for _each in "ab")
		cls.officer = cls.staff(roles.COMPLIANCE_OFFICER, cls.office)
		cls.customer = cls.keep(
			"Bank Customer", factories.make_customer(branch=cls.branch, manager=cls.seller).name
		)
		cls.kind = cls.keep(
			"Bank Contract Type",
			factories.make("Bank Contract Type", type_name=factories.unique("Parallel ")).name,
		)
		frappe.db.commit()

	@classmethod
	def staff(cls, role: str, branch: str) -> str:
		user = cls.keep("User", factories.make_user(role))
		cls.keep("Bank Staff", factories.make_staff(user, branch).name)
		return user

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.db.rollback()
		mine = {"branch": ("in", (cls.branch, cls.office))}
		for doctype in (APPROVAL, APPLICATION, CONTRACT, RULE):
			names = frappe.get_all(doctype, filters=mine, pluck="name", limit=0)
			for table in frappe.get_meta(doctype).get_table_fields():
				frappe.db.delete(table.options, {"parent": ("in", names or [""])})
			frappe.db.delete("Notification Log", {"document_name": ("in", names or [""])})
			frappe.db.delete("Comment", {"reference_name": ("in", names or [""])})
			frappe.db.delete(doctype, {"name": ("in", names or [""])})
		people = (cls.head, cls.second, cls.president, cls.officer)
		frappe.db.delete("Bank Approval Delegation", {"from_user": ("in", people)})
		frappe.db.commit()
		super().tearDownClass()

	def tearDown(self) -> None:
		frappe.db.rollback()
		frappe.db.set_value(RULE, {"branch": self.branch}, "enabled", 0)
		frappe.db.delete("Bank Approval Delegation", {"from_user": ("in", (self.head, self.president))})
		frappe.db.commit()
		super().tearDown()

	def rule(self, *steps: dict[str, Any], kind: str = "Contract") -> None:
		"""A rule of this branch alone, so that none of the site's own is touched."""
		frappe.db.set_value(RULE, {"branch": self.branch}, "enabled", 0)
		factories.make(
			RULE,
			rule_name=factories.unique("Rule "),
			document_kind=kind,
			enabled=1,
			branch=self.branch,
			steps=[{"sequence": 1, "approver": "Superior", **step} for step in steps],
		)

	def draft(self, kind: str = "Contract") -> Document:
		values = {"customer": self.customer, "amount": 50_000, "branch": self.branch}
		if kind == "Contract":
			values |= {
				"doctype": CONTRACT,
				"contract_type": self.kind,
				"responsible": self.seller,
				"starts_on": today(),
			}
		else:
			values |= {
				"doctype": APPLICATION,
				"application_type": "Personal Loan",
				"salesperson": self.seller,
			}
		with self.set_user(self.seller):
			one = frappe.get_doc(values).insert()
		frappe.db.commit()
		return one

	def handed_in(self, kind: str = "Contract") -> Document:
		one = self.draft(kind)
		with self.set_user(self.seller):
			apply_workflow(one, "Submit for Approval")
		frappe.db.commit()
		return one.reload()

	def vote(self, user: str, one: Document, agree: bool = True, reason: str = "") -> tuple[str, Callable]:
		return user, lambda: api.decide(one.approval, agree, reason)

	def step(self, user: str, one: Document, action: str) -> tuple[str, Callable]:
		return user, lambda: apply_workflow(frappe.get_doc(one.doctype, one.name), action).state

	def outcome(self, one: Document) -> tuple[str, str, list[str]]:
		approval = frappe.get_doc(APPROVAL, one.approval)
		return one.reload().state, approval.state, sorted(row.state for row in approval.votes)

	def refusals(self, done: list[Any]) -> list[Exception]:
		found = [each for each in done if isinstance(each, Exception)]
		for each in found:
			self.assertIsInstance(each, frappe.ValidationError | frappe.PermissionError, repr(each))
		return found

	def test_SAL_11_the_last_two_of_a_quorum_agree_at_once(self):
		self.rule({"approver": "Role", "role": roles.BRANCH_MANAGER, "people": 3, "quorum": 2})
		for _round in range(ROUNDS):
			one = self.handed_in()
			done = at_once(*(self.vote(user, one, reason="Seen") for user in (self.head, self.second)))
			self.assertCountEqual(done, ["Running", "Approved"])
			expected = ("Approved", "Approved", ["Approved", "Approved", "Not Needed"])
			self.assertEqual(self.outcome(one), expected)
			told = frappe.db.count(
				"Notification Log",
				{"document_name": one.name, "for_user": self.seller, "subject": ("like", "Approved:%")},
			)
			self.assertLessEqual(told, 1, "decided once")

	def test_SAL_11_three_agree_at_once_though_two_suffice(self):
		self.rule({"approver": "Role", "role": roles.BRANCH_MANAGER, "people": 3, "quorum": 2})
		for _round in range(ROUNDS):
			one = self.handed_in()
			done = at_once(*(self.vote(user, one) for user in (self.head, self.second, self.president)))
			self.assertEqual(len(self.refusals(done)), 1, "the third comes after the decision")
			self.assertEqual(self.outcome(one)[:2], ("Approved", "Approved"))

	def test_SAL_11_a_yes_and_a_no_at_once_have_one_outcome(self):
		steps = {"approver": "Role", "role": roles.BRANCH_MANAGER, "people": 2, "quorum": 1}
		for kind, states in (("Contract", ("Approved", "Draft")), ("Application", ("Approved", "Refused"))):
			self.rule(steps, {"approver": "Person", "person": self.officer}, kind=kind)
			for _round in range(ROUNDS):
				one = self.handed_in(kind)
				waiting = {row.approver for row in frappe.get_doc(APPROVAL, one.approval).votes}
				self.assertIn(self.officer, waiting)
				self.refusals(
					at_once(
						self.vote(self.officer, one, agree=False, reason="Not proven"),
						*(self.vote(user, one) for user in sorted(waiting - {self.officer})),
					)
				)
				state, decided, votes = self.outcome(one)
				self.assertEqual((state, decided), (states[1], "Refused"), votes)
				self.assertNotIn("Open", votes)

	def test_SAL_11_a_double_click_decides_once(self):
		self.rule({}, {"sequence": 2, "approver": "Person", "person": self.officer})
		for _round in range(ROUNDS):
			one = self.handed_in()
			done = at_once(*[self.vote(self.head, one, reason="Once")] * 3)
			self.assertEqual(len(self.refusals(done)), 2)
			self.assertEqual(
				self.outcome(one)[1:], ("Running", ["Approved", "Open"]), "the next is asked once"
			)

	def test_SAL_11_steps_side_by_side_open_the_next_once(self):
		self.rule(
			{"approver": "Person", "person": self.head},
			{"approver": "Person", "person": self.second},
			{"sequence": 2, "approver": "Person", "person": self.officer},
		)
		for _round in range(ROUNDS):
			one = self.handed_in()
			self.assertFalse(
				self.refusals(at_once(*(self.vote(user, one) for user in (self.head, self.second))))
			)
			self.assertEqual(self.outcome(one)[1:], ("Running", ["Approved", "Approved", "Open"]))

	def test_SAL_11_a_delegation_that_begins_meanwhile_loses_nothing(self):
		self.rule({}, {"sequence": 2, "approver": "Person", "person": self.president})

		def delegate() -> str:
			values = {"from_date": today(), "to_date": add_days(today(), 5)}
			return factories.make(
				"Bank Approval Delegation", from_user=self.president, to_user=self.officer, **values
			).name

		for _round in range(ROUNDS):
			frappe.db.delete("Bank Approval Delegation", {"from_user": self.president})
			frappe.db.commit()
			one = self.handed_in()
			done = at_once(self.vote(self.head, one), (self.president, delegate))
			self.assertFalse(self.refusals(done))
			at_once(*[("Administrator", lambda: clocks.run(now_datetime()))] * 2)
			approval = frappe.get_doc(APPROVAL, one.approval)
			self.assertEqual(
				[row.approver for row in approval.votes if row.state == "Open"],
				[self.officer],
				"one, and present",
			)
			(answer,) = at_once(self.vote(self.officer, one))
			self.assertEqual((answer, one.reload().state), ("Approved", "Approved"))

	def test_SAL_11_the_clock_and_the_decision_at_once_decide_once(self):
		self.rule({"due_hours": 1, "escalate_to": "Superior"})
		for _round in range(ROUNDS):
			one = self.handed_in()
			(step,) = frappe.get_doc(APPROVAL, one.approval).steps
			late = frappe.utils.add_to_date(step.due_at, seconds=1)
			done = at_once(self.vote(self.head, one), ("Administrator", lambda late=late: clocks.run(late)))
			state, decided, votes = self.outcome(one)
			if self.refusals(done):
				self.assertEqual(
					(state, decided, votes), ("Pending Approval", "Running", ["Open", "Replaced"])
				)
			else:
				self.assertEqual((state, decided, votes), ("Approved", "Approved", ["Approved"]))

	def test_CON_04_taken_back_or_approved_never_both(self):
		self.rule({})
		for _round in range(ROUNDS):
			one = self.handed_in()
			done = at_once(self.vote(self.head, one), self.step(self.seller, one, "Take Request Back"))
			found = self.outcome(one)[:2]
			self.assertIn(found, (("Approved", "Approved"), ("Draft", "Withdrawn")))
			self.assertEqual(len(self.refusals(done)), 1, done)

	def test_CON_04_handed_in_twice_at_once_is_one_request(self):
		self.rule({})
		for _round in range(ROUNDS):
			one = self.draft()
			done = at_once(*[self.step(self.seller, one, "Submit for Approval")] * 2)
			self.assertEqual(len(self.refusals(done)), 1, done)
			running = {"reference_doctype": CONTRACT, "reference_name": one.name}
			self.assertEqual(frappe.get_all(APPROVAL, running, pluck="name"), [one.reload().approval])

	def test_CON_04_a_change_while_the_decision_waits_is_kept(self):
		self.rule({})
		for _round in range(ROUNDS):
			one = self.handed_in()

			def note(one: Document = one) -> str:
				return frappe.get_doc(one.doctype, one.name).add_tag("seen") or "tagged"

			def hand_over(one: Document = one) -> str:
				doc = frappe.get_doc(one.doctype, one.name)
				doc.customer_signatory = ""
				doc.signed_copy = "https://archive.example.com/1.pdf"
				return doc.save().name

			done = at_once(self.vote(self.head, one), (self.seller, hand_over), (self.seller, note))
			self.assertEqual(done[0], "Approved", "whoever decides need not try again")
			self.assertEqual(self.outcome(one)[:2], ("Approved", "Approved"))
			if not isinstance(done[1], Exception):
				self.assertTrue(one.signed_copy, "what was saved meanwhile is not written over")

	def test_CON_01_signed_or_back_to_draft_never_both(self):
		self.rule({})
		for _round in range(ROUNDS):
			one = self.handed_in()
			with self.set_user(self.head):
				api.decide(one.approval, True)
			with self.set_user(self.seller):
				one.reload().update({"customer_signatory": "Li Lei"}).save()
			frappe.db.commit()
			done = at_once(
				self.step(self.seller, one, "Sign Contract"), self.step(self.head, one, "Back to Draft")
			)
			self.assertEqual(len(self.refusals(done)), 1, done)
			one.reload()
			self.assertEqual(bool(one.fingerprint), one.state == "Signed")
