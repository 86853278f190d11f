"""Every screen has its help in both languages, every list tells where its documents stand (UX-01, UX-06)."""

import json
import re

import app_sources
import pytest
from app_sources import APP, DocTypeFile

from bank_crm.help import articles

OPENED = [doctype for doctype in app_sources.doctypes() if not doctype.data.get("istable")]
LISTED = [doctype for doctype in OPENED if not doctype.data.get("issingle")]
#: Screens of the framework the menu leads to.
FRAMEWORKS = {"Report"}
FEWEST_STEPS = 3


def screens() -> set[str]:
	"""What people open: DocTypes, reports, pages, dashboards, and the workspace."""
	kinds = {"Report", "Page", "Dashboard", "Workspace"}
	named = {data["name"] for _path, data in app_sources.json_files() if _kind(data) in kinds}
	return named | {doctype.name for doctype in OPENED}


def _kind(data: object) -> str:
	return str(data.get("doctype")) if isinstance(data, dict) else ""


@pytest.mark.parametrize("language", articles.LANGUAGES)
def test_ux_06_every_screen_has_an_article(language: str):
	told = set(articles.screens(language))
	assert screens() - told == set(), "write an article, or name the screen in the one it belongs to"
	assert told - screens() - FRAMEWORKS == set(), "an article names a screen that is not there"


def test_ux_06_articles_are_the_same_in_both_languages():
	chinese, english = (articles.every(language) for language in ("zh", "en"))
	assert chinese.keys() == english.keys()
	for name, article in chinese.items():
		assert (article.group, article.screens) == (english[name].group, english[name].screens), name


@pytest.mark.parametrize("language", articles.LANGUAGES)
def test_ux_06_an_article_says_what_for_and_how(language: str):
	for name, article in articles.every(language).items():
		assert article.purpose and not article.purpose.startswith("#"), name
		assert article.body.count("\n## ") >= FEWEST_STEPS, f"{name}: the three most frequent things"
		assert "<" not in article.body, f"{name}: plain Markdown only"
		written = bool(re.search("[\u4e00-\u9fff]", article.title + article.body))
		assert written == (language == "zh"), name


def test_ux_06_no_screen_has_two_articles():
	named = [screen for article in articles.every("en").values() for screen in article.screens]
	assert len(named) == len(set(named))


@pytest.mark.parametrize("doctype", LISTED, ids=lambda doctype: doctype.name)
def test_ux_01_a_list_shows_enough_to_choose_from(doctype: DocTypeFile):
	fields = [field for field in doctype.fields if field.get("label") and not field.get("hidden")]
	data = [field for field in fields if field["fieldtype"] not in ("Section Break", "Tab Break", "HTML")]
	shown = [field for field in doctype.fields if field.get("in_list_view")]
	assert min(2, len(data)) <= len(shown) <= 8, f"{doctype.name} shows {len(shown)} columns"
	assert doctype.data["sort_order"] in ("ASC", "DESC")


@pytest.mark.parametrize("doctype", LISTED, ids=lambda doctype: doctype.name)
def test_ux_01_every_state_has_its_colour(doctype: DocTypeFile):
	"""By the list's own words, by the style of its workflow's state, or by the table all others share."""
	own = doctype.sibling("{}_list.js")
	if own.is_file() and "get_indicator" in own.read_text(encoding="utf-8"):
		return
	coloured = set(re.findall(r'"([A-Z][A-Za-z ]+)"', _table()))
	for field in doctype.fields:
		if field["fieldname"] in ("state", "status") and field["fieldtype"] == "Select":
			states = {state for state in field["options"].split("\n") if state}
			assert states <= coloured, f"{doctype.name}: {states - coloured} in public/js/desk/states.js"


def _table() -> str:
	script = (APP / "public" / "js" / "desk" / "states.js").read_text(encoding="utf-8")
	return script.split("const COLOURS", 1)[1].split("};", 1)[0]


def test_ux_01_tours_and_first_steps_name_what_is_there():
	doctypes = {doctype.name: doctype for doctype in app_sources.doctypes()}
	files = [data for _path, data in app_sources.json_files()]
	tours = {data["name"]: data for data in files if _kind(data) == "Form Tour"}
	steps = {data["name"]: data for data in files if _kind(data) == "Onboarding Step"}
	begun = {data["name"]: data for data in files if _kind(data) == "Module Onboarding"}
	assert set(tours) >= {
		"Bank Customer",
		"Bank Campaign",
		"Bank Work Order",
		"Bank Opportunity",
		"Bank Segment",
	}
	for tour in tours.values():
		fields = {field["fieldname"] for field in doctypes[tour["reference_doctype"]].fields}
		assert {step["fieldname"] for step in tour["steps"]} <= fields, tour["name"]
	for step in steps.values():
		assert step.get("form_tour") in tours if step["action"] == "Show Form Tour" else step["path"], step[
			"name"
		]
	for onboarding in begun.values():
		assert {row["step"] for row in onboarding["steps"]} <= set(steps), onboarding["name"]
	given = {row["role"] for onboarding in begun.values() for row in onboarding["allow_roles"]}
	assert given == app_sources.role_names() - {"Bank Data Exporter"}
	places = [data for data in files if _kind(data) == "Workspace"]
	blocks = [
		block for place in places for block in json.loads(place["content"]) if block["type"] == "onboarding"
	]
	named = [block["data"]["onboarding_name"] for block in blocks]
	assert sorted(named) == sorted(begun), "each role finds its first steps on its own start page, once"
