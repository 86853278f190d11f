"""Runs the Procfile inside the bench's environment: `python -m benchkit.runner [--echo]`.

Reading the Procfile and printing is honcho's. Honcho's own manager ends everything when one process ends;
a bench must go on instead, so a process that ended is started again, later each time it ends at once.
"""

from __future__ import annotations

import argparse
import fcntl
import itertools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from logging.handlers import RotatingFileHandler
from typing import IO

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from benchkit import daemon
from benchkit.environment import process_env
from benchkit.paths import Bench
from benchkit.state import write_json

# Seconds to wait before the next start; a process that ran for STEADY_AFTER seconds starts from the first again.
PAUSES = (1, 2, 4, 8, 15, 30)
STEADY_AFTER = 60
STOP_TIMEOUT = 20


class Child:
	"""One line of the Procfile: starts its command, passes on its output, starts it again when it ends."""

	def __init__(self, name: str, command: str, runner: Runner, colour: str):
		self.name = name
		self.command = command
		self.runner = runner
		self.colour = colour
		self.process: subprocess.Popen[bytes] | None = None
		self.restarts = 0
		self.thread = threading.Thread(target=self.keep_running, name=name)
		self.log = logging.Logger(name)
		handler = RotatingFileHandler(runner.bench.logs / f"{name}.log", maxBytes=10_000_000, backupCount=3)
		handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
		self.log.addHandler(handler)

	def keep_running(self) -> None:
		quick_ends = 0
		while not self.runner.ending.is_set():
			started = time.monotonic()
			code = self.run_once()
			if self.runner.ending.is_set():
				return
			quick_ends = 0 if time.monotonic() - started > STEADY_AFTER else quick_ends + 1
			pause = PAUSES[min(max(quick_ends - 1, 0), len(PAUSES) - 1)]
			self.say(f"ended with code {code}; starting it again in {pause} s")
			self.restarts += 1
			self.runner.ending.wait(pause)

	def run_once(self) -> int:
		"""Start the command and pass on its output until it ends; gives its exit code."""
		with self.runner.starting:
			if self.runner.ending.is_set():
				return 0
			self.process = subprocess.Popen(
				self.command,
				shell=True,
				cwd=self.runner.bench.sites,
				env=self.runner.env,
				stdin=subprocess.DEVNULL,
				stdout=subprocess.PIPE,
				stderr=subprocess.STDOUT,
				start_new_session=True,
			)
			self.runner.write_state()
		self.say(f"started as process {self.process.pid}")
		# Read aside: what the process started may hold its output open after it has ended.
		reader = threading.Thread(target=self.pass_on, args=(self.process.stdout,), daemon=True)
		reader.start()
		code = self.process.wait()
		# What it started itself (gunicorn's workers) must not live on beside the next one.
		self.signal(signal.SIGKILL)
		reader.join(1)
		return code

	def pass_on(self, output: IO[bytes]) -> None:
		for line in output:
			self.say(line.decode("utf-8", "replace").rstrip("\n"))

	def say(self, line: str) -> None:
		self.log.info("%s", line)
		self.runner.show(self, line)

	def signal(self, number: signal.Signals) -> None:
		"""Signal the process and what it started in its group."""
		if self.process is None:
			return
		try:
			os.killpg(self.process.pid, number)
		except ProcessLookupError:
			return  # all of the group have ended


class Runner:
	"""All processes of a bench."""

	def __init__(self, bench: Bench, echo: bool):
		self.bench = bench
		self.ending = threading.Event()
		self.starting = threading.Lock()
		self.printing = threading.Lock()
		self.printer = Printer(sys.stdout) if echo else None
		self.env = {**process_env(bench), daemon.MARK: str(bench.home)}
		lines = parse_procfile(bench.procfile.read_text()).processes
		colours = itertools.cycle(itertools.islice(get_colours(), 10))
		self.children = [Child(name, command, self, next(colours)) for name, command in lines.items()]
		if self.printer:
			self.printer.width = max(len(child.name) for child in self.children)

	def show(self, child: Child, line: str) -> None:
		if self.printer is None:
			return
		with self.printing:
			self.printer.write(Message("line", line, datetime.now(), child.name, child.colour))

	def write_state(self) -> None:
		"""Write run/processes.json for `./crm status`."""
		children = {
			child.name: {"pid": child.process.pid if child.process else None, "restarts": child.restarts}
			for child in self.children
		}
		write_json(self.bench.run / "processes.json", {"runner": os.getpid(), "children": children})

	def run(self) -> None:
		"""Run until SIGTERM or SIGINT; then end every process, by force after a while."""
		for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
			signal.signal(number, lambda *_: self.ending.set())
		for child in self.children:
			child.thread.start()
		while not self.ending.wait(1):
			pass
		with self.starting:
			for child in self.children:
				child.signal(signal.SIGTERM)
		end = time.monotonic() + STOP_TIMEOUT
		for child in self.children:
			child.thread.join(max(0.1, end - time.monotonic()))
		for child in self.children:
			if child.thread.is_alive():
				child.signal(signal.SIGKILL)
				child.thread.join()


def main() -> int:
	parser = argparse.ArgumentParser(description="Run the Procfile of this bench.")
	parser.add_argument("--echo", action="store_true", help="also print what the processes say")
	arguments = parser.parse_args()
	bench = Bench.find()
	with open(bench.run / "runner.lock", "a") as lock:
		try:
			fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			print("The processes of this bench are already running.", file=sys.stderr)
			return 1
		Runner(bench, arguments.echo).run()
	return 0


if __name__ == "__main__":
	sys.exit(main())
