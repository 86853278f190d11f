"""The steps of the user's guide with its pictures (docs/user-guide): walked in every run, drawn anew with BENCH_PICTURES=1."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from benchkit.paths import Bench
from tests.e2e.conftest import Open, call, settle, visit
from tests.e2e.guide_records import data_sources, export_request

DRAWING = bool(os.environ.get("BENCH_PICTURES"))
LARGEST = 150_000
#: Fewer colours make a picture of a screen a third as large, and nobody sees it.
COLOURS = (128, 64, 32)
WORD = re.compile(r"!\[[^\]]*\]\(\.\./\.\./images/guide/([\w-]+)\.png\)")
#: A picture's place in a page until it has been drawn for the first time.
NOT_YET = re.compile(r"<!-- (!\[[^\]]*\]\(\.\./\.\./images/guide/([\w-]+)\.png\)) -->")


@dataclass(frozen=True)
class Walk:
	"""One picture of the guide: who, where, what is done there, and what must stand on the screen then."""

	picture: str
	role: str
	path: str
	shows: tuple[str, ...]
	does: Callable[[Page], None] = lambda page: None


def rich_customer(page: Page) -> str:
	"""Somebody with much to see, among the user's own rows."""
	return str(
		page.evaluate(
			"""() => frappe.db.get_list("Bank Customer", {order_by: "product_count desc, total_aum desc", limit: 1})
				.then((rows) => rows[0].name)"""
		)
	)


def open_customer(page: Page) -> None:
	visit(page, f"/desk/bank-customer/{rich_customer(page)}")
	expect(page.locator(".bank-identity .bank-name:visible")).to_be_visible()


def open_first(doctype: str, **filters: str) -> Callable[[Page], None]:
	"""To the newest document of a DocType the user may see."""

	def step(page: Page) -> None:
		name = page.evaluate(
			"""([d, filters]) => frappe.db.get_list(d, {filters, order_by: "creation desc", limit: 1})
				.then((rows) => rows[0].name)""",
			[doctype, filters],
		)
		visit(page, f"/desk/{doctype.lower().replace(' ', '-')}/{name}")

	return step


def find_by_name(page: Page) -> None:
	name = page.evaluate(
		"(n) => frappe.db.get_value('Bank Customer', n, 'customer_name')", rich_customer(page)
	)
	box = page.locator(".bank-quick-find:visible input")
	box.fill(str(name["message"]["customer_name"])[:2])
	expect(page.locator(".bank-quick-find [role=option]").first).to_be_visible()


def begin_order(page: Page) -> None:
	page.locator("[data-fieldname=subject]:visible input").first.fill("客户咨询留学汇款")


def many_tiers(page: Page) -> None:
	page.fill("[data-key=assets_from]", "50")
	with page.expect_response(lambda answer: "tiering.find" in answer.url):
		page.select_option("[data-key=login]", "30")
	expect(page.locator(".bank-tiering-result[aria-busy]")).to_have_count(0)


def my_order(page: Page) -> str:
	"""An open order of the agent's own."""
	me = page.evaluate("frappe.session.user")
	doc = {
		"doctype": "Bank Work Order",
		"subject": "咨询稳健型理财产品",
		"order_type": "Enquiry",
		"channel": "Phone",
		"handler": me,
	}
	return call(page, "frappe.client.insert", doc=doc)["name"]


def close_order(page: Page, name: str) -> None:
	call(page, "bank_crm.api.work_orders.handle", name=name, solution="已答复", state="Answered")
	call(page, "bank_crm.api.work_orders.close", name=name, reason="演示结束")


TELLER, MANAGER, MARKETING = roles.TELLER, roles.RELATIONSHIP_MANAGER, roles.MARKETING_OFFICER
AGENT, BRANCH, COMPLIANCE = roles.SERVICE_AGENT, roles.BRANCH_MANAGER, roles.COMPLIANCE_OFFICER
AUDITOR, ADMINISTRATOR = roles.AUDITOR, roles.ADMINISTRATOR
WALKS = (
	Walk("teller-find", TELLER, "/desk/bank-customer", ("客户",), find_by_name),
	Walk("teller-customer", TELLER, "/desk/bank-crm", ("资产全景图", "历史需求", "时间线"), open_customer),
	Walk("teller-order", TELLER, "/desk/bank-work-order/new", ("主题", "渠道"), begin_order),
	Walk("manager-my-day", MANAGER, "/desk/bank-my-day", ("我的一天", "今天", "未来一周")),
	Walk("manager-customer", MANAGER, "/desk/bank-crm", ("资产全景图", "产品持有", "时间线"), open_customer),
	Walk("manager-opportunities", MANAGER, "/desk/bank-opportunity", ("商机",)),
	Walk(
		"marketing-segment",
		MARKETING,
		"/desk/bank-crm",
		("条件",),
		open_first("Bank Segment", basis="Conditions"),
	),
	Walk(
		"marketing-campaign",
		MARKETING,
		"/desk/bank-crm",
		("适用客群", "波次", "效果"),
		open_first("Bank Campaign"),
	),
	Walk("marketing-campaigns", MARKETING, "/desk/bank-campaign", ("参与率", "转化率")),
	Walk("agent-caller", AGENT, "/desk/bank-screen-pop", ("来电弹屏", "打开客户")),
	Walk("branch-home", BRANCH, "/desk/bank-crm", ("客户管理",)),
	Walk("branch-approvals", BRANCH, "/desk/bank-approval", ("审批单",)),
	Walk("branch-tiering", BRANCH, "/desk/bank-tiering", ("批量调整层级",), many_tiers),
	Walk("compliance-log", COMPLIANCE, "/desk/bank-operation-log", ("操作日志",)),
	Walk("auditor-log", AUDITOR, "/desk/bank-operation-log", ("操作日志",)),
	Walk("admin-staff", ADMINISTRATOR, "/desk/bank-staff", ("员工",)),
	Walk("admin-settings", ADMINISTRATOR, "/desk/bank-crm-settings", ("活跃度", "营销管理")),
)
#: Pictures of the agent's order, which the test makes and closes itself.
ORDER_PICTURES = ("agent-orders", "agent-order", "agent-handle")
#: Pictures of records a fresh demo bank has none of.
RECORD_PICTURES = ("compliance-exports", "compliance-audit", "auditor-audit", "admin-sources")


