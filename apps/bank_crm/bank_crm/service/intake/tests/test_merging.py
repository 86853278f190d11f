"""Orders about the same matter are found, made one and taken apart again; one is split in two (SVC-13)."""

from __future__ import annotations

import json

import frappe
from frappe.utils import add_days, now_datetime

from bank_crm.api import service_intake
from bank_crm.permissions import roles
from bank_crm.service.intake import threads
from bank_crm.service.intake.tests.service_case import ORDER, ServiceCase
from bank_crm.service.orders import states
from bank_crm.tests import factories

MERGE, MOVED = "Bank Order Merge", "Bank Order Merge Row"


def message(order: str, subject: str = "来信") -> str:
	return factories.make(
		"Communication",
		communication_type="Communication",
		communication_medium="Email",
		sent_or_received="Received",
		subject=subject,
		content=subject,
		reference_doctype=ORDER,
		reference_name=order,
	).name


class TestMerging(ServiceCase):
	def pair(self, **values: object) -> tuple[str, str]:
		subject = factories.unique("年费 ")
		return tuple(
			self.make_order(subject=subject, description="为什么收了年费", **values).name for _one in "ab"
		)

	def test_SVC_13_orders_alike_are_found_with_why(self) -> None:
		kept, other = self.pair()
		self.make_order(subject="完全不同的事情", description="转账限额", order_type="Suggestion")
		found = service_intake.orders_alike(kept)
		self.assertEqual([one["name"] for one in found], [other])
		self.assertIn("same-customer", found[0]["signs"])
		self.assertIn("alike-text", found[0]["signs"])

	def test_SVC_13_orders_alike_are_of_the_users_rows_only(self) -> None:
		kept, other = self.pair()
		frappe.db.set_value(
			ORDER, other, {"handler": None, "branch": factories.make_branch(), "customer": None}
		)
		frappe.set_user(self.agent)
		self.assertEqual(service_intake.orders_alike(kept), [])
		with self.assertRaises(frappe.PermissionError):
			service_intake.orders_alike(other)

	def test_SVC_13_old_orders_are_not_compared(self) -> None:
		kept, other = self.pair()
		frappe.db.set_value(ORDER, other, "opened_on", add_days(now_datetime(), -30))
		self.assertEqual(service_intake.orders_alike(kept), [])

	def test_SVC_13_merging_moves_what_hangs_on_the_order_and_undoing_brings_it_back(self) -> None:
		kept, merged = self.pair()
		first, second = message(kept), message(merged)
		comment = factories.make(
			"Comment", comment_type="Comment", reference_doctype=ORDER, reference_name=merged, content="x"
		).name
		record = service_intake.merge_orders(kept, merged, "同一件事")
		self.assertEqual(frappe.db.get_value(ORDER, merged, ["state", "merged_into"]), ("Merged", kept))
		for doctype, name in (("Communication", second), ("Communication", first), ("Comment", comment)):
			self.assertEqual(frappe.db.get_value(doctype, name, "reference_name"), kept)
		self.assertEqual(threads.kept(merged), kept)
		self.assertEqual(frappe.db.count(MOVED, {"parent": record}), 2)

		service_intake.undo_merge(record)
		self.assertEqual(frappe.db.get_value(ORDER, merged, ["state", "merged_into"]), ("New", None))
		self.assertEqual(frappe.db.get_value("Communication", second, "reference_name"), merged)
		self.assertEqual(frappe.db.get_value("Communication", first, "reference_name"), kept)
		self.assertEqual(frappe.db.get_value("Comment", comment, "reference_name"), merged)
		with self.assertRaisesRegex(frappe.ValidationError, "."):
			service_intake.undo_merge(record)

	def test_SVC_13_what_somebody_has_moved_since_stays_where_it_is(self) -> None:
		kept, merged = self.pair()
		elsewhere = self.make_order().name
		letter = message(merged)
		record = service_intake.merge_orders(kept, merged, "同一件事")
		frappe.db.set_value("Communication", letter, "reference_name", elsewhere)
		service_intake.undo_merge(record)
		self.assertEqual(frappe.db.get_value("Communication", letter, "reference_name"), elsewhere)

	def test_SVC_13_only_what_can_be_one_matter_is_merged(self) -> None:
		kept, merged = self.pair()
		stranger = self.make_order(customer=factories.make_customer(branch=self.branch).name).name
		complaint = self.make_order(order_type="Complaint").name
		closed = self.make_order()
		closed.solution, closed.close_reason = "x", "x"
		states.move(closed, "Closed")
		for pair in (
			(kept, kept),
			(kept, stranger),
			(kept, complaint),
			(kept, closed.name),
			(closed.name, kept),
		):
			with self.assertRaises(frappe.ValidationError, msg=str(pair)):
				service_intake.merge_orders(*pair, "x")
		with self.assertRaises(frappe.ValidationError):
			service_intake.merge_orders(kept, merged, " ")
		service_intake.merge_orders(kept, merged, "x")
		with self.assertRaises(frappe.ValidationError):
			service_intake.merge_orders(kept, merged, "again")
		self.assertEqual(frappe.db.count(MERGE, {"merged": merged}), 1)

	def test_SVC_13_an_order_without_customer_gives_and_takes_one(self) -> None:
		kept = self.make_order(customer=None).name
		merged = self.make_order().name
		service_intake.merge_orders(kept, merged, "x")
		self.assertEqual(frappe.db.get_value(ORDER, kept, "customer"), self.customer)

	def test_SEC_07_merging_needs_the_right_to_change_both(self) -> None:
		kept, merged = self.pair()
		frappe.db.set_value(ORDER, merged, "handler", factories.make_user(roles.SERVICE_AGENT))
		frappe.set_user(self.agent)
		with self.assertRaises(frappe.PermissionError):
			service_intake.merge_orders(kept, merged, "x")
		with self.assertRaises(frappe.PermissionError):
			service_intake.split_order(merged, [{"subject": "x", "order_type": "Enquiry"}])

	def test_SVC_13_a_matter_is_split_off_with_its_messages_and_the_sealed_contact(self) -> None:
		address = f"{frappe.generate_hash(length=8)}@mail.example.com"
		order = self.make_order(contact_email=address, contact_name="李雷")
		stays, goes = message(order.name), message(order.name)
		foreign = message(self.make_order().name)
		parts = [
			{
				"subject": "另外一件事",
				"order_type": "Suggestion",
				"description": "建议增加柜台",
				"messages": [goes, foreign],
			}
		]
		(made,) = service_intake.split_order(order.name, json.dumps(parts))
		doc = frappe.get_doc(ORDER, made)
		self.assertEqual((doc.split_from, doc.customer), (order.name, self.customer))
		self.assertEqual((doc.order_type, doc.channel), ("Suggestion", "Phone"))
		self.assertEqual(doc.contact_email, frappe.db.get_value(ORDER, order.name, "contact_email"))
		self.assertNotEqual(doc.contact_email, address)
		self.assertEqual(frappe.db.get_value("Communication", goes, "reference_name"), made)
		self.assertEqual(frappe.db.get_value("Communication", stays, "reference_name"), order.name)
		self.assertNotEqual(frappe.db.get_value("Communication", foreign, "reference_name"), made)

	def test_SVC_13_faulty_splits_change_nothing(self) -> None:
		order = self.make_order()
		before = frappe.db.count(ORDER)
		for parts in ([], [{"order_type": "Enquiry"}], [{"subject": "x", "order_type": "?"}], ["x"], {}):
			frappe.db.savepoint("split")
			with self.assertRaises(frappe.ValidationError, msg=str(parts)):
				service_intake.split_order(order.name, json.dumps(parts))
			frappe.db.rollback(save_point="split")
		self.assertEqual(frappe.db.count(ORDER), before)
