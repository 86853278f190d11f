"""Builds the bundles of all apps of a bench into `<sites>/assets`, only those that changed, never half of one."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchkit.assets import packages as npm
from benchkit.assets.errors import AssetError
from benchkit.assets.files import locked, read_json, write_json
from benchkit.assets.links import link_packages, link_public
from benchkit.assets.stamps import BuiltApp, changed_since, relative_inputs, stamp

STATE = ".build.json"
SUPPLIED = npm.HERE / "supplied"


@dataclass(frozen=True)
class BuildResult:
	"""What a build did. If `changed`, the caller drops Frappe's cache key `assets_json`."""

	changed: bool
	built: tuple[str, ...]
	skipped: tuple[str, ...]
	node_modules: Path
	warnings: str = ""


class BenchFolders(Protocol):
	"""The folders of a bench that assets are built from and into (benchkit.paths.Bench)."""

	@property
	def env(self) -> Path: ...
	@property
	def sites(self) -> Path: ...
	@property
	def cache(self) -> Path: ...


def build_bench(bench: BenchFolders, apps: Mapping[str, Path], force: bool = False) -> BuildResult:
	"""Build the assets of a bench, telling of its progress.

	:param apps: app name → folder of its Python package, besides frappe, which is taken from the environment
	:raises StepFailed: with the place of the error
	"""
	from benchkit.progress import StepFailed, step

	with step("Building assets"):
		try:
			frappe = next(bench.env.glob("lib/python3*/site-packages/frappe"), None)
			if not frappe:
				raise AssetError(
					f"{bench.env} has no frappe", hint="Run ./crm up, it makes the environment first."
				)
			return build(bench.sites / "assets", frappe, apps, bench.cache, force)
		except AssetError as error:
			raise StepFailed(error.message, error.command, error.detail, error.hint) from error


def build(
	assets_dir: Path, frappe_package_dir: Path, apps: Mapping[str, Path], cache_dir: Path, force: bool = False
) -> BuildResult:
	"""Bring `assets_dir` up to date with the apps' public files and bundles.

	New files are put beside the old ones, then `assets.json` is replaced, then the old ones are removed: pages are
	served whole at any time, and an interrupted or failed build leaves what was there.

	:param assets_dir: `<sites>/assets`
	:param apps: app name → folder of its Python package, besides frappe; later apps win over a bundle's name
	:param cache_dir: where npm packages are kept
	:param force: build every app again
	:raises AssetError: a bundle or npm failed
	"""
	packages = {"frappe": frappe_package_dir, **apps}
	for app, package in packages.items():
		if not package.is_dir():
			raise AssetError(f"app {app} has no folder {package}")
	assets_dir, cache_dir = assets_dir.absolute(), cache_dir.absolute()
	with locked(assets_dir / ".build.lock"):
		modules = npm.install(cache_dir)
		for leftover in assets_dir.glob(".build-*"):
			shutil.rmtree(leftover)
		former = _read_state(assets_dir)
		for app, package in packages.items():
			sources = [(package / "public").absolute(), (SUPPLIED / app).absolute()]
			link_public(assets_dir / app, sources)
			link_packages(
				assets_dir / app, modules if app == "frappe" else package.absolute().parent / "node_modules"
			)
		stale = [app for app in packages if force or not _is_fresh(app, former, packages, assets_dir)]
		built, warnings = _build_apps(stale, packages, modules, assets_dir)
		state = {app: built.get(app) or former[app] for app in packages}
		changed = _publish(assets_dir, state)
		_remove_old(assets_dir, state, former)
	fresh = tuple(app for app in packages if app not in built)
	return BuildResult(changed, tuple(built), fresh, modules, warnings)


def _read_state(assets_dir: Path) -> dict[str, BuiltApp]:
	return {app: BuiltApp(**entry) for app, entry in read_json(assets_dir / STATE).items()}


def _is_fresh(
	app: str, former: Mapping[str, BuiltApp], packages: Mapping[str, Path], assets_dir: Path
) -> bool:
	last = former.get(app)
	if not last or last.stamp != stamp(app, last.inputs, packages):
		return False
	return all((assets_dir / app / "dist" / name).is_file() for name in last.files)


def _build_apps(
	apps: list[str], packages: Mapping[str, Path], modules: Path, assets_dir: Path
) -> tuple[dict[str, BuiltApp], str]:
	"""Build into a temporary folder and, if all went well, move the files beside those in use."""
	if not apps:
		return {}, ""
	temporary = assets_dir / f".build-{os.getpid()}"
	started = time.time()
	try:
		result, warnings = _run_builder(apps, packages, modules, temporary)
		built = {}
		for app in apps:
			files = _move_files(temporary / app, assets_dir / app / "dist")
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
		shutil.rmtree(temporary, ignore_errors=True)


def _run_builder(
	apps: list[str], packages: Mapping[str, Path], modules: Path, out: Path
) -> tuple[dict[str, Any], str]:
	job = {
		"nodeModules": str(modules),
		"packages": {app: str(package.absolute()) for app, package in packages.items()},
		"apps": [{"name": app, "out": str(out / app)} for app in apps],
	}
	command = ["node", str(npm.HERE / "build.mjs")]
	# cwd: esbuild names files relative to it; a folder of its own keeps names the same wherever a build is started.
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


def _publish(assets_dir: Path, state: Mapping[str, BuiltApp]) -> bool:
	"""Write what Frappe reads (`assets.json`, `assets-rtl.json`), then what the next build reads."""
	assets: dict[str, str] = {}
	rtl: dict[str, str] = {}
	for app, built in state.items():
		assets.update({key: f"/assets/{app}/dist/{name}" for key, name in built.assets.items()})
		rtl.update({key: f"/assets/{app}/dist/{name}" for key, name in built.rtl.items()})
	rtl_changed = write_json(assets_dir / "assets-rtl.json", rtl)
	changed = write_json(assets_dir / "assets.json", assets)
	write_json(assets_dir / STATE, {app: built.as_dict() for app, built in state.items()})
	return changed or rtl_changed


def _remove_old(assets_dir: Path, state: Mapping[str, BuiltApp], former: Mapping[str, BuiltApp]) -> None:
	for app, built in state.items():
		dist = assets_dir / app / "dist"
		wanted = set(built.files)
		for path in dist.rglob("*"):
			# the web server's compressed copy goes with the file it is of
			if path.is_file() and path.relative_to(dist).as_posix().removesuffix(".gz") not in wanted:
				path.unlink()
	for app in former.keys() - state.keys():  # an app that has left the bench
		shutil.rmtree(assets_dir / app, ignore_errors=True)
