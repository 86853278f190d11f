"""Every text can be translated, and is (Simplified Chinese)."""

import ast
import re
from pathlib import Path

import app_sources
import pytest
from app_sources import APP, calls, code

extract = pytest.importorskip("babel.messages.extract")
pofile = pytest.importorskip("babel.messages.pofile")

CATALOGUE = APP / "locale" / "zh.po"
#: What of a shipped document is shown on a screen.
SHOWN_KEYS = {
	"label",
	"description",
	"title",
	"report_name",
	"subject",
	"page_title",
	"chart_name",
	"success_message",
	"subtitle",
	"action_label",
}
NAMED_DOCUMENTS = {"DocType", "Role", "Report", "Dashboard", "Workspace", "Print Format"}
#: Words the framework looks up by a variable, so that no catalogue of its own has them.
ASKED_BY_VARIABLE = {"Save Current Filter"}
#: Names, codes and abbreviations that stand in Chinese texts as they are.
UNTRANSLATED = re.compile(r"[\W\d_]*|R[1-5]|[a-z_]+")


def test_source_texts_are_whole_literals():
	for source in code():
		for call in calls(source.tree):
			if isinstance(call.func, ast.Name) and call.func.id == "_" and call.args:
				first = call.args[0]
				variable = isinstance(first, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.IfExp)
				formatted = isinstance(first, ast.Call) and getattr(first.func, "attr", "") == "format"
				literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
				assert literal or (variable and not formatted), f"{source.name}:{call.lineno}"


def test_script_texts_are_whole_literals():
	for path in APP.rglob("*.js"):
		text = path.read_text(encoding="utf-8")
		assert not re.search(r"__\(\s*`[^`]*\$\{", text), path.relative_to(APP)
		assert not re.search(r"""__\(\s*(["'])(?:(?!\1).)*\1\s*\+""", text), path.relative_to(APP)


def test_every_text_is_translated():
	assert CATALOGUE.is_file(), f"{CATALOGUE.relative_to(APP)} is missing; texts: {sorted(all_texts())}"
	with CATALOGUE.open("rb") as file:
		catalogue = pofile.read_po(file, locale="zh")
	translated = {_id(message) for message in catalogue if message.string and not message.fuzzy}
	missing = sorted(text for text in all_texts() if text not in translated)
	assert not missing, f"{len(missing)} texts without Chinese:\n" + "\n".join(missing)


def test_translations_keep_their_placeholders():
	if not CATALOGUE.is_file():
		pytest.fail(f"{CATALOGUE.relative_to(APP)} is missing")
	placeholder = re.compile(r"\{\d*\}|%\(?\w*\)?s")
	with CATALOGUE.open("rb") as file:
		for message in pofile.read_po(file, locale="zh"):
			if message.id and message.string:
				given, expected = placeholder.findall(str(message.string)), placeholder.findall(_id(message))
				assert sorted(given) == sorted(expected), _id(message)


def test_extraction_finds_each_kind_of_text():
	texts = all_texts()
	for text in (
		"Bank Customer",
		"Core Asset Type",
		"Private Banking",
		"Bank Teller",
		"Masked Value",
		"not an e-mail address.",
	):
		assert text in texts, text


def test_extraction_reads_template_literals(tmp_path: Path):
	script = tmp_path / "page.js"
	script.write_text(
		'const html = `<p>${__("Inside")} ${escape(__("Deep Inside"))}</p>`;\n', encoding="utf-8"
	)
	assert _script(script, "javascript", "__") == {"Inside", "Deep Inside"}


def test_no_form_speaks_of_its_fields_by_their_internal_names():
	"""A name in braces is a placeholder people write; every other field is spoken of by its label."""
	said = []
	for doctype in app_sources.doctypes():
		inner = {field["fieldname"] for field in doctype.fields if "_" in field["fieldname"]}
		for field in doctype.fields:
			words = set(re.findall(r"\w+", re.sub(r"\{\{.*?\}\}", "", field.get("description") or "")))
			said += [f"{doctype.name}.{field['fieldname']}: {name}" for name in words & inner]
	assert not said


def all_texts() -> set[str]:
	"""Whatever a user of the app may read."""
	texts = {text for path, data in app_sources.json_files() for text in _json_texts(data)}
	texts |= {
		text
		for path in APP.rglob("*.py")
		if not path.name.startswith("test_")
		for text in _script(path, "python", "_")
	}
	texts |= {text for path in APP.rglob("*.js") for text in _script(path, "javascript", "__")}
	texts |= set(app_sources.vocabularies()["bank_crm.domain.enums.TierName"])  # records made at installation
	texts |= {*app_sources.role_names(), *app_sources.modules()} | ASKED_BY_VARIABLE
	return {text for text in texts if text and not UNTRANSLATED.fullmatch(text)}


def _json_texts(data: object) -> set[str]:
	texts: set[str] = set()
	if isinstance(data, list):
		for entry in data:
			texts |= _json_texts(entry)
	if isinstance(data, dict):
		if data.get("doctype") in NAMED_DOCUMENTS and isinstance(data.get("name"), str):
			texts.add(data["name"])
		for key, value in data.items():
			if isinstance(value, dict | list):
				texts |= _json_texts(value)
			elif key in SHOWN_KEYS and isinstance(value, str):
				texts.add(value.strip())
		if data.get("fieldtype") == "Select":
			texts |= set(str(data.get("options", "")).split("\n"))
	return texts


def _script(path: Path, method: str, keyword: str) -> set[str]:
	with path.open("rb") as file:
		# a script builds its pages of template literals: texts stand between their braces
		found = extract.extract(
			method, file, keywords={keyword: None}, options={"parse_template_string": True}
		)
		return {
			message if isinstance(message, str) else message[0]
			for _line, message, _comments, _context in found
		}


def _id(message: object) -> str:
	return message.id if isinstance(message.id, str) else message.id[0]
