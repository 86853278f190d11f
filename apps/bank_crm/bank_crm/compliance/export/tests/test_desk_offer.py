"""What the Desk is told about exports when somebody logs in (SEC-12)."""

import frappe

from bank_crm.compliance.export import access
from bank_crm.extends import boot
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestDeskOffer(BankCRMTestCase):
	def told(self, *held: str) -> tuple[dict, list[str]]:
		with self.set_user(factories.make_user(*held)):
			info = frappe._dict(user=frappe._dict(can_export=["Bank Customer"]))
			boot.extend_bootinfo(info)
		return info.bank_crm["exports"], info.user.can_export

	def test_SEC_12_who_may_ask_is_told_so_and_nobody_is_offered_a_file(self):
		for role in roles.ALL:
			exports, own_exports = self.told(role)
			self.assertEqual(exports["asks"], role in access.ASKING, role)
			self.assertFalse(exports["may_export"], role)
			self.assertEqual(own_exports, [], role)
			self.assertIn("Bank Operation Log", exports["closed"])

	def test_SEC_12_the_role_for_exports_keeps_the_frameworks_own(self):
		exports, own_exports = self.told("System Manager", roles.DATA_EXPORTER)
		self.assertTrue(exports["may_export"])
		self.assertEqual(own_exports, ["Bank Customer"])
