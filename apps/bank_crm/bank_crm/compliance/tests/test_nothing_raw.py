"""The proof: known values go in on every route, and no table, backup or log file holds one (SEC-11, SEC-15).

Everything is committed as in real life and deleted at the end.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import frappe
from frappe.core.doctype.communication.email import make
from frappe.core.doctype.data_import.importer import Importer
from frappe.email.doctype.email_queue.email_queue import EmailQueue
from frappe.email.receive import InboundMail
from frappe.utils import now

from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, TRANSACTION_HEAD, SyncTestCase
from bank_crm.compliance import addresses, sealing
from bank_crm.compliance.tests.seeds import Seeds
from bank_crm.domain.enums import SealKind
from bank_crm.permissions import roles
from bank_crm.tests import factories
from bank_crm.tests.web import WebClient

#: Rows nobody can delete, by design.
APPEND_ONLY = ("tabBank Operation Log", "tabBank Log Seal")


class TestNothingRaw(SyncTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.seeds = Seeds()
		self.started = now()
		self.addCleanup(self.forget_everything)
		self.user = factories.make_user(roles.ADMINISTRATOR, "System Manager")
		self.web = WebClient(self.user)
		frappe.db.commit()

	def forget_everything(self) -> None:
		frappe.db.rollback()
		for table in frappe.db.get_tables(cached=False):
			if table.startswith("tab") and table not in APPEND_ONLY:
				if "creation" in columns(table):
					frappe.db.delete(table.removeprefix("tab"), {"creation": (">=", self.started)})
		frappe.db.delete(
			"__global_search", {"doctype": "Bank Customer", "name": ("not in", known_customers())}
		)
		frappe.db.commit()

	def customer(self, route: str) -> dict:
		values = self.seeds.of(route)
		return {
			**factories.customer_values(manager=self.user),
			"id_type": "ID Card",
			**{kind: values[kind] for kind in ("mobile", "email", "id_number")},
		}

	def sentence(self, route: str) -> str:
		values = self.seeds.of(route)
		return "；".join(f"{kind} {value}" for kind, value in values.items() if kind != "account_no")

	def why(self, answer: object) -> str:
		"""Return what a request answered and what the last error report says: tracebacks do not leave the server."""
		reports = frappe.get_all(
			"Error Log", fields=["error"], order_by="creation desc", limit=1, pluck="error"
		)
		return "\n".join([answer.get_data(as_text=True), *reports])

	# the routes

	def by_form(self) -> str:
		answer = self.web.request(
			"POST",
			"/api/method/frappe.desk.form.save.savedocs",
			data={
				"doc": json.dumps(
					{**self.customer("form"), "__islocal": 1, "name": "new-bank-customer-seeded"}
				),
				"action": "Save",
			},
		)
		self.assertEqual(answer.status_code, 200, self.why(answer))
		return json.loads(answer.get_data())["docs"][0]["name"]

	def by_api(self, customer: str) -> None:
		for version, path in (
			("v1", "/api/resource/Bank Customer"),
			("v2", "/api/v2/document/Bank Customer"),
		):
			answer = self.web.request("POST", path, json=self.customer(f"rest {version}"))
			self.assertIn(answer.status_code, (200, 201), self.why(answer))
		self.web.call("frappe.client.insert", doc=json.dumps(self.customer("client.insert")))
		self.web.call(
			"frappe.client.set_value",
			doctype="Bank Customer",
			name=customer,
			fieldname="mobile",
			value=self.seeds.of("set_value")["mobile"],
		)
		account = {
			"doctype": "Bank Customer Account",
			"customer": customer,
			"category": "Savings",
			"balance": 0,
		}
		values = self.seeds.of("account")
		account |= {"account_no": values["account_no"], "card_no": values["card_no"]}
		answer = self.web.request("POST", "/api/resource/Bank Customer Account", json=account)
		self.assertEqual(answer.status_code, 200, self.why(answer))

	def by_failing(self) -> None:
		"""Requests that end in an error, with the values in every place a report could print."""
		values = self.seeds.of("failing")
		wrong = {**self.customer("failing"), "branch": "No such branch", "occupation": {"not": "a text"}}
		for given in (
			{"json": {"doc": wrong}},
			{"json": {"doc": [wrong], "method": values["mobile"]}},
			{"data": {"doc": json.dumps(wrong)}},
			{"data": {"doc": '{"mobile": "' + values["mobile"]}},
		):
			answer = self.web.request("POST", "/api/method/frappe.client.insert", **given)
			self.assertGreaterEqual(answer.status_code, 400)
			self.assertNotIn("Traceback", answer.get_data(as_text=True))

	def by_searching(self) -> None:
		values = self.seeds.of("search")
		for value in values.values():
			self.web.call("bank_crm.api.customer_search.find", text=value)
		self.web.call("bank_crm.api.screen_pop.pop", phone=values["mobile"])
		filters = [["Bank Customer", "mobile", "like", f"%{values['mobile']}%"]]
		self.web.call(
			"frappe.desk.reportview.get_count", doctype="Bank Customer", filters=json.dumps(filters)
		)
		self.web.call(
			"frappe.model.utils.user_settings.save",
			doctype="Bank Customer",
			user_settings=json.dumps({"List": {"filters": filters}}),
		)

	def by_talking(self, customer: str) -> None:
		self.web.call(
			"frappe.desk.form.utils.add_comment",
			reference_doctype="Bank Customer",
			reference_name=customer,
			content=f"<p>{self.sentence('comment')}</p>",
			comment_email=self.user,
			comment_by="Test",
		)
		self.web.call(
			"bank_crm.api.customer_contact.log_interaction",
			customer=customer,
			channel="Call",
			subject=self.sentence("interaction")[:100],
			content=self.sentence("interaction"),
			next_step=self.sentence("interaction")[:60],
			next_date="2030-01-01",
		)
		self.web.call(
			"bank_crm.api.customer_contact.note_need", customer=customer, need=self.sentence("need")[:130]
		)
		self.web.call(
			"frappe.desk.form.assign_to.add",
			assign_to=json.dumps([self.user]),
			doctype="Bank Customer",
			name=customer,
			description=self.sentence("assignment"),
		)
		self.web.call("frappe.desk.doctype.tag.tag.add_tag", tag="Seeded", dt="Bank Customer", dn=customer)
		# an account number has no form of its own: it is known because it is sealed elsewhere
		self.web.call(
			"frappe.desk.form.utils.add_comment",
			reference_doctype="Bank Customer",
			reference_name=customer,
			content=f"账号 {self.seeds.of('account')['account_no']} 有疑问",
			comment_email=self.user,
			comment_by="Test",
		)

	def by_import(self) -> None:
		doc = {**self.customer("import"), "status": "Active"}
		fields = [
			"status",
			"core_asset_amount",
			"customer_name",
			"customer_type",
			"id_type",
			"id_number",
			"mobile",
			"email",
			"core_asset_type",
		]
		labels = [frappe.get_meta("Bank Customer").get_label(field) for field in fields]
		with TemporaryDirectory() as folder:
			path = Path(folder) / "customers.csv"
			path.write_text(
				"\n".join(",".join(cells) for cells in (labels, [str(doc[field]) for field in fields])),
				encoding="utf-8",
			)
			data_import = frappe.new_doc("Data Import")
			data_import.reference_doctype = "Bank Customer"
			data_import.import_type = "Insert New Records"
			data_import.insert()
			frappe.db.commit()
			Importer(
				"Bank Customer", data_import=data_import, file_path=str(path), console=True
			).import_data()
		self.assert_sealed("import")

	def by_sync(self) -> None:
		system = self.new_system()
		values = self.seeds.of("sync")
		customers = self.source("Customer", system)
		row = ("K1", "Known", values["id_number"], values["mobile"], values["email"], "Nurse")
		refused = self.seeds.of("sync refused")
		wrong = ("K2", "Unknown", "12345", refused["mobile"] + "99999", refused["email"], "Nurse")
		self.put(customers, "customers.csv", CUSTOMER_HEAD, [row, wrong])
		self.run_sync(customers)
		self.assert_sealed("sync")
		accounts = self.source("Account", system)
		self.put(accounts, "accounts.csv", ("id", "owner", "number"), [("A1", "K1", values["account_no"])])
		self.run_sync(accounts)
		booked = self.source("Transaction", system)
		booked.append("mapping", {"target_field": "summary", "source_columns": "note"})
		booked.save()
		frappe.db.commit()
		line = ("T1", "A1", "2026-01-02 10:00:00", "Deposit", "10", "10", values["card_no"])
		self.put(
			booked, "booked.csv", (*TRANSACTION_HEAD, "note"), [(*line, self.sentence("sync summary")[:130])]
		)
		self.assertEqual(self.run_sync(booked).rows_new, 1)

	def by_web_form(self) -> None:
		form = frappe.get_doc(
			{
				"doctype": "Web Form",
				"title": factories.unique("Form "),
				"route": factories.unique("form-").lower(),
				"doc_type": "Bank Customer",
				"module": "Customer",
				"published": 1,
				"login_required": 1,
				"allow_multiple": 1,
				"web_form_fields": [
					{"fieldname": field, "fieldtype": fieldtype, "label": field}
					for field, fieldtype in (
						("customer_name", "Data"),
						("customer_type", "Data"),
						("id_type", "Data"),
						("mobile", "Data"),
						("email", "Data"),
						("id_number", "Data"),
						("core_asset_type", "Data"),
						("core_asset_amount", "Currency"),
					)
				],
			}
		).insert()
		frappe.db.commit()
		data = {
			**self.customer("web form"),
			"web_form_name": form.name,
		}
		self.web.call(
			"frappe.website.doctype.web_form.web_form.accept", web_form=form.name, data=json.dumps(data)
		)
		self.assert_sealed("web form")

	def by_mail(self, customer: str) -> None:
		"""A known customer writes, one nobody knows writes, staff answer, and a mail is sent directly."""
		account = frappe.get_doc(
			{
				"doctype": "Email Account",
				"email_account_name": factories.unique("Mail "),
				"email_id": f"{factories.unique('bank')}@bank.example".lower(),
				"enable_incoming": 0,
				"enable_outgoing": 1,
				"default_outgoing": not frappe.db.exists("Email Account", {"default_outgoing": 1}),
				"smtp_server": "localhost",
				"password": "none",
				"create_contact": 1,
			}
		)
		account.flags.ignore_validate = True
		account.insert()
		frappe.db.commit()
		for route in ("form", "mail of a stranger"):
			values = self.seeds.of(route)
			text = self.sentence("mail text")
			raw = (
				f"From: Li Lei <{values['email']}>\r\nTo: {account.email_id}\r\nCc: {self.seeds.of('cc')['email']}\r\n"
				f"Subject: =?utf-8?q?Call_{self.seeds.of('mail subject')['mobile']}?=\r\n"
				f"Message-ID: <{frappe.generate_hash()}@customers.example>\r\n"
				f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}</p>\r\n"
			)
			received = InboundMail(raw.encode(), account).process()
			frappe.db.commit()
			self.assertIn("***", received.sender)
			self.assertEqual(addresses.show(received.sender)[0].count(values["email"]), 1)
			if route == "form":
				self.assertEqual(
					(received.reference_doctype, received.reference_name), ("Bank Customer", customer)
				)
		# no role of ours may send mails from a customer yet; the site's administrator may
		make(
			doctype="Bank Customer",
			name=customer,
			send_email=True,
			sender=account.email_id,
			recipients=f"{received.sender}, {self.seeds.of('mail sent')['email']}",
			subject="Answer",
			content=f"<p>{self.sentence('mail sent text')}</p>",
		)
		frappe.sendmail(
			recipients=[self.seeds.of("sendmail")["email"]],
			subject="Greeting",
			message="Hello",
			delayed=True,
			sender=account.email_id,
		)
		frappe.db.commit()
		self.assert_mail_leaves_for(
			self.seeds.of("mail sent")["email"], self.seeds.of("mail of a stranger")["email"]
		)

	def assert_mail_leaves_for(self, *expected: str) -> None:
		"""What waits in the queue goes to the addresses themselves."""
		sent: list[str] = []

		def note(queue: EmailQueue, *args: object, **kwargs: object) -> None:
			sent.extend(row.recipient for row in queue.recipients)
			for address in (row.recipient for row in queue.recipients):
				self.assertNotIn("***", address)

		original, EmailQueue.send = EmailQueue.send, note
		try:
			for name in frappe.get_all(
				"Email Queue", filters={"creation": (">=", self.started)}, pluck="name"
			):
				frappe.get_doc("Email Queue", name).send()
		finally:
			EmailQueue.send = original
		self.assertLessEqual(set(expected), set(sent))

	def by_revealing(self, customer: str) -> None:
		value = self.web.call(
			"bank_crm.compliance.reveal.reveal",
			doctype="Bank Customer",
			name=customer,
			field="email",
			reason=f"call {self.seeds.of('reason')['mobile']}",
		)
		self.assertEqual(value, self.seeds.of("form")["email"])

	def assert_sealed(self, route: str) -> None:
		"""The route did store the customer: the proof is not empty."""
		values = self.seeds.of(route)
		for kind, field in ((SealKind.MOBILE, "mobile"), (SealKind.ID_NUMBER, "id_number")):
			self.assertTrue(
				sealing.find(kind, values[field], "Bank Customer", field), f"{route} stored nothing"
			)

	def test_SEC_15_no_table_backup_or_log_holds_a_complete_value(self):
		customer = self.by_form()
		self.by_api(customer)
		self.by_failing()
		self.by_searching()
		self.by_talking(customer)
		self.by_import()
		self.by_sync()
		self.by_web_form()
		self.by_mail(customer)
		self.by_revealing(customer)
		for route in ("rest v1", "rest v2", "client.insert"):
			self.assert_sealed(route)
		frappe.db.commit()
		self.assertEqual(self.seeds.in_tables(), {})
		self.assertEqual(self.seeds.in_backup(), [])
		self.assertEqual(self.seeds.in_logs(), {})
		self.assertEqual(self.seeds.in_cache(), [])


def columns(table: str) -> list[str]:
	return [column["name"] for column in frappe.db.get_table_columns_description(table)]


def known_customers() -> list[str]:
	return frappe.get_all("Bank Customer", pluck="name") or [""]
