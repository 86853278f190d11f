"""`./crm benchmark campaign`: fixing the targets of a large audience, handing messages over, and staying exact.

Three campaigns of its own against a simulated gateway in a process of its own: the first is fixed with all exclusions,
the second sent by one worker without disturbance, the third with 5 % failures, calls that are never answered, killed
workers and – with `--restart-database` – a restart of MariaDB in between. Everything is deleted at the end. The last
line is JSON for machines.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import frappe
import requests
from pypika.terms import PseudoColumn

from bank_crm.benchmarks import campaign_rows as rows
from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.marketing.audience import fixing
from bank_crm.marketing.campaigns import tallies, versions
from bank_crm.marketing.gateways import base

TARGET_FIX_S, TARGET_RATE, TARGET_GROWTH_MB = 60.0, 1_000.0, 60.0
SECRET = "benchmark"
KILLS = 3
_WAIT = 0.5
_LONGEST = 3 * 3600


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark campaign", description=__doc__)
	parser.add_argument("--size", type=int, default=1_000_000, help="audience that is fixed (%(default)s)")
	parser.add_argument(
		"--messages", type=int, default=100_000, help="audience that is sent to (%(default)s)"
	)
	parser.add_argument(
		"--restart-database", action="store_true", help="restart MariaDB during the third run"
	)
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	calm = _Gateway()
	rough = _Gateway("--failures", "0.05", "--dropped", "0.02", "--refused", "0.02")
	try:
		rows.clear()
		_no_quiet_hours()
		big, minus, template = rows.make(options.size, calm.url, SECRET)
		figures = [*_fix(big, minus, template, options.size)]
		_shrink(big, options.messages)
		figures += _send(big, minus, template, calm)
		frappe.db.set_value(base.GATEWAY, {"gateway_name": rows.MARK}, "url", rough.url)
		figures += _survive(big, minus, template, rough, restart=options.restart_database)
	finally:
		for gateway in (calm, rough):
			gateway.stop()
		_connect_again()
		rows.clear()
		_quiet_hours_again()
	return report("campaign", figures, "", size=options.size, messages=options.messages)


def _fix(segment: str, minus: str, template: str, size: int) -> list[Figure]:
	wave = rows.campaign(segment, minus, template)
	version = frappe.db.get_value("Bank Campaign", wave.campaign, "current_version")
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the lanes of the fixing read by connections of their own
	begun = time.perf_counter()
	counts = fixing.fix(wave.as_dict(), version, versions.content_of(version), commit=True)
	seconds = time.perf_counter() - begun
	click.echo(f"fixed: {counts}")
	if sum(counts.values()) != size:
		raise click.ClickException(f"{sum(counts.values()):,} rows for an audience of {size:,}")
	return [at_most(f"targets of {size:,} fixed", seconds, "s", TARGET_FIX_S)]


def _send(segment: str, minus: str, template: str, gateway: _Gateway) -> list[Figure]:
	wave = rows.campaign(segment, minus, template)
	worker = _Worker(wave.name)
	begun = sent_from = 0.0
	while worker.alive():
		worker.look()
		taken = gateway.figures()["taken"]
		if taken and not begun:
			begun, sent_from = time.perf_counter(), taken
		time.sleep(_WAIT)
	taken, seconds = gateway.figures()["taken"], time.perf_counter() - begun
	_check(wave.name, gateway)
	rate = (taken - sent_from) / max(seconds, 0.001)
	click.echo(f"{taken:,} messages handed over; memory {worker.memory[0]:.0f} → {worker.memory[-1]:.0f} MB")
	half = worker.memory[len(worker.memory) // 3 :]
	return [
		Figure("messages handed over", round(rate), "a second", target=TARGET_RATE, ok=rate >= TARGET_RATE),
		at_most("memory gained in the last two thirds", max(half) - half[0], "MB", TARGET_GROWTH_MB),
	]


def _survive(segment: str, minus: str, template: str, gateway: _Gateway, *, restart: bool) -> list[Figure]:
	wave = rows.campaign(segment, minus, template)
	worker, killed, restarted = _Worker(wave.name), 0, not restart
	total, until = 0, time.monotonic() + _LONGEST
	while time.monotonic() < until:
		state, total = _standing(wave.name)
		if state == "Done":
			break
		if not worker.alive():
			worker = _Worker(wave.name)  # as the scheduler does every minute
		taken = gateway.figures()["taken"]
		if killed < KILLS and total and taken > total * (killed + 1) / (KILLS + 2):
			worker.kill()
			killed += 1
			click.echo(f"worker killed after {taken:,} messages")
		elif not restarted and total and taken > total * (KILLS + 1) / (KILLS + 2):
			_restart_database()
			restarted = True
			click.echo(f"MariaDB restarted after {taken:,} messages")
		time.sleep(_WAIT)
	worker.wait()
	figures = gateway.figures()
	wrong = _check(wave.name, gateway)
	click.echo(f"gateway: {figures}")
	return [
		at_most("messages taken twice by the gateway", figures["repeated"], "messages", 0),
		at_most("customers without exactly one final state", wrong, "customers", 0),
		Figure("workers killed in the run", killed, "times", target=KILLS, ok=killed == KILLS),
	]


def _check(wave: str, gateway: _Gateway) -> int:
	"""Compare the wave's figures with a recount and the gateway's; returns how many customers are in no final state."""
	_connect_again()
	counted = tallies.recount_wave(wave)
	kept = frappe.db.get_value("Bank Campaign Wave", wave, [*counted], as_dict=True)
	differing = {name: (kept[name], count) for name, count in counted.items() if kept[name] != count}
	if differing:
		raise click.ClickException(f"figures differ from a recount: {differing}")
	figures = gateway.figures()
	if figures["taken"] != counted["sent"] + counted["failed"] or figures["failed"] != counted["failed"]:
		raise click.ClickException(f"the gateway has {figures}, the wave {counted}")
	final = counted["sent"] + counted["failed"] + counted["excluded"] + counted["cancelled"]
	return abs(counted["audience_size"] - final)


@dataclass
class _Worker:
	"""A worker in a process of its own, and how much memory it holds."""

	wave: str
	memory: list[float] = field(default_factory=list)

	def __post_init__(self) -> None:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the worker has to see its wave
		arguments = [frappe.local.site, str(Path(frappe.local.sites_path).resolve()), self.wave]
		self.process = subprocess.Popen(
			[sys.executable, "-m", "bank_crm.benchmarks.campaign_worker", *arguments],
			cwd=frappe.local.sites_path,
			stderr=subprocess.DEVNULL,
		)

	def alive(self) -> bool:
		return self.process.poll() is None

	def kill(self) -> None:
		self.process.send_signal(signal.SIGKILL)
		self.process.wait()

	def wait(self) -> None:
		self.process.wait(timeout=600)

	def look(self) -> None:
		with suppress(OSError):
			pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
			self.memory.append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)


class _Gateway:
	"""The simulator in a process of its own."""

	def __init__(self, *behaviour: str) -> None:
		self.process = subprocess.Popen(
			[
				sys.executable,
				"-m",
				"bank_crm.marketing.gateways.simulator",
				"--secret",
				SECRET,
				"--latency",
				"0.02",
				*behaviour,
			],
			stdout=subprocess.PIPE,
			text=True,
		)
		self.url = self.process.stdout.readline().strip()

	def figures(self) -> dict[str, int]:
		return requests.get(f"{self.url}/figures", timeout=30).json()

	def stop(self) -> None:
		self.process.terminate()
		self.process.wait()


def _standing(wave: str) -> tuple[str, int]:
	"""State and number of targets; the database may be away at the moment."""
	try:
		frappe.db.rollback()
		state, targeted = frappe.db.get_value("Bank Campaign Wave", wave, ["state", "targeted"])
	except (frappe.db.OperationalError, frappe.db.InternalError):
		_connect_again()
		return "", 0
	return state, int(targeted or 0)


def _connect_again() -> None:
	"""Connect anew, waiting for a database that is starting."""
	for _attempt in range(120):
		try:
			frappe.db.close()
			frappe.connect(frappe.local.site)
			frappe.set_user("Administrator")
			return
		except frappe.db.OperationalError as error:
			click.echo(f"waiting for the database: {type(error).__name__}", err=True)
			time.sleep(1)
	raise click.ClickException("the database does not come back")


def _restart_database() -> None:
	"""Stop MariaDB as its service would; where nobody starts it again, start it as it was."""
	(path,) = frappe.qb.select(PseudoColumn("@@pid_file")).run()[0]
	(folder,) = frappe.qb.select(PseudoColumn("@@datadir")).run()[0]
	pid = int((Path(folder) / path).read_text())
	command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
	os.kill(pid, signal.SIGTERM)
	while Path(f"/proc/{pid}").exists() and _is_running(pid):
		time.sleep(0.2)
	time.sleep(5)
	if not (Path(folder) / path).exists():
		subprocess.Popen(
			command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
		)
	_connect_again()


def _is_running(pid: int) -> bool:
	with suppress(OSError):
		return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
	return False


def _shrink(segment: str, size: int) -> None:
	"""Leave so many customers in the segment that is sent to."""
	seat = frappe.qb.DocType(rows.SEAT)
	last = (
		frappe.qb.from_(seat)
		.select(seat.customer)
		.where(seat.segment == segment)
		.orderby(seat.customer)
		.limit(1)
		.offset(size)
	).run()
	if last:
		frappe.qb.from_(seat).delete().where((seat.segment == segment) & (seat.customer >= last[0][0])).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the worker has to see who is left


def _no_quiet_hours() -> None:
	settings = frappe.get_doc("Bank CRM Settings")
	frappe.cache.set_value("benchmark_quiet_hours", (str(settings.quiet_from), str(settings.quiet_until)))
	_set_quiet_hours("00:00:00", "00:00:00")


def _quiet_hours_again() -> None:
	if before := frappe.cache.get_value("benchmark_quiet_hours"):
		_set_quiet_hours(*before)
		frappe.cache.delete_value("benchmark_quiet_hours")


def _set_quiet_hours(start: str, end: str) -> None:
	frappe.db.set_single_value("Bank CRM Settings", {"quiet_from": start, "quiet_until": end})
	frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the workers have to see it
