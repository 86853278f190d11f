"""A wheel named `frappe` from the framework's one published copy.

PyPI carries the framework's source as `monoframe`: renamed throughout and cut down to one app and one
site. Here it is renamed back, what was cut is given back (`benchkit/overlay`), and the result is packed as
an ordinary local wheel. Nothing of it is committed; the wheel is cached by the hash of all that goes in.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from benchkit.overlay.edits import EDITS, Edit

SOURCE = "monoframe"
SOURCE_VERSION = "0.0.1"
SOURCE_SHA256 = "192e1430290ba868e515186a1e21bbdc7190a66fffbfaf35d5296bfca83a70ca"
NAME = "frappe"
VERSION = "16.0.0+registry"

OVERLAY = Path(__file__).parent / "overlay"
TEXT_SUFFIXES = frozenset(
	".py .js .json .html .txt .md .scss .css .vue .sql .csv .svg .xml .ts .po .pot".split()
)

# module file of the framework -> module of the overlay whose names replace its own
EXTENDED = {
	"__init__.py": "root",
	"app.py": "app",
	"config.py": "config",
	"installer.py": "installer",
	"middlewares.py": "middlewares",
	"model/sync.py": "model_sync",
	"patches.py": "patches",
	"tests/compat.py": "tests_compat",
	"utils/__init__.py": "utils",
	"utils/installed_apps.py": "installed_apps",
	"utils/pdf.py": "pdf",
	"utils/scheduler.py": "scheduler",
}

# Parts of the source that only its own command line and single-site configuration use.
LEFT_OUT = ("cli.py", "cli_impl/", "test_runner.py", "tests/utils.py", "www/_test/")

EXTRA_REQUIREMENTS = (
	"google-api-python-client~=2.188.0",  # a core DocType imports it
	"google-auth-oauthlib~=1.2.4",
	"google-auth~=2.48.0",
	"sentry-sdk~=1.45.1",  # every error log asks it whether it wants a copy
	"weasyprint==68.0",  # PDF
	"freezegun~=1.5",  # the test base classes stop the clock with it
)


class WheelError(RuntimeError):
	"""The wheel can't be built from what was found; the message says why."""


def build_wheel(cache: Path, python: str | Path = sys.executable) -> Path:
	"""The local wheel's path; built only when the cache has none for this source and overlay.

	:param cache: folder for the download and the result
	:param python: whose pip downloads (Debian's own Python comes without pip)
	:raises WheelError: the source isn't the pinned one, or an edit no longer fits it
	"""
	folder = cache / "frappe-wheel" / _recipe_hash()
	wheel = folder / f"{NAME}-{VERSION}-py3-none-any.whl"
	if wheel.exists():
		return wheel

	source = download_source(cache, python)
	folder.mkdir(parents=True, exist_ok=True)
	with tempfile.TemporaryDirectory(dir=folder) as work:
		tree = Path(work) / "tree"
		unpack_renamed(source, tree)
		apply_overlay(tree / NAME)
		write_metadata(source, tree)
		packed = Path(work) / wheel.name
		pack(tree, packed)
		os.replace(packed, wheel)
	return wheel


def download_source(cache: Path, python: str | Path = sys.executable) -> Path:
	"""The pinned source wheel, fetched by pip and checked by its hash."""
	source = cache / f"{SOURCE}-{SOURCE_VERSION}-py3-none-any.whl"
	if not source.exists():
		cache.mkdir(parents=True, exist_ok=True)
		with tempfile.TemporaryDirectory(dir=cache) as work:
			command = [str(python), "-m", "pip", "download", "--quiet", "--no-deps", "--dest", work]
			command.append(f"{SOURCE}=={SOURCE_VERSION}")
			done = subprocess.run(command, capture_output=True, text=True)
			if done.returncode:
				raise WheelError(f"pip could not fetch {SOURCE} {SOURCE_VERSION}:\n{done.stderr[-2000:]}")
			_check_hash(Path(work) / source.name)
			os.replace(Path(work) / source.name, source)
	_check_hash(source)
	return source


def unpack_renamed(source: Path, tree: Path) -> None:
	"""Unpack the source's package as `frappe`, names changed back in texts and paths."""
	with zipfile.ZipFile(source) as archive:
		for info in archive.infolist():
			inner = info.filename.removeprefix(f"{SOURCE}/")
			if info.is_dir() or inner == info.filename or inner.startswith(LEFT_OUT):
				continue
			target = tree / NAME / rename(inner)
			target.parent.mkdir(parents=True, exist_ok=True)
			content = archive.read(info)
			if target.suffix in TEXT_SUFFIXES:
				content = rename(content.decode()).encode()
			target.write_bytes(content)


def rename(text: str) -> str:
	"""The framework's own name for the fork's, in its three spellings."""
	for old, new in ((SOURCE, NAME), (SOURCE.title(), NAME.title()), (SOURCE.upper(), NAME.upper())):
		text = text.replace(old, new)
	return text


