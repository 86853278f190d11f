"""A lead from the bank's web site until it is a customer with an opportunity, in Chinese (SAL-01, SAL-08)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, Watch, call, settle

LEAD, OPPORTUNITY = "Bank Lead", "Bank Opportunity"
MANAGER, SELLER = roles.BRANCH_MANAGER, roles.RELATIONSHIP_MANAGER


def new_mobile(page: Page) -> str:
	return f"139{page.evaluate('Date.now()') % 10**8:08d}"


def make_lead(page: Page, **values: object) -> dict:
	lead = {
		"doctype": LEAD,
		"lead_name": f"转化{page.evaluate('Date.now()')}",
		"customer_type": "Person",
		"mobile": new_mobile(page),
		"source": "Referral",
		"product_category": "Fund",
		"expected_amount": 50_000,
		**values,
	}
	return call(page, "frappe.client.insert", doc=lead)


def open_form(page: Page, doctype: str, name: str) -> None:
	page.evaluate("([doctype, name]) => frappe.set_route('Form', doctype, name)", [doctype, name])
	page.wait_for_function("(name) => window.cur_frm?.docname === name", arg=name)
	settle(page)


def hold(page: Page, doctype: str) -> Callable[[], None]:
	"""Keep back the answers with documents of a DocType; gives what lets them through."""
	held: list[Route] = []
	free = False

	def keep(route: Route) -> None:
		if f"doctype={doctype.replace(' ', '+')}&" not in route.request.url.replace("%20", "+") or free:
			route.continue_()
		else:
			held.append(route)

	def let_go() -> None:
		nonlocal free
		free = True
		for route in held:
			route.continue_()

	page.route("**/api/method/frappe.desk.form.load.getdoc?**", keep)
	return let_go


def convert(page: Page, line: str) -> None:
	"""Press 【转化】 as somebody does who lacks nothing."""
	page.locator(".page-head:visible").get_by_role("button", name="转化").click()
	dialog = page.locator(".modal.show")
	expect(dialog.locator("select[data-fieldname=product_category] option:checked")).to_have_text(line)
	dialog.get_by_role("button", name="转化").click()


def expect_opportunity(page: Page, title: str) -> None:
	"""The opportunity's own page is drawn, with its own breadcrumbs, and none other over it."""
	page.wait_for_function("() => window.cur_frm?.doctype === 'Bank Opportunity'")
	settle(page)
	expect(page.locator(".page-head:visible")).to_contain_text(title)
	expect(page.locator(".form-layout:visible [data-fieldname=customer]").first).to_be_visible()
	assert page.evaluate("cur_frm.docname") == page.evaluate("frappe.get_route()[2]")
	expect(
		page.locator(".navbar-breadcrumbs a:visible, .breadcrumb a:visible").filter(has_text="商机").first
	).to_be_attached()


def test_SAL_01_an_enquiry_on_the_web_site_becomes_a_customer_with_an_opportunity(
	open_as: Open, watch: Watch, context: BrowserContext, address: str
) -> None:
	watch.expect("product_enquiry|417")
	desk = open_as(MANAGER, "/desk")
	own = call(desk, "frappe.client.get_value", doctype="Bank Staff", filters={"user": desk.evaluate("frappe.session.user")}, fieldname="branch")["branch"]  # fmt: skip
	guest, name = context.new_page(), f"网申{desk.evaluate('Date.now()')}"
	guest.goto(f"{address}/product-enquiry")
	guest.locator("[name=name]").fill(name)
	guest.locator("[name=mobile]").fill("12345")
	guest.locator("[name=customer_type]").select_option("Person")
	guest.locator("[name=product_category]").select_option("Loan")
	guest.locator("[name=amount]").fill("300000")
	below = call(
		desk,
		"frappe.client.get_list",
		doctype="Bank Branch",
		filters={"parent_bank_branch": own},
		pluck="name",
	)
	guest.locator("[name=branch]").select_option(sorted(one["name"] for one in below)[0])
	guest.locator("[name=remarks]").fill("想了解经营贷款")
	guest.locator("[name=agreed]").check()
	guest.get_by_role("button", name="提交").click()
	expect(guest.get_by_text("手机号码不正确。")).to_be_visible()
	assert guest.locator("[name=remarks]").input_value() == "想了解经营贷款", "what was typed is kept"
	guest.locator("[name=mobile]").fill(new_mobile(desk))
	guest.get_by_role("button", name="提交").click()
	expect(guest.locator("[role=status]")).to_be_visible()
	(lead,) = call(desk, "frappe.client.get_list", doctype=LEAD, filters={"lead_name": name}, fields=["name", "source", "salesperson", "score"])  # fmt: skip
	assert (lead["source"], bool(lead["salesperson"]), lead["score"] > 0) == ("Web Form", True, True)
	open_form(desk, LEAD, lead["name"])
	convert(desk, "贷款")
	expect_opportunity(desk, name)
	made = desk.evaluate(
		"({customer: cur_frm.doc.customer, amount: cur_frm.doc.amount, of: cur_frm.doc.origin})"
	)
	assert (made["amount"], made["of"]) == (300_000, lead["name"]), "nothing that was known is typed again"
	customer = call(desk, "frappe.client.get_value", doctype="Bank Customer", filters=made["customer"], fieldname="customer_name")  # fmt: skip
	assert customer["customer_name"] == name


def test_SAL_01_a_lead_that_is_read_anew_while_it_is_converted_leaves_the_opportunity_its_page(
	open_as: Open,
) -> None:
	page = open_as(SELLER, "/desk")
	lead = make_lead(page)
	open_form(page, LEAD, lead["name"])
	let_lead, let_opportunity = hold(page, LEAD), hold(page, OPPORTUNITY)
	# what the server's word that the lead has changed leads to
	with page.expect_request("**/frappe.desk.form.load.getdoc?**"):
		page.evaluate("() => { cur_frm.reload_doc(); }")
	convert(page, "基金")
	page.wait_for_function("() => frappe.get_route()[1] === 'Bank Opportunity'")
	let_lead()
	page.wait_for_function("(name) => locals['Bank Lead']?.[name]", arg=lead["name"])
	let_opportunity()
	expect_opportunity(page, lead["lead_name"])
