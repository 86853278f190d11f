"""Changing what is not one's own: every way to write to a row, or to something that hangs on it (SEC-20, SEC-13)."""

import json
from typing import Any

import frappe

from bank_crm.permissions import about, roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in, rest
from bank_crm.tests.security.ways import text_field

NEW = "changed"
#: What anybody may hand in: it names no customer, and its sender is whoever is logged in.
FOR_ANYBODY = ("Bank Improvement", "Bank Feedback")


def stored(doctype: str, name: str) -> dict[str, Any]:
	return frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True)


def call(method: str, /, **arguments: Any) -> Answer:
	return ask(method, keep=True, **arguments)


def send(http: str, path: str, /, **arguments: Any) -> Answer:
	return rest(http, path, keep=True, **arguments)


def save(doctype: str, side: Side, action: str) -> Answer:
	values = {**side.rows[doctype].as_dict(convert_dates_to_str=True), text_field(doctype): NEW}
	return call("frappe.desk.form.save.savedocs", doc=json.dumps(values, default=str), action=action)


def own(user: str) -> str:
	return json.dumps([user])


#: A way to change → what is asked of the server. `user` is who asks.
WAYS = {
	"client.set_value": lambda d, s, user: call(
		"frappe.client.set_value", doctype=d, name=s.name(d), fieldname=text_field(d), value=NEW
	),
	"client.save": lambda d, s, user: call(
		"frappe.client.save", doc={**s.rows[d].as_dict(convert_dates_to_str=True), text_field(d): NEW}
	),
	"client.bulk_update": lambda d, s, user: call(
		"frappe.client.bulk_update",
		docs=json.dumps([{"doctype": d, "docname": s.name(d), text_field(d): NEW}]),
	),
	"client.insert": lambda d, s, user: call("frappe.client.insert", doc=copy_of(d, s)),
	"client.insert_many": lambda d, s, user: call("frappe.client.insert_many", docs=[copy_of(d, s)]),
	"client.delete": lambda d, s, user: call("frappe.client.delete", doctype=d, name=s.name(d)),
	"client.rename_doc": lambda d, s, user: call(
		"frappe.client.rename_doc",
		doctype=d,
		old_name=s.name(d),
		new_name=f"{NEW}{frappe.generate_hash(length=6)}",
	),
	"rename or title": lambda d, s, user: call(
		"frappe.model.rename_doc.update_document_title", doctype=d, docname=s.name(d), title=NEW, name=None
	),
	"client.submit": lambda d, s, user: call(
		"frappe.client.submit", doc=s.rows[d].as_dict(convert_dates_to_str=True)
	),
	"client.attach_file": lambda d, s, user: call(
		"frappe.client.attach_file",
		filename="x.txt",
		filedata="x",
		doctype=d,
		docname=s.name(d),
		is_private=1,
	),
	"form's save": lambda d, s, user: save(d, s, "Save"),
	"form's submit": lambda d, s, user: save(d, s, "Submit"),
	"form's cancel": lambda d, s, user: call("frappe.desk.form.save.cancel", doctype=d, name=s.name(d)),
	"REST v1 change": lambda d, s, user: send(
		"PUT", f"/api/resource/{d}/{s.name(d)}", **{text_field(d): NEW}
	),
	"REST v1 delete": lambda d, s, user: send("DELETE", f"/api/resource/{d}/{s.name(d)}"),
	"REST v2 change": lambda d, s, user: send(
		"PATCH", f"/api/v2/document/{d}/{s.name(d)}", **{text_field(d): NEW}
	),
	"REST v2 delete": lambda d, s, user: send("DELETE", f"/api/v2/document/{d}/{s.name(d)}"),
	"delete in the list": lambda d, s, user: call(
		"frappe.desk.reportview.delete_items", doctype=d, items=json.dumps([s.name(d)])
	),
	"change in the list": lambda d, s, user: call(
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype=d,
		docnames=json.dumps([s.name(d)]),
		action="update",
		data=json.dumps({text_field(d): NEW}),
	),
	"calendar": lambda d, s, user: call(
		"frappe.desk.calendar.update_event",
		args=json.dumps({"doctype": d, "name": s.name(d), text_field(d): NEW}),
		field_map=json.dumps({"start": text_field(d), "end": text_field(d)}),
	),
	"gantt": lambda d, s, user: call(
		"frappe.desk.gantt.update_task",
		args=json.dumps({"doctype": d, "name": s.name(d), "start": NEW, "end": NEW}),
		field_map=json.dumps({"start": text_field(d), "end": text_field(d)}),
	),
	"like": lambda d, s, user: call("frappe.desk.like.toggle_like", doctype=d, name=s.name(d), add="Yes"),
	"tag": lambda d, s, user: call("frappe.desk.doctype.tag.tag.add_tag", tag=NEW, dt=d, dn=s.name(d)),
	"tags": lambda d, s, user: call(
		"frappe.desk.doctype.tag.tag.add_tags", tags=json.dumps([NEW]), dt=d, docs=json.dumps([s.name(d)])
	),
	"comment": lambda d, s, user: call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype=d,
		reference_name=s.name(d),
		content=NEW,
		comment_email=user,
		comment_by=user,
	),
	"assign": lambda d, s, user: call(
		"frappe.desk.form.assign_to.add", doctype=d, name=s.name(d), assign_to=own(user), ignore_permissions=1
	),
	"assign many": lambda d, s, user: call(
		"frappe.desk.form.assign_to.add_multiple",
		doctype=d,
		name=json.dumps([s.name(d)]),
		assign_to=own(user),
	),
	"share": lambda d, s, user: call(
		"frappe.share.add", doctype=d, name=s.name(d), user=user, read=1, write=1
	),
	"share's rights": lambda d, s, user: call(
		"frappe.share.set_permission", doctype=d, name=s.name(d), user=user, permission_to="read", value=1
	),
	"share document": lambda d, s, user: call(
		"frappe.client.insert",
		doc={"doctype": "DocShare", "share_doctype": d, "share_name": s.name(d), "user": user, "read": 1},
	),
	"follow": lambda d, s, user: call(
		"frappe.desk.form.document_follow.follow_document", doctype=d, doc_name=s.name(d), user=user
	),
	"follow document": lambda d, s, user: call(
		"frappe.client.insert",
		doc={"doctype": "Document Follow", "ref_doctype": d, "ref_docname": s.name(d), "user": user},
	),
	"tag link": lambda d, s, user: call(
		"frappe.client.insert",
		doc={"doctype": "Tag Link", "document_type": d, "document_name": s.name(d), "tag": NEW, "title": NEW},
	),
	"file document": lambda d, s, user: call(
		"frappe.client.insert",
		doc={
			"doctype": "File",
			"file_name": "x.txt",
			"content": "x",
			"is_private": 1,
			"attached_to_doctype": d,
			"attached_to_name": s.name(d),
		},
	),
	"mail": lambda d, s, user: call(
		"frappe.core.doctype.communication.email.make",
		doctype=d,
		name=s.name(d),
		content=NEW,
		recipients=user,
	),
	"workflow": lambda d, s, user: call(
		"frappe.model.workflow.apply_workflow",
		doc=json.dumps(s.rows[d].as_dict(convert_dates_to_str=True), default=str),
		action="Approve",
	),
	"unlock": lambda d, s, user: call("frappe.model.document.unlock_document", doctype=d, name=s.name(d)),
	"method of the document": lambda d, s, user: call(
		"run_doc_method", dt=d, dn=s.name(d), method="add_comment", args=json.dumps({"text": NEW})
	),
	"form's data in a method": lambda d, s, user: call(
		"run_doc_method",
		docs=json.dumps({**s.rows[d].as_dict(convert_dates_to_str=True), text_field(d): NEW}, default=str),
		method="rename",
		args=json.dumps({"name": NEW}),
	),
}
#: Who writes to customers at all, the one with the fewest rights, and one without any.
WRITERS = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.TELLER, bank.SYSTEM_MANAGER)
#: Ways the framework leaves no trace on the document by, or that the planted documents are too odd for.
WITHOUT_PROOF = frozenset(
	{
		"client.rename_doc",  # none of our DocTypes can be renamed
		"client.submit",  # nor submitted
		"follow",  # not the Administrator
		"form's cancel",
		"form's data in a method",
		"form's submit",
		"unlock",
		"workflow",
	}
)


