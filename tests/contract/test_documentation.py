"""The pages under docs/ say what is so: links lead somewhere, generated pages are those of today's sources (OPS-11)."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import app_sources
import pytest
from app_sources import ROOT

TOOLS = ROOT / "docs" / "tools"
sys.path.insert(0, str(TOOLS))
generate = pytest.importorskip("generate")

MAKE_ANEW = "python docs/tools/generate.py makes it anew (with the bench's Python: .bench/env/bin/python)"
#: `[text](target)` and `![text](target)`, and what HTML there is in pages.
LINK = re.compile(r"\[(?:[^\]\[]|\[[^\]]*\])*\]\((?P<target>[^()\s]+(?:\([^()]*\))?[^()\s]*)\)")
HTML = re.compile(r"""<(?:img|a)\b[^>]*?\b(?:src|href)=["'](?P<target>[^"']+)["']""")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
CODE = re.compile(
	r"^(?P<fence>```+|~~~+).*?^(?P=fence)\s*$|(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)", re.M | re.S
)
HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$", re.M)
LARGEST_PICTURE = 150_000


@cache
def pages() -> tuple[Path, ...]:
	"""Every Markdown page git knows or would take."""
	listed = subprocess.run(
		["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
		cwd=ROOT,
		capture_output=True,
		text=True,
		check=True,
	).stdout
	return tuple(ROOT / name for name in sorted(set(listed.split("\0")) - {""}) if (ROOT / name).is_file())


@cache
def text_of(page: Path) -> str:
	return page.read_text(encoding="utf-8")


def links(text: str) -> list[str]:
	"""The targets of a page's links and pictures; code and comments show none."""
	bare = CODE.sub("", re.sub(r"<!--.*?-->", "", text, flags=re.S))
	return [match["target"] for pattern in (LINK, HTML) for match in pattern.finditer(bare)]


@cache
def anchors(page: Path) -> frozenset[str]:
	"""The anchors GitHub gives a page's headings, and those set by hand."""
	text = re.sub(r"^(```+|~~~+).*?^\1\s*$", "", text_of(page), flags=re.M | re.S)
	found: dict[str, int] = {}
	names = set(re.findall(r"""\b(?:id|name)=["']([^"']+)["']""", text))
	for match in HEADING.finditer(text):
		plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", match["text"])
		slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
		found[slug] = found.get(slug, -1) + 1
		names.add(f"{slug}-{found[slug]}" if found[slug] else slug)
	return frozenset(names)


def broken(page: Path, text: str | None = None) -> list[str]:
	"""The links of a page that lead to no file or no heading of this repository."""
	wrong = []
	for target in links(text_of(page) if text is None else text):
		if ELSEWHERE.match(target):
			continue
		path, _, anchor = unquote(target).partition("#")
		file = (page.parent / path).resolve() if path else page
		if not file.exists() or not file.is_relative_to(ROOT):
			wrong.append(target)
		elif anchor and file.suffix == ".md" and anchor not in anchors(file):
			wrong.append(target)
	return wrong


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_is_there(page: Path):
	assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found():
	page = ROOT / "README.md"
	wrong = [
		"docs/nowhere.md",
		"docs/images/nothing.png",
		"docs/security.md#no-such-heading",
		"#nor-this",
		"x.png",
	]
	text = "\n".join(f"[a]({target})" for target in wrong[:-1]) + '\n<img width="1" src="x.png">'
	right = "[b](docs/security.md#threats) `[c](in-code.md)` [d](https://example.com/x)"
	assert broken(page, f"{text}\n{right}") == wrong


def test_ops_11_generated_pages_are_those_of_todays_sources():
	for path, text in generate.pages().items():
		file = ROOT / path
		same = file.is_file() and file.read_text(encoding="utf-8") == text
		assert same, f"{path} is not what the sources say: {MAKE_ANEW}"


