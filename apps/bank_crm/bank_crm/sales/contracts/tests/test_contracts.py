import io
import json
from functools import partialmethod
from unittest.mock import patch

import frappe
from frappe.client import set_value
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today
from pypdf import PdfReader

from bank_crm.api import approvals, contracts
from bank_crm.compliance.handover import actions as handover
from bank_crm.compliance.tests import log_case
from bank_crm.customer.overview.context import PageContext
from bank_crm.permissions import roles, scope
from bank_crm.sales.contracts import entry, overview, reminders, steps
from bank_crm.sales.contracts.tests.case import CONTRACT, ContractCase
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline
from bank_crm.tests import factories


class TestContracts(ContractCase):
	def refused(self, label: str, act, *args, **values) -> None:
		with self.assertRaises(frappe.ValidationError) as error:
			act(*args, **values)
		self.assertIn(f"<strong>{frappe._(label)}</strong>", str(error.exception))

	def test_CON_01_from_draft_to_completed(self):
		one = self.signed()
		self.assertEqual((one.state, str(one.signed_on), one.signed_by), ("Signed", today(), self.seller))
		self.assertTrue(entry.is_as_signed(one))
		with self.set_user(self.seller):
			sheet = frappe.get_print(CONTRACT, one.name, "Bank Contract Sheet")
			for shown in (frappe.utils.get_fullname(self.seller), "Li Lei", "First half", "Insure the house"):
				self.assertIn(shown, sheet)
			apply_workflow(one, "Start Execution")
			self.refused("Obligations", apply_workflow, one.reload(), "Complete Contract")
			one.reload().obligations[0].update({"done_on": today(), "evidence_note": "Policy seen"})
			for row in one.payments:
				row.paid_on = today()
			one.save()
			apply_workflow(one.reload(), "Complete Contract")
		one.reload()
		self.assertEqual((one.state, one.obligations[0].done_by), ("Completed", self.seller))
		self.assertTrue(entry.is_as_signed(one), "fulfilling changes nothing of what was agreed")
		one.obligations[0].done_on = None
		self.refused("Obligations", one.save)

	def test_CON_01_the_text_is_made_of_template_values_and_clauses(self):
		one = self.make(amount=1_020, payments=[])
		for words in (
			one.name,
			"人民币壹仟零贰拾元整",
			frappe.db.get_value("Bank Customer", self.customer, "customer_name"),
		):
			self.assertIn(words, one.text)
		self.assertEqual([row.heading for row in one.clauses], ["Disputes", "Notice"])
		self.assertIn(("Notice", "A month."), one.printed_clauses())
		one.clauses[1].text = "Two months."
		one.save()
		one.clauses[0].text = "Before no court."
		self.refused("Clauses", one.save)
		one.reload().text = "Something else"
		one.save()
		self.assertNotIn("Something else", one.reload().text)
		sheet = frappe.get_print(CONTRACT, one.name, "Bank Contract Sheet")
		self.assertIn("人民币壹仟零贰拾元整", sheet)
		self.assertIn("Two months.", sheet)

	def test_CON_01_the_contract_is_a_pdf_in_the_banks_language_for_who_may_print(self):
		one = self.make(amount=1_020, payments=[], title="个人住房借款")
		one.append("clauses", {"heading": "提前还款", "text": "甲方可以提前归还借款，须提前十日通知乙方。"})
		one.save()
		with self.set_user(self.seller), patch("bank_crm.sales.contracts.text.bank_language", lambda: "zh"):
			contracts.sheet(one.name)
		answer = frappe.local.response
		self.assertEqual((answer.filename, answer.type), (f"{one.name}.pdf", "pdf"))
		reader = PdfReader(io.BytesIO(answer.filecontent))
		shown = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
		for words in (
			one.name,
			"人民币壹仟零贰拾元整",
			"甲方可以提前归还借款",
			"未签订：草稿",
			"Insure the house",
		):
			self.assertIn(words, shown)
		for place, page in enumerate(reader.pages, 1):
			foot = page.extract_text().replace(" ", "")
			self.assertIn(f"第{place}页，共{len(reader.pages)}页", foot)
			self.assertIn(f"合同编号{one.name}", foot)
		fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
		self.assertTrue(fonts)
		with self.set_user(self.stranger), self.assertRaises(frappe.PermissionError):
			contracts.sheet(one.name)

	def test_CON_01_templates_hold_nothing_but_merge_fields(self):
		for body in (
			"{{ salary }}",
			"{{ frappe.session.user }}",
			"{% for a in b %}{% endfor %}",
			"{{ broken",
		):
			with self.subTest(body=body), self.assertRaises(frappe.ValidationError):
				factories.make("Bank Contract Template", template_name="T", body=body)

	def test_CON_01_a_signed_contract_is_changed_on_no_way(self):
		one = self.signed(remarks="As talked")
		before = entry.content(one)
		ways = {
			"Amount": lambda doc: doc.update({"amount": 5, "payments": []}),
			"Ends On": lambda doc: doc.update({"ends_on": add_days(today(), 700)}),
			"Customer": lambda doc: doc.update(
				{"customer": factories.make_customer(branch=self.branch, manager=self.seller).name}
			),
			"Clauses": lambda doc: doc.set("clauses", doc.clauses[:1]),
			"Payment Schedule": lambda doc: doc.payments[0].update({"amount": 1}),
			"Obligations": lambda doc: doc.obligations[0].update({"penalty": "none"}),
			"Remarks": lambda doc: doc.update({"remarks": ""}),
			"Signed for the Customer By": lambda doc: doc.update({"customer_signatory": "Han Meimei"}),
		}
		for label, change in ways.items():
			for user in (self.seller, "Administrator"):
				doc = frappe.get_doc(CONTRACT, one.name)
				change(doc)
				with self.subTest(label=label, user=user), self.set_user(user):
					self.refused(label, doc.save)
		with self.set_user(self.seller):
			self.refused("Amount", set_value, CONTRACT, one.name, "amount", 5)
			self.refused(
				"Payment Schedule", set_value, "Bank Contract Payment", one.payments[0].name, "amount", 5
			)
			self.refused("Clauses", set_value, "Bank Contract Clause", one.clauses[1].name, "text", "None")
			self.refused(
				"Obligations", set_value, "Bank Contract Obligation", one.obligations[0].name, "item", "Rest"
			)
			self.refused("State", set_value, CONTRACT, one.name, "state", "Draft")
		frappe.get_doc(CONTRACT, one.name).update(
			{"fingerprint": "x", "signed_on": "2020-01-01", "text": "-"}
		).save()
		one.reload()
		self.assertEqual(entry.content(one), before)
		self.assertTrue(entry.is_as_signed(one))
		with self.assertRaises(frappe.ValidationError):
			one.delete()
		merged = factories.make_customer(branch=self.branch).name
		frappe.db.set_value(CONTRACT, one.name, "customer", merged)  # as merging two customers does
		self.assertTrue(entry.is_as_signed(one.reload()))
		frappe.db.set_value(CONTRACT, one.name, "amount", 7)  # past the app, with the database's own rights
		self.assertFalse(entry.is_as_signed(one.reload()), "the fingerprint tells")

	def test_CON_01_an_import_changes_no_signed_contract(self):
		from frappe.core.doctype.data_import.importer import Importer
		from frappe.utils.csvutils import to_csv

		one = self.signed()
		run = frappe.get_doc(
			{
				"doctype": "Data Import",
				"reference_doctype": CONTRACT,
				"import_type": "Update Existing Records",
			}
		)
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{frappe.generate_hash(length=8)}.csv",
				"is_private": 1,
				"content": to_csv([["ID", "Amount"], [one.name, 5]]),
			}
		).insert()
		run.import_file = file.file_url
		run.insert()
		importer = Importer(CONTRACT, data_import=run)
		row = importer.import_file.get_payloads_for_import()[0]
		with self.assertRaises(frappe.ValidationError):
			importer.process_doc(frappe._dict(row.doc))
		self.assertEqual(one.reload().amount, 100_000)

	def test_CON_04_handed_in_nothing_changes_and_nobody_approves_past_the_matrix(self):
		self.rule({}, document_kind="Contract")
		one = self.make()
		# the framework's test runner turns versions off
		with patch.object(Document, "_save", partialmethod(Document._save, ignore_version=False)):
			approval = self.hand_in(one)
		for user in (self.seller, self.head, "Administrator"):
			with self.set_user(user), self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
				frappe.get_doc(CONTRACT, one.name).update({"state": "Approved"}).save()
		with self.set_user(self.seller):
			self.refused(
				"Amount", frappe.get_doc(CONTRACT, one.name).update({"amount": 7, "payments": []}).save
			)
			with self.assertRaises(frappe.PermissionError):
				approvals.decide(approval.name, True)
		with self.set_user(self.head):
			approvals.decide(approval.name, False, "Rate too low")
		self.assertEqual(one.reload().state, "Draft")
		said = frappe.get_all(
			"Comment", {"reference_name": one.name, "comment_type": "Comment"}, pluck="content"
		)
		self.assertIn("Rate too low", said)
		versions = frappe.get_all("Version", {"docname": one.name}, pluck="data")
		self.assertTrue(any("Pending Approval" in data for data in versions), "the trail names the steps")

	def test_CON_03_bad_input_is_refused_at_its_field(self):
		half = [{"milestone": "Half", "due_on": today(), "amount": 50_000}]
		for label, values in (
			("Ends On", {"ends_on": add_days(today(), -1), "payments": [], "obligations": []}),
			("Payment Schedule", {"payments": half}),
			(
				"Payment Schedule",
				{"payments": [{**half[0], "amount": 100_000, "due_on": add_days(today(), 900)}]},
			),
			("Payment Schedule", {"payments": [{**half[0], "amount": 100_000, "paid_on": today()}]}),
			("Ends On", {"renews": 1, "ends_on": None, "payments": [], "obligations": []}),
			("Responsible", {"responsible": factories.make_user(roles.TELLER)}),
			("Opportunity", {"opportunity": self.foreign_deal()}),
		):
			with self.subTest(label=label, **values):
				self.refused(label, self.make, **values)
		self.rule({}, document_kind="Contract")
		one = self.make(starts_on=None, ends_on=None, payments=[], obligations=[])
		with self.set_user(self.seller):
			self.refused("Begins On", apply_workflow, one, "Submit for Approval")

	def foreign_deal(self) -> str:
		other = factories.make_customer(branch=self.branch, manager=self.seller).name
		return make_opportunity(other, make_pipeline()["pipeline"], amount=5).name

	def test_CON_03_a_recorded_day_is_corrected_by_a_manager_alone_and_logged(self):
		one, earlier = self.signed(), add_days(today(), -20)
		rows = (
			("Payment Schedule", "payments", "paid_on", one.payments[0]),
			("Obligations", "obligations", "done_on", one.obligations[0]),
		)
		with self.set_user(self.seller):
			for _label, table, field, _row in rows:
				one.get(table)[0].set(field, today())
			one.save()
			for label, table, field, row in rows:
				for value in (earlier, None):
					doc = frappe.get_doc(CONTRACT, one.name)
					doc.get(table)[0].set(field, value)
					with self.subTest(table=table, value=value):
						self.refused(label, doc.save)
						self.refused(label, set_value, row.doctype, row.name, field, value)
				doc = frappe.get_doc(CONTRACT, one.name)
				agreed = entry.AGREED_ROWS[table]
				doc.set(table, [{part: old.get(part) for part in agreed} for old in doc.get(table)])
				self.refused(label, doc.save)
			self.refused(
				"Payment Schedule", set_value, "Bank Contract Payment", one.payments[0].name, "amount", 1
			)
			set_value("Bank Contract Payment", one.payments[1].name, "paid_on", today())
		one.reload()
		self.assertEqual([str(row.paid_on) for row in one.payments], [today()] * 2)
		with self.set_user(self.head):
			one.payments[0].paid_on = earlier
			one.save()
		self.assertEqual(str(one.reload().payments[0].paid_on), earlier)
		said = log_case.entries(CONTRACT, one.name, "user", "before_values", "after_values")[-1]
		days = [
			json.loads(values)["payments"][0]["paid_on"] for values in (said.before_values, said.after_values)
		]
		self.assertEqual((said.user, days), (self.head, [today(), earlier]))

	def test_CON_03_ends_obligations_and_payments_are_reminded_of_once(self):
		one = self.signed(ends_on=add_days(today(), 20), payments=[])
		frappe.db.delete("Notification Log", {"document_name": one.name})
		self.assertEqual(one.remind_on, add_days(one.ends_on, -30))
		for _turn in range(2):
			reminders.run()
		told = frappe.get_all("Notification Log", {"document_name": one.name}, ["subject", "for_user"])
		self.assertEqual([row.for_user for row in told], [self.seller] * 2)
		self.assertEqual(sum("Insure the house" in row.subject for row in told), 1)

	def test_CON_01_amendments_keep_the_chain(self):
		one = self.signed()
		with self.set_user(self.seller):
			name = contracts.amend(one.name)
			self.assertEqual(contracts.amend(one.name), name, "one at a time")
			draft = frappe.get_doc(CONTRACT, name)
			self.assertEqual((draft.state, draft.amends, draft.amendment_no), ("Draft", one.name, 1))
			self.assertFalse(draft.fingerprint or draft.approval or draft.signed_on)
			draft.update({"amount": 200_000, "payments": []}).save()
		approval = self.hand_in(draft)
		with self.set_user(self.head):
			approvals.decide(approval.name, True)
		self.assertEqual(one.reload().state, "Signed", "in force until the new one is signed")
		with self.set_user(self.seller):
			draft.reload().update({"customer_signatory": "Li Lei"}).save()
			apply_workflow(draft, "Sign Contract")
			chain = contracts.chain(name)
		self.assertEqual(
			[(row["name"], row["state"]) for row in chain], [(one.name, "Terminated"), (name, "Signed")]
		)
		self.assertTrue(entry.is_as_signed(one.reload()))
		with self.set_user(self.seller), self.assertRaises(frappe.ValidationError):
			contracts.amend(one.name)

	def test_CON_03_only_a_manager_ends_a_contract_before_its_time(self):
		one = self.signed()
		with self.set_user(self.seller), self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
			frappe.get_doc(CONTRACT, one.name).update(
				{"state": "Terminated", "end_reason": "Sold the house"}
			).save()
		with self.set_user(self.head):
			self.refused("Reason for the End", apply_workflow, one, "Terminate Contract")
			one.reload().update({"end_reason": "Sold the house"}).save()
			apply_workflow(one, "Terminate Contract")
		self.assertEqual((one.reload().state, str(one.ended_on)), ("Terminated", today()))

	def test_CON_02_linked_attached_and_seen_by_whom(self):
		deal = make_opportunity(self.customer, make_pipeline()["pipeline"], amount=5)
		one = self.make(opportunity=deal.name, product=self.product)
		self.assertEqual((one.branch, one.responsible), (self.branch, self.seller))
		with self.set_user(self.seller):
			file = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": "scan.txt",
					"content": io.BytesIO(b"signed").getvalue(),
					"attached_to_doctype": CONTRACT,
					"attached_to_name": one.name,
				}
			).insert()
		self.assertTrue(file.is_private)
		seen = [
			scope.allows(CONTRACT, one.name, user)
			for user in (self.seller, self.head, self.officer, self.stranger)
		]
		self.assertEqual(seen, [True, True, True, False])
		with self.set_user(self.stranger):
			self.assertNotIn(one.name, frappe.get_list(CONTRACT, pluck="name"))
			self.assertFalse(frappe.has_permission("File", "read", doc=file))

	def test_CON_02_on_the_customers_page_and_in_its_timeline(self):
		one, asked = self.make(), self.application()
		with self.set_user(self.seller):
			context = PageContext.of(self.customer)
			rows = overview.contracts(context)["rows"]
			self.assertEqual([row["name"] for row in rows], [one.name])
			self.assertEqual([row["name"] for row in overview.applications(context)["rows"]], [asked.name])
			kinds = frozenset({"contract"})
			self.assertEqual(
				[row["name"] for row in overview.contract_entries(context, kinds, None, 5)], [one.name]
			)
			self.assertEqual(overview.application_entries(context, kinds, None, 5)[0]["name"], asked.name)

	def test_SEC_07_open_contracts_and_applications_follow_their_customer(self):
		one, asked = self.make(), self.application()
		successor = self.staff(roles.RELATIONSHIP_MANAGER, self.branch)
		ended = self.make(payments=[], obligations=[])
		frappe.db.set_value(CONTRACT, ended.name, "state", "Completed")
		move = factories.make(
			"Bank Handover",
			kind="Customers",
			to_user=successor,
			customers=[{"customer": self.customer}],
			effective_on=today(),
			reason="New territory",
		)
		handover.order(move)
		people = [
			frappe.db.get_value(doc.doctype, doc.name, scope.DEALS[doc.doctype])
			for doc in (one, asked, ended)
		]
		self.assertEqual(people, [successor, successor, self.seller])
		handover.undo(move.reload(), "Wrong one")
		self.assertEqual(frappe.db.get_value(CONTRACT, one.name, "responsible"), self.seller)

	def test_CON_04_an_application_leads_to_its_contract(self):
		self.rule({})
		asked = self.application(amount=80_000)
		approval = self.hand_in(asked)
		with self.set_user(self.head):
			approvals.decide(approval.name, True)
		with self.set_user(self.seller):
			values = contracts.of_application(asked.name)
		one = self.make(**values, payments=[], obligations=[])
		self.assertEqual((one.application, one.amount, one.customer), (asked.name, 80_000, self.customer))
		self.assertEqual(steps.facts(one).amount, 80_000)
