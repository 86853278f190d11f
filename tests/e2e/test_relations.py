"""Relations, household and their graph on the customer's form (requirements 1.5, CUS-03)."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, Watch, settle, visit

RM = roles.RELATIONSHIP_MANAGER
GRAPH = "bank_crm.api.relations.graph"


def related_customer(page: Page) -> str:
	"""The relationship manager's customer with a household and the biggest graph."""
	return page.evaluate(
		"""async (method) => {
			const own = await frappe.db.get_list("Bank Customer",
				{fields: ["name"], filters: {household: ["is", "set"]}, limit: 15});
			const graphs = await Promise.all(own.map((row) => frappe.xcall(method, {customer: row.name}, "GET")));
			const sizes = graphs.map((graph) => graph.nodes.length);
			return own[sizes.indexOf(Math.max(...sizes))].name;
		}""",
		GRAPH,
	)


def open_form(page: Page, name: str) -> None:
	page.goto(page.url.split("/desk")[0] + f"/desk/bank-customer/{name}")
	settle(page)
	page.locator(".form-tabs .nav-link", has_text="更多信息").click()
	expect(page.locator(".bank-relations h4")).to_have_text("关系")


def test_CUS_03_relations_and_household_stand_on_the_form(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-crm")
	open_form(page, related_customer(page))
	section = page.locator(".bank-relations")
	expect(section.locator(".bank-household-card")).to_contain_text("户主")
	expect(section.locator(".bank-relation-list .bank-relation-role", has_text="配偶").first).to_be_visible()


def test_CUS_03_the_page_tells_the_household_with_strangers_masked(open_as: Open) -> None:
	page = open_as(roles.TELLER, "/desk/bank-crm")
	name = page.evaluate(
		"""async () => {
			const own = await frappe.db.get_list("Bank Customer",
				{fields: ["name", "household"], filters: {household: ["is", "set"]}, limit: 40});
			for (const row of own) {
				const told = await frappe.xcall("bank_crm.api.relations.household", {name: row.household}, "GET");
				if (told.hidden) return row.name;
			}
		}"""
	)
	visit(page, f"/desk/bank-customer/{name}")
	panel = page.locator(".bank-section", has=page.locator("h4", has_text="家庭 ·"))
	expect(panel).to_contain_text("可见成员资产")
	expect(panel).to_contain_text("不在您的客户范围内")
	expect(panel.locator("span[title='非您名下客户']").first).to_contain_text("*")
	expect(panel.locator("h4 a")).to_have_count(0)


def test_the_graph_opens_expands_and_leads_to_a_customer_by_keyboard(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-crm")
	name = related_customer(page)
	open_form(page, name)
	page.locator(".bank-relations [data-do=graph]").click()
	nodes = page.locator(".bank-graph-node")
	expect(page.locator(f".bank-graph-node[data-key='{name}']")).to_be_focused()
	expect(page.locator(".modal-title:visible")).to_contain_text("的关系图")
	before = nodes.count()
	assert before >= 2
	box = page.locator(".bank-graph-box").bounding_box()
	for place in nodes.all():
		spot = place.bounding_box()
		assert box["x"] <= spot["x"] and spot["x"] + spot["width"] <= box["x"] + box["width"] + 1
	other = page.locator(f".bank-graph-node[role=link]:not([data-key='{name}'])").first
	key = other.get_attribute("data-key")
	other.focus()
	page.keyboard.press("Enter")
	page.wait_for_url(re.compile(key))


def test_a_relation_that_cannot_be_is_refused_at_the_field(open_as: Open, watch: Watch) -> None:
	watch.expect("417|Traceback")
	page = open_as(RM, "/desk/bank-crm")
	name = related_customer(page)
	open_form(page, name)
	spouse = page.evaluate(
		"""async (name) => (await frappe.xcall("bank_crm.api.relations.of_customer", {customer: name}, "GET"))
			.relations.find((row) => row.name)?.name""",
		name,
	)
	page.locator(".bank-relations [data-do=relate]").click()
	page.wait_for_function("window.cur_dialog?.fields_dict.other_customer")
	page.evaluate("() => cur_dialog.set_value('role', 'Sibling')")
	settle(page)
	page.evaluate("(other) => cur_dialog.set_value('other_customer', other)", spouse or name)
	settle(page)
	page.locator(".modal:visible .btn-modal-primary").click()
	expect(page.locator(".msgprint").last).to_contain_text(re.compile("对方角色|对方客户"))
