"""Duties kept apart: rules as data, enforced and reported (SEC-12, SEC-14)."""

import frappe

from bank_crm.compliance import duties
from bank_crm.compliance.report.bank_duty_violations import bank_duty_violations
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

RULE = "Bank Duty Rule"


class TestBankDutyRule(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		duties.forget_rules()
		self.addCleanup(duties.forget_rules)

	def rule(self, **values):
		return factories.make(RULE, rule_name=factories.unique(), reason="Because", **values)

	def conflict(self, role: str = roles.TELLER, other: str = roles.SERVICE_AGENT, **values):
		return self.rule(kind="Conflicting Roles", role=role, other_role=other, **values)

	def test_SEC_12_the_shipped_rules_keep_compliance_from_the_counter(self):
		for other in (roles.RELATIONSHIP_MANAGER, roles.TELLER, roles.ADMINISTRATOR, roles.DATA_EXPORTER):
			with self.assertRaises(frappe.PermissionError, msg=other):
				factories.make_user(roles.COMPLIANCE_OFFICER, other)

	def test_SEC_12_conflicting_roles_are_refused_by_every_way_to_give_them(self):
		user = factories.make_user(roles.TELLER)
		self.conflict()
		with self.assertRaisesRegex(frappe.PermissionError, "Because"):
			frappe.get_doc("User", user).add_roles(roles.SERVICE_AGENT)
		with self.assertRaises(frappe.PermissionError):
			factories.make(
				"Has Role", parent=user, parenttype="User", parentfield="roles", role=roles.SERVICE_AGENT
			)
		with self.assertRaises(frappe.PermissionError):
			factories.make(
				"Role Profile",
				role_profile=factories.unique(),
				roles=[{"role": roles.TELLER}, {"role": roles.SERVICE_AGENT}],
			)

	def test_SEC_12_the_order_of_the_roles_does_not_matter_and_a_twin_is_refused(self):
		self.conflict()
		with self.assertRaises(frappe.ValidationError):
			self.conflict(roles.SERVICE_AGENT, roles.TELLER)
		with self.assertRaises(frappe.PermissionError):
			factories.make_user(roles.SERVICE_AGENT, roles.TELLER)

	def test_SEC_12_who_had_both_before_is_reported_and_otherwise_left_alone(self):
		user = factories.make_user(roles.TELLER, roles.SERVICE_AGENT)
		rule = self.conflict()
		document = frappe.get_doc("User", user)
		document.first_name = "Another"
		document.save()
		self.assertIn((rule.name, user), self.reported())

	def test_SEC_12_a_rule_may_only_report(self):
		rule = self.conflict(consequence="Reported")
		user = factories.make_user(roles.TELLER, roles.SERVICE_AGENT)
		self.assertIn((rule.name, user), self.reported())

	def test_SEC_12_a_rule_that_is_switched_off_or_deleted_holds_no_longer(self):
		rule = self.conflict()
		rule.enabled = 0
		rule.save()
		factories.make_user(roles.TELLER, roles.SERVICE_AGENT)
		rule.enabled = 1
		rule.save()
		rule.delete()
		factories.make_user(roles.TELLER, roles.SERVICE_AGENT)

	def test_SEC_12_who_makes_may_not_approve(self):
		rule = self.rule(
			kind="Maker and Checker",
			document_type="Bank Handover",
			maker_field="owner",
			checker_field="undone_by",
		)
		user = factories.make_user(roles.ADMINISTRATOR)
		document = frappe.new_doc("Bank Handover")
		document.owner, document.undone_by = user, factories.make_user(roles.ADMINISTRATOR)
		duties.check_document(document)
		document.undone_by = user
		with self.assertRaisesRegex(frappe.PermissionError, "Because"):
			duties.check_document(document)
		rule.consequence = "Reported"
		rule.save()
		duties.check_document(document)

	def test_SEC_12_an_approved_own_document_is_reported(self):
		rule = self.rule(
			kind="Maker and Checker",
			document_type="Bank Tier Batch",
			maker_field="requested_by",
			checker_field="decided_by",
			consequence="Reported",
		)
		user = factories.make_user(roles.BRANCH_MANAGER)
		batch = factories.make(
			"Bank Tier Batch",
			to_tier="Wealth",
			reason="R",
			locked_until="2999-01-01",
			conditions="{}",
			requested_by=user,
			requested_at="2026-01-01",
			decided_by=user,
		)
		found = [row for row in self.rows() if row["rule"] == rule.name]
		self.assertEqual([(row["user"], row["document_name"]) for row in found], [(user, batch.name)])

	def test_SEC_12_a_rule_names_real_fields_and_two_roles(self):
		for values in (
			{"document_type": "Bank Handover", "maker_field": "nobody", "checker_field": "owner"},
			{"document_type": "Bank Handover", "maker_field": "owner", "checker_field": "owner"},
			{"document_type": "Bank Handover", "maker_field": "owner"},
			{"kind": "Conflicting Roles", "role": roles.TELLER},
			{"kind": "Conflicting Roles", "role": roles.TELLER, "other_role": roles.TELLER},
		):
			with self.assertRaises(frappe.ValidationError, msg=str(values)):
				self.rule(**{"kind": "Maker and Checker", **values})

	def test_SEC_12_rules_are_written_by_compliance_only(self):
		for role, may in (
			(roles.COMPLIANCE_OFFICER, True),
			(roles.ADMINISTRATOR, False),
			(roles.AUDITOR, False),
		):
			frappe.set_user("Administrator")
			frappe.set_user(factories.make_user(role))
			self.assertTrue(frappe.has_permission(RULE, "read"))
			self.assertEqual(frappe.has_permission(RULE, "write"), may, role)

	def rows(self) -> list[dict]:
		return bank_duty_violations.execute()[1]

	def reported(self) -> set[tuple[str, str]]:
		return {(row["rule"], row["user"]) for row in self.rows()}
