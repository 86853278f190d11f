"""Start, find and stop background processes, without trusting a pid file.

A pid file outlives its process and the number may belong to a stranger by then. So a process is found by
what only ours has: a path of this bench on its command line, or a mark in its environment.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchkit.progress import StepFailed, tail

# In the environment of everything the runner starts; its value is the bench's runtime folder.
MARK = "BENCHKIT_RUNNER_OF"
PROC = Path("/proc")


def own_processes() -> Iterator[int]:
	"""The ids of all living processes of this user, but this one."""
	for entry in PROC.iterdir():
		if not entry.name.isdigit() or int(entry.name) == os.getpid():
			continue
		try:
			if entry.stat().st_uid == os.getuid():
				yield int(entry.name)
		except OSError:
			continue  # it ended while we looked


def read_proc(pid: int, name: str) -> bytes:
	"""A file of /proc/<pid>; empty when the process has ended."""
	try:
		return (PROC / str(pid) / name).read_bytes()
	except OSError:
		return b""


def is_alive(pid: int) -> bool:
	"""Whether the process runs; one that ended and waits to be collected does not."""
	stat = read_proc(pid, "stat")
	return bool(stat) and stat.rpartition(b")")[2].split()[0] not in (b"Z", b"X")


def command_of(pid: int) -> list[str]:
	return read_proc(pid, "cmdline").decode("utf-8", "replace").rstrip("\0").split("\0")


def seconds_up(pid: int) -> float:
	"""How long the process has been running."""
	fields = read_proc(pid, "stat").rpartition(b")")[2].split()
	if not fields:
		return 0.0
	booted_for = float((PROC / "uptime").read_text().split()[0])
	return booted_for - int(fields[19]) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> int:
	"""Resident memory in bytes."""
	fields = read_proc(pid, "statm").split()
	return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def find_by_argument(program: str, argument: str) -> int | None:
	"""The process of that program with that text on its command line, such as its configuration file."""
	for pid in own_processes():
		words = " ".join(command_of(pid)).split()
		if words and Path(words[0]).name == program and argument in words and is_alive(pid):
			return pid
	return None


def find_marked(home: Path) -> list[int]:
	"""Everything alive that the runner of this bench started, and the runner."""
	mark = f"{MARK}={home}".encode()
	return [
		pid for pid in own_processes() if mark in read_proc(pid, "environ").split(b"\0") and is_alive(pid)
	]


def start(
	command: Sequence[str],
	log_path: Path,
	*,
	executable: str | None = None,
	env: Mapping[str, str] | None = None,
	cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
	"""Start a process in a session of its own, so that no Ctrl-C of ours reaches it."""
	log_path.parent.mkdir(parents=True, exist_ok=True)
	with open(log_path, "ab") as log:
		return subprocess.Popen(
			command,
			executable=executable,
			stdin=subprocess.DEVNULL,
			stdout=log,
			stderr=subprocess.STDOUT,
			env=dict(env) if env is not None else None,
			cwd=cwd,
			start_new_session=True,
		)


def wait_until(ready: Callable[[], bool], timeout: float, interval: float = 0.1) -> bool:
	"""Ask until the answer is yes; False if it is still no after `timeout` seconds."""
	end = time.monotonic() + timeout
	while not ready():
		if time.monotonic() > end:
			return False
		time.sleep(interval)
	return True


def wait_ready(
	process: subprocess.Popen[bytes],
	ready: Callable[[], bool],
	*,
	title: str,
	timeout: float,
	log_path: Path,
	hint: str,
	clean: Callable[[str], str] = str,
) -> None:
	"""Wait until a started process answers.

	Raises:
		StepFailed: it ended, or did not answer within `timeout` seconds.
	"""
	wait_until(lambda: process.poll() is not None or ready(), timeout)
	if process.poll() is None and ready():
		return
	state = f"ended with code {process.poll()}" if process.poll() is not None else "does not answer"
	raise StepFailed(f"{title}: it {state}", log_tail=clean(tail(log_path)), hint=hint, log_path=log_path)


def send(pids: Iterable[int], number: signal.Signals) -> None:
	for pid in pids:
		try:
			os.kill(pid, number)
		except ProcessLookupError:
			continue  # it ended by itself


def stop(pids: Iterable[int], timeout: float, *, force: bool) -> list[int]:
	"""Ask processes to end (SIGTERM) and wait.

	Args:
		pids: processes this bench started.
		timeout: seconds to wait.
		force: end those that have not (SIGKILL) when the time is up.

	Returns:
		Those still alive.
	"""
	waiting = list(pids)
	send(waiting, signal.SIGTERM)

	def all_gone() -> bool:
		waiting[:] = [pid for pid in waiting if still_runs(pid)]
		return not waiting

	if not wait_until(all_gone, timeout) and force:
		send(waiting, signal.SIGKILL)
		wait_until(all_gone, 10)
	return waiting


def still_runs(pid: int) -> bool:
	"""Whether the process runs; collects it if it was a child of ours and has ended."""
	try:
		os.waitpid(pid, os.WNOHANG)
	except ChildProcessError:
		pass  # not a child of ours: another process collects it
	return is_alive(pid)
