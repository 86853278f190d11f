import frappe

from bank_crm.tests import BankCRMTestCase, factories


class TestBankStaff(BankCRMTestCase):
	def test_SEC_10_nobody_supervises_oneself(self):
		user, branch = factories.make_user(), factories.make_branch()
		with self.assertRaises(frappe.ValidationError):
			factories.make_staff(user, branch, supervisor=user)

	def test_SEC_01_one_user_one_post(self):
		user, branch = factories.make_user(), factories.make_branch()
		factories.make_staff(user, branch)
		with self.assertRaises(frappe.UniqueValidationError):
			factories.make_staff(user, branch)

	def test_SEC_01_posts_without_a_user_do_not_collide(self):
		branch = factories.make_branch()
		for _ in range(2):
			self.assertTrue(factories.make_staff("", branch).name)
