"""Format and lint of the whole repository, by the rules of pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKS = {"format": ["format", "--check", "--quiet"], "lint": ["check", "--quiet"]}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_ruff(check: list[str]):
	done = subprocess.run(
		[sys.executable, "-m", "ruff", *check, "."], cwd=ROOT, capture_output=True, text=True
	)
	assert done.returncode == 0, done.stdout + done.stderr