@pytest.fixture(scope="session")
def pictures(bench: Bench) -> Path:
	folder = bench.root / "docs" / "images" / "guide"
	folder.mkdir(parents=True, exist_ok=True)
	return folder


def draw(page: Page, folder: Path, name: str) -> None:
	"""Write the picture as small as it has to be; nothing in a normal run."""
	if not DRAWING:
		return
	page.wait_for_timeout(1_200)
	whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
	for colours in COLOURS:
		packed = io.BytesIO()
		whole.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
		if packed.tell() <= LARGEST:
			break
	(folder / f"{name}.png").write_bytes(packed.getvalue())
	for guide in (folder.parents[1] / "user-guide").glob("*/*.md"):
		text = guide.read_text(encoding="utf-8")
		guide.write_text(
			NOT_YET.sub(lambda line: line[1] if line[2] == name else line[0], text), encoding="utf-8"
		)


def shows(page: Page, *words: str) -> None:
	"""Each word is to be read on the screen."""
	for word in words:
		page.wait_for_function(
			"(word) => document.body.innerText.includes(word) || document.title.includes(word)", arg=word
		)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.picture)
def test_a_step_of_the_guide(walk: Walk, open_as: Open, pictures: Path) -> None:
	page = open_as(walk.role, walk.path)
	walk.does(page)
	settle(page)
	shows(page, *walk.shows)
	draw(page, pictures, walk.picture)


@pytest.fixture
def order(open_as: Open) -> Iterator[tuple[Page, str]]:
	page = open_as(AGENT, "/desk/bank-crm")
	name = my_order(page)
	yield page, name
	close_order(page, name)


def test_the_agents_order_of_the_guide(order: tuple[Page, str], pictures: Path) -> None:
	page, name = order
	visit(page, "/desk/bank-my-orders")
	page.wait_for_url("**/bank-work-order**")
	settle(page)
	shows(page, "我的工单", "领取下一张")
	draw(page, pictures, "agent-orders")
	visit(page, f"/desk/bank-work-order/{name}")
	shows(page, "处理", "协作任务", "事项")
	draw(page, pictures, "agent-order")
	page.get_by_role("button", name="处理", exact=True).click()
	expect(page.locator(".modal.show [data-fieldname=solution] textarea")).to_be_visible()
	shows(page, "处理结果", "处理后状态", "知识")
	draw(page, pictures, "agent-handle")
	page.locator(".modal.show .btn-modal-close").click()
	expect(page.locator(".modal.show")).to_have_count(0)


def test_the_export_request_of_the_guide(open_as: Open, pictures: Path) -> None:
	with export_request(open_as(MANAGER, "/desk/bank-customer")) as name:
		page = open_as(COMPLIANCE, f"/desk/bank-export-request/{name}")
		shows(page, "用途", "接收方", "脱敏校验", "反洗钱专项核查")
		draw(page, pictures, "compliance-exports")


def test_the_data_sources_of_the_guide(open_as: Open, pictures: Path) -> None:
	page = open_as(ADMINISTRATOR, "/desk/bank-data-source")
	shows(page, "数据同步")
	if not DRAWING:  # it leaves a source with its runs, which nobody may delete
		return
	with data_sources(page):
		visit(page, "/desk/bank-data-source")
		shows(page, "核心系统账户", "已完成（有拒绝）")
		draw(page, pictures, "admin-sources")


def test_the_audit_of_the_guide(open_as: Open, pictures: Path) -> None:
	page = open_as(COMPLIANCE, "/desk/bank-audit")
	period = page.evaluate(
		"() => `${new Date().getFullYear()}-Q${Math.floor(new Date().getMonth() / 3) + 1}`"
	)
	call(page, "bank_crm.api.audits.make", period=period)
	visit(page, f"/desk/bank-audit/{period}")
	expect(page.locator("[data-fieldname=items_html] [data-judge]").first).to_be_visible()
	shows(page, "高权限操作", "待审", "给出结论")
	draw(page, pictures, "compliance-audit")
	page = open_as(AUDITOR, f"/desk/query-report/Bank Quarterly Audit?audit={period}")
	expect(page.locator(".dt-row").nth(1)).to_be_visible()
	shows(page, "高权限操作季度审计表")
	draw(page, pictures, "auditor-audit")


def test_every_picture_of_the_guide_is_walked(bench: Bench) -> None:
	"""No page has a picture that no step makes, no step makes one that no page has, and what is shown is there."""
	made = {walk.picture for walk in WALKS} | {*ORDER_PICTURES, *RECORD_PICTURES}
	there = {path.stem for path in (bench.root / "docs" / "images" / "guide").glob("*.png")}
	for language in ("zh", "en"):
		folder = bench.root / "docs" / "user-guide" / language
		texts = [page.read_text(encoding="utf-8") for page in folder.glob("*.md")]
		assert {name for text in texts for name in WORD.findall(text)} == made, language
		assert {name for text in texts for name in WORD.findall(NOT_YET.sub("", text))} == there, language
