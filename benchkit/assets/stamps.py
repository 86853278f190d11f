"""Which apps have to be built again: what their last build read, and whether that is still so."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchkit.assets.packages import HERE, MANIFESTS

BUILDER_FILES = ("build.mjs", "plugins.mjs", "styles.mjs", *MANIFESTS)
SOURCES = re.compile(r"\.(js|ts|mjs|vue|scss|css|html|json)$")


@dataclass(frozen=True)
class BuiltApp:
	"""One app's last build.

	assets and rtl map bundle names to paths below `dist`; files are all files in `dist`; inputs are the sources that
	were read, as `<app>/<path in its package>`; stamp tells whether they are still what they were.
	"""

	stamp: str
	assets: dict[str, str] = field(default_factory=dict)
	rtl: dict[str, str] = field(default_factory=dict)
	files: list[str] = field(default_factory=list)
	inputs: list[str] = field(default_factory=list)

	def as_dict(self) -> dict[str, Any]:
		return asdict(self)


def relative_inputs(inputs: Iterable[str], packages: Mapping[str, Path]) -> list[str]:
	"""Inputs that belong to an app, as `<app>/<path>`: npm packages are covered by the lock file."""
	roots = {app: folder.resolve() for app, folder in packages.items()}
	found = set()
	for name in inputs:
		path = Path(name).resolve()
		for app, root in roots.items():
			if path.is_relative_to(root) and "node_modules" not in path.relative_to(root).parts:
				found.add(f"{app}/{path.relative_to(root).as_posix()}")
	return sorted(found)


def stamp(app: str, inputs: Iterable[str], packages: Mapping[str, Path]) -> str:
	"""A hash over the builder, the names of the app's sources and the contents of all inputs of its last build.

	The names are in it because a new file can be a new bundle, or take the place of another in an import.
	"""
	digest = hashlib.sha256()
	for name in BUILDER_FILES:
		digest.update((HERE / name).read_bytes())
	for manifest in MANIFESTS:
		own = packages[app].resolve().parent / manifest
		digest.update(own.read_bytes() if own.is_file() else b"")
	for name in _source_names(packages[app] / "public"):
		digest.update(f"{name}\n".encode())
	for name in inputs:
		owner, _, relative = name.partition("/")
		path = packages[owner] / relative if owner in packages else None
		content = path.read_bytes() if path and path.is_file() else b""
		digest.update(f"{name} {len(content)}\n".encode() + content)
	return digest.hexdigest()


def changed_since(moment: float, inputs: Iterable[str], packages: Mapping[str, Path]) -> bool:
	"""Whether any input was written after `moment` (seconds since the epoch) or is gone."""
	for name in inputs:
		owner, _, relative = name.partition("/")
		path = packages[owner] / relative
		if not path.is_file() or path.stat().st_mtime >= moment:
			return True
	return False


def _source_names(public: Path) -> list[str]:
	names = []
	for path in public.rglob("*"):
		relative = path.relative_to(public)
		if SOURCES.search(path.name) and relative.parts[0] != "dist" and "node_modules" not in relative.parts:
			names.append(relative.as_posix())
	return sorted(names)
