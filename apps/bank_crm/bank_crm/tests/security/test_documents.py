"""One document asked for by its name: form, print, titles, previews, timeline, rooms (SEC-20)."""

import json

import frappe

from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, enter_room, logged_in, rest
from bank_crm.tests.security.ways import Way, tells, text_field


def granted(answer: Answer) -> bool:
	return answer.ok


def named(doctype: str, side: Side) -> dict[str, str]:
	return {"doctype": doctype, "name": side.name(doctype)}


#: A way to one document → whether it was told or granted.
WAYS: dict[str, Way] = {
	"form": lambda d, s: tells(ask("frappe.desk.form.load.getdoc", **named(d, s)), d, s),
	"form's surroundings": lambda d, s: granted(ask("frappe.desk.form.load.get_docinfo", **named(d, s))),
	"timeline": lambda d, s: granted(ask("frappe.desk.form.load.get_communications", **named(d, s))),
	"client.get": lambda d, s: tells(ask("frappe.client.get", **named(d, s)), d, s),
	"client.get_value": lambda d, s: tells(
		ask("frappe.client.get_value", doctype=d, fieldname=text_field(d), filters=s.name(d)), d, s
	),
	"client.has_permission": lambda d, s: (
		'"has_permission": true' in ask("frappe.client.has_permission", doctype=d, docname=s.name(d)).text
	),
	"client.get_doc_permissions": lambda d, s: (
		'"read": 1' in ask("frappe.client.get_doc_permissions", doctype=d, docname=s.name(d)).text
	),
	"REST v1": lambda d, s: tells(rest("GET", f"/api/resource/{d}/{s.name(d)}"), d, s),
	"REST v2": lambda d, s: tells(rest("GET", f"/api/v2/document/{d}/{s.name(d)}"), d, s),
	"preview of a link": lambda d, s: tells(
		ask("frappe.desk.link_preview.get_preview_data", doctype=d, docname=s.name(d)), d, s
	),
	"print": lambda d, s: tells(ask("frappe.www.printview.get_html_and_style", doc=d, name=s.name(d)), d, s),
	"room of the document": lambda d, s: granted(enter_room(d, s.name(d))),
	"figures of linked documents": lambda d, s: granted(
		ask("frappe.desk.notifications.get_open_count", **named(d, s), items="[]")
	),
	"linked documents": lambda d, s: granted(
		ask("frappe.desk.form.linked_with.get", doctype=d, docname=s.name(d))
	),
	"next document": lambda d, s: granted(
		ask("frappe.desk.form.utils.get_next", doctype=d, value=s.name(d), prev=0)
	),
	"followers": lambda d, s: granted(
		ask("frappe.desk.form.document_follow.get_follow_users", doctype=d, doc_name=s.name(d))
	),
	"shares": lambda d, s: granted(ask("frappe.share.get_users", **named(d, s))),
	"method of the document": lambda d, s: granted(
		ask("run_doc_method", dt=d, dn=s.name(d), method="add_comment", args=json.dumps({"text": "x"}))
	),
}


class TestDocuments(AbuseCase):
	def test_SEC_20_a_strangers_document_is_told_by_no_way(self):
		leaks, proven = [], dict.fromkeys(WAYS, 0)
		for role, doctypes in self.askers():
			for doctype in doctypes:
				for name, way in WAYS.items():
					found = way(doctype, self.theirs)
					if self.sees_theirs(role, doctype):
						proven[name] += found
					elif found:
						leaks.append(f"{role}: {doctype} by {name}")
		self.assertEqual(leaks, [])
		self.assertEqual({name for name, count in proven.items() if not count} - {"preview of a link"}, set())

	def test_SEC_20_guests_are_told_nothing(self):
		with logged_in("Guest"):
			leaks = [
				f"{doctype} by {name}"
				for doctype in (bank.CUSTOMER, "Bank Customer Need", "Bank Export Request")
				for name, way in WAYS.items()
				if way(doctype, self.theirs)
			]
		self.assertEqual(leaks, [])

	def test_SEC_20_a_links_title_is_told_to_who_may_read_what_it_links_to(self):
		method = "frappe.desk.search.get_link_title"
		for role, user in self.people.items():
			with logged_in(user):
				for doctype in bank.scoped():
					if not frappe.get_meta(doctype).show_title_field_in_link:
						continue
					name = self.theirs.name(doctype)
					answer = ask(method, doctype=doctype, docname=name)
					self.assertEqual(
						tells(answer, doctype, self.theirs),
						self.sees_theirs(role, doctype),
						f"{role} {doctype}",
					)
					# a form that links to it shows the name instead of an error
					self.assertTrue(answer.ok, answer.error)

	def test_SEC_20_another_name_for_the_same_function_opens_nothing(self):
		"""The framework finds functions wherever they have been imported to."""
		with logged_in(self.people[roles.AUDITOR]):
			for alias in ("frappes_link_title", "frappes_search"):
				answer = ask(
					f"bank_crm.permissions.framework.{alias}",
					doctype=bank.CUSTOMER,
					docname=self.theirs.customer,
					text="x",
				)
				self.assertIn("PermissionError", answer.error)

	def test_SEC_20_what_calls_other_functions_is_held_to_what_it_calls(self):
		name = self.theirs.customer
		indirect = {
			"frappe.desk.treeview.get_all_nodes": {
				"label": "x",
				"parent": name,
				"tree_method": "frappe.desk.like.toggle_like",
			},
			"frappe.model.mapper.make_mapped_doc": {
				"method": "frappe.desk.like.toggle_like",
				"source_name": name,
			},
			"upload_file": {"method": "frappe.desk.reportview.export_query"},
		}
		with logged_in(self.people[roles.TELLER]):
			for method, arguments in indirect.items():
				answer = ask(method, doctype=bank.CUSTOMER, name=name, **arguments)
				self.assertIn("PermissionError", answer.error, method)

	def test_SEC_20_a_made_up_document_prints_no_strangers_title(self):
		made_up = {
			"doctype": bank.CUSTOMER,
			"__islocal": 1,
			"customer_name": "x",
			"customer_type": "Person",
			"merged_into": self.theirs.customer,
		}
		with logged_in(self.people[roles.RELATIONSHIP_MANAGER]):
			answer = ask("frappe.www.printview.get_html_and_style", doc=json.dumps(made_up))
			self.assertIn("PermissionError", answer.error)
			made_up["merged_into"] = self.mine.customer
			self.assertTrue(
				tells(
					ask("frappe.www.printview.get_html_and_style", doc=json.dumps(made_up)),
					bank.CUSTOMER,
					self.mine,
				)
			)
