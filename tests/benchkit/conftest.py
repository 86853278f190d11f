"""Benches of their own for the tests: real services and processes in temporary folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchkit import processes, services
from benchkit.paths import Bench

ROOT = Path(__file__).resolve().parents[2]
# small enough for several benches beside each other
SMALL = {"BENCH_DB_BUFFER_POOL": "64M", "BENCH_DB_LOG_FILE": "32M", "BENCH_CACHE_MEMORY": "16mb"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
	for name, value in SMALL.items():
		monkeypatch.setenv(name, value)


@pytest.fixture
def own_bench(tmp_path: Path, small: None) -> Iterator[Bench]:
	"""This repository with an empty runtime folder; what was started in it is ended."""
	bench = Bench(ROOT, tmp_path / "home")
	bench.make_folders()
	yield bench
	processes.stop(bench)
	services.stop_all(bench)


@dataclass(frozen=True)
class Copy:
	"""A copy of benchkit with a Procfile of the test's own; `crm` runs its verbs as a user would."""

	bench: Bench
	env: dict[str, str] = field(default_factory=dict)

	def crm(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
		return subprocess.run(
			[sys.executable, "-m", "benchkit", *words],
			cwd=self.bench.root,
			env={**os.environ, **self.env},
			capture_output=True,
			text=True,
			input=stdin,
			timeout=120,
		)


@pytest.fixture
def copy(tmp_path: Path, small: None) -> Iterator[Copy]:
	root = tmp_path / "root"
	unneeded = shutil.ignore_patterns("overlay", "assets", "realtime", "__pycache__")
	shutil.copytree(ROOT / "benchkit", root / "benchkit", ignore=unneeded)
	shutil.copytree(ROOT / "config", root / "config")
	shutil.copytree(ROOT / "sites", root / "sites")
	bench = Bench(root, tmp_path / "home")
	bench.make_folders()
	# the tests run in the bench's environment: use it instead of making another
	bench.env.symlink_to(sys.prefix)
	(root / "Procfile").write_text("")
	yield Copy(bench, {"BENCH_HOME": str(bench.home), "PYTHONPATH": str(root)})
	processes.stop(bench)
	services.stop_all(bench)
