"""Builds the bundles of all apps of a bench into `<sites>/assets`, only those that changed, never half of one."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchkit.assets import packages as npm
from benchkit.assets.errors import AssetError
from benchkit.assets.files import link, locked, read_json, write_json
from benchkit.assets.links import link_packages, link_public, link_theme_compiler, referenced_packages
from benchkit.assets.stamps import BuiltApp, changed_since, relative_inputs, stamp
from benchkit.paths import Bench
from benchkit.progress import StepFailed, step

SUPPLIED = npm.HERE / "supplied"


@dataclass(frozen=True)
class BuildResult:
	"""What a build did. If `changed`, Frappe's cache key `assets_json` has to be dropped."""

	changed: bool
	built: tuple[str, ...]
	skipped: tuple[str, ...]
	warnings: str = ""


@dataclass(frozen=True)
class Places:
	"""Where a build reads and writes.

	Attributes:
		sites: the sites folder; `assets` in it is the builder's, and so is `node_modules`.
		packages: app name → folder of its Python package, in the order of their assets: a later app's bundle wins.
		cache: where npm packages are kept.
	"""

	sites: Path
	packages: Mapping[str, Path]
	cache: Path

	@property
	def assets(self) -> Path:
		return self.sites / "assets"

	@property
	def state(self) -> Path:
		return self.sites / ".assets-state.json"

	@property
	def lock(self) -> Path:
		return self.sites / ".assets.lock"

	@property
	def temporary(self) -> Path:
		return self.sites / ".assets-build"

	@property
	def node_modules(self) -> Path:
		return self.sites / "node_modules"

	def dist(self, app: str) -> Path:
		return self.assets / app / "dist"


def build_bench(bench: Bench, apps: Mapping[str, Path], force: bool = False) -> BuildResult:
	"""Build the assets of a bench, telling of its progress.

	:param apps: app name → folder of its Python package, besides frappe, which is taken from the environment
	:raises StepFailed: with the place of the error
	"""
	with step("Building assets") as current:
		try:
			frappe = next(bench.env.glob("lib/python3*/site-packages/frappe"), None)
			if not frappe:
				raise AssetError(
					f"{bench.env} has no frappe", hint="Run ./crm up: it makes the environment first."
				)
			result = build_assets(Places(bench.sites, {"frappe": frappe, **apps}, bench.cache), force)
		except AssetError as error:
			raise StepFailed(error.message, error.command, error.detail, error.hint) from error
		current.note(", ".join(result.built) or "unchanged")
	if result.warnings:
		print(result.warnings, file=sys.stderr)
	return result


def build_assets(places: Places, force: bool = False) -> BuildResult:
	"""Bring `<sites>/assets` up to date with the apps' public files and bundles.

	New files are put beside the old ones, then `assets.json` is replaced, then the old ones are removed: pages are
	served whole at any time, and an interrupted or failed build leaves what was there.

	:param force: build every app again
	:raises AssetError: a bundle or npm failed
	"""
	packages = places.packages
	for app, package in packages.items():
		if not package.is_dir():
			raise AssetError(f"app {app} has no folder {package}")
	with locked(places.lock):
		modules = npm.install(places.cache)
		for package in packages.values():
			npm.install_own(places.cache, package.resolve().parent)
		shutil.rmtree(places.temporary, ignore_errors=True)
		former = {app: BuiltApp(**entry) for app, entry in read_json(places.state).items()}
		link(places.node_modules, modules.absolute())
		missing = _link_all(places, modules.absolute())
		stale = [app for app in packages if force or not _is_fresh(app, former, places)]
		built, warnings = _build_apps(stale, places, modules)
		state = {app: built.get(app) or former[app] for app in packages}
		changed = _publish(places, state)
		_remove_old(places, state, former)
	skipped = tuple(app for app in packages if app not in built)
	return BuildResult(changed, tuple(built), skipped, "\n".join(filter(None, [*missing, warnings])))


