"""The menu is the manual's, in its words and order (UX-09, requirements 1.4)."""

import json
import re

import pytest
from app_sources import APP, json_files

pofile = pytest.importorskip("babel.messages.pofile")

SIDEBAR = APP / "workspace_sidebar" / "bank_crm.json"
HOME = "首页"
#: Requirements 1.4: section → its entries in their order. Further ones come after.
TREE = {
	"客户管理": ("新增客户", "客户详情", "客户分层"),
	"营销管理": ("新建活动", "活动列表", "活动报表", "问卷调研"),
	"服务管理": ("新建工单", "我的工单", "服务报表"),
	"报表中心": ("客户分析", "自定义报表", "仪表盘"),
	"系统设置": ("数据同步", "权限申请", "操作日志"),
}
#: Where the entries lead (ANA-01 to ANA-03).
LEADS_TO = {
	"活动报表": "Bank Campaign ROI",
	"服务报表": "Bank Service Satisfaction",
	"客户详情": "Bank Customer",
	"操作日志": "Bank Operation Log",
}
#: Below 【客户详情】: what the customer's page has, by the script or JSON that says so.
ON_THE_CUSTOMER = {
	"更多信息": "customer/doctype/bank_customer/bank_customer.json",
	"编辑": "public/js/file/actions.js",
	"标签": "public/js/customer_tags/on_form.js",
}
#: Modules the manual gives no path: sections that come after those of the tree.
FURTHER = ("销售管理", "合规与风险")


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
	with (APP / "locale" / "zh.po").open("rb") as file:
		return {
			str(each.id): str(each.string) for each in pofile.read_po(file, locale="zh") if not each.context
		}


@pytest.fixture(scope="module")
def entries(chinese: dict[str, str]) -> list[dict]:
	items = json.loads(SIDEBAR.read_text(encoding="utf-8"))["items"]
	return [{**item, "label": chinese[item["label"]]} for item in items]


def sections(entries: list[dict]) -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for item in entries:
		if item["type"] == "Section Break":
			assert item["label"] not in found, f"{item['label']} is there twice"
			found[item["label"]] = []
		elif item.get("child"):
			found[list(found)[-1]].append(item["label"])
	return found


def test_UX_09_the_menu_begins_with_the_home_page(entries: list[dict]):
	assert entries[0]["label"] == HOME
	assert all(item.get("child") or item["type"] == "Section Break" for item in entries[1:])


def test_UX_09_the_sections_come_in_the_manuals_order(entries: list[dict]):
	names = list(sections(entries))
	assert names[: len(TREE)] == list(TREE)
	assert set(FURTHER) <= set(names[len(TREE) :])


@pytest.mark.parametrize("section", TREE)
def test_UX_09_each_section_begins_with_the_manuals_entries(section: str, entries: list[dict]):
	assert tuple(sections(entries)[section][: len(TREE[section])]) == TREE[section]


@pytest.mark.parametrize("label", LEADS_TO)
def test_UX_09_the_entries_lead_where_the_manual_says(label: str, entries: list[dict]):
	assert [item.get("link_to") for item in entries if item["label"] == label] == [LEADS_TO[label]]


@pytest.mark.parametrize("label", ON_THE_CUSTOMER)
def test_UX_09_the_customers_page_has_the_manuals_words(label: str, chinese: dict[str, str]):
	text = (APP / ON_THE_CUSTOMER[label]).read_text(encoding="utf-8")
	said = re.findall(r'__\("([^"]+)"\)|"label": "([^"]+)"', text)
	assert label in {chinese.get(script or data) for script, data in said}


def test_no_entry_of_the_menu_leads_where_another_does(entries: list[dict]):
	targets = [
		item.get("url") or (item["link_type"], item["link_to"])
		for item in entries
		if "Break" not in item["type"]
	]
	assert len(targets) == len(set(targets)), sorted(str(each) for each in targets if targets.count(each) > 1)


def ways() -> list[tuple[str, dict]]:
	"""Every entry of the menu, and of the workspaces that are the menu on Frappe 15, that opens a list or a report."""
	found = []
	for path, data in json_files():
		if isinstance(data, dict) and data.get("doctype") in ("Workspace Sidebar", "Workspace"):
			entries = [entry for table in ("items", "links", "shortcuts") for entry in data.get(table, ())]
			found += [(path.stem, entry) for entry in entries if entry.get("link_to")]
	assert any(entry["link_to"] == "Bank Opportunity" for _where, entry in found)
	return found


def test_UX_09_a_thing_is_called_alike_in_the_menu_and_on_its_screen(chinese: dict[str, str]):
	"""Only what requirements 1.4 name has two names: 【客户详情】 is the list of customers."""
	named = {label for labels in TREE.values() for label in labels}
	differ = set()
	for where, entry in ways():
		kind = entry.get("link_type") or entry["type"]
		if kind not in ("DocType", "Report") or entry.get("doc_view") == "New":
			continue
		said, name = chinese[entry["label"]], chinese[entry["link_to"]]
		if said != name and said not in named:
			differ.add(f"{where}: {entry['link_to']} is {name}, in the menu {said}")
	assert not differ, "\n".join(sorted(differ))
