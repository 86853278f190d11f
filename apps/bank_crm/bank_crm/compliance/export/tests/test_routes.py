"""The framework's own ways to take data out are closed, known and unknown ones (SEC-12, SEC-20)."""

import ast
from functools import cache
from pathlib import Path
from unittest import mock

import frappe
from frappe import handler
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bank_crm.compliance.export import access, attachments, routes
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

FRAMEWORK = Path(frappe.__file__).parent
#: What makes an answer a file, wherever it is called.
FILE_MAKERS = {"provide_binary_file", "build_csv_response", "build_xlsx_response", "send_csv_to_client"}
FILE_TYPES = {"download", "binary", "csv", "pdf", "txt"}
#: Whitelisted functions the search below finds though no data leave by them, with the reason.
HARMLESS = {
	# calls any whitelisted method of a document; its `as_csv` is closed by itself
	"frappe.handler.run_doc_method",
	# found by the names of what they call, which on Frappe 15 are those of others that make files
	"frappe.core.doctype.deleted_document.deleted_document.bulk_restore",
	"frappe.core.doctype.deleted_document.deleted_document.restore",
	"frappe.custom.doctype.customize_form.customize_form.save_customization",
	"frappe.integrations.doctype.google_calendar.google_calendar.sync",
	"frappe.integrations.doctype.google_contacts.google_contacts.sync",
}


def asking(path: str, **form: object) -> mock._patch:
	"""Be in the middle of a request."""
	frappe.local.form_dict = frappe._dict(form)
	frappe.local.request = Request(EnvironBuilder(path=path, method="POST").get_environ())
	return frappe.local.request


