"""What stands in the operation log, and that nothing else can (SEC-13)."""

import json
from unittest import mock

import frappe
from frappe.core.doctype.log_settings.log_settings import _supports_log_clearing
from frappe.utils.response import Response

from bank_crm.compliance import log_guard, log_keys, log_requests, sentences
from bank_crm.compliance.operation_log import LOG, record
from bank_crm.compliance.tests.log_case import entries, last_name
from bank_crm.domain import log_chain
from bank_crm.domain.compliance_enums import Operation
from bank_crm.permissions import roles
from bank_crm.tests import SAVE_POINT, BankCRMTestCase, factories

CUSTOMER = "Bank Customer"


class TestOperationLog(BankCRMTestCase):
	def test_SEC_13_constants_are_read_in_the_words_of_their_document(self):
		values = {
			"state": ["Answered", "Closed"],
			"priority": ["High", None],
			"subject": ["Closed"],
			"gone": ["x"],
		}
		self.assertEqual(
			sentences.words("Bank Work Order", values, "zh"),
			{"state": {"Answered": "已反馈", "Closed": "已关闭"}, "priority": {"High": "高"}},
		)

	def test_SEC_13_a_change_is_logged_with_who_what_before_and_after(self):
		customer = factories.make_customer(address="Old Street 1")
		user = factories.make_user(roles.ADMINISTRATOR)
		frappe.set_user(user)
		doc = frappe.get_doc(CUSTOMER, customer.name)
		doc.address = "New Street 2"
		doc.save()
		frappe.set_user("Administrator")
		*_earlier, entry = entries(CUSTOMER, customer.name)
		self.assertEqual(
			(entry.user, entry.action, entry.outcome, entry.customer),
			(user, "Write", "Done", customer.name),
		)
		self.assertEqual(json.loads(entry.before_values)["address"], "Old Street 1")
		self.assertEqual(json.loads(entry.after_values)["address"], "New Street 2")
		self.assertEqual(entry.origin, "terminal")

	def test_SEC_13_told_in_one_sentence_of_the_banks_language(self):
		moment = frappe.utils.get_datetime("2026-11-22 10:00:00")
		with mock.patch.object(frappe.db, "get_default", return_value="zh"):
			told = sentences.summary(
				Operation.WRITE,
				log_outcome("Done"),
				"张三",
				moment,
				CUSTOMER,
				["total_aum"],
				created=False,
			)
			label = frappe._(frappe.get_meta(CUSTOMER).get_label("total_aum"), "zh")
		self.assertEqual(told, f"张三于2026-11-22 10:00:00修改客户{label}信息")

	def test_SEC_13_making_and_deleting_are_logged(self):
		held = factories.make_branch()
		self.assertEqual([row.action for row in entries("Bank Branch", held)], ["Write"])
		frappe.delete_doc("Bank Branch", held)
		deleted = entries("Bank Branch", held)[-1]
		self.assertEqual(deleted.action, "Delete")
		self.assertIn(held, deleted.before_values)

	def test_SEC_13_setting_a_value_past_the_form_is_logged(self):
		customer = factories.make_customer()
		count = len(entries(CUSTOMER, customer.name))
		customer.db_set("address", "Elsewhere 3")
		found = entries(CUSTOMER, customer.name)
		self.assertEqual(len(found), count + 1)
		self.assertEqual(json.loads(found[-1].after_values), {"address": "Elsewhere 3"})

	def test_SEC_13_saving_without_a_change_is_no_operation(self):
		customer = frappe.get_doc(CUSTOMER, factories.make_customer().name)
		customer.save()
		count = len(entries(CUSTOMER, customer.name))
		customer.reload().save()
		self.assertEqual(len(entries(CUSTOMER, customer.name)), count)

	def test_SEC_13_an_operation_that_is_undone_is_not_in_the_log(self):
		customer = factories.make_customer()
		count = len(entries(CUSTOMER, customer.name))
		frappe.db.savepoint("undone")
		customer.db_set("address", "Nowhere")
		frappe.db.rollback(save_point="undone")
		self.assertEqual(len(entries(CUSTOMER, customer.name)), count)

	def test_SEC_11_no_raw_value_gets_into_the_log(self):
		mobile, number = factories.mobile_number(), factories.citizen_number()
		customer = factories.make_customer(mobile=mobile, id_type="ID Card", id_number=number)
		customer.address = f"Street 5, call {mobile}"
		customer.save()
		record(
			"Reveal",
			CUSTOMER,
			customer.name,
			before={"mobile": mobile},
			after={"id_number": number, "text": number},
			detail=f"asked for {mobile}",
		)
		for entry in entries(CUSTOMER, customer.name):
			self.assertNotIn(mobile, str(entry))
			self.assertNotIn(number, str(entry))

	def test_SEC_14_changes_of_roles_are_permission_changes(self):
		user = factories.make_user(roles.TELLER)
		doc = frappe.get_doc("User", user)
		doc.append("roles", {"role": roles.BRANCH_MANAGER})
		doc.save()
		entry = entries("User", user)[-1]
		self.assertEqual(entry.action, "Permission Change")
		self.assertNotIn(roles.BRANCH_MANAGER, entry.before_values)
		self.assertIn(roles.BRANCH_MANAGER, entry.after_values)
		count = len(entries("User", user))
		doc.reload()
		doc.bio = "What a user says of himself is his own affair"
		doc.save()
		self.assertEqual(len(entries("User", user)), count)

	def test_SEC_14_permission_rules_and_server_scripts_are_logged(self):
		before = last_name()
		rule = {"doctype": "Custom DocPerm", "parent": "Bank Household", "role": roles.TELLER, "read": 1}
		name = frappe.get_doc({**rule, "parenttype": "DocType", "parentfield": "permissions"}).insert().name
		frappe.delete_doc("Custom DocPerm", name, force=True)
		told = frappe.get_all(
			LOG, filters={"name": (">", before), "ref_doctype": "Custom DocPerm"}, pluck="action"
		)
		self.assertEqual(set(told), {"Permission Change"})
		self.assertGreaterEqual(len(told), 2)

	def test_SEC_14_a_tier_set_by_hand_is_a_tier_change(self):
		from bank_crm.customer.tiers import override

		customer = factories.make_customer()
		before = last_name()
		override.override(customer.name, "Wealth", "asked by the branch")
		told = frappe.get_all(
			LOG, filters={"name": (">", before), "customer": customer.name}, fields=["action", "after_values"]
		)
		self.assertIn("Tier Change", [row.action for row in told])

	def test_SEC_13_printing_is_logged_once_a_request(self):
		customer = factories.make_customer()
		# the log outlives the customer an earlier run had under the same number
		before = [row.action for row in entries(CUSTOMER, customer.name)].count("Print")
		frappe.local.bank_crm_printed = set()
		frappe.get_print(CUSTOMER, customer.name)
		frappe.get_print(CUSTOMER, customer.name)
		actions = [row.action for row in entries(CUSTOMER, customer.name)]
		self.assertEqual(actions.count("Print") - before, 1)

	def test_SEC_13_unknown_words_are_refused(self):
		with self.assertRaises(ValueError):
			record("Mischief")
		with self.assertRaises(ValueError):
			record("Write", outcome="Perhaps")

	def test_SEC_13_every_entry_proves_itself(self):
		customer = factories.make_customer(customer_name="王小明")
		keys = log_keys.log_keys()
		chain = log_chain.Chain(keys)
		for entry in entries(CUSTOMER, customer.name):
			self.assertTrue(chain.is_genuine(entry), entry)
			self.assertFalse(chain.is_genuine({**entry, "user": "somebody"}))

	def test_SEC_12_exports_by_frappes_own_routes_are_logged_also_when_refused(self):
		for status, outcome in ((200, "Done"), (403, "Refused"), (500, "Failed")):
			with self.subTest(status), mock.patch.object(frappe.db, "commit") as commit:
				before = last_name()
				self.ask("frappe.desk.reportview.export_query", Response(status=status), doctype=CUSTOMER)
				(entry,) = frappe.get_all(LOG, filters={"name": (">", before)}, fields=["*"])
				self.assertEqual(
					(entry.action, entry.outcome, entry.ref_doctype), ("Export", outcome, CUSTOMER)
				)
				commit.assert_called_once()

	def test_SEC_12_an_export_that_cannot_be_logged_is_withheld(self):
		response = Response(b"rows", status=200)
		with (
			mock.patch.object(log_requests, "record", side_effect=RuntimeError("no log")),
			mock.patch.object(frappe.db, "rollback"),
		):
			self.ask("frappe.desk.reportview.export_query", response, doctype=CUSTOMER)
		self.assertEqual((response.status_code, response.get_data()), (500, b""))

	def ask(self, command: str, response: Response, **arguments: str) -> None:
		request = frappe._dict(path=f"/api/method/{command}", method="POST", headers={})
		with (
			mock.patch.object(frappe.local, "request", request, create=True),
			mock.patch.object(frappe.local, "form_dict", frappe._dict(arguments)),
		):
			log_requests.after_request(response=response, request=request)


