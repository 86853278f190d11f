"""The Chinese catalogues of the framework's document types, reports and workspaces are whole and safe.

A lost placeholder raises at run time, a lost tag breaks a form's help text, a fuzzy entry is skipped when
the catalogue is compiled, and a text translated twice in two ways reads as two things to the user.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "benchkit" / "overlay" / "locale" / "zh"
FILES = ("core.po", "more.po")

PLACEHOLDER_OR_TAG = re.compile(
	r"\{\{.*?\}\}|\$\{[^}]*\}|\{\w*\}"  # {{ doc.name }}, ${values.x}, {0}, {}
	r"|%\(\w+\)[sd]|%[sd](?!\w)"  # %(name)s, %s
	r"|</?[a-zA-Z][^>]*>"  # tags with their attributes
	r"|&(?:lt|gt|nbsp|quot);"  # an ampersand is prose: "和" says the same
)
CODE = re.compile(r"<code[^>]*>(.*?)</code>", re.DOTALL)
SAMPLE = re.compile(r"<pre.*?</pre>|<code.*?</code>|<[^>]+>", re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH_AFTER_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:?!]")
# Paper sizes, HTTP verbs and product names stay as they are; everything else must read Chinese.
SHARE_IN_CHINESE = 0.97


def margins(text: str) -> tuple[int, int]:
	"""Count the blanks before and after a text."""
	return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def faults(message: Message) -> list[str]:
	"""Name what is wrong with one entry; empty when it is sound."""
	source, target = str(message.id), str(message.string or "")
	if not target.strip():
		return ["no translation"]
	found = ["fuzzy"] if message.fuzzy else []
	source_parts, target_parts = PLACEHOLDER_OR_TAG.findall(source), PLACEHOLDER_OR_TAG.findall(target)
	if Counter(source_parts) != Counter(target_parts):
		found.append("placeholders or tags differ")
	# `{}` fields are filled in the order they stand.
	elif "{}" in source_parts and source_parts != target_parts:
		found.append("order of {} fields differs")
	if source.count("\n") != target.count("\n"):
		found.append("line breaks differ")
	if margins(source) != margins(target):
		found.append("leading or trailing blanks differ")
	if HALF_WIDTH_AFTER_CHINESE.search(SAMPLE.sub("", target)):
		found.append("half-width punctuation after Chinese")
	return found


def read(name: str) -> Catalog:
	with (LOCALE / name).open("rb") as file:
		return read_po(file, locale="zh", abort_invalid=True)


@pytest.fixture(scope="module")
def catalogs() -> dict[str, Catalog]:
	return {name: read(name) for name in FILES}


@pytest.fixture(scope="module")
def messages(catalogs: dict[str, Catalog]) -> list[Message]:
	return [message for catalog in catalogs.values() for message in catalog if message.id]


def test_catalogs_cover_the_document_types(catalogs: dict[str, Catalog]) -> None:
	for name, catalog in catalogs.items():
		assert len(catalog) > 1800, name
		assert not catalog.obsolete, name


def test_every_entry_is_sound(messages: list[Message]) -> None:
	assert not {str(m.id): found for m in messages if (found := faults(m))}


def test_entries_are_in_chinese(messages: list[Message]) -> None:
	english = [str(m.id) for m in messages if not CHINESE.search(str(m.string))]
	assert len(english) <= len(messages) * (1 - SHARE_IN_CHINESE), english


def test_inline_code_is_left_as_it_is(messages: list[Message]) -> None:
	"""Code inside a sentence is typed by the user, so it must survive; samples may have Chinese texts."""
	for message in messages:
		if "<pre" not in str(message.id):
			assert Counter(CODE.findall(str(message.id))) == Counter(CODE.findall(str(message.string)))


def test_no_text_is_translated_in_two_catalogs() -> None:
	owners: dict[tuple[str, str | None], str] = {}
	for path in sorted(LOCALE.glob("*.po")):
		for message in read(path.name):
			if message.id:
				key = (str(message.id), message.context)
				assert key not in owners, f"{key} is in {owners[key]} and {path.name}"
				owners[key] = path.name


@pytest.mark.parametrize(
	("name", "source", "context", "wording"),
	[
		("core.po", "Log Data", None, "日志数据"),
		("core.po", "Open", "Access", "打开"),
		("core.po", "Dashboard Chart", None, "仪表盘图表"),
		("more.po", "Submit", "Button in web form", "提交"),
		("more.po", "Print Format Builder", None, "打印格式构建器"),
		("more.po", "Workflow State", None, "工作流状态"),
		("more.po", "Assignment Rule", None, "分派规则"),
	],
)
def test_wording_follows_the_glossary(
	catalogs: dict[str, Catalog], name: str, source: str, context: str | None, wording: str
) -> None:
	message = catalogs[name].get(source, context)
	assert message is not None
	assert message.string == wording


@pytest.mark.parametrize(
	("source", "target", "flags"),
	[
		("Role", "", ()),
		("Role", "角色", ("fuzzy",)),
		("{0} of {1}", "共 {0}", ()),
		("{} on line {0}", "第 {0} 行 {}", ()),
		("Use <b>{0}</b>", "使用 {0}", ()),
		("Example: {{ doc.name }}", "示例", ()),
		("One\nTwo", "一二", ()),
		("Type: ", "类型:", ()),
		("Saved, go on", "已保存,请继续", ()),
	],
)
def test_faulty_entries_are_noticed(source: str, target: str, flags: tuple[str, ...]) -> None:
	assert faults(Message(source, target, flags=flags))
