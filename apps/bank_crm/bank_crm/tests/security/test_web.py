"""The same over the web application itself: what the other files ask within one process is answered alike (SEC-20)."""

import io
import json

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.web import WebClient, WebTestCase

CUSTOMER = "Bank Customer"


class TestWeb(WebTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.user = cls.keep("User", factories.make_user(roles.RELATIONSHIP_MANAGER))
		cls.stranger = cls.keep("User", factories.make_user(roles.RELATIONSHIP_MANAGER))
		cls.secret = factories.unique("Secret ")
		cls.theirs = cls.keep(
			CUSTOMER, factories.make_customer(customer_name=cls.secret, manager=cls.stranger).name
		)
		cls.mine = cls.keep(CUSTOMER, factories.make_customer(manager=cls.user).name)
		cls.file, cls.my_file = (cls.attach(customer) for customer in (cls.theirs, cls.mine))
		cls.web = WebClient(cls.user)
		frappe.db.commit()

	@classmethod
	def attach(cls, customer: str) -> Document:
		file = factories.make(
			"File",
			file_name=f"{factories.unique()}.txt",
			attached_to_doctype=CUSTOMER,
			attached_to_name=customer,
			content=cls.secret + customer,
			is_private=1,
		)
		cls.keep("File", file.name)
		return file

	def test_SEC_20_a_strangers_customer_comes_by_no_address(self):
		theirs, values = self.theirs, {"doctype": CUSTOMER, "name": self.theirs}
		filters = json.dumps({"name": theirs})
		asked = [
			("GET", f"/api/resource/{CUSTOMER}/{theirs}", {}),
			("GET", f"/api/v1/resource/{CUSTOMER}/{theirs}", {}),
			("GET", f"/api/v2/document/{CUSTOMER}/{theirs}", {}),
			("GET", f"/api/resource/{CUSTOMER}", {"query_string": {"fields": '["*"]', "filters": filters}}),
			(
				"GET",
				f"/api/v2/document/{CUSTOMER}",
				{"query_string": {"fields": '["*"]', "filters": filters}},
			),
			("GET", "/api/method/frappe.desk.form.load.getdoc", {"query_string": values}),
			("GET", "/api/v2/method/frappe.desk.form.load.getdoc", {"query_string": values}),
			(
				"GET",
				"/api/method/frappe.desk.search.get_link_title",
				{"query_string": {**values, "docname": theirs}},
			),
			(
				"GET",
				"/api/v2/method/frappe.desk.search.get_link_title",
				{"query_string": {**values, "docname": theirs}},
			),
			("POST", "/api/method/frappe.desk.search.search_link", {"data": {**values, "txt": self.secret}}),
			("GET", "/printview", {"query_string": values}),
			("GET", "/api/method/frappe.utils.print_format.download_pdf", {"query_string": values}),
			(
				"GET",
				f"/api/v2/document/{CUSTOMER}/{theirs}/method/add_comment",
				{"query_string": {"text": "x"}},
			),
			("GET", self.file.file_url, {}),
			("GET", self.file.file_url, {"query_string": {"fid": self.file.name}}),
			("GET", "/api/method/download_file", {"query_string": {"file_url": self.file.file_url}}),
			("GET", f"/app/{frappe.scrub(CUSTOMER)}/{theirs}", {}),
			("GET", f"/{CUSTOMER}/{theirs}", {}),
		]
		for who, web in (("guest", WebClient()), ("manager", self.web)):
			for method, path, given in asked:
				answer = web.request(method, path, **given)
				self.assertNotIn(self.secret, answer.get_data(as_text=True), f"{who} {method} {path}")
		whole = self.web.request("GET", f"/api/resource/{CUSTOMER}/{self.mine}")
		self.assertEqual((whole.status_code, self.mine in whole.get_data(as_text=True)), (200, True))

	def test_SEC_20_a_file_is_not_taken_by_its_address(self):
		url = self.file.file_url
		for data in (
			{"file_url": url, "file_name": "x.txt", "is_private": "1"},
			{"file_url": url, "doctype": CUSTOMER, "docname": self.mine},
			{"file_url": url, "file": (io.BytesIO(b"twice"), "x.txt"), "is_private": "1"},
			{"library_file_name": self.file.name},
		):
			answer = self.web.request("POST", "/api/method/upload_file", data=data)
			self.assertEqual(answer.status_code, 403, answer.get_data(as_text=True)[:300])
		self.assertEqual(frappe.db.count("File", {"owner": self.user}), 0)

	def test_SEC_18_every_refused_answer_says_so_to_the_desk(self):
		"""The Desk takes an answer without `exc` for success; the traceback itself stays on the server."""
		doc = frappe.get_doc(CUSTOMER, self.theirs).as_dict(convert_dates_to_str=True)
		text = json.dumps(doc, default=str)
		refused = {
			"frappe.desk.form.save.savedocs": {"doc": text, "action": "Save"},
			"frappe.desk.form.save.cancel": {"doctype": CUSTOMER, "name": self.theirs},
			"frappe.model.workflow.apply_workflow": {"doc": text, "action": "Approve"},
			"frappe.client.delete": {"doctype": CUSTOMER, "name": self.theirs},
			"frappe.client.set_value": {
				"doctype": CUSTOMER,
				"name": self.theirs,
				"fieldname": "customer_name",
				"value": "x",
			},
			"frappe.desk.form.assign_to.add": {
				"doctype": CUSTOMER,
				"name": self.theirs,
				"assign_to": json.dumps([self.user]),
			},
			"frappe.desk.doctype.tag.tag.add_tag": {"dt": CUSTOMER, "dn": self.theirs, "tag": "x"},
			"run_doc_method": {"dt": CUSTOMER, "dn": self.theirs, "method": "add_comment"},
			"bank_crm.api.customer_page.page": {"customer": self.theirs},
			"frappe.client.insert": {"doc": json.dumps({"doctype": CUSTOMER})},
		}
		for method, data in refused.items():
			answer = self.web.request("POST", f"/api/method/{method}", data=data)
			told = json.loads(answer.get_data(as_text=True))
			self.assertGreaterEqual(answer.status_code, 400, method)
			(line,) = json.loads(told["exc"])
			self.assertEqual(line, f"Withheld: HTTP {answer.status_code}, {told['exc_type']}", method)
		whole = self.web.request("GET", f"/api/resource/{CUSTOMER}/{self.mine}")
		self.assertNotIn("exc", json.loads(whole.get_data(as_text=True)))

	def test_CON_01_a_form_is_told_at_which_field_it_was_refused(self):
		(kind,) = frappe.get_all("Bank Contract Type", pluck="name", limit=1)
		doc = {"doctype": "Bank Contract", "customer": self.mine, "contract_type": kind, "amount": 5}
		ends_before = {**doc, "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
		insert = "/api/method/frappe.client.insert"
		answer = self.web.request("POST", insert, data={"doc": json.dumps(ends_before)})
		told = json.loads(answer.get_data(as_text=True))["bank_refused"]
		self.assertEqual((told["doctype"], told["field"]), ("Bank Contract", "ends_on"))
		answer = self.web.request("POST", insert, data={"doc": json.dumps({**doc, "customer": self.theirs})})
		self.assertNotIn(
			"bank_refused", json.loads(answer.get_data(as_text=True)), "refused for another reason"
		)

	def test_SEC_18_a_fault_of_the_server_is_told_in_words(self):
		answer = self.web.request(
			"POST", "/api/method/frappe.desk.form.load.getdoc", data={"doctype": CUSTOMER, "name": ""}
		)
		told = json.loads(answer.get_data(as_text=True))
		self.assertEqual(answer.status_code, 500)
		(line,) = json.loads(told["exc"])
		sentence = "The server could not finish this. The details are in its error log."
		self.assertIn(line, {sentence, _(sentence, "zh")})  # in the asker's language or the bank's

	def test_SEC_18_what_a_browser_keeps_is_one_sessions(self):
		"""Two people at one counter: the second is not shown what the first one searched for."""
		answer = self.web.request(
			"GET",
			"/api/method/frappe.desk.search.search_link",
			query_string={"doctype": CUSTOMER, "txt": "x"},
		)
		kept = "max-age" in answer.headers.get("Cache-Control", "")
		self.assertEqual(kept, compat.major_version() >= 16)  # Frappe 15 has no answer of a method kept
		self.assertEqual("Cookie" in answer.headers.get("Vary", ""), kept)
		file = self.web.request("GET", self.my_file.file_url, headers={"X-Use-X-Accel-Redirect": "1"})
		self.assertIn("/protected/private/files/", file.headers["X-Accel-Redirect"])
		self.assertEqual(file.headers["Cache-Control"], "private, no-cache")
		self.assertIn("sandbox", file.headers["Content-Security-Policy"])
