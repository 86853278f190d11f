"""`./crm test`: pytest in the bench's environment over everything there is to test."""

from __future__ import annotations

import subprocess

from benchkit import processes, up
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.state import bench_lock

# What is quick and needs least comes first; browser tests want everything running and come last.
ORDER = ("tests/contract", "tests/domain", "tests/benchkit", "apps", "tests/e2e")


def run(bench: Bench, arguments: list[str]) -> int:
	"""Prepare the bench and hand over to pytest; gives pytest's exit code."""
	bench.make_folders()
	with bench_lock(bench):
		up.prepare(bench)
		processes.reload_web(bench)  # a running bench serves today's code and assets to the browser tests
	command = [str(bench.python), "-m", "pytest", "-p", "benchkit.pytest_site", *arguments]
	if not names_paths(bench, arguments):
		command += [path for path in ORDER if (bench.root / path).is_dir()]
	return subprocess.run(command, cwd=bench.root, env=process_env(bench)).returncode


def names_paths(bench: Bench, arguments: list[str]) -> bool:
	"""Whether the user chose files, folders or single tests."""
	words = [word.partition("::")[0] for word in arguments if not word.startswith("-")]
	return any((bench.root / word).exists() for word in words if word)
