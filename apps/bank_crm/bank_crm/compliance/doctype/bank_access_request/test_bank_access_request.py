"""Temporary access: asked for, decided by the superior, ending by itself (SEC-10, scenario 12)."""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today

from bank_crm.api import access_request, customer_page
from bank_crm.compliance.access import requests, superiors
from bank_crm.permissions import hooks, roles, scope
from bank_crm.tests import BankCRMTestCase, factories

#: Refused by the workflow, or by the document itself.
REFUSED = (frappe.ValidationError, frappe.PermissionError)
REQUEST, USE = "Bank Access Request", "Bank Access Use"


class TestBankAccessRequest(BankCRMTestCase):
	"""Head office over east and west, each with a head; a manager in the west asks for a customer of the east."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.east, cls.west = (factories.make_branch(cls.head) for _ in range(2))
		cls.applicant, cls.colleague = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _ in range(2))
		cls.west_head, cls.head_head = (factories.make_user(roles.BRANCH_MANAGER) for _ in range(2))
		factories.make_staff(cls.head_head, cls.head)
		factories.make_staff(cls.west_head, cls.west)
		factories.make_staff(cls.applicant, cls.west, supervisor=cls.west_head)
		factories.make_staff(cls.colleague, cls.west)
		cls.customer = factories.make_customer(branch=cls.west, manager=cls.colleague).name
		cls.far = factories.make_customer(branch=cls.east).name
		cls.account = factories.make_account(cls.customer).name

	def ask(self, **values: Any) -> Any:
		given = {
			"doctype": REQUEST,
			"kind": "Customers",
			"from_date": today(),
			"to_date": add_days(today(), 5),
			"reason": "Colleague is ill, the loan falls due",
			**values,
		}
		if given["kind"] == "Customers":
			given.setdefault("customers", [{"customer_no": self.customer}])
		with self.set_user(self.applicant):
			return frappe.get_doc(given).insert()

	def step(self, user: str, request: Any, action: str) -> Any:
		with self.set_user(user):
			return apply_workflow(frappe.get_doc(REQUEST, request.name), action)

	def granted(self, **values: Any) -> Any:
		request = self.ask(**values)
		asked = self.step(self.applicant, request, "Submit for Approval")
		return self.step(asked.approver, request, "Approve")

	def sees(self, customer: str | None = None, *, write: bool = False) -> bool:
		"""Ask list, document, bound list and criterion, and insist on one answer."""
		customer = customer or self.customer
		kind = "write" if write else "read"
		with self.set_user(self.applicant):
			opened = bool(frappe.has_permission("Bank Customer", kind, doc=customer))
			if not write:
				listed = frappe.get_list("Bank Customer", {"name": customer}, pluck="name")
				self.assertEqual(bool(listed), opened)
				accounts = frappe.get_list("Bank Customer Account", {"customer": customer}, pluck="name")
				have = frappe.db.exists("Bank Customer Account", {"customer": customer})
				self.assertEqual(bool(accounts), bool(opened and have))
		self.assertEqual(scope.allows("Bank Customer", customer, self.applicant, write=write), opened)
		return opened

	def test_scenario_12_approved_visible_expired_not(self) -> None:
		request = self.ask()
		self.assertFalse(self.sees())
		asked = self.step(self.applicant, request, "Submit for Approval")
		self.assertEqual(asked.approver, self.west_head)
		self.assertFalse(self.sees())
		done = self.step(self.west_head, request, "Approve")
		self.assertEqual((done.state, done.decided_by), ("In Force", self.west_head))
		self.assertTrue(self.sees())
		self.assertFalse(self.sees(write=True))
		with self.set_user(self.applicant):
			self.assertTrue(customer_page.page(self.customer))
		with self.freeze_time(f"{add_days(today(), 6)} 00:00:01"):
			self.assertFalse(self.sees())
			# the job only tells what the date has done already
			self.assertEqual(frappe.db.get_value(REQUEST, request.name, "state"), "In Force")
			requests.expire()
		self.assertEqual(frappe.db.get_value(REQUEST, request.name, "state"), "Expired")
		self.assertFalse(self.sees())

	def test_SEC_10_not_before_its_first_day(self) -> None:
		self.granted(from_date=add_days(today(), 2))
		self.assertFalse(self.sees())
		with self.freeze_time(f"{add_days(today(), 2)} 08:00:00"):
			self.assertTrue(self.sees())

	def test_SEC_10_write_only_where_granted(self) -> None:
		self.granted(access="Write")
		self.assertTrue(self.sees(write=True))

	def test_SEC_10_the_applicant_never_decides(self) -> None:
		user = frappe.get_doc("User", self.applicant)
		self.addCleanup(frappe.clear_cache, user=self.applicant)
		user.add_roles(roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
		frappe.clear_cache(user=self.applicant)
		self.assertNotIn(self.applicant, superiors.superiors(self.applicant))
		request = self.ask(customers=[{"customer_no": self.far}])
		self.step(self.applicant, request, "Submit for Approval")
		with self.assertRaises(REFUSED):
			self.step(self.applicant, request, "Approve")
		with self.set_user(self.applicant), self.assertRaises(REFUSED):
			doc = frappe.get_doc(REQUEST, request.name)
			doc.state = "In Force"
			doc.save()

	def test_SEC_10_nobody_gives_what_is_not_his(self) -> None:
		request = self.ask(customers=[{"customer_no": self.far}])
		asked = self.step(self.applicant, request, "Submit for Approval")
		self.assertEqual(asked.approver, self.head_head)
		with self.assertRaises(frappe.PermissionError):
			self.step(self.west_head, request, "Approve")
		self.step(self.head_head, request, "Approve")
		self.assertTrue(self.sees(self.far))

	def test_SEC_10_switching_the_workflow_off_opens_nothing(self) -> None:
		request = self.ask()
		for name in frappe.get_all("Workflow", {"document_type": REQUEST}, pluck="name"):
			frappe.get_doc("Workflow", name).db_set("is_active", 0)
		frappe.cache.delete_value("workflow")
		frappe.clear_cache(doctype=REQUEST)
		self.addCleanup(frappe.cache.delete_value, "workflow")
		with self.set_user(self.applicant):
			doc = frappe.get_doc(REQUEST, request.name)
			doc.state = "In Force"
			with self.assertRaises(frappe.PermissionError):
				doc.save()
			forged = {"doctype": REQUEST, "kind": "Customers", "state": "In Force", "reason": "none at all"}
			forged |= {"to_date": today(), "customers": [{"customer_no": self.customer}]}
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(forged).insert()
		self.assertFalse(self.sees())

	def test_SEC_10_what_was_asked_cannot_be_changed_afterwards(self) -> None:
		request = self.granted()
		for field, value in (("to_date", add_days(today(), 25)), ("access", "Write"), ("kind", "Branch")):
			with self.set_user(self.applicant), self.assertRaises(frappe.ValidationError):
				doc = frappe.get_doc(REQUEST, request.name)
				doc.set(field, value)
				doc.save()
		with self.set_user(self.applicant), self.assertRaises(frappe.ValidationError):
			doc = frappe.get_doc(REQUEST, request.name)
			doc.append("customers", {"customer_no": self.far})
			doc.save()
		self.assertFalse(self.sees(self.far))

	def test_SEC_10_at_most_thirty_days_and_a_reason(self) -> None:
		for wrong in (
			{"to_date": add_days(today(), 30)},
			{"from_date": add_days(today(), 3), "to_date": add_days(today(), 2)},
			{"from_date": add_days(today(), -5), "to_date": add_days(today(), -1)},
			{"reason": "."},
			{"customers": []},
			{"customers": [{"customer_no": "BC99999999"}]},
			{"kind": "Branch"},
			{"kind": "Segment"},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(wrong)):
				self.ask(**wrong)
		self.assertTrue(self.ask(to_date=add_days(today(), 29)).name)

	def test_SEC_10_withdrawn_at_once_by_superior_or_applicant_only(self) -> None:
		request = self.granted()
		self.assertTrue(self.sees())
		with self.assertRaises(REFUSED):
			self.step(self.colleague, request, "Withdraw")
		self.step(self.west_head, request, "Withdraw")
		self.assertFalse(self.sees())
		with self.assertRaises(frappe.ValidationError):
			self.step(self.west_head, request, "Approve")

	def test_SEC_10_rejected_opens_nothing(self) -> None:
		request = self.ask()
		self.step(self.applicant, request, "Submit for Approval")
		self.step(self.west_head, request, "Reject")
		self.assertFalse(self.sees())

	def test_SEC_10_a_branch_is_asked_live_with_all_below(self) -> None:
		outlet = factories.make_branch(self.east)
		request = self.ask(kind="Branch", branch=self.east)
		asked = self.step(self.applicant, request, "Submit for Approval")
		self.assertEqual(asked.approver, self.head_head)
		self.step(self.head_head, request, "Approve")
		later = factories.make_customer(branch=outlet).name
		self.assertTrue(self.sees(later))
		self.assertFalse(self.sees())

	def test_SEC_10_a_segment_is_what_it_held_when_it_was_granted(self) -> None:
		with self.set_user(self.west_head):
			segment = frappe.get_doc(
				{
					"doctype": "Bank Segment",
					"segment_name": factories.unique("S"),
					"kind": "Static",
					"basis": "Manual List",
				}
			)
			segment.insert()
		for customer in (self.customer,):
			factories.make("Bank Segment Member", segment=segment.name, customer=customer)
		self.granted(kind="Segment", segment=segment.name)
		self.assertTrue(self.sees())
		factories.make("Bank Segment Member", segment=segment.name, customer=self.far)
		self.assertFalse(self.sees(self.far))

	def test_SEC_10_every_use_is_logged_once_a_day(self) -> None:
		request = self.granted()
		for _ in range(3):
			with self.set_user(self.applicant):
				frappe.has_permission("Bank Customer", "read", doc=self.customer)
				frappe.has_permission("Bank Customer Account", "read", doc=self.account)
				hooks.query_conditions(doctype="Bank Customer")
		uses = frappe.get_all(
			USE, {"request": request.name}, ["user", "customer", "ref_doctype"], order_by="name"
		)
		self.assertEqual(
			[(use.user, use.customer, use.ref_doctype) for use in uses],
			[(self.applicant, self.customer, "Bank Customer"), (self.applicant, None, "Bank Customer")],
		)
		with self.freeze_time(f"{add_days(today(), 1)} 09:00:00"), self.set_user(self.applicant):
			frappe.has_permission("Bank Customer", "read", doc=self.customer)
		self.assertEqual(frappe.db.count(USE, {"request": request.name}), 3)

	def test_SEC_10_own_customers_are_no_use(self) -> None:
		own = factories.make_customer(branch=self.west, manager=self.applicant).name
		self.granted()
		with self.set_user(self.applicant):
			frappe.has_permission("Bank Customer", "read", doc=own)
		self.assertFalse(frappe.db.exists(USE, {"customer": own}))

	def test_SEC_20_others_do_not_see_the_request(self) -> None:
		request = self.ask()
		for user, seen in ((self.colleague, False), (self.applicant, True), (self.west_head, True)):
			with self.set_user(user):
				self.assertEqual(bool(frappe.get_list(REQUEST, {"name": request.name})), seen)
				self.assertEqual(bool(frappe.has_permission(REQUEST, "read", doc=request.name)), seen)
		with self.set_user(self.west_head):
			self.assertFalse(frappe.has_permission(REQUEST, "write", doc=request.name))

	def test_SEC_20_names_of_unseen_customers_are_masked(self) -> None:
		request = self.ask()
		name = frappe.db.get_value("Bank Customer", self.customer, "customer_name")
		self.assertNotIn(name, frappe.as_json(request.as_dict()))
		with self.set_user(self.applicant):
			(found,) = access_request.find_customer(self.customer)
			self.assertEqual(found["name"], self.customer)
			self.assertNotEqual(found["shown_name"], name)
			self.assertEqual(access_request.find_customer(self.customer[:-2]), [])

	def test_SEC_10_nobody_asks_in_anothers_name(self) -> None:
		request = self.ask(applicant=self.colleague, approver=self.applicant, decided_by=self.west_head)
		self.assertEqual(
			(request.applicant, request.approver, request.decided_by), (self.applicant, None, None)
		)


class TestWorkflows(BankCRMTestCase):
	def test_SEC_10_a_bank_edits_the_workflow_and_migrating_keeps_it(self) -> None:
		from bank_crm.setup import workflows

		(name,) = frappe.get_all("Workflow", {"document_type": REQUEST}, pluck="name")
		doc = frappe.get_doc("Workflow", name)
		doc.transitions[1].allowed = roles.ADMINISTRATOR
		doc.save()
		workflows.create()
		self.assertEqual(frappe.get_doc("Workflow", name).transitions[1].allowed, roles.ADMINISTRATOR)
		self.assertEqual(frappe.db.count("Workflow", {"document_type": REQUEST}), 1)

	def test_SEC_10_uninstalling_takes_workflow_and_states_and_leaves_frappes(self) -> None:
		from bank_crm.setup import workflows

		workflows.remove()
		self.assertFalse(frappe.db.exists("Workflow", {"document_type": REQUEST}))
		self.assertFalse(frappe.db.exists("Workflow State", "Awaiting Superior"))
		self.assertTrue(frappe.db.exists("Workflow State", "Rejected"))
		workflows.create()
		self.assertTrue(frappe.db.exists("Workflow State", "Awaiting Superior"))
		frappe.clear_cache(doctype=REQUEST)