def apply_overlay(package: Path) -> None:
	"""Edits, extended modules, supplied files and the translation, in this order."""
	for edit in EDITS:
		apply_edit(package, edit)

	shutil.copytree(
		OVERLAY / "extend", package / "_overlay", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
	)
	for file, module in EXTENDED.items():
		target = package / file
		if not target.exists():
			raise WheelError(f"{file} is not in the source, so {module} can't extend it")
		with target.open("a") as f:
			f.write(f"\n\nfrom {NAME}._overlay.{module} import *  # noqa: E402, F403\n")

	shutil.copytree(
		OVERLAY / "supply", package, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
	)
	merge_translations(OVERLAY / "locale", package / "locale")


def apply_edit(package: Path, edit: Edit) -> None:
	"""Replace a text in a file of the package.

	:raises WheelError: the text isn't there as often as the edit says
	"""
	path = package / edit.file
	content = path.read_text()
	if (found := content.count(edit.old)) != edit.times:
		raise WheelError(f"{edit.file}: expected {edit.times} times, found {found}:\n{edit.old}")
	path.write_text(content.replace(edit.old, edit.new))


def merge_translations(parts: Path, target: Path) -> None:
	"""One `<language>.po` from each language's folder of parts; entries of earlier parts win."""
	for language in sorted(path for path in parts.glob("*") if path.is_dir()):
		entries: dict[str, str] = {}
		header = ""
		for part in sorted(language.glob("*.po")):
			blocks = re.split(r"\n\s*\n", part.read_text().strip())
			header = header or blocks[0]
			for block in blocks[1:]:
				key = _entry_key(block)
				if key:
					entries.setdefault(key, block)
		target.mkdir(parents=True, exist_ok=True)
		(target / f"{language.name}.po").write_text("\n\n".join([header, *entries.values()]) + "\n")


def _entry_key(block: str) -> str:
	"""Context and message id of a po entry as written, "" for obsolete entries."""
	lines = [line for line in block.splitlines() if not line.startswith("#")]
	if not lines:
		return ""
	return "\n".join(lines).split("\nmsgstr")[0]


def write_metadata(source: Path, tree: Path) -> None:
	"""The wheel's own metadata, with the source's requirements and licence text."""
	info = tree / f"{NAME}-{VERSION}.dist-info"
	(info / "licenses").mkdir(parents=True)
	old_info = f"{SOURCE}-{SOURCE_VERSION}.dist-info"

	with zipfile.ZipFile(source) as archive:
		licence = archive.read(f"{old_info}/licenses/LICENSE")
		requirements = [
			line
			for line in archive.read(f"{old_info}/METADATA").decode().splitlines()
			if line.startswith("Requires-Dist:") and "extra ==" not in line
		]
	(info / "licenses" / "LICENSE").write_bytes(licence)
	metadata = [
		"Metadata-Version: 2.4",
		f"Name: {NAME}",
		f"Version: {VERSION}",
		"Summary: Frappe framework, built locally from the package registries",
		"License-File: LICENSE",
		"Requires-Python: >=3.11",
		*requirements,
		*(f"Requires-Dist: {requirement}" for requirement in EXTRA_REQUIREMENTS),
	]
	(info / "METADATA").write_text("\n".join(metadata) + "\n")
	(info / "WHEEL").write_text(
		"Wheel-Version: 1.0\nGenerator: benchkit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
	)


def pack(tree: Path, wheel: Path) -> None:
	"""Zip a tree as a wheel with its RECORD; equal trees give equal bytes."""
	record_name = f"{NAME}-{VERSION}.dist-info/RECORD"
	record = []
	with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
		for path in sorted(path for path in tree.rglob("*") if path.is_file()):
			name = path.relative_to(tree).as_posix()
			content = path.read_bytes()
			digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
			record.append(f"{name},sha256={digest},{len(content)}")
			archive.writestr(_zip_info(name), content)
		archive.writestr(_zip_info(record_name), "\n".join([*record, f"{record_name},,"]) + "\n")


def _zip_info(name: str) -> zipfile.ZipInfo:
	info = zipfile.ZipInfo(name)  # its date is the format's first day: no clock in the bytes
	info.compress_type = zipfile.ZIP_DEFLATED
	info.external_attr = 0o644 << 16
	return info


def _check_hash(path: Path) -> None:
	found = hashlib.sha256(path.read_bytes()).hexdigest()
	if found != SOURCE_SHA256:
		path.unlink()
		raise WheelError(f"{path.name} is not the pinned source: sha256 {found}")


def _recipe_hash() -> str:
	digest = hashlib.sha256(SOURCE_SHA256.encode())
	for path in sorted([Path(__file__), *(p for p in OVERLAY.rglob("*") if p.is_file())]):
		if "__pycache__" in path.parts:
			continue
		digest.update(path.relative_to(OVERLAY.parent).as_posix().encode())
		digest.update(path.read_bytes())
	return digest.hexdigest()[:16]
