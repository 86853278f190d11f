"""`./crm test`: pytest in the bench's environment over everything there is to test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from benchkit import processes, sites, up
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.state import bench_lock

#: What is quick and needs least comes first. The shares run beside each other: the browser waits a lot for pages.
SHARES = (("tests/contract", "tests/domain", "apps"), ("tests/e2e", "tests/benchkit"))
#: The site by which the running bench is known to answer.
SITE = os.environ.get("BENCH_TEST_SITE", "test.localhost")
_NOTHING_COLLECTED = 5


def run(bench: Bench, arguments: list[str]) -> int:
	"""Prepare the bench and hand over to pytest; gives pytest's exit code, of several shares the worst."""
	bench.make_folders()
	with bench_lock(bench):
		up.prepare(bench)
		processes.reload(bench)  # a running bench serves today's code and assets to the browser tests
	command = [str(bench.python), "-m", "pytest", "-p", "benchkit.pytest_site", *arguments]
	if names_paths(bench, arguments):
		return subprocess.run(command, cwd=bench.root, env=process_env(bench)).returncode
	shares = [[path for path in share if (bench.root / path).is_dir()] for share in SHARES]
	with _server(bench):
		return worst(_side_by_side(bench, command, [share for share in shares if share]))


def names_paths(bench: Bench, arguments: list[str]) -> bool:
	"""Whether the user chose files, folders or single tests."""
	words = [word.partition("::")[0] for word in arguments if not word.startswith("-")]
	return any((bench.root / word).exists() for word in words if word)


def worst(codes: Sequence[int]) -> int:
	"""The exit code of several shares; one without a test does not matter unless all are (say after `-k`)."""
	found = [code for code in codes if code != _NOTHING_COLLECTED] or [_NOTHING_COLLECTED]
	return next((code for code in found if code), 0)


def _side_by_side(bench: Bench, command: list[str], shares: Sequence[list[str]]) -> list[int]:
	"""The first share speaks at once, what the others say is shown when it is done."""
	bench.logs.mkdir(parents=True, exist_ok=True)
	others = []
	for number, share in enumerate(shares[1:], start=1):
		log = bench.logs / f"tests-{number}.log"
		with log.open("wb") as out:
			others.append((share, log, _start(bench, command, number, share, out)))
	codes = [_start(bench, command, 0, shares[0], None).wait()]
	for share, log, process in others:
		codes.append(process.wait())
		print(f"\n{' '.join(share)}\n{log.read_text(encoding='utf-8', errors='replace')}", flush=True)
	return codes


def _start(
	bench: Bench, command: list[str], number: int, share: list[str], out: object
) -> subprocess.Popen[bytes]:
	own_cache = ["-o", f"cache_dir=.pytest_cache/{number}"]
	return subprocess.Popen(
		[*command, *own_cache, *share],
		cwd=bench.root,
		env=process_env(bench),
		stdout=out,
		stderr=subprocess.STDOUT if out else None,
	)


@contextmanager
def _server(bench: Bench) -> Iterator[None]:
	"""The bench runs as long as any share does; one that ran already goes on afterwards."""
	with bench_lock(bench):
		sites.bring_up_to_date(bench, SITE)
		started = processes.ensure_started(bench, SITE)
	try:
		yield
	finally:
		if started:
			processes.stop(bench)
