"""The local `frappe` wheel: pinned source, fitting edits, equal bytes, no trace of the other name, all of it usable."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from benchkit import wheel
from benchkit.overlay.edits import EDITS, Edit
from benchkit.paths import Bench

INFO = f"{wheel.NAME}-{wheel.VERSION}.dist-info"

# What a bench with many apps and many sites calls; the published source has lost all of it or narrowed it.
PRESENT = {
	"frappe": (
		"init",
		"connect",
		"init_site",
		"get_all_apps",
		"get_installed_apps",
		"get_hooks",
		"get_app_path",
	),
	"frappe.app": ("application", "get_site_of_request"),
	"frappe.config": ("get_site_config", "get_common_site_config"),
	"frappe.installer": ("_new_site", "install_app", "remove_app", "make_conf"),
	"frappe.migrate": ("SiteMigration",),
	"frappe.model.sync": ("sync_all",),
	"frappe.modules.patch_handler": ("run_all",),
	"frappe.modules.utils": ("get_doc_path", "sync_customizations"),
	"frappe.tests.utils": ("FrappeTestCase", "make_test_records"),
	"frappe.utils": ("get_sites", "get_bench_path", "get_site_base_path"),
	"frappe.utils.background_jobs": ("start_worker", "enqueue"),
	"frappe.utils.backups": ("new_backup", "scheduled_backup"),
	"frappe.utils.pdf": ("get_pdf",),
	"frappe.utils.scheduler": ("start_scheduler", "enqueue_events_for_all_sites"),
}

# Runs in a Python of its own: what it prints is compared here.
LOOK = """
import importlib, inspect, json, pathlib, pkgutil, sys
tree, extended, present, supplied = json.loads(sys.stdin.read())
import frappe
assert pathlib.Path(frappe.__file__).is_relative_to(tree), frappe.__file__
replaced = {}
for file, overlay in extended.items():
	name = "frappe." + file.removesuffix(".py").replace("/", ".")
	target = importlib.import_module(name.removesuffix(".__init__"))
	# only after its target, which imports it at its end
	source = importlib.import_module(f"frappe._overlay.{overlay}")
	replaced[overlay] = [n for n in source.__all__ if getattr(target, n) is not getattr(source, n)]
modules = [module.name for module in pkgutil.iter_modules(sys.modules["frappe._overlay"].__path__)]
print(json.dumps({
	"modules": sorted(modules),
	"not replaced": replaced,
	"missing": [f"{m}.{n}" for m, names in present.items() for n in names if not hasattr(importlib.import_module(m), n)],
	"supplied": [importlib.import_module(m).__name__ for m in supplied],
	"init": list(inspect.signature(frappe.init).parameters),
}))
"""

SITES = """
import json, sys
import frappe
seen = {}
for site in ("one.localhost", "two.localhost"):
	frappe.init(site, sites_path=sys.argv[1], force=True)
	seen[site] = [frappe.local.site, frappe.conf.db_port, frappe.conf.marker, frappe.get_all_apps()]
