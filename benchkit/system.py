"""What the bench needs from the operating system, and its installation from Debian's packages.

Each need is tested by what it is for (a program, a header, a font), not by a package's name: whoever has it
from elsewhere keeps it. Only packages without a system service are asked for, so that installing them
starts nothing.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step
from benchkit.services import find_program

NODE_AT_LEAST = 20


@dataclass(frozen=True)
class Need:
	"""Something the system must have.

	Attributes:
		what: its name, as shown.
		packages: the Debian packages that bring it.
		is_met: tells whether it is there.
	"""

	what: str
	packages: tuple[str, ...]
	is_met: Callable[[], bool]


def has_program(name: str) -> bool:
	try:
		return bool(find_program(name))
	except StepFailed:
		return False


def has_chinese_font() -> bool:
	if not shutil.which("fc-list"):
		return False
	return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())


def has_python_headers() -> bool:
	return Path(sysconfig.get_path("include"), "Python.h").is_file()


def has_venv() -> bool:
	return importlib.util.find_spec("ensurepip") is not None


def has_database_headers() -> bool:
	return has_program("mariadb_config") or has_program("mysql_config")


def has_browser() -> bool:
	return has_program("chromium-headless-shell")


NEEDS = (
	Need("MariaDB server", ("mariadb-server-core",), lambda: has_program("mariadbd")),
	Need("MariaDB set-up", ("mariadb-server-core",), lambda: has_program("mariadb-install-db")),
	Need(
		"MariaDB client", ("mariadb-client",), lambda: has_program("mariadb") and has_program("mariadb-dump")
	),
	Need("Redis server", ("redis-tools",), lambda: has_program("redis-server")),
	Need("MariaDB client library", ("libmariadb-dev",), has_database_headers),
	Need("C compiler", ("gcc", "libc6-dev"), lambda: has_program("gcc")),
	Need("pkg-config", ("pkg-config",), lambda: has_program("pkg-config")),
	Need("Python headers", ("python3-dev",), has_python_headers),
	Need("Python venv", ("python3-venv",), has_venv),
	Need("Chromium", ("chromium-headless-shell",), has_browser),
	Need("Chinese fonts", ("fonts-noto-cjk", "fontconfig"), has_chinese_font),
	Need("Pango", ("libpango-1.0-0",), lambda: bool(ctypes.util.find_library("pango-1.0"))),
	Need(
		"Pango for PDF",
		("libpangoft2-1.0-0",),
		lambda: bool(ctypes.util.find_library("pangoft2-1.0")),
	),
	Need("file type detection", ("file",), lambda: has_program("file")),
)


def missing() -> list[Need]:
	return [need for need in NEEDS if not need.is_met()]


def node_version() -> int:
	"""The installed Node's main version; 0 if there is none."""
	node = shutil.which("node")
	if not node:
		return 0
	answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
	found = re.match(r"v(\d+)\.", answer)
	return int(found[1]) if found else 0


def ensure(bench: Bench) -> None:
	"""Install what is missing.

	Raises:
		StepFailed: no way to install, the installation failed, or Node is missing or too old.
	"""
	with step("Checking system packages") as current:
		wanted = missing()
		if wanted:
			packages = sorted({package for need in wanted for package in need.packages})
			current.note("installing " + ", ".join(packages))
			install(bench, packages)
			still = missing()
			if still:
				names = ", ".join(need.what for need in still)
				raise StepFailed(
					f"Installing system packages: still missing: {names}",
					hint=python_hint() if any("Python" in need.what for need in still) else "",
					log_path=bench.logs / "apt.log",
				)
		check_node(bench)


def check_node(bench: Bench) -> None:
	if node_version() >= NODE_AT_LEAST and shutil.which("npm"):
		return
	if not shutil.which("node") and candidate_node() >= NODE_AT_LEAST:
		install(bench, ["nodejs", "npm"])
		return
	raise StepFailed(
		f"Checking Node: version {node_version() or 'none'} found, {NODE_AT_LEAST} or newer with npm is needed",
		hint="Install a current Node with npm (Debian 12's own is too old) and put it first on the PATH.",
	)


def candidate_node() -> int:
	"""The main version of Node that apt would install; 0 if it knows none."""
	if not shutil.which("apt-cache"):
		return 0
	answer = subprocess.run(["apt-cache", "policy", "nodejs"], capture_output=True, text=True).stdout
	found = re.search(r"Candidate:\s*(?:\d+:)?(\d+)\.", answer)
	return int(found[1]) if found else 0


def python_hint() -> str:
	return (
		f"{sys.executable} is not Debian's Python: it needs its own C headers and the venv module, "
		"or name another with CRM_PYTHON=/usr/bin/python3."
	)


def install(bench: Bench, packages: list[str]) -> None:
	manual = "apt-get install --no-install-recommends " + " ".join(packages)
	if not shutil.which("apt-get"):
		raise StepFailed(
			"Installing system packages: there is no apt-get here",
			hint="Install by the system's own means: " + " ".join(packages),
		)
	as_root: list[str] = []
	if os.getuid() != 0:
		if not shutil.which("sudo"):
			raise StepFailed(
				"Installing system packages: this needs root, and there is no sudo",
				hint=f"Have root run: {manual}",
			)
		as_root = ["sudo"]
	for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
		run_logged(
			[*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *arguments],
			bench.logs / "apt.log",
			title="Installing system packages",
			hint=f"Run it by hand and see what it says: {manual}",
		)
