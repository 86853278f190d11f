"""`<sites>/assets/<app>/…`: an app's public files by links, beside the `dist` folder that the builder owns."""

import shutil
from pathlib import Path

from benchkit.assets.files import link

OWN = ("dist", "node_modules")


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


def link_packages(target: Path, modules: Path) -> None:
	"""Give the browser `/assets/<app>/node_modules/…`, from where the Desk loads some libraries when it needs them."""
	if modules.is_dir():
		link(target / "node_modules", modules)
	elif (target / "node_modules").is_symlink():
		(target / "node_modules").unlink()


def _remove(path: Path) -> None:
	if path.is_dir() and not path.is_symlink():
		shutil.rmtree(path)
	else:
		path.unlink()
