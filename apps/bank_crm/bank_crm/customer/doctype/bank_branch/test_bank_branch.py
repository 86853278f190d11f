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
