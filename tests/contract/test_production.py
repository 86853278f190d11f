"""The examples under config/production are accepted by the programs they are for, where those are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from app_sources import ROOT

EXAMPLES = ROOT / "config" / "production"
UNITS = EXAMPLES / "systemd"


def run(*command: str | Path) -> str:
	"""What a program says, which must be content."""
	done = subprocess.run(command, capture_output=True, text=True, timeout=60)
	assert done.returncode == 0, done.stdout + done.stderr
	return done.stdout + done.stderr


def test_the_backup_script_is_a_shells():
	run("sh", "-n", EXAMPLES / "backup.sh")


def test_the_backup_script_says_what_it_lacks():
	done = subprocess.run(
		["sh", EXAMPLES / "backup.sh"], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}
	)
	assert done.returncode and "the bench" in done.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_takes_its_example(tmp_path: Path):
	pair = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem"]
	run(
		"openssl",
		"req",
		"-x509",
		"-newkey",
		"rsa:2048",
		"-nodes",
		*pair,
		"-days",
		"2",
		"-subj",
		"/CN=crm.bank.example",
	)
	site = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/bank-crm", str(tmp_path))
	(tmp_path / "site.conf").write_text(site, encoding="utf-8")
	kept = "".join(
		f"{part}_temp_path {tmp_path}/{part}; "
		for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
	)
	whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {kept} include site.conf; }}"
	(tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
	run("nginx", "-t", "-c", tmp_path / "nginx.conf")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path):
	"""With programs and people that are there; the rest of each unit is as it is."""
	for unit in UNITS.iterdir():
		lines = []
		for line in unit.read_text(encoding="utf-8").splitlines():
			if line.startswith("ExecStart="):
				line = "ExecStart=/bin/true"
			elif line.startswith(("User=", "Group=")):
				line = line.partition("=")[0] + "=root"
			lines.append(line)
		names = (
			[unit.name.replace("@", f"@{queue}") for queue in ("short", "default", "long")]
			if "@" in unit.name
			else []
		)
		for name in (unit.name, *names):
			(tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
	asked = [path for path in sorted(tmp_path.iterdir()) if "@." not in path.name]
	assert run("systemd-analyze", "verify", *asked).strip() == ""


def test_every_program_of_the_bench_has_its_unit():
	"""What benchkit starts for one machine, the examples start too."""
	started = {
		line.split(":")[0] for line in (ROOT / "Procfile").read_text().splitlines() if line[:1].isalpha()
	}
	units = {path.name for path in UNITS.iterdir()}
	needed = {
		"web": "bank-crm-web.service",
		"socketio": "bank-crm-socketio.service",
		"schedule": "bank-crm-schedule.service",
	}
	needed |= {name: "bank-crm-worker@.service" for name in started if name.startswith("worker")}
	assert {needed[name] for name in started} <= units
