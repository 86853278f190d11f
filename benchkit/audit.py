"""Known vulnerabilities of what the bench is built of, asked of the public advisory databases by pip-audit and npm.

A mirror of the registries alone has none of them: then nothing is known, which is told apart from nothing found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchkit.environment import works
from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step

PIP_AUDIT = "pip-audit==2.10.1"
#: Vulnerabilities of npm's packages below this do not count: the packages build files, none of them serves anybody.
NPM_LEVEL = "moderate"
_LEVELS = ("info", "low", "moderate", "high", "critical")


class Unanswered(StepFailed):
	"""The advisory database did not answer, so nothing is known about these packages."""


@dataclass(frozen=True, slots=True)
class Finding:
	"""A vulnerability of an installed package; `mended_in` is a version or range, empty where there is none yet."""

	package: str
	version: str
	advisory: str
	mended_in: str

	def __str__(self) -> str:
		mended = f", mended in {self.mended_in}" if self.mended_in else ", not mended yet"
		return f"{self.package} {self.version}: {self.advisory}{mended}"


def audit(bench: Bench) -> int:
	"""The verb: print every finding; 0 if there is none, 1 otherwise. Unanswered as soon as nobody answers."""
	findings = of_python(bench, site_packages(bench))
	for folder in lock_folders(bench):
		findings += of_npm(folder)
	for finding in findings:
		print(finding)
	print(f"{len(findings)} known vulnerabilities")
	return 1 if findings else 0


def lock_folders(bench: Bench) -> list[Path]:
	"""Where npm packages are locked: the bench's own, and those of each app that has some."""
	folders = [Path(__file__).with_name("assets"), *(bench.app_source(app) for app in bench.own_apps())]
	return [folder for folder in folders if (folder / "package-lock.json").is_file()]


def site_packages(bench: Bench) -> Path:
	"""Where the bench's Python packages are."""
	version = f"python{sys.version_info.major}.{sys.version_info.minor}"
	return bench.env / "lib" / version / "site-packages"


def of_python(bench: Bench, packages: Path, service: str = "") -> list[Finding]:
	"""Ask for the packages installed in a folder; `service` is the address of another OSV database. Unanswered."""
	command = [_pip_audit(bench), "--path", packages, "--format", "json", "--progress-spinner", "off"]
	command += ["--vulnerability-service", "osv", "--timeout", "5"]
	command += ["--osv-url", service] if service else []
	with step("Asking for vulnerabilities of Python packages"):
		ended = subprocess.run(command, capture_output=True, text=True)
		try:
			answer = json.loads(ended.stdout)
		except ValueError:
			raise Unanswered(
				"Asking for vulnerabilities of Python packages",
				log_tail=ended.stderr[-600:],
				hint="Call it where the public advisory database can be reached.",
			) from None
	return [
		Finding(one["name"], one["version"], found["id"], ", ".join(found["fix_versions"]))
		for one in answer["dependencies"]
		for found in one.get("vulns", ())
	]


def of_npm(folder: Path, registry: str = "") -> list[Finding]:
	"""Ask for the packages of a lock file; `registry` is the address of another registry. Unanswered."""
	command = ["npm", "audit", "--package-lock-only", "--json", "--fetch-retries=0"]
	command += [f"--registry={registry}"] if registry else []
	with step("Asking for vulnerabilities of npm packages"):
		ended = subprocess.run(command, capture_output=True, text=True, cwd=folder)
		answer = json.loads(ended.stdout or "{}")
		if "vulnerabilities" not in answer:
			raise Unanswered(
				"Asking for vulnerabilities of npm packages",
				log_tail=str(answer.get("message") or ended.stderr)[-600:],
				hint="Call it where the registry answers audits.",
			)
	return [
		Finding(name, one["range"], via["title"], _mended(one))
		for name, one in answer["vulnerabilities"].items()
		for via in one["via"]
		if isinstance(via, dict) and _LEVELS.index(via["severity"]) >= _LEVELS.index(NPM_LEVEL)
	]


def _mended(vulnerability: dict) -> str:
	mended = vulnerability.get("fixAvailable")
	if isinstance(mended, dict):
		return f"{mended['name']} {mended['version']}"
	return "a version in range" if mended else ""


def _pip_audit(bench: Bench) -> Path:
	"""The program, in an environment of its own: what it needs must not change what it looks at."""
	folder = bench.home / "audit"
	program = folder / "bin" / "pip-audit"
	if not (program.exists() and works(folder / "bin" / "python")):
		log = bench.logs / "audit.log"
		run_logged([sys.executable, "-m", "venv", "--clear", folder], log, title="Making an environment")
		pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
		run_logged([*pip, PIP_AUDIT], log, title="Installing pip-audit")
	return program
