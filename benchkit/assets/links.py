"""`<sites>/assets/<app>/…`: an app's public files by links, beside the `dist` folder that the builder owns."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from benchkit.assets.files import link
from benchkit.assets.packages import HERE

OWN = ("dist", "node_modules")
PAGE_SOURCES = (".html", ".js", ".ts", ".vue")
PACKAGE_URL = re.compile(rb"""assets/(\w+)/node_modules/([^"'`$?\s)]+)""")


def link_public(target: Path, sources: list[Path]) -> None:
	"""Make `target` show the files of all `sources` by links; the first source that has a name wins.

	A folder that only one source has becomes one link. Links to what is gone are removed. `dist` and `node_modules`
	directly in `target` are left alone, as are those in a source: they are not public files.
	"""
	_merge(target, sources, skip=OWN)


def _merge(target: Path, sources: list[Path], skip: tuple[str, ...] = ()) -> None:
	if target.is_symlink():
		target.unlink()
	target.mkdir(parents=True, exist_ok=True)
	entries: dict[str, list[Path]] = {}
	for source in sources:
		for entry in sorted(source.iterdir()) if source.is_dir() else ():
			if entry.name not in skip and not entry.name.startswith("."):
				entries.setdefault(entry.name, []).append(entry)
	for existing in list(target.iterdir()):
		if existing.name not in entries and existing.name not in skip and not existing.name.startswith("."):
			_remove(existing)
	for name, candidates in entries.items():
		folders = [candidate for candidate in candidates if candidate.is_dir()]
		if len(folders) > 1 and candidates[0].is_dir():
			_merge(target / name, folders)
			continue
		if (target / name).is_dir() and not (target / name).is_symlink():
			_remove(target / name)
		link(target / name, candidates[0])


def link_theme_compiler(frappe_package: Path) -> None:
	"""Put the compiler of Website Themes where Frappe runs it, in the folder that its package is in."""
	link(frappe_package.absolute().parent / "generate_bootstrap_theme.js", HERE / "website_theme.mjs")


def referenced_packages(packages: Mapping[str, Path]) -> dict[str, set[str]]:
	"""What pages load straight from npm packages: app → paths such as `ace-builds/src-noconflict`.

	Only these are given to the browser: the whole node_modules folder has tens of thousands of files that are
	nobody's business. Found by their URLs (`/assets/<app>/node_modules/…`) in the apps' sources.
	"""
	found: dict[str, set[str]] = {}
	for package in packages.values():
		for folder, folders, names in os.walk(package):
			folders[:] = [name for name in folders if name not in OWN]
			for name in names:
				if not name.endswith(PAGE_SOURCES) and name != "hooks.py":
					continue
				for app, target in PACKAGE_URL.findall(Path(folder, name).read_bytes()):
					found.setdefault(app.decode(), set()).add(target.decode().rstrip("/"))
	return found


def link_packages(target: Path, names: set[str], sources: list[Path]) -> list[str]:
	"""Make `target` (`…/node_modules`) show the named files and folders of the first source that has them.

	:returns: names that no source has
	"""
	if target.is_symlink():
		target.unlink()
	wanted: dict[Path, Path] = {}
	missing = []
	for name in sorted(names):  # a folder comes before what is in it
		if any(target / name != path and (target / name).is_relative_to(path) for path in wanted):
			continue
		found = next((source / name for source in sources if (source / name).exists()), None)
		if found:
			wanted[target / name] = found
		else:
			missing.append(name)
	for path in sorted(target.rglob("*"), reverse=True):
		if path.is_symlink() and path not in wanted:
			path.unlink()
		elif path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
			path.rmdir()
	for path, source in wanted.items():
		path.parent.mkdir(parents=True, exist_ok=True)
		link(path, source)
	return missing


def _remove(path: Path) -> None:
	if path.is_dir() and not path.is_symlink():
		shutil.rmtree(path)
	else:
		path.unlink()
