"""What is pushed to browsers goes to a person or to who has the document open, to nobody else (SEC-20)."""

import ast
from pathlib import Path

import frappe

import bank_crm
from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase
from bank_crm.tests.security.session import enter_room, logged_in

APP = Path(bank_crm.__file__).parent


class TestRooms(AbuseCase):
	def test_SEC_20_a_documents_room_is_entered_by_who_may_read_it(self):
		"""The socket.io server asks this for every room, with the browser's cookie."""
		for role, user in (*self.people.items(), ("Guest", "Guest")):
			with logged_in(user):
				for doctype in bank.scoped():
					answer = enter_room(doctype, self.theirs.name(doctype))
					if doctype == "Bank Survey Response" and role != "Guest":
						continue  # the planted answer is anonymous and opens for nobody; see its own tests
					may = role != "Guest" and self.sees_theirs(role, doctype)
					self.assertEqual(answer.ok, may, f"{role} {doctype}")
		with logged_in(self.people[roles.TELLER]):
			self.assertTrue(enter_room(bank.CUSTOMER, self.mine.customer).ok)

	def test_SEC_20_nothing_is_pushed_to_everybody(self):
		"""Without a user, a document or a task, a message goes to the whole site."""
		found = 0
		for source in APP.rglob("*.py"):
			if "tests" in source.parts:
				continue
			for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
				if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("publish_realtime"):
					found += 1
					given = {each.arg for each in node.keywords}
					addressed = bool(given & {"user", "room", "task_id"}) or {"doctype", "docname"} <= given
					self.assertTrue(addressed, f"{source.relative_to(APP)}:{node.lineno}")
		self.assertTrue(found)

	def test_SEC_20_the_lists_room_tells_no_value(self):
		"""Who has a list open hears that a document changed: its number, never what is in it."""
		told = []
		published = frappe.publish_realtime
		frappe.publish_realtime = lambda event=None, message=None, **given: told.append(
			(event, message, given)
		)
		try:
			doc = frappe.get_doc(bank.CUSTOMER, self.theirs.customer)
			doc.notify_update()
		finally:
			frappe.publish_realtime = published
		self.assertTrue(told)
		for event, message, given in told:
			self.assertNotIn(f"{self.theirs.mark} ", frappe.as_json([event, message, given]))