def test_ops_11_the_dictionary_knows_every_doctype_and_field():
	for doctype in app_sources.doctypes():
		page = ROOT / "docs" / "data-dictionary" / f"{doctype.data['module'].lower()}.md"
		section = text_of(page).partition(f"\n## {doctype.name}\n")[2].partition("\n## ")[0]
		assert section, f"{doctype.name} is not in {page.name}"
		for field in doctype.fields:
			if field["fieldtype"] in ("Data", "Link", "Select", "Date", "Currency", "Table"):
				assert f"| `{field['fieldname']}` |" in section, f"{doctype.name}.{field['fieldname']}"


def test_ops_11_the_four_tables_stand_on_top_with_their_relations():
	index = text_of(ROOT / "docs" / "data-dictionary.md")
	for name in ("客户信息表", "联系记录表", "营销活动表", "服务记录表"):
		assert f"| {name} |" in index
	for relation in (
		"Customer ||--o{ Interaction",
		"Customer ||--o{ Work_Order",
		"Customer ||--o{ Campaign_Member",
		"Campaign ||--o{ Campaign_Member",
	):
		assert relation in index
	unique = {"Bank Campaign Member": {"campaign", "customer"}}
	for doctype in app_sources.doctypes():
		if doctype.name in unique:
			assert unique[doctype.name] <= {
				field["fieldname"] for field in doctype.fields if field.get("reqd")
			}


def test_the_reference_knows_every_whitelisted_function():
	reference = text_of(ROOT / "docs" / "api-reference.md")
	known = {line.split("/")[-1].rstrip("`") for line in reference.splitlines() if "/api/method/" in line}
	asked = [
		f"bank_crm.{source.name.removesuffix('.py').replace('/', '.')}.{function.name}"
		for source in app_sources.code()
		for function in source.tree.body
		if "frappe.whitelist"
		in {app_sources.dotted(getattr(d, "func", d)) for d in getattr(function, "decorator_list", [])}
	]
	assert len(asked) > 150
	assert set(asked) == known


def test_pictures_of_the_guides_are_small():
	for picture in (ROOT / "docs" / "images" / "guide").rglob("*.png"):
		assert picture.stat().st_size <= LARGEST_PICTURE, picture.relative_to(ROOT)


#: Words of the screen, as the guides write them.
SCREEN = re.compile("【([^】]+)】")
GUIDES = [
	*sorted((ROOT / "docs" / "user-guide").glob("*/*.md")),
	ROOT / "docs" / "admin-guide.md",
	ROOT / "docs" / "admin-guide.zh-CN.md",
]


@cache
def words() -> tuple[frozenset[str], frozenset[str]]:
	"""What the Desk says in English and in Chinese: the app's catalogue and the framework's."""
	pofile = pytest.importorskip("babel.messages.pofile")
	frappe = pytest.importorskip("frappe")
	english, chinese = set(), set()
	for path in (app_sources.APP / "locale" / "zh.po", Path(frappe.__file__).parent / "locale" / "zh.po"):
		with path.open("rb") as file:
			for message in pofile.read_po(file, locale="zh"):
				if isinstance(message.id, str):
					english.add(message.id)
					chinese.add(str(message.string))
	return frozenset(english), frozenset(chinese)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: str(page.relative_to(ROOT)))
def test_ux_words_in_brackets_are_words_of_the_screen(page: Path):
	english, chinese = words()
	known = chinese if page.parent.name == "zh" or page.name.endswith(".zh-CN.md") else english | chinese
	assert [word for word in SCREEN.findall(text_of(page)) if word not in known] == []


def test_each_role_has_its_page_in_both_languages():
	pages_of = [
		{path.name for path in (ROOT / "docs" / "user-guide" / language).glob("*.md")}
		for language in ("zh", "en")
	]
	assert pages_of[0] == pages_of[1]
	assert len(pages_of[0]) == len(app_sources.role_names() - {"Bank Data Exporter"}) + 1
