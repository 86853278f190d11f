"""The app runs on the oldest Python of a supported framework, Frappe 15's 3.10 (docs/architecture.md)."""

import ast
import subprocess
import sys
from pathlib import Path

from app_sources import APP, ROOT, python_sources

OLDEST = (3, 10)


def test_the_oldest_python_is_declared_once():
	declared = (APP.parent / "pyproject.toml").read_text(encoding="utf-8")
	assert f'requires-python = ">={OLDEST[0]}.{OLDEST[1]}"' in declared
	assert f'target-version = "py{OLDEST[0]}{OLDEST[1]}"' in (ROOT / "pyproject.toml").read_text(
		encoding="utf-8"
	)


def test_syntax_of_the_oldest_python():
	for source in python_sources():
		ast.parse(source.text, source.name, feature_version=OLDEST)


def test_library_of_the_oldest_python():
	"""Nothing of the standard library that is younger: `datetime.UTC`, `StrEnum`, `tomllib`, `typing.Self` …"""
	found = _newer(APP)
	assert found.returncode == 0, found.stdout


def test_something_younger_is_noticed(tmp_path: Path):
	young = tmp_path / "young.py"
	young.write_text("import hashlib\nfrom datetime import UTC\n\nprint(UTC, hashlib.file_digest)\n")
	found = _newer(young)
	assert found.returncode == 1
	assert "datetime.UTC" in found.stdout and "hashlib.file_digest" in found.stdout


def _newer(path: Path) -> subprocess.CompletedProcess[str]:
	"""What asks for more than the oldest Python."""
	target = f"-t={OLDEST[0]}.{OLDEST[1]}-"
	options = ["--no-tips", "--violations", "--eval-annotations", "--no-parse-comments"]
	command = [str(Path(sys.executable).with_name("vermin")), target, *options, str(path)]
	return subprocess.run(command, capture_output=True, text=True)
