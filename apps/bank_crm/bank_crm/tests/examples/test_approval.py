"""A kind of document the approval matrix decides about: its facts, and what happens afterwards."""

import frappe
from frappe.model.document import Document
from frappe.utils import today

from bank_crm.compliance.approvals import subjects
from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.examples import hooked

# hooks.py; "Improvement" also becomes an option of `document_kind` of Bank Approval Rule and Bank Approval
HOOKS = {"bank_approval_subjects": {"Improvement": ["bank_crm.tests.examples.test_approval.SUBJECT"]}}


def _facts(doc: Document) -> Facts:
	return Facts(title=doc.subject, person=doc.responsible, branch=doc.get("branch") or "")


def _decided(name: str, approved: bool, reason: str) -> None:
	"""Take the document on, in the transaction of the last decision."""
	doc = frappe.get_doc("Bank Improvement", name)
	doc.add_comment("Info", reason if not approved else "Approved")


SUBJECT = Subject("Bank Improvement", _facts, _decided, types=lambda: [])


class TestApproval(BankCRMTestCase):
	def test_the_matrix_knows_it(self) -> None:
		person = factories.make_user(roles.SERVICE_AGENT)
		doc = factories.make(
			"Bank Improvement",
			subject="话术改进",
			responsible=person,
			origin="Suggestion",
			state="Open",
			due_on=today(),
		)
		with hooked(**HOOKS):
			self.assertEqual(subjects.kind_of("Bank Improvement"), "Improvement")
			subject = subjects.known()["Improvement"]
		self.assertEqual(subject.facts(doc).person, person)
		subject.decided(doc.name, False, "先试点")
		told = frappe.get_all(
			"Comment", {"reference_name": doc.name, "comment_type": "Info"}, pluck="content"
		)
		self.assertIn("先试点", told)