class TestNobodyChangesTheLog(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		record("Unlock", "User", "Administrator")
		self.name = last_name()

	def test_SEC_13_not_the_administrator_through_documents(self):
		doc = frappe.get_doc(LOG, self.name)
		attempts = {
			"save": lambda: doc.save(ignore_permissions=True),
			"db_set": lambda: doc.db_set("user", "somebody"),
			"delete": doc.delete,
			"delete by force": lambda: frappe.delete_doc(LOG, self.name, force=True, ignore_permissions=True),
			"insert": lambda: frappe.get_doc(
				{**doc.as_dict(), "doctype": LOG, "name": None, "fingerprint": "f" * 64}
			).insert(ignore_permissions=True),
			"rename": lambda: frappe.rename_doc(LOG, str(self.name), str(10**9), force=True),
		}
		for way, attempt in attempts.items():
			with self.subTest(way):
				frappe.db.savepoint("attempt")
				with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
					attempt()
				frappe.db.rollback(save_point="attempt")
		self.assertEqual(frappe.db.get_value(LOG, self.name, "user"), "Administrator")

	def test_SEC_13_not_by_sql(self):
		self.assertTrue(log_guard.is_up())
		table = frappe.qb.DocType(LOG)
		one = table.name == self.name
		attempts = {
			"set_value": lambda: frappe.db.set_value(LOG, self.name, "user", "somebody"),
			"update": lambda: frappe.qb.update(table).set(table.detail, "other").where(one).run(),
			"a number without a change": lambda: (
				frappe.qb.update(table).set(table.sequence, 0).where(one).run()
			),
			"sealing with a change": lambda: (
				frappe.qb.update(table).set(table.sequence, 7).set(table.user, "somebody").where(one).run()
			),
			"delete": lambda: frappe.db.delete(LOG, {"name": self.name}),
		}
		for way, attempt in attempts.items():
			with self.subTest(way), self.assertRaises(frappe.db.OperationalError):
				attempt()

	def test_SEC_13_read_by_administrators_compliance_and_audit_only(self):
		for role in roles.ALL:
			with self.subTest(role):
				frappe.set_user(factories.make_user(role))
				may = role in (roles.ADMINISTRATOR, roles.COMPLIANCE_OFFICER, roles.AUDITOR)
				self.assertEqual(bool(frappe.has_permission(LOG, "read")), may)
				for right in ("write", "create", "delete", "export", "share"):
					self.assertFalse(frappe.has_permission(LOG, right), right)
				frappe.set_user("Administrator")

	def test_SEC_13_no_clean_up_takes_it(self):
		self.assertFalse(_supports_log_clearing(LOG))
		kept = frappe.get_all("Logs To Clear", pluck="ref_doctype")
		self.assertNotIn(LOG, kept)

	def test_SEC_13_a_renamed_user_leaves_the_log_alone(self):
		old = factories.make_user(roles.TELLER)
		frappe.set_user(old)
		record("Log-in", "User", old)
		frappe.set_user("Administrator")
		frappe.rename_doc("User", old, f"new-{old}")
		self.assertEqual(entries("User", old, "user")[-1].user, old)


class TestEntriesThatStay(BankCRMTestCase):
	"""These leave one entry each: that is what they are about."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback(save_point=SAVE_POINT)
		self.addCleanup(frappe.db.savepoint, SAVE_POINT)

	def test_SEC_13_what_was_refused_is_logged_though_the_request_is_rolled_back(self):
		name = factories.unique("REFUSED")
		record("Reveal", CUSTOMER, name, outcome="Refused")
		frappe.db.rollback()
		frappe.db.rollback()
		(entry,) = entries(CUSTOMER, name)
		self.assertEqual((entry.action, entry.outcome), ("Reveal", "Refused"))

	def test_SEC_13_what_was_written_is_not(self):
		name = factories.unique("UNDONE")
		record("Write", CUSTOMER, name, after={"address": "x"})
		frappe.db.rollback()
		self.assertEqual(entries(CUSTOMER, name), [])

	def test_SEC_13_what_was_committed_stands_once(self):
		name = factories.unique("SEEN")
		record("Access Used", CUSTOMER, name)
		frappe.db.commit()
		frappe.db.rollback()
		self.assertEqual(len(entries(CUSTOMER, name)), 1)

	def test_SEC_13_other_work_after_a_rollback_is_done_too(self):
		done = []
		record("Print", CUSTOMER, factories.unique("PRINT"))
		frappe.db.after_rollback.add(lambda: done.append("after"))
		frappe.db.rollback()
		self.assertEqual(done, ["after"])


def log_outcome(value: str):
	from bank_crm.domain.compliance_enums import OperationOutcome

	return OperationOutcome(value)
