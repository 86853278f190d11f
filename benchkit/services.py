"""The bench's own MariaDB and Redis: private folders, sockets, ports and passwords, on loopback only."""

from __future__ import annotations

import os
import shutil
import socket
import string
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchkit import daemon
from benchkit.paths import Bench
from benchkit.progress import StepFailed, run_logged, step, tail
from benchkit.state import (
	Ports,
	Secrets,
	known_secrets,
	port_is_free,
	read_json,
	redact,
	write_json,
	write_private,
)

MIB = 1024 * 1024


@dataclass(frozen=True)
class Service:
	"""A server this bench starts.

	Attributes:
		name: name of its port, secret, log and configuration file.
		program: name of its program, as processes are listed.
		start_timeout: seconds until it must answer; a database may have a crash to recover from.
		stop_timeout: seconds it may take to write everything down.
	"""

	name: str
	program: str
	start_timeout: float
	stop_timeout: float


MARIADB = Service("mariadb", "mariadbd", 600, 180)
REDIS_CACHE = Service("redis_cache", "redis-server", 60, 30)
REDIS_QUEUE = Service("redis_queue", "redis-server", 120, 30)
SERVICES = (MARIADB, REDIS_CACHE, REDIS_QUEUE)


def config_path(bench: Bench, service: Service) -> Path:
	"""The filled-in configuration; its path on a command line is what our processes are known by."""
	suffix = "cnf" if service is MARIADB else "conf"
	return bench.run / f"{service.name.replace('_', '-')}.{suffix}"


def log_path(bench: Bench, service: Service) -> Path:
	return bench.logs / f"{service.name.replace('_', '-')}.log"


def find(bench: Bench, service: Service) -> int | None:
	"""The process id of the running service."""
	path = config_path(bench, service)
	argument = f"--defaults-file={path}" if service is MARIADB else str(path)
	return daemon.find_by_argument(service.program, argument)


def start_all(bench: Bench) -> bool:
	"""Start what does not run and tell Frappe where it is; what runs and answers is left alone.

	Returns:
		Whether a service is elsewhere than before, so that running processes look in the wrong place.
	"""
	for service in SERVICES:
		with step(f"Starting {service.name}") as current:
			if not ensure_started(bench, service):
				current.note("already running")
	return write_site_config(bench)


def stop_all(bench: Bench) -> None:
	for service in reversed(SERVICES):
		pid = find(bench, service)
		if pid is None:
			continue
		with step(f"Stopping {service.name}"):
			if daemon.stop([pid], service.stop_timeout, force=service is REDIS_CACHE):
				raise StepFailed(
					f"Stopping {service.name}: it has not ended after {service.stop_timeout:.0f} s",
					log_tail=redact(tail(log_path(bench, service)), known_secrets(bench)),
					hint=f"It may still be writing. Look again with ./crm status; its process id is {pid}.",
				)


def ensure_started(bench: Bench, service: Service) -> bool:
	"""Start one service unless it runs and answers.

	Returns:
		Whether it had to be started.
	"""
	# One that is just starting or just ending (another call was interrupted) is waited for.
	daemon.wait_until(lambda: find(bench, service) is None or answers(bench, service), service.start_timeout)
	if find(bench, service) is not None:
		if answers(bench, service):
			return False
		raise StepFailed(
			f"Waiting for {service.name}: it runs but does not answer",
			log_tail=redact(tail(log_path(bench, service)), known_secrets(bench)),
			hint="./crm down, then ./crm up",
			log_path=log_path(bench, service),
		)
	if service is MARIADB:
		make_database_folder(bench)
	while True:
		port = Ports(bench).choose(service.name)
		command, executable = prepare(bench, service, port)
		process = daemon.start(command, log_path(bench, service), executable=executable, cwd=bench.run)
		try:
			daemon.wait_ready(
				process,
				lambda: answers(bench, service),
				title=f"Starting {service.name}",
				timeout=service.start_timeout,
				log_path=log_path(bench, service),
				hint="See the log; ./crm doctor looks for the usual causes.",
				clean=lambda text: redact(text, known_secrets(bench)),
			)
		except StepFailed:
			if process.poll() is not None and not port_is_free(port):
				continue  # someone took the port in between: choose another
			raise
		return True


def prepare(bench: Bench, service: Service, port: int) -> tuple[list[str], str]:
	"""Write the configuration and give the command (argv, program file)."""
	path = config_path(bench, service)
	if service is MARIADB:
		fill(bench, "mariadb.cnf", path, database_values(bench, port))
		command = [service.program, f"--defaults-file={path}"]
		if os.getuid() == 0:
			command.append("--user=root")  # the server refuses to run as root unless told so
		return command, find_program("mariadbd")
	data = bench.home / service.name.replace("_", "-")
	data.mkdir(mode=0o700, exist_ok=True)
	values = {
		"port": port,
		"password": Secrets(bench).get(service.name),
		"data": data,
		"max_memory": os.environ.get("BENCH_CACHE_MEMORY", "256mb"),
	}
	fill(bench, path.name, path, values)
	return [service.program, str(path)], find_program("redis-server")


def fill(bench: Bench, template: str, target: Path, values: dict[str, object]) -> None:
	text = string.Template((bench.config_dir / template).read_text())
	write_private(target, text.substitute({name: str(value) for name, value in values.items()}))


def database_values(bench: Bench, port: int) -> dict[str, object]:
	return {
		"data": bench.home / "mariadb",
		"tmp": bench.home / "mariadb-tmp",
		"socket": bench.db_socket,
		"port": port,
		"run": bench.run,
		"logs": bench.logs,
		"buffer_pool": os.environ.get("BENCH_DB_BUFFER_POOL") or default_buffer_pool(),
		"log_file": os.environ.get("BENCH_DB_LOG_FILE") or default_log_file(bench.home),
	}


