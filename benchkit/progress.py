"""What the user sees of long work: one line a step with its time, and a useful end when it fails."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TAIL_LINES = 20


class StepFailed(Exception):
	"""A step that cannot go on.

	Attributes:
		title: what was being done.
		command: the command that failed, without anything secret.
		log_tail: the last lines it wrote.
		log_path: where the rest is.
		hint: what the user can do.
	"""

	def __init__(
		self,
		title: str,
		command: str = "",
		log_tail: str = "",
		hint: str = "",
		log_path: Path | None = None,
	):
		super().__init__(title)
		self.title = title
		self.command = command
		self.log_tail = log_tail
		self.hint = hint
		self.log_path = log_path

	def __str__(self) -> str:
		lines = [f"Failed: {self.title}"]
		if self.command:
			lines.append(f"  command: {self.command}")
		if self.log_tail:
			lines.append("  last lines of its log:")
			lines += [f"    | {line}" for line in self.log_tail.splitlines()]
		if self.log_path:
			lines.append(f"  log: {self.log_path}")
		if self.hint:
			lines.append(f"  what to do: {self.hint}")
		return "\n".join(lines)


class Step:
	"""A running step; `note` adds a word to its line, such as "cached"."""

	def __init__(self, title: str):
		self.title = title
		self.started = time.monotonic()
		self.remark = ""

	def note(self, remark: str) -> None:
		self.remark = remark

	def line(self, state: str) -> str:
		remark = f" ({self.remark})" if self.remark else ""
		return f"{state} {self.title}{remark} · {duration(time.monotonic() - self.started)}"


def duration(seconds: float) -> str:
	"""A duration in words: 0.4 s, 12.0 s, 3 min 05 s."""
	if seconds < 60:
		return f"{seconds:.1f} s"
	minutes, rest = divmod(round(seconds), 60)
	return f"{minutes} min {rest:02d} s"


# Lines go to standard error, so that what a verb prints can be piped. Brief work shows no line when quiet.
QUIET_BELOW = 1.0
SILENT_FOR = 10.0
_quiet = False


@contextmanager
def quietly() -> Iterator[None]:
	"""Inside the block only steps that take longer than a second, or fail, show a line."""
	global _quiet
	before, _quiet = _quiet, True
	try:
		yield
	finally:
		_quiet = before


@contextmanager
def step(title: str) -> Iterator[Step]:
	"""Show one progress line with its time for the work inside the block."""
	current = Step(title)
	ended = threading.Event()
	on_terminal = sys.stderr.isatty()

	def tick() -> None:
		if not on_terminal:
			# a log gets one line more for a step that takes long, lest it look stuck
			if not ended.wait(SILENT_FOR):
				print(current.line("…"), file=sys.stderr, flush=True)
			return
		while not ended.wait(0.5):
			print(f"\r\033[K{current.line('…')}", end="", file=sys.stderr, flush=True)

	ticker = threading.Thread(target=tick, daemon=True)
	ticker.start()
	state = "✗"
	try:
		yield current
		state = "✓"
	finally:
		ended.set()
		ticker.join()
		if on_terminal:
			print("\r\033[K", end="", file=sys.stderr)
		if state == "✗" or not _quiet or time.monotonic() - current.started > QUIET_BELOW:
			print(current.line(state), file=sys.stderr, flush=True)


def tail(path: Path, lines: int = TAIL_LINES) -> str:
	"""The last lines of a text file; empty if there is none."""
	try:
		with open(path, "rb") as file:
			file.seek(0, os.SEEK_END)
			file.seek(max(0, file.tell() - 64_000))
			text = file.read().decode("utf-8", "replace")
	except FileNotFoundError:
		return ""
	return "\n".join(text.splitlines()[-lines:])


def run_logged(
	command: Sequence[str | Path],
	log_path: Path,
	*,
	title: str,
	hint: str = "",
	env: Mapping[str, str] | None = None,
	cwd: Path | None = None,
	stdin: str | None = None,
	clean: Callable[[str], str] = str,
) -> None:
	"""Run a command with its output going to a log.

	Args:
		command: program and arguments; must hold nothing secret (others can see them).
		log_path: the log to start anew.
		title: what is being done, for the message when it fails.
		hint: what to do when it fails.
		env: the whole environment; this process's own if None.
		stdin: text to give it (secrets go here); else it reads nothing.
		clean: takes secrets out of what is shown.

	Raises:
		StepFailed: the command ended with another code than 0, or could not be started.
	"""
	words = [str(word) for word in command]
	shown = clean(shlex.join(words))
	log_path.parent.mkdir(parents=True, exist_ok=True)
	with open(log_path, "wb", buffering=0) as log:
		log.write(f"$ {shown}\n".encode())
		try:
			ended = subprocess.run(
				words,
				stdout=log,
				stderr=subprocess.STDOUT,
				env=dict(env) if env is not None else None,
				cwd=cwd,
				**({"input": stdin.encode()} if stdin is not None else {"stdin": subprocess.DEVNULL}),
			)
		except FileNotFoundError as error:
			raise StepFailed(title, shown, str(error), hint, log_path) from error
	if ended.returncode != 0:
		raise StepFailed(title, shown, clean(tail(log_path)), hint, log_path)