class TestClosedRoutes(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.technician = factories.make_user("System Manager", "Report Manager")
		cls.exporter = factories.make_user("System Manager", roles.DATA_EXPORTER)

	def setUp(self) -> None:
		super().setUp()
		before = (frappe.local.form_dict, getattr(frappe.local, "request", None))
		self.addCleanup(self._restore, *before)

	@staticmethod
	def _restore(form: object, request: object) -> None:
		frappe.local.form_dict, frappe.local.request = form, request

	def assert_closed(self, path: str, user: str, **form: object) -> None:
		frappe.set_user(user)
		asking(path, **form)
		with self.assertRaises(frappe.PermissionError, msg=f"{path} {form} {user}"):
			routes.guard_request()

	def assert_open(self, path: str, user: str, **form: object) -> None:
		frappe.set_user(user)
		asking(path, **form)
		routes.guard_request()

	def test_SEC_12_every_known_route_is_closed_to_everybody_without_the_role(self):
		tried = 0
		for name in routes.CLOSED:
			if not exists(name):
				continue
			tried += 1
			for user in (self.manager, self.technician, "Administrator"):
				form = {"with_data": "1", "export_records": "all"}
				self.assert_closed(f"/api/method/{name}", user, **form)
				self.assert_closed(f"/api/v1/method/{name}", user, **form)
				self.assert_closed(f"/api/v2/method/{name}", user, **form)
				self.assert_closed("/", user, cmd=name, **form)
			self.assert_open(f"/api/method/{name}", self.exporter, with_data="1")
		self.assertGreater(tried, 12)

	def test_SEC_12_no_alias_leads_around(self):
		def alias() -> None:
			"""What another app would import under a name of its own."""

		alias.__module__, alias.__qualname__ = "frappe.desk.reportview", "export_query"
		with mock.patch.object(frappe, "bank_crm_alias", alias, create=True):
			self.assert_closed("/api/method/frappe.bank_crm_alias", self.technician)
		overrides = {"innocent.name": ["frappe.desk.reportview.export_query"]}
		with mock.patch.object(
			frappe, "override_whitelisted_method", lambda name: overrides.get(name, [name])[-1]
		):
			self.assert_closed("/api/method/innocent.name", self.technician)
		self.assert_closed("/api/v2/method/Data Import/download_template", self.technician)
		self.assert_closed("/api/method/run_doc_method", self.technician, as_csv="1")
		self.assert_closed("/backups/20260101_database.sql.gz", "Administrator")

	def test_SEC_12_empty_templates_and_ordinary_calls_stay_open(self):
		template = "frappe.core.doctype.data_import.data_import.download_template"
		self.assert_open(f"/api/method/{template}", self.technician, export_records="blank_template")
		self.assert_open(
			"/api/method/frappe.core.doctype.data_export.exporter.export_data", self.technician, with_data="0"
		)
		self.assert_open("/api/method/frappe.desk.reportview.get", self.manager)
		self.assert_open("/api/method/no.such.thing", self.manager)
		self.assert_open("/desk/bank-crm", self.manager)

	def test_SEC_12_a_route_nobody_knew_of_gives_no_file(self):
		for headers, mimetype in (
			({"Content-Disposition": "attachment; filename=x.csv"}, "text/csv"),
			({"Content-Disposition": "inline; filename=x.pdf"}, "application/pdf"),
			({}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		):
			frappe.set_user(self.technician)
			request = asking("/api/method/another_app.api.dump")
			response = Response("secret", headers=headers, mimetype=mimetype)
			routes.guard_response(response=response, request=request)
			self.assertEqual((response.status_code, response.mimetype), (403, "application/json"))
			self.assertNotIn(b"secret", response.get_data())
			self.assertNotIn("Content-Disposition", response.headers)

	def test_SEC_12_answers_without_a_file_and_the_one_download_go_through(self):
		frappe.set_user(self.manager)
		for path, response in (
			("/api/method/frappe.desk.reportview.get", Response("{}", mimetype="application/json")),
			(
				"/api/method/bank_crm.api.exports.download_file",
				Response("x", headers={"Content-Disposition": "attachment"}),
			),
			("/files/logo.png", Response("x", mimetype="image/png")),
			("/assets/x.js", Response("x", headers={"Content-Disposition": "inline"})),
		):
			routes.guard_response(response=response, request=asking(path))
			self.assertEqual(response.status_code, 200, path)
		frappe.set_user(self.exporter)
		response = Response("x", headers={"Content-Disposition": "attachment"})
		routes.guard_response(response=response, request=asking("/api/method/another_app.api.dump"))
		self.assertEqual(response.status_code, 200)

	def test_SEC_12_every_function_of_the_framework_that_answers_with_a_file_is_decided_about(self):
		decided = {*routes.CLOSED, *routes.MAY_ANSWER_WITH_A_FILE, *HARMLESS}
		found = functions_with_files()
		self.assertGreater(len(found), 12)
		self.assertEqual(found - decided, set())

	def test_SEC_12_nobody_has_the_role_at_first_not_even_the_administrator(self):
		self.assertFalse(access.may_export("Administrator"))
		shipped = frappe.get_all("Has Role", {"role": roles.DATA_EXPORTER, "parenttype": "Role Profile"})
		self.assertEqual(shipped, [])

	def test_SEC_12_a_disabled_role_opens_nothing(self):
		self.assertTrue(access.may_export(self.exporter))
		frappe.db.set_value("Role", roles.DATA_EXPORTER, "disabled", 1)
		self.addCleanup(frappe.clear_document_cache, "Role", roles.DATA_EXPORTER)
		self.addCleanup(frappe.db.value_cache.clear)
		frappe.db.value_cache.clear()
		self.assertFalse(access.may_export(self.exporter))


class TestFilesAndMails(BankCRMTestCase):
	def file(self, doctype: str, name: str | None = None, **values: object) -> object:
		values = {
			"file_name": f"{factories.unique()}.json",
			"attached_to_doctype": doctype,
			"attached_to_name": name or factories.unique(),
			"content": factories.unique(),
			"is_private": 1,
			**values,
		}
		return factories.make("File", **values)

	def assert_served(self, url: str, served: bool) -> None:
		before = frappe.local.form_dict
		self.addCleanup(setattr, frappe.local, "form_dict", before)
		for path, form in ((url, {}), ("/api/method/download_file", {"file_url": url})):
			frappe.local.form_dict = frappe._dict(form)
			if served:
				attachments.guard_request(path)
				continue
			with self.assertRaises(frappe.PermissionError, msg=url):
				attachments.guard_request(path)

	def test_SEC_12_files_made_of_data_are_served_to_nobody(self):
		for doctype in (*attachments.MADE_OF_DATA, *attachments.RAW):
			self.assert_served(self.file(doctype).file_url, served=False)
		self.assert_served(self.file("Bank Branch", factories.make_branch()).file_url, served=True)

	def test_SEC_12_a_second_document_of_the_same_file_opens_nothing(self):
		file = self.file("Prepared Report")
		factories.make("File", file_url=file.file_url, file_name=file.file_name, is_private=1)
		self.assert_served(file.file_url, served=False)

	def test_SEC_11_import_files_are_private_whatever_is_ticked(self):
		ticked = self.file("Data Import", is_private=0)
		self.assertTrue(ticked.is_private and ticked.file_url.startswith("/private/files/"), ticked.file_url)
		document = factories.make(
			"Data Import", reference_doctype="Bank Branch", import_type="Insert New Records"
		)
		file = self.file("Data Import", document.name)
		file.is_private = 0
		with self.assertRaisesRegex(frappe.ValidationError, "stay private"):
			file.save()

	def test_SEC_11_an_import_file_is_not_handed_out_to_an_exporter_either(self):
		frappe.set_user(factories.make_user("System Manager", roles.DATA_EXPORTER))
		self.assert_served(self.file("Data Import").file_url, served=False)
		self.assert_served(self.file("Prepared Report").file_url, served=True)

	def test_SEC_12_reports_are_not_mailed(self):
		values = {
			"report": "Bank Export Register",
			"user": "Administrator",
			"email_to": "x@example.com",
			"format": "HTML",
			"frequency": "Daily",
			"enabled": 1,
		}
		with self.assertRaises(frappe.PermissionError):
			factories.make("Auto Email Report", **values)
		with mock.patch.object(attachments, "guard_report"):
			report = frappe.get_doc({"doctype": "Auto Email Report", **values, "name": factories.unique()})
			report.db_insert()
		self.assert_not_mailed(reference_doctype="Auto Email Report", reference_name=report.name)

	def test_SEC_12_our_documents_are_not_printed_into_mails(self):
		printed = {"print_format_attachment": 1, "doctype": "Bank Customer", "name": "C"}
		self.assert_not_mailed(attachments=frappe.as_json([printed]))
		self.assert_not_mailed(
			reference_doctype="Bank Customer",
			message="Content-Type: application/pdf\nContent-Disposition: attachment; filename=x.pdf",
		)
		self.assert_not_mailed(attachments=frappe.as_json([{"fid": self.file("Report").name}]))
		mail = self.mail(reference_doctype="Bank Customer", message="Happy birthday")
		attachments.guard_mail(mail)
		with self.assertRaises(frappe.PermissionError):
			factories.make(
				"Notification",
				subject="S",
				document_type="Bank Customer",
				event="New",
				channel="Email",
				message="M",
				attach_print=1,
				recipients=[{"receiver_by_role": "System Manager"}],
			)

	def mail(self, **values: object) -> object:
		return frappe.get_doc({"doctype": "Email Queue", "message": "", **values})

	def assert_not_mailed(self, **values: object) -> None:
		with self.assertRaises(frappe.PermissionError, msg=str(values)):
			attachments.guard_mail(self.mail(**values))


def exists(name: str) -> bool:
	"""Whether this version of the framework has the function."""
	try:
		return callable(handler.get_attr(name))
	except (AttributeError, ImportError):
		return False


@cache
def functions_with_files() -> set[str]:
	"""The framework's whitelisted functions that answer with a file themselves or through what they call."""
	bodies: dict[str, list[tuple[str, ast.FunctionDef]]] = {}
	for path in FRAMEWORK.rglob("*.py"):
		where = path.relative_to(FRAMEWORK.parent)
		if "tests" in where.parts or path.name.startswith("test_") or "node_modules" in where.parts:
			continue
		module = ".".join(where.with_suffix("").parts)
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if isinstance(node, ast.FunctionDef):
				bodies.setdefault(node.name, []).append((f"{module}.{node.name}", node))
	making = set(FILE_MAKERS)
	named = [entry for entries in bodies.values() for entry in entries]
	while True:
		more = {
			node.name
			for _path, node in named
			if node.name not in making and (_makes_file(node) or _calls(node) & making)
		} - {
			"handle",
			"execute_cmd",
			"build_response",
			"application",
			"get_response",
			"send",
			"run",
			"wrapper",
		}
		if not more:
			break
		making |= more
	return {path for path, node in named if node.name in making and _is_whitelisted(node)}


def _makes_file(node: ast.FunctionDef) -> bool:
	text = ast.unparse(node)
	return "response" in text and any(
		f"response.type = '{kind}'" in text or f"response['type'] = '{kind}'" in text for kind in FILE_TYPES
	)


def _calls(node: ast.FunctionDef) -> set[str]:
	found = set()
	for call in ast.walk(node):
		if isinstance(call, ast.Call):
			function = call.func
			found.add(function.id if isinstance(function, ast.Name) else getattr(function, "attr", ""))
	return found


def _is_whitelisted(node: ast.FunctionDef) -> bool:
	return any("whitelist" in ast.unparse(decorator) for decorator in node.decorator_list)