def default_buffer_pool() -> str:
	"""A quarter of the machine's memory, between 256 MiB and 8 GiB."""
	memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
	return f"{min(max(memory // 4 // MIB, 256), 8192)}M"


def default_log_file(folder: Path) -> str:
	"""A redo log of 4 GiB where the disk has 30 GiB free, else of 512 MiB.

	A synchronisation of a million transactions writes more than 1 GiB; with less, writers wait for pages to be flushed.
	"""
	return "4G" if shutil.disk_usage(folder).free > 30 * 1024 * MIB else "512M"


def find_program(name: str) -> str:
	"""The program's file; Debian keeps servers in /usr/sbin, which a user's PATH may lack."""
	path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin"
	found = shutil.which(name, path=path)
	if not found and name == "redis-server":
		# The same program under its other name: Debian's redis-tools has it, without a system service.
		found = shutil.which("redis-check-rdb", path=path)
	if not found:
		raise StepFailed(f"Looking for {name}", hint=f"{name} is not installed: ./crm up installs it.")
	return found


def make_database_folder(bench: Bench) -> None:
	"""Make MariaDB's data folder with our root password; one left half-made is made anew."""
	data, done = bench.home / "mariadb", bench.run / "mariadb.made"
	(bench.home / "mariadb-tmp").mkdir(mode=0o700, exist_ok=True)
	if done.exists() and (data / "mysql").is_dir():
		write_client_config(bench)
		return
	if done.exists():
		raise StepFailed(
			f"Opening the database folder {data}: it is gone",
			hint=f"Put the folder back, or remove {done} to start with an empty database.",
		)
	shutil.rmtree(data, ignore_errors=True)
	data.mkdir(mode=0o700, parents=True)
	user = ["--user=root"] if os.getuid() == 0 else []
	run_logged(
		[
			find_program("mariadb-install-db"),
			"--no-defaults",
			f"--datadir={data}",
			"--auth-root-authentication-method=normal",
			"--skip-test-db",
			*user,
		],
		bench.logs / "mariadb-install.log",
		title="Making the database folder",
		hint="Is the disk full? ./crm doctor tells.",
	)
	set_root_password(bench, data, user)
	write_client_config(bench)
	done.touch()


def set_root_password(bench: Bench, data: Path, user: list[str]) -> None:
	"""Give root its password before the server ever listens; root can log in from this machine only."""
	password = Secrets(bench).get("mariadb")
	statements = [
		"FLUSH PRIVILEGES;",
		"DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
		"FLUSH PRIVILEGES;",
		f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';",
		f"CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '{password}';",
		"GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;",
	]
	run_logged(
		[find_program("mariadbd"), "--no-defaults", "--bootstrap", f"--datadir={data}", *user],
		bench.logs / "mariadb-install.log",
		title="Setting the database's root password",
		stdin="\n".join(statements) + "\n",
		clean=lambda text: redact(text, [password]),
	)


def write_client_config(bench: Bench) -> None:
	"""For MariaDB's command-line programs: --defaults-file=run/mariadb-client.cnf."""
	lines = ["[client]", "user = root", f"password = {Secrets(bench).get('mariadb')}"]
	write_private(bench.run / "mariadb-client.cnf", "\n".join([*lines, f"socket = {bench.db_socket}", ""]))


def sql(bench: Bench, statement: str, timeout: float = 60) -> str:
	"""Run one statement as root and give its rows, tab-separated, without a heading."""
	ended = subprocess.run(
		[
			find_program("mariadb"),
			f"--defaults-file={bench.run / 'mariadb-client.cnf'}",
			"--batch",
			"--skip-column-names",
		],
		input=statement,
		capture_output=True,
		text=True,
		timeout=timeout,
	)
	if ended.returncode != 0:
		message = redact(ended.stderr.strip(), known_secrets(bench))
		raise StepFailed("Asking the database", log_tail=message, hint="./crm doctor")
	return ended.stdout


def answers(bench: Bench, service: Service) -> bool:
	"""Whether the service does its work for us: our password opens it."""
	check: Callable[[], bool] = (
		(lambda: sql(bench, "SELECT 1", timeout=10) == "1\n")
		if service is MARIADB
		else (lambda: redis_ping(Ports(bench).get(service.name), Secrets(bench).get(service.name)))
	)
	try:
		return check()
	except (OSError, StepFailed, subprocess.TimeoutExpired):
		return False


def redis_ping(port: int, password: str) -> bool:
	"""Log in to a Redis and ask PING."""
	with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
		connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
		reply = b""
		while reply.count(b"\r\n") < 2 and (part := connection.recv(1024)):
			reply += part
	return reply == b"+OK\r\n+PONG\r\n"


def write_site_config(bench: Bench) -> bool:
	"""Write sites/common_site_config.json: the repository's defaults and where our services are.

	Returns:
		Whether anything in it changed.
	"""
	ports, passwords = Ports(bench), Secrets(bench)

	def redis_url(name: str) -> str:
		return f"redis://:{passwords.get(name)}@127.0.0.1:{ports.get(name)}"

	config = {
		**read_json(bench.root / "sites" / "common_site_config.json"),
		"db_host": "127.0.0.1",
		"db_port": ports.get("mariadb"),
		"db_socket": str(bench.db_socket),
		"redis_cache": redis_url("redis_cache"),
		"redis_queue": redis_url("redis_queue"),
		"redis_socketio": redis_url("redis_queue"),
		"socketio_port": ports.get("socketio"),
		"webserver_port": ports.get("web"),
	}
	path = bench.sites / "common_site_config.json"
	if read_json(path) == config:
		return False
	write_json(path, config)
	return True
