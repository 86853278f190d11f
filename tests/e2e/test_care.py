"""The day of a relationship manager: what is due, ending it with one click, the calendar (CAR-04, 06, 07, 10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from bank_crm.permissions import roles
from tests.e2e.conftest import Open, call, go, visit

RM = roles.RELATIONSHIP_MANAGER
TASK = "Bank Care Task"


def today(page: Page) -> date:
	return date.fromisoformat(page.evaluate("frappe.datetime.get_today()"))


@pytest.fixture
def day(open_as: Open) -> Iterator[tuple[Page, dict, dict]]:
	"""The page with an overdue task and one of today made for it; both are cancelled afterwards."""
	page = open_as(RM, "/desk")
	customer = page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {fields: ["name", "customer_name"], limit: 1,
			filters: {manager: frappe.session.user}}).then((rows) => rows[0])"""
	)
	tasks = {}
	for kind, late in (("overdue", 2), ("today", 0)):
		tasks[kind] = call(
			page,
			"frappe.client.insert",
			doc={
				"doctype": TASK,
				"customer": customer["name"],
				"subject": f"资产检视 {late}",
				"due_on": (today(page) - timedelta(days=late)).isoformat(),
			},
		)["name"]
	go(page, page.url.split("/desk")[0] + "/desk/bank-my-day")
	yield page, customer, tasks
	for name in tasks.values():
		page.evaluate("([d, n]) => frappe.db.set_value(d, n, 'status', 'Cancelled')", [TASK, name])


def test_CAR_07_my_day_flags_the_overdue_and_ends_with_one_click(day: tuple[Page, dict, dict]) -> None:
	page, customer, tasks = day
	expect(page.locator("body")).to_contain_text("我的一天")
	late = page.locator(f"section.bank-day-overdue [data-task='{tasks['overdue']}']")
	expect(late).to_contain_text("逾期2天")
	expect(late).to_contain_text(customer["customer_name"])
	expect(page.locator(f"section.bank-day-today [data-task='{tasks['today']}']")).to_be_visible()
	before = int(page.locator("dd[data-count=overdue]").inner_text())
	late.get_by_role("button", name="完成").click()
	finished = page.locator(f"[data-task='{tasks['overdue']}'].finished")
	expect(finished).to_contain_text("已完成")
	expect(page.locator("dd[data-count=overdue]")).to_have_text(str(before - 1))
	finished.get_by_role("button", name="感谢").click()
	expect(
		page.locator(f"[data-task='{tasks['overdue']}']").get_by_role("button", name="感谢")
	).to_have_attribute("aria-pressed", "true")
	stored = page.evaluate(
		"([d, n]) => frappe.db.get_value(d, n, ['status', 'response']).then((r) => r.message)",
		[TASK, tasks["overdue"]],
	)
	assert stored == {"status": "Done", "response": "Thankful"}
	page.locator(f"[data-task='{tasks['overdue']}']").get_by_role("button", name="撤销").click()
	expect(page.locator(f"[data-task='{tasks['overdue']}'].late")).to_be_visible()


def test_CAR_07_overdue_list_opens_from_the_day(day: tuple[Page, dict, dict]) -> None:
	page, _customer, tasks = day
	page.get_by_role("link", name="逾期清单").click()
	row = page.locator(f".list-row [data-name='{tasks['overdue']}']").first
	expect(row).to_be_attached()
	assert page.evaluate(
		"cur_list.data.every((t) => t.status === 'Open' && t.due_on < frappe.datetime.get_today())"
	)
	chosen = page.locator(".standard-filter-section [data-fieldname=status] option:checked")
	expect(chosen).to_have_text("待办")  # the word of the rows, not the framework's for other lists
	expect(page.locator(".list-row .indicator-pill.red").first).to_contain_text("逾期")


def test_scenario_09_tasks_are_in_the_calendar(day: tuple[Page, dict, dict]) -> None:
	page, customer, _tasks = day
	go(page, page.url.split("/desk")[0] + "/desk/bank-care-task/view/calendar/default")
	event = page.locator(".fc-event", has_text="资产检视 0")
	expect(event.first).to_contain_text(customer["customer_name"])


RULE, SAID = "Time Deposit Matures", "定期存款到期提醒"


@pytest.fixture
def of_a_rule(open_as: Open) -> Iterator[tuple[Page, dict]]:
	"""A shipped rule's task, the first of all; cancelled afterwards."""
	page = open_as(RM, "/desk/bank-crm")
	customer = page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {limit: 1, filters: {manager: frappe.session.user}})
			.then((rows) => rows[0].name)"""
	)
	doc = {"doctype": TASK, "customer": customer, "subject": RULE, "rule": RULE, "occasion": "Maturity"}
	task = call(page, "frappe.client.insert", doc={**doc, "due_on": "2000-01-03"})
	yield page, task
	page.evaluate("([d, n]) => frappe.db.set_value(d, n, 'status', 'Cancelled')", [TASK, task["name"]])


def test_CAR_01_a_rules_task_is_read_in_the_users_language(of_a_rule: tuple[Page, dict]) -> None:
	page, task = of_a_rule
	shown = page.locator("#body").filter(visible=True)
	for path in (
		"/desk/bank-care-task",
		"/desk/bank-care-task/view/report",
		f"/desk/bank-care-task/{task['name']}",
		"/desk/bank-my-day",
		f"/desk/bank-customer/{task['customer']}",
	):
		visit(page, path)
		expect(shown).to_contain_text(SAID)
		expect(page.get_by_text(RULE).filter(visible=True)).to_have_count(0)
	visit(page, f"/desk/bank-care-task/{task['name']}")
	assert page.evaluate("cur_frm.fields_dict.subject.disp_status") == "Read"
	assert page.evaluate("cur_frm.doc.subject") == RULE
	assert page.title() == SAID
	events = call(page, "bank_crm.api.care_calendar.events", start="2000-01-01", end="2000-01-31")
	assert [event["title"].endswith(SAID) for event in events if event["name"] == task["name"]] == [True]


def test_CAR_07_phone_shows_the_day(open_as: Open) -> None:
	page = open_as(RM, "/desk/bank-my-day", "phone")
	expect(page.locator(".bank-day-figures")).to_be_visible()
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_CAR_07_what_stands_around_the_tasks_comes_in_two_requests_and_opens_its_record(
	open_as: Open,
) -> None:
	page = open_as(RM, "/desk", "phone")
	asked: list[str] = []
	page.on("request", lambda request: "bank_crm.api.my_day" in request.url and asked.append(request.url))
	go(page, page.url.split("/desk")[0] + "/desk/bank-my-day")
	first = page.locator(".bank-day-part li a").first
	expect(first).to_be_visible()
	assert len(asked) == 2
	assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
	target = first.get_attribute("href")
	first.click()
	page.wait_for_url(f"**{target}")
