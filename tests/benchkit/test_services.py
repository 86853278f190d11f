"""MariaDB and Redis of a bench: private, and nothing committed is lost."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import time

import pytest

from benchkit import daemon, services
from benchkit.paths import Bench
from benchkit.progress import StepFailed
from benchkit.services import MARIADB, REDIS_CACHE, REDIS_QUEUE, SERVICES
from benchkit.state import Ports, Secrets, read_json


def ask_redis(bench: Bench, service: services.Service, *commands: str, login: bool = True) -> bytes:
	"""Send inline commands and give the last reply line."""
	with socket.create_connection(("127.0.0.1", Ports(bench).get(service.name)), timeout=5) as connection:
		reply = b""
		words = [f"AUTH {Secrets(bench).get(service.name)}"] if login else []
		for word in [*words, *commands]:
			connection.sendall(word.encode() + b"\r\n")
			reply = connection.recv(4096)
	return reply


def kill_hard(bench: Bench, service: services.Service) -> None:
	pid = services.find(bench, service)
	assert pid
	os.kill(pid, signal.SIGKILL)
	assert daemon.wait_until(lambda: services.find(bench, service) is None, 10)


def listening_addresses(port: int) -> set[str]:
	"""The addresses (as /proc writes them) on which someone listens at that port."""
	found = set()
	for table in ("/proc/net/tcp", "/proc/net/tcp6"):
		with open(table) as file:
			for line in file.readlines()[1:]:
				address, state = line.split()[1], line.split()[3]
				if state == "0A" and int(address.rpartition(":")[2], 16) == port:
					found.add(address.rpartition(":")[0])
	return found


def test_services_start_are_private_and_stop(own_bench: Bench):
	services.start_all(own_bench)
	pids = [services.find(own_bench, service) for service in SERVICES]
	assert all(pids)
	for service in SERVICES:
		assert services.answers(own_bench, service)
		assert listening_addresses(Ports(own_bench).get(service.name)) == {"0100007F"}  # 127.0.0.1

	assert services.sql(own_bench, "SELECT @@collation_server, @@innodb_flush_log_at_trx_commit") == (
		"utf8mb4_unicode_ci\t1\n"
	)
	accounts = services.sql(own_bench, "SELECT user, host FROM mysql.user WHERE user <> 'mariadb.sys'")
	assert sorted(accounts.split("\n")) == ["", "root\t127.0.0.1", "root\tlocalhost"]
	for service in (REDIS_CACHE, REDIS_QUEUE):
		assert ask_redis(own_bench, service, "PING", login=False).startswith(b"-NOAUTH")

	services.start_all(own_bench)
	assert [services.find(own_bench, service) for service in SERVICES] == pids

	services.stop_all(own_bench)
	assert not any(services.find(own_bench, service) for service in SERVICES)
	log = services.log_path(own_bench, MARIADB).read_text()
	assert "Shutdown complete" in log


def test_secrets_are_readable_by_their_owner_alone_and_on_no_command_line(own_bench: Bench):
	services.start_all(own_bench)
	secrets = Secrets(own_bench).values()
	assert len(secrets) == 3 and len(set(secrets)) == 3
	holders = [
		path
		for folder in (own_bench.run, own_bench.sites, own_bench.logs)
		for path in folder.rglob("*")
		if path.is_file() and any(secret in path.read_text(errors="replace") for secret in secrets)
	]
	assert {path.name for path in holders} >= {
		"secrets.json",
		"mariadb-client.cnf",
		"common_site_config.json",
	}
	for path in holders:
		assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
		assert path.parent != own_bench.logs, path
	commands = [" ".join(daemon.command_of(pid)) for pid in daemon.own_processes()]
	assert not [command for command in commands if any(secret in command for secret in secrets)]


def test_a_taken_port_is_moved_on_and_the_sites_are_told(own_bench: Bench):
	ports = Ports(own_bench)
	wanted = {service.name: ports.choose(service.name) for service in SERVICES}
	strangers = []
	for port in wanted.values():
		stranger = socket.socket()
		stranger.bind(("127.0.0.1", port))
		stranger.listen()
		strangers.append(stranger)
	try:
		services.start_all(own_bench)
	finally:
		for stranger in strangers:
			stranger.close()
	for service in SERVICES:
		assert ports.get(service.name) > wanted[service.name]
		assert services.answers(own_bench, service)
	config = read_json(own_bench.sites / "common_site_config.json")
	assert config["db_port"] == ports.get("mariadb")
	assert re.fullmatch(rf"redis://:\w+@127\.0\.0\.1:{ports.get('redis_queue')}", config["redis_queue"])


def test_what_was_committed_survives_kill_9(own_bench: Bench):
	services.start_all(own_bench)
	services.sql(own_bench, "CREATE DATABASE probe; CREATE TABLE probe.line (number INT PRIMARY KEY)")
	services.sql(own_bench, "INSERT INTO probe.line VALUES (1), (2), (3)")
	ask_redis(own_bench, REDIS_QUEUE, "SET job waiting")
	time.sleep(1.5)  # the queue is written to disk every second
	for service in SERVICES:
		kill_hard(own_bench, service)

	services.start_all(own_bench)
	assert services.sql(own_bench, "SELECT COUNT(*) FROM probe.line") == "3\n"
	assert b"waiting" in ask_redis(own_bench, REDIS_QUEUE, "GET job")


def test_kill_9_in_the_middle_of_a_transaction_undoes_it_whole(own_bench: Bench):
	services.start_all(own_bench)
	services.sql(own_bench, "CREATE DATABASE probe; CREATE TABLE probe.line (number INT PRIMARY KEY)")
	open_transaction = daemon.start(
		[
			services.find_program("mariadb"),
			f"--defaults-file={own_bench.run / 'mariadb-client.cnf'}",
			"--execute=START TRANSACTION; INSERT INTO probe.line VALUES (1); SELECT SLEEP(60)",
		],
		own_bench.logs / "client.log",
	)
	assert daemon.wait_until(
		lambda: "1" in services.sql(own_bench, "SELECT trx_rows_modified FROM information_schema.innodb_trx"),
		10,
	)
	kill_hard(own_bench, MARIADB)
	open_transaction.wait(10)
	services.start_all(own_bench)
	assert services.sql(own_bench, "SELECT COUNT(*) FROM probe.line") == "0\n"


def test_a_half_made_database_folder_is_made_anew(own_bench: Bench):
	half = own_bench.home / "mariadb"
	half.mkdir()
	(half / "ibdata1").write_bytes(b"\0" * 4096)
	services.start_all(own_bench)
	assert services.answers(own_bench, MARIADB)


def test_a_database_folder_that_is_gone_is_not_quietly_replaced(own_bench: Bench):
	services.start_all(own_bench)
	services.stop_all(own_bench)
	(own_bench.home / "mariadb").rename(own_bench.home / "elsewhere")
	with pytest.raises(StepFailed) as failure:
		services.start_all(own_bench)
	assert "Put the folder back" in str(failure.value)


def test_a_server_that_cannot_start_says_why(own_bench: Bench, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setenv("BENCH_CACHE_MEMORY", "not-a-size")
	with pytest.raises(StepFailed) as failure:
		services.ensure_started(own_bench, REDIS_CACHE)
	assert "ended with code 1" in failure.value.title
	assert "maxmemory" in failure.value.log_tail


def test_the_socket_of_a_deep_bench_still_fits(own_bench: Bench):
	deep = Bench(own_bench.root, own_bench.home / ("deep" * 30))
	deep.make_folders()
	try:
		assert len(str(deep.db_socket)) <= 107
		services.ensure_started(deep, MARIADB)
		assert services.sql(deep, "SELECT 1") == "1\n"
	finally:
		services.stop_all(deep)
		deep.short_folder.rmdir()
