"""What the pictures of the guide show where a fresh demo bank has nothing yet: made as people make it, and put away again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.e2e import forms
from tests.e2e.conftest import call, settle

EXPORT = "Bank Export Request"


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
