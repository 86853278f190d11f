"""What the pictures of the guide show where a fresh demo bank has nothing yet: made as people make it, and put away again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Page

from tests.e2e import forms
from tests.e2e.conftest import call, settle

EXPORT, SOURCE = "Bank Export Request", "Bank Data Source"
#: Entity, and which columns of it the core system gives, by the field each fills.
GIVEN = {
	"Account": ("Bank Customer Account", ("external_id", "category", "status")),
}
SAID = {"Account": "核心系统账户"}
ROWS = 60
#: Looks until the source has run, for two minutes.
WHEN_RUN = """async (name) => {
	for (let turn = 0; turn < 240; turn++) {
		const { message } = await frappe.db.get_value("Bank Data Source", name, "last_state");
		if (message.last_state && !["Queued", "Running"].includes(message.last_state)) return message.last_state;
		await new Promise((next) => setTimeout(next, 500));
	}
	return "";
}"""


@contextmanager
def export_request(page: Page) -> Iterator[str]:
	"""A request that waits for compliance, asked for in the list of customers; taken back and deleted afterwards."""
	forms.choose_entry(page, "导出申请")
	page.wait_for_function("() => cur_frm?.doctype === 'Bank Export Request' && cur_frm.is_new()")
	settle(page)
	forms.write(page, "purpose", "报送反洗钱专项核查客户清单")
	forms.write(page, "recipient", "人民银行杭州中心支行")
	name = forms.save(page)
	forms.take_step(page, "脱敏校验", "脱敏校验")
	forms.take_step(page, "提交审批", "合规审批")
	yield name
	doc = call(page, "frappe.client.get", doctype=EXPORT, name=name)
	call(page, "frappe.model.workflow.apply_workflow", doc=doc, action="Back to Draft")
	call(page, "frappe.client.delete", doctype=EXPORT, name=name)


@contextmanager
def data_sources(page: Page) -> Iterator[list[str]]:
	"""A source of accounts that has run: nothing has changed since, and one row is refused."""
	told = {entity: _rows(page, *GIVEN[entity]) for entity in GIVEN}
	with _core_system(told) as url:
		names = [_source(page, entity, url, told[entity][0]["source_system"]) for entity in GIVEN]
		for name in names:
			call(page, "bank_crm.analytics.sync.actions.start_full_sync", source=name)
			assert page.evaluate(WHEN_RUN, name) == "Completed with Refusals", name
		yield names
		for name in names:
			call(page, "frappe.client.set_value", doctype=SOURCE, name=name, fieldname="enabled", value=0)


def _rows(page: Page, doctype: str, fields: tuple[str, ...]) -> list[dict]:
	"""Rows as the core system would give them, and one it would give wrongly."""
	args = {
		"fields": [*fields, "source_system"],
		"filters": {"external_id": ["is", "set"]},
		"limit": ROWS,
		"order_by": "name asc",
	}
	found = page.evaluate("([d, a]) => frappe.db.get_list(d, a)", [doctype, args])
	return [*found, {**found[0], "external_id": "X1", fields[1]: None, fields[2]: None}]


@contextmanager
def _core_system(told: dict[str, list[dict]]) -> Iterator[str]:
	class Answer(BaseHTTPRequestHandler):
		def do_GET(self) -> None:
			body = json.dumps(told[self.path.strip("/")]).encode()
			self.send_response(200)
			self.send_header("Content-Type", "application/json")
			self.send_header("Content-Length", str(len(body)))
			self.end_headers()
			self.wfile.write(body)

		def log_message(self, *args: object) -> None:
			pass

	server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
	Thread(target=server.serve_forever, daemon=True).start()
	yield f"http://127.0.0.1:{server.server_port}"
	server.shutdown()


def _source(page: Page, entity: str, url: str, system: str) -> str:
	"""The source of an earlier run, or a new one."""
	values = {"source_name": SAID[entity], "url": f"{url}/{entity}", "enabled": 1}
	known = page.evaluate(
		"([d, n]) => frappe.db.get_list(d, {filters: {source_name: n}, limit: 1})", [SOURCE, SAID[entity]]
	)
	if known:
		call(
			page,
			"frappe.client.set_value",
			doctype=SOURCE,
			name=known[0]["name"],
			fieldname={**values, "last_state": ""},
		)
		return known[0]["name"]
	mapping = [{"target_field": field, "source_columns": field} for field in GIVEN[entity][1]]
	doc = {
		"doctype": SOURCE,
		"source_system": system,
		"entity": entity,
		"connector": "HTTP JSON",
		"mapping": mapping,
		**values,
	}
	return call(page, "frappe.client.insert", doc=doc)["name"]
