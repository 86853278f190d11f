"""The bench's Python environment: the locally built Frappe, the apps (editable) and benchkit's own needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import tomllib

from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step
from benchkit.state import Ports, Stamps, digest_files, read_json

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def process_env(bench: Bench) -> dict[str, str]:
	"""The environment every Frappe process of this bench runs in; its working folder is `bench.sites`."""
	ports = Ports(bench)
	return {
		**os.environ,
		"PATH": f"{bench.env / 'bin'}:{os.environ.get('PATH', '')}:/usr/sbin:/sbin",
		"VIRTUAL_ENV": str(bench.env),
		"PYTHONPATH": str(bench.root),
		"PYTHONUNBUFFERED": "1",
		"BENCH_HOME": str(bench.home),
		"BENCHKIT_ROOT": str(bench.root),
		"FRAPPE_BENCH_ROOT": str(bench.home),
		"SITES_PATH": ".",
		"BENCH_SITES": str(bench.sites),
		"WEB_PORT": str(ports.get("web")),
		"SOCKETIO_PORT": str(ports.get("socketio")),
	}


def build_frappe(bench: Bench) -> Path:
	"""The wheel of Frappe; built if it is not in the cache."""
	from benchkit.wheel import WheelError, build_wheel

	with step("Building Frappe"):
		try:
			make_venv(bench)
			return build_wheel(bench.cache, bench.python)
		except WheelError as error:
			raise StepFailed(
				"Building Frappe",
				log_tail=str(error),
				hint="Is the package registry reachable? The next ./crm up tries again.",
			) from error


def ensure(bench: Bench, wheel: Path) -> bool:
	"""Make the environment and install into it what changed.

	Returns:
		Whether anything was installed.
	"""
	with step("Python environment") as current:
		make_venv(bench)
		built = digest_files([wheel])
		wanted = digest_files(requirement_files(bench), built, sys.version, *bench.own_apps())
		stamps = Stamps(bench)
		if stamps.is_current("environment", wanted):
			current.note("unchanged")
			return False
		stamps.drop("environment")
		install(bench, wheel, built)
		stamps.put("environment", wanted)
		return True


def frappe_digest(bench: Bench) -> str:
	"""The digest of the installed Frappe's wheel; empty if none is installed."""
	return read_json(Stamps(bench).path).get("frappe", "")


def requirement_files(bench: Bench) -> list[Path]:
	return [REQUIREMENTS, *(bench.app_source(app) / "pyproject.toml" for app in bench.own_apps())]


def make_venv(bench: Bench) -> None:
	if works(bench.python):
		return
	shutil.rmtree(bench.env, ignore_errors=True)
	for stamp in ("environment", "frappe"):
		Stamps(bench).drop(stamp)
	run_logged(
		[sys.executable, "-m", "venv", bench.env],
		bench.logs / "venv.log",
		title="Making the Python environment",
		hint="On Debian the package python3-venv is needed.",
	)


def works(python: Path) -> bool:
	"""Whether the environment is whole and of this Python version (an interrupted one lacks pip)."""
	if not python.exists():
		return False
	check = "import sys, pip; print(sys.version_info[:2])"
	answer = subprocess.run([python, "-c", check], capture_output=True, text=True)
	return answer.returncode == 0 and answer.stdout.strip() == str(sys.version_info[:2])


def with_extras(source: Path) -> str:
	"""An app's folder as pip takes it, with all optional dependencies it declares: here it is tried and tested."""
	project = tomllib.loads((source / "pyproject.toml").read_text()).get("project", {})
	extras = ",".join(project.get("optional-dependencies", {}))
	return f"{source}[{extras}]" if extras else str(source)


def install(bench: Bench, wheel: Path, built: str) -> None:
	pip = [bench.python, "-m", "pip", "--disable-pip-version-check", "install"]
	hint = "Is the package registry reachable? The next ./crm up goes on from here."
	stamps = Stamps(bench)
	if not stamps.is_current("frappe", built):
		# A rebuilt wheel may have the version of the installed one: pip would leave that in place.
		uninstall = [bench.python, "-m", "pip", "--disable-pip-version-check", "uninstall", "-y", "frappe"]
		run_logged(uninstall, bench.logs / "pip-frappe.log", title="Removing the old Frappe", hint=hint)
	editable = [word for app in bench.own_apps() for word in ("-e", with_extras(bench.app_source(app)))]
	run_logged(
		[*pip, "-r", REQUIREMENTS, f"frappe @ {wheel.as_uri()}", *editable],
		bench.logs / "pip.log",
		title="Installing Frappe and the apps",
		hint=hint,
	)
	stamps.put("frappe", built)