def copy_of(doctype: str, side: Side) -> dict[str, Any]:
	"""Another row for the same customer."""
	values = side.rows[doctype].as_dict(convert_dates_to_str=True, no_default_fields=True)
	return {**values, "doctype": doctype}


class TestChanges(AbuseCase):
	def setUp(self) -> None:
		super().setUp()
		self.before: dict[str, dict[str, Any]] = {}
		if not frappe.db.exists("Tag", NEW):
			frappe.get_doc({"doctype": "Tag", "name": NEW}).insert()

	def traces(self, doctype: str) -> dict[str, Any]:
		"""All that can be seen of the stranger's row: itself, what hangs on it, and how many of its kind there are."""
		name = self.theirs.name(doctype)
		found: dict[str, Any] = {"rows": frappe.db.count(doctype)}
		if frappe.db.exists(doctype, name):
			found["row"] = stored(doctype, name)
		for kind, reference in about.ABOUT.items():
			if kind not in ("View Log", "Access Log", "Activity Log"):
				found[kind] = frappe.db.count(kind, {reference.doctype: doctype, reference.name: name})
		found["ToDo"] = frappe.db.count("ToDo", {"reference_type": doctype, "reference_name": name})
		return found

	def attempt(self, way: str, doctype: str, user: str) -> bool:
		"""Try it; whether the server took it and something is different. Put back what was."""
		if doctype not in self.before:
			self.before[doctype] = self.traces(doctype)
		frappe.db.savepoint("attempt")
		answer = WAYS[way](doctype, self.theirs, user)
		changed = answer.ok and answer.wrote and self.traces(doctype) != self.before[doctype]
		frappe.db.rollback(save_point="attempt")
		frappe.local.document_cache = {}
		return changed

	def test_SEC_20_a_strangers_row_is_changed_by_no_way(self):
		done = []
		for role, doctypes in self.askers():
			if role not in WRITERS:
				continue
			for doctype in doctypes:
				for way in WAYS:
					if doctype in FOR_ANYBODY and way.startswith("client.insert"):
						continue
					if self.attempt(way, doctype, self.people[role]):
						done.append(f"{role}: {doctype} by {way}")
		self.assertEqual(done, [])

	def test_SEC_20_each_way_works_where_it_may(self):
		"""A way that never works would prove nothing: the framework's administrator gets through by it somewhere."""
		closed = set()
		with logged_in("Administrator"):
			for way in WAYS:
				if way not in WITHOUT_PROOF and not any(
					self.attempt(way, doctype, self.people[roles.TELLER]) for doctype in bank.scoped()
				):
					closed.add(way)
		self.assertEqual(closed, set())

	def test_SEC_08_who_reads_everything_changes_nothing(self):
		"""Compliance and audit look on; what is theirs to write is about themselves."""
		done = []
		#: Cases compliance works on itself.
		cases = {
			(roles.COMPLIANCE_OFFICER, doctype)
			for doctype in (
				"Bank Complaint",
				"Bank Data Request",
				"Bank Legal Hold",
				"Bank QA Review",
				"Bank Rating Trace",
			)
		}
		writing = (
			"client.set_value",
			"client.delete",
			"REST v1 change",
			"form's save",
			"tag",
			"share",
			"file document",
		)
		for role in (roles.COMPLIANCE_OFFICER, roles.AUDITOR):
			with logged_in(self.people[role]):
				for doctype in sorted(bank.of_customers()):
					done += [
						f"{role}: {doctype} by {way}"
						for way in writing
						if (role, doctype) not in cases and self.attempt(way, doctype, "x@example.com")
					]
		self.assertEqual(done, [])
