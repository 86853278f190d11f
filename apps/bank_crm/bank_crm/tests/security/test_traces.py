"""What the framework keeps about documents in tables of its own follows the documents (SEC-20)."""

import frappe
from frappe.model.meta import Meta

from bank_crm.permissions import about, roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, _insert
from bank_crm.tests.security.session import ask, logged_in, rest

#: Tables about documents that are somebody's own, or tell no more than a number.
LEFT_ALONE = {
	"Auto Repeat": "set up by administrators; what it makes follows its own rows",
	"Desktop Icon": "a tile of the start page",
	"Data Import Log": "the rows of an import are read by who imports",
	"Document Share Key": "the key of a document's guest link, read by administrators only",
	"Email Unsubscribe": "an address that wants no mail",
	"Energy Point Log": "points for colleagues",
	"Error Log": "redacted when written, read by administrators only",
	"Event": "an appointment of the one who made it, or a public one",
	"Integration Request": "what other systems were asked, read by administrators only",
	"Milestone": "written where an administrator has set it up",
	"Notification Log": "a notice to the one who reads it",
	"Reminder": "one's own reminder",
	"Submission Queue": "a submission of the one who reads it",
	"ToDo": "a task of the one who has it or gave it",
	"Workspace": "a page of menu entries",
}


class TestTraces(AbuseCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		for kind, reference in about.ABOUT.items():
			for side in (cls.mine, cls.theirs):
				row = frappe.get_doc({"doctype": kind})
				side._fill(row)
				row.update({reference.doctype: bank.CUSTOMER, reference.name: side.customer})
				row.update({"content": f"{side.mark} content", "communication_medium": "Phone"})
				row.name = side._name_for(row.meta)
				if isinstance(row.name, str):
					row.name = frappe.generate_hash(length=10)  # told or not by what it says, not by its name
				_insert(row, "Administrator")
				if kind == "Workflow Action":
					cls.permit(row.name)

	@classmethod
	def permit(cls, action: str) -> None:
		"""The framework lists an action for the roles that may take it."""
		row = frappe.get_doc({"doctype": "Workflow Action Permitted Role", "role": bank.SYSTEM_MANAGER})
		row.update(
			{"parent": action, "parenttype": "Workflow Action", "parentfield": "permitted_roles", "idx": 1}
		)
		row.name = frappe.generate_hash(length=10)
		_insert(row, "Administrator")

	def test_SEC_20_lists_of_what_hangs_on_documents_follow_them(self):
		"""Whatever role the bank gives besides: the right to read the table opens nobody's documents."""
		for kind in about.ABOUT:
			readers = {
				each.role for each in frappe.get_meta(kind).permissions if each.read and not each.if_owner
			}
			for role in sorted(readers | {bank.SYSTEM_MANAGER}):
				for held, expected in (
					(roles.RELATIONSHIP_MANAGER, "mine"),
					(roles.AUDITOR, "both"),
					(None, "none"),
				):
					with self.subTest(kind=kind, role=role, held=held):
						self.assert_told(kind, bank._user(*filter(None, (role, held))), expected)

	def assert_told(self, kind: str, user: str, expected: str) -> None:
		manager = self.mine.user
		if expected == "mine":
			frappe.db.set_value(bank.CUSTOMER, self.mine.customer, "manager", user, update_modified=False)
			self.addCleanup(frappe.db.set_value, bank.CUSTOMER, self.mine.customer, "manager", manager)
		with logged_in(user):
			answers = [
				ask("frappe.client.get_list", doctype=kind, fields=["*"], limit_page_length=0),
				ask("frappe.desk.reportview.get", doctype=kind, fields='["*"]', page_length=0),
				rest("GET", f"/api/resource/{kind}", fields='["*"]', limit_page_length=0),
			]
		for answer in answers:
			self.assertFalse(answer.has(self.theirs.mark) and expected != "both", answer.text[:300])
			self.assertFalse(answer.has(self.mine.mark) and expected == "none", answer.text[:300])

	def test_SEC_20_who_may_read_the_document_finds_what_hangs_on_it(self):
		user = bank._user(bank.SYSTEM_MANAGER, roles.AUDITOR)
		with logged_in(user):
			missing = [
				kind
				for kind in about.ABOUT
				if not ask("frappe.client.get_list", doctype=kind, fields=["*"], limit_page_length=0).has(
					self.theirs.mark
				)
			]
		self.assertEqual(missing, [])

	def test_SEC_20_one_entry_is_read_and_changed_by_who_may_read_the_document(self):
		user = bank._user(bank.SYSTEM_MANAGER)
		with logged_in(user):
			for kind, reference in about.ABOUT.items():
				(name,) = frappe.get_all(
					kind,
					{reference.doctype: bank.CUSTOMER, reference.name: self.theirs.customer},
					pluck="name",
					limit=1,
				)
				for answer in (
					ask("frappe.client.get", doctype=kind, name=name),
					ask("frappe.desk.form.load.getdoc", doctype=kind, name=name),
					ask("frappe.client.delete", doctype=kind, name=name),
				):
					self.assertIn("PermissionError", answer.error, kind)

	def test_SEC_20_a_mail_is_not_moved_to_ones_own_customer(self):
		mail = {"reference_doctype": bank.CUSTOMER, "reference_name": self.theirs.customer}
		name = frappe.get_all("Communication", mail, pluck="name")[0]
		values = {"name": name, "reference_doctype": bank.CUSTOMER, "reference_name": self.mine.customer}
		with logged_in(self.people[roles.RELATIONSHIP_MANAGER]):
			answer = ask("frappe.email.relink", **values)
		self.assertIn("PermissionError", answer.error)

	def test_SEC_20_every_table_about_documents_is_known(self):
		"""A new version of the framework may bring another one that staff can read."""
		staff = {*roles.ALL, "All", "Desk User", "Guest", "Inbox User", "Super Email User"}
		unknown = []
		for doctype in frappe.get_all(
			"DocType", {"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name"
		):
			meta = frappe.get_meta(doctype)
			readable = any(each.read and each.role in staff for each in meta.permissions)
			if doctype in bank.our_doctypes() or not readable or doctype in {*about.ABOUT, *LEFT_ALONE}:
				continue
			if any(may_name_ours(meta, each.options) for each in meta.get_dynamic_link_fields()):
				unknown.append(doctype)
		self.assertEqual(unknown, [])


def may_name_ours(meta: Meta, fieldname: str) -> bool:
	"""Whether the field that says which DocType a link leads to can name one of ours; ERPNext has some of few choices."""
	field = meta.get_field(fieldname)
	if field is None or field.fieldtype != "Select":
		return True
	return bool(set((field.options or "").split("\n")) & set(bank.our_doctypes()))
