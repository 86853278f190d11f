import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankBranch(BankCRMTestCase):
	def test_SEC_16_tree_spans_what_is_below(self):
		head = factories.make_branch()
		branch = factories.make_branch(head)
		outlet = factories.make_branch(branch, branch_level="Outlet", is_group=0)
		head, branch, outlet = (frappe.get_doc("Bank Branch", name) for name in (head, branch, outlet))
		self.assertTrue(head.lft < branch.lft < outlet.lft < outlet.rgt < branch.rgt < head.rgt)

	def test_SEC_16_branch_with_branches_below_is_not_deleted(self):
		head = factories.make_branch()
		factories.make_branch(head)
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc("Bank Branch", head)

	def test_SEC_20_code_carries_no_quotes_or_backslashes(self):
		for code in ("A'B", "A\\", "A B", "支行"):
			with self.assertRaises(frappe.ValidationError):
				factories.make("Bank Branch", branch_code=code, branch_name="X", branch_level="Outlet")

	def test_SEC_16_a_branch_below_itself_is_refused_at_the_field(self):
		head = factories.make_branch()
		outlet = factories.make_branch(factories.make_branch(head))
		for parent in (head, outlet):
			doc = frappe.get_doc("Bank Branch", head)
			doc.parent_bank_branch = parent
			with self.subTest(parent=parent), self.assertRaises(frappe.ValidationError) as refused:
				doc.save()
			label = frappe._(doc.meta.get_label("parent_bank_branch"))
			self.assertIn(label, str(refused.exception))
			self.assertFalse(frappe.db.get_value("Bank Branch", head, "parent_bank_branch"))