def _link_all(places: Places, modules: Path) -> list[str]:
	"""Link public files and what pages load from npm packages; returns a line for each that is missing."""
	missing = []
	link_theme_compiler(places.packages["frappe"])
	wanted = referenced_packages(places.packages)
	for app, package in places.packages.items():
		target = places.assets / app
		link_public(target, [(package / "public").absolute(), (SUPPLIED / app).absolute()])
		own = package.absolute().parent / "node_modules"
		lost = link_packages(target / "node_modules", wanted.get(app, set()), [own, modules])
		missing += [f"/assets/{app}/node_modules/{name} is asked for, but no package has it" for name in lost]
	return missing


def _is_fresh(app: str, former: Mapping[str, BuiltApp], places: Places) -> bool:
	last = former.get(app)
	if not last or last.stamp != stamp(app, last.inputs, places.packages):
		return False
	return all((places.dist(app) / name).is_file() for name in last.files)


def _build_apps(apps: list[str], places: Places, modules: Path) -> tuple[dict[str, BuiltApp], str]:
	"""Build into a temporary folder and, if all went well, move the files beside those in use."""
	if not apps:
		return {}, ""
	started = time.time()
	packages = places.packages
	try:
		result, warnings = _run_builder(apps, places, modules)
		built = {}
		for app in apps:
			files = _move_files(places.temporary / app, places.dist(app))
			inputs = relative_inputs(result[app]["inputs"], packages)
			made = {
				"assets": result[app]["assets"],
				"rtl": result[app]["rtl"],
				"files": files,
				"inputs": inputs,
			}
			# a source that was saved while we built may or may not be in the bundle: no stamp, so it is built again
			current = "" if changed_since(started, inputs, packages) else stamp(app, inputs, packages)
			built[app] = BuiltApp(stamp=current, **made)
		return built, warnings
	finally:
		shutil.rmtree(places.temporary, ignore_errors=True)


def _run_builder(apps: list[str], places: Places, modules: Path) -> tuple[dict[str, Any], str]:
	job = {
		"nodeModules": str(modules.absolute()),
		"packages": {app: str(package.resolve()) for app, package in places.packages.items()},
		"apps": [{"name": app, "out": str(places.temporary.absolute() / app)} for app in apps],
	}
	command = ["node", str(npm.HERE / "build.mjs")]
	# cwd: scoped styles are named after paths relative to it, so it is the same wherever a build is started
	done = subprocess.run(
		command, input=json.dumps(job), cwd=modules.parent, capture_output=True, text=True, check=False
	)
	if done.returncode:
		raise AssetError(
			f"the bundles of {', '.join(apps)} could not be built",
			command=" ".join(command),
			detail=done.stderr.strip(),
			hint="Correct the place named above and build again; the former assets are still in use.",
		)
	return json.loads(done.stdout)["apps"], done.stderr.strip()


def _move_files(source: Path, target: Path) -> list[str]:
	"""Move all files below `source` to the same place below `target`; returns those places, sorted."""
	names = sorted(path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
	for name in names:
		(target / name).parent.mkdir(parents=True, exist_ok=True)
		(source / name).replace(target / name)
	return names


def _publish(places: Places, state: Mapping[str, BuiltApp]) -> bool:
	"""Write what Frappe reads (`assets.json`, `assets-rtl.json`), then what the next build reads."""
	assets: dict[str, str] = {}
	rtl: dict[str, str] = {}
	for app, built in state.items():
		assets.update({key: f"/assets/{app}/dist/{name}" for key, name in built.assets.items()})
		rtl.update({key: f"/assets/{app}/dist/{name}" for key, name in built.rtl.items()})
	rtl_changed = write_json(places.assets / "assets-rtl.json", rtl)
	changed = write_json(places.assets / "assets.json", assets)
	write_json(places.state, {app: built.as_dict() for app, built in state.items()})
	return changed or rtl_changed


def _remove_old(places: Places, state: Mapping[str, BuiltApp], former: Mapping[str, BuiltApp]) -> None:
	"""Remove files of former builds, but not the compressed copies (`.gz`, `.br`) of those in use."""
	for app, built in state.items():
		dist = places.dist(app)
		wanted = set(built.files)
		for path in dist.rglob("*"):
			name = path.relative_to(dist).as_posix()
			if (
				path.is_file()
				and name not in wanted
				and name.removesuffix(".gz").removesuffix(".br") not in wanted
			):
				path.unlink()
	for app in former.keys() - places.packages.keys():  # it has left the bench
		shutil.rmtree(places.assets / app, ignore_errors=True)
