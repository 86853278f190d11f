"""The Chinese catalogue of the framework's user interface is whole and safe to load.

A lost placeholder raises at run time, a lost tag breaks the page, and a fuzzy entry is skipped when the
catalogue is compiled, so each of these would reach a user as English or as an error page.
"""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PO_FILE = Path(__file__).parents[2] / "benchkit" / "overlay" / "locale" / "zh" / "ui.po"

TOKEN = re.compile(
	r"\{\{|\}\}"  # escaped braces, and the ends of template expressions
	r"|\$?\{[^{}]*\}"  # {0}, {}, {count}, ${type}
	r"|%\(\w+\)[sd]|%[sd](?![a-z])"  # %(name)s, %s
	r"|</?[a-zA-Z][^>]*>"  # tags with their attributes
	r"|&\w+;"  # entities
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH_AFTER_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:?!]")
NATURAL_WORD = re.compile(r"[A-Za-z]{2,}")

# Names and addresses that read the same in Chinese.
SAME_IN_CHINESE = {
	"ESC",
	"Frappe",
	"Frappe Framework",
	"Google Drive",
	"HTML",
	"Instagram",
	"LinkedIn",
	"Mx",
	"PDF",
	"URL",
	"YouTube",
	"esc",
	"jane@example.com",
}


def tokens(text: str) -> Counter[str]:
	"""Count the placeholders, tags and entities of a text."""
	return Counter(TOKEN.findall(text))


def has_words(text: str) -> bool:
	"""Whether a text still holds English words once its placeholders and tags are taken away."""
	return bool(NATURAL_WORD.search(TOKEN.sub(" ", text)))


def faults(message: Message) -> list[str]:
	"""Name what is wrong with one entry; empty when it is sound."""
	source, target = str(message.id), str(message.string or "")
	found = []
	if not target.strip():
		return ["no translation"]
	if message.fuzzy:
		found.append("fuzzy")
	if tokens(source) != tokens(target):
		found.append(f"placeholders or tags differ: {tokens(source)} / {tokens(target)}")
	# `{}` fields are filled in order, so they may not trade places with anything else.
	automatic = [token for token in TOKEN.findall(source) if token.startswith("{")]
	if "{}" in automatic and automatic != [t for t in TOKEN.findall(target) if t.startswith("{")]:
		found.append("order of {} fields differs")
	if source.count("\n") != target.count("\n"):
		found.append("line breaks differ")
	for side, strip in (("leading", str.lstrip), ("trailing", str.rstrip)):
		if len(source) - len(strip(source)) != len(target) - len(strip(target)):
			found.append(f"{side} blanks differ")
	if HALF_WIDTH_AFTER_CHINESE.search(TOKEN.sub("", target)):
		found.append("half-width punctuation after Chinese")
	if _is_format_string(source) and not _is_format_string(target):
		found.append("not a format string any more")
	return found


def _is_format_string(text: str) -> bool:
	try:
		list(Formatter().parse(text))
	except ValueError:
		return False
	return True


@pytest.fixture(scope="module")
def catalog() -> Catalog:
	with PO_FILE.open("rb") as file:
		return read_po(file, locale="zh", abort_invalid=True)


@pytest.fixture(scope="module")
def messages(catalog: Catalog) -> list[Message]:
	return [message for message in catalog if message.id]


def test_catalog_covers_the_user_interface(catalog: Catalog, messages: list[Message]) -> None:
	assert len(messages) > 2200
	assert not catalog.obsolete


def test_every_entry_is_sound(messages: list[Message]) -> None:
	unsound = {str(message.id): found for message in messages if (found := faults(message))}
	assert not unsound


def test_texts_are_chinese(messages: list[Message]) -> None:
	worded = [m for m in messages if has_words(str(m.id)) and m.id not in SAME_IN_CHINESE]
	english = [str(m.id) for m in worded if not CHINESE.search(str(m.string))]
	assert len(worded) > 2000
	# Code shown as it is may stay, a forgotten text may not: at most 1 in 100.
	assert len(english) <= len(worded) * 0.01, english


@pytest.mark.parametrize(
	("source", "wording"),
	[
		("Invalid Login. Try again.", "账号或密码错误"),
		("Incorrect User or Password", "账号或密码错误"),
		("Your account has been locked and will resume after {0} seconds", "账号锁定"),
		("Forgot Password?", "忘记密码"),
		("Login with {0}", "使用 {0} 登录"),
		("Report Builder", "报表构建器"),
		("Workspace", "工作区"),
		("DocType", "单据类型"),
	],
)
def test_wording_users_rely_on(catalog: Catalog, source: str, wording: str) -> None:
	message = catalog.get(source)
	assert message is not None
	assert wording in message.string


@pytest.mark.parametrize(
	("source", "target", "flags"),
	[
		("Hello", "", ()),
		("Hello", "您好", ("fuzzy",)),
		("{0} of {1}", "共 {0}", ()),
		("<b>{0}</b> saved", "{0} 已保存", ()),
		("{} on line {0}", "第 {0} 行 {}", ()),
		("One\nTwo", "一二", ()),
		(" You are here.", "您在此处。", ()),
		("Saved, go on", "已保存,请继续", ()),
		("Use {{ and }}", "使用 {{ 和 }", ()),
	],
)
def test_faulty_entries_are_noticed(source: str, target: str, flags: tuple[str, ...]) -> None:
	assert faults(Message(source, target, flags=flags))