print(json.dumps({"seen": seen, "sites": frappe.utils.get_sites(sys.argv[1])}))
"""


@dataclass(frozen=True)
class Built:
	"""A wheel made for this test run, the cache it was made in, and its contents unpacked."""

	cache: Path
	path: Path
	tree: Path


@pytest.fixture(scope="module")
def source() -> Path:
	"""The pinned source, fetched once a machine."""
	return wheel.download_source(Bench.find().cache)


def cache_with(source: Path, folder: Path) -> Path:
	"""A cache that has the source and no wheel yet."""
	folder.mkdir()
	shutil.copy(source, folder)
	return folder


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
	folder = tmp_path_factory.mktemp("wheel")
	cache = cache_with(source, folder / "cache")
	path = wheel.build_wheel(cache)
	with zipfile.ZipFile(path) as archive:
		archive.extractall(folder / "tree")
	return Built(cache, path, folder / "tree")


def run_python(built: Built, code: str, *arguments: str, stdin: str = "") -> dict:
	"""What a Python prints as JSON that finds the unpacked wheel first."""
	ended = subprocess.run(
		[sys.executable, "-c", code, *arguments],
		input=stdin,
		capture_output=True,
		text=True,
		cwd=built.tree,
		env={**os.environ, "PYTHONPATH": str(built.tree)},
		timeout=120,
	)
	assert ended.returncode == 0, ended.stderr
	return json.loads(ended.stdout.splitlines()[-1])


def test_a_tampered_source_is_refused_and_not_kept(source: Path, tmp_path: Path) -> None:
	cache = cache_with(source, tmp_path / "cache")
	tampered = cache / source.name
	content = bytearray(tampered.read_bytes())
	content[len(content) // 2] ^= 1
	tampered.write_bytes(content)
	with pytest.raises(wheel.WheelError, match="not the pinned source") as raised:
		wheel.build_wheel(cache)
	assert hashlib.sha256(content).hexdigest() in str(raised.value)
	assert not tampered.exists()
	assert not list(cache.rglob("frappe-*.whl"))


@pytest.mark.parametrize(
	("content", "times"),
	[("nothing of the kind\n", 1), ("old text\nold text\n", 1), ("old text\n", 2)],
)
def test_an_edit_that_does_not_fit_names_file_and_text(tmp_path: Path, content: str, times: int) -> None:
	target = tmp_path / "module.py"
	target.write_text(content)
	with pytest.raises(wheel.WheelError) as raised:
		wheel.apply_edit(tmp_path, Edit("module.py", "old text", "new text", times))
	assert "module.py" in str(raised.value)
	assert "old text" in str(raised.value)
	assert target.read_text() == content


def test_every_edit_is_in_the_result(built: Built) -> None:
	for edit in EDITS:
		content = (built.tree / "frappe" / edit.file).read_text()
		assert edit.new in content, edit.file
		assert edit.old in edit.new or edit.old not in content, edit.file


def test_a_module_to_extend_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(wheel, "EDITS", ())
	monkeypatch.setattr(wheel, "EXTENDED", {"gone.py": "root"})
	with pytest.raises(wheel.WheelError, match=r"gone\.py"):
		wheel.apply_overlay(tmp_path)


def test_the_same_recipe_gives_the_same_bytes(source: Path, built: Built, tmp_path: Path) -> None:
	again = wheel.build_wheel(cache_with(source, tmp_path / "cache"))
	assert again.name == built.path.name
	assert again.parent.name == built.path.parent.name
	assert again.read_bytes() == built.path.read_bytes()


def test_a_wheel_that_is_there_is_not_made_again(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
	def refuse(*arguments: object) -> Path:
		raise AssertionError("fetched the source although the wheel is in the cache")

	monkeypatch.setattr(wheel, "download_source", refuse)
	before = built.path.stat().st_mtime_ns
	assert wheel.build_wheel(built.cache) == built.path
	assert built.path.stat().st_mtime_ns == before
	monkeypatch.setattr(wheel, "SOURCE_SHA256", "0" * 64)
	with pytest.raises(AssertionError):
		wheel.build_wheel(built.cache)


def test_nothing_half_made_stays_in_the_cache(built: Built) -> None:
	assert [path for path in built.path.parent.iterdir() if path != built.path] == []


def test_the_other_name_is_nowhere(built: Built) -> None:
	"""In no path and no byte of what is installed; only the licence and the record stand outside the package."""
	name = wheel.SOURCE.encode()
	files = [path for path in built.tree.rglob("*") if path.is_file()]
	assert len(files) > 2_500
	found = [
		str(path.relative_to(built.tree))
		for path in files
		if wheel.SOURCE in str(path.relative_to(built.tree)).lower()
		or (path.name != "LICENSE" and name in path.read_bytes().lower())
	]
	assert found == []
	assert {path.name for path in built.tree.iterdir()} == {"frappe", INFO}


def test_licence_and_requirements_are_the_sources(source: Path, built: Built) -> None:
	old_info = f"{wheel.SOURCE}-{wheel.SOURCE_VERSION}.dist-info"
	with zipfile.ZipFile(source) as archive:
		licence = archive.read(f"{old_info}/licenses/LICENSE")
		old = Parser().parsestr(archive.read(f"{old_info}/METADATA").decode())
	assert (built.tree / INFO / "licenses" / "LICENSE").read_bytes() == licence
	assert b"Frappe Technologies" in licence
	new = Parser().parsestr((built.tree / INFO / "METADATA").read_text())
	assert (new["Name"], new["Version"], new["License-File"]) == ("frappe", wheel.VERSION, "LICENSE")
	needed = {line for line in old.get_all("Requires-Dist") if "extra ==" not in line}
	assert len(needed) > 50
	assert needed | set(wheel.EXTRA_REQUIREMENTS) == set(new.get_all("Requires-Dist"))


def test_the_record_is_true(built: Built) -> None:
	"""Installers compare each file with its line."""
	recorded = {
		row[0]: row[1:] for row in csv.reader(io.StringIO((built.tree / INFO / "RECORD").read_text()))
	}
	files = {
		path.relative_to(built.tree).as_posix(): path for path in built.tree.rglob("*") if path.is_file()
	}
	assert recorded.keys() == files.keys()
	for name, path in files.items():
		if name.endswith("/RECORD"):
			assert recorded[name] == ["", ""]
			continue
		content = path.read_bytes()
		digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
		assert recorded[name] == [f"sha256={digest}", str(len(content))], name


def test_the_framework_speaks_chinese(built: Built) -> None:
	with open(built.tree / "frappe" / "locale" / "zh.po", "rb") as file:
		catalog = read_po(file, locale="zh", abort_invalid=True)
	translated = {
		(message.context, message.id): message.string
		for message in catalog
		if message.id and message.string and not message.fuzzy
	}
	assert len(translated) > 5_900
	assert translated[(None, "External Link")] == "外部链接"


def test_earlier_parts_of_a_translation_win(tmp_path: Path) -> None:
	parts = tmp_path / "parts" / "zh"
	parts.mkdir(parents=True)
	head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
	(parts / "a.po").write_text(f'{head}\nmsgid "Open"\nmsgstr "打开"\n\n#~ msgid "Old"\n#~ msgstr "旧"\n')
	other = 'msgctxt "Status"\nmsgid "Open"\nmsgstr "未结"\n'
	(parts / "b.po").write_text(f'{head}\nmsgid "Open"\nmsgstr "开启"\n\n{other}')
	wheel.merge_translations(tmp_path / "parts", tmp_path / "locale")
	with open(tmp_path / "locale" / "zh.po", "rb") as file:
		catalog = read_po(file, locale="zh", abort_invalid=True)
	found = {(message.context, message.id): message.string for message in catalog if message.id}
	assert found == {(None, "Open"): "打开", ("Status", "Open"): "未结"}
	assert not catalog.obsolete


def test_overlay_is_imported_and_takes_the_place_of_what_was_cut(built: Built) -> None:
	pytest.importorskip("frappe", reason="needs the framework's requirements: run by ./crm test")
	supply = wheel.OVERLAY / "supply"
	supplied = [
		".".join(("frappe", *path.relative_to(supply).with_suffix("").parts)).removesuffix(".__init__")
		for path in sorted(supply.rglob("*.py"))
	]
	question = json.dumps([str(built.tree), wheel.EXTENDED, PRESENT, supplied])
	seen = run_python(built, LOOK, stdin=question)
	assert set(seen["modules"]) == set(wheel.EXTENDED.values())
	assert {module: names for module, names in seen["not replaced"].items() if names} == {}
	assert seen["missing"] == []
	assert seen["supplied"] == supplied
	assert seen["init"][:2] == ["site", "sites_path"]


def test_each_site_has_its_own_configuration_and_the_benchs_apps(built: Built, tmp_path: Path) -> None:
	pytest.importorskip("frappe", reason="needs the framework's requirements: run by ./crm test")
	(tmp_path / "apps.txt").write_text("one_app\nfrappe\nother_app\n")
	(tmp_path / "common_site_config.json").write_text('{"db_port": 4321, "marker": "common"}')
	for site, config in (("one.localhost", {}), ("two.localhost", {"marker": "own"})):
		(tmp_path / site).mkdir()
		(tmp_path / site / "site_config.json").write_text(json.dumps(config))
	for app in ("one_app", "other_app"):
		(tmp_path / "python" / app).mkdir(parents=True)
		(tmp_path / "python" / app / "__init__.py").touch()
		(tmp_path / "python" / app / "modules.txt").write_text(f"{app} module\n")
	code = f"import sys; sys.path.append({str(tmp_path / 'python')!r})\n{SITES}"
	answer = run_python(built, code, str(tmp_path))
	apps = ["frappe", "one_app", "other_app"]
	assert answer["seen"] == {
		"one.localhost": ["one.localhost", 4321, "common", apps],
		"two.localhost": ["two.localhost", 4321, "own", apps],
	}
	assert answer["sites"] == ["one.localhost", "two.localhost"]
