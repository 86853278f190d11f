"""`./crm up` and the parts of it other verbs need: each step looks whether it has anything to do."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass

from benchkit import environment, processes, services, sites, system
from benchkit.paths import Bench
from benchkit.progress import run_logged, step
from benchkit.state import Ports, Stamps, bench_lock, digest_files


@dataclass(frozen=True)
class Wish:
	"""What the user asked of `up`.

	Attributes:
		site: the site to make and show.
		port: the web server's port; None chooses one.
		detach: return when it runs.
		demo: load the apps' demo data.
		size: how much of it; None leaves that to the app.
	"""

	site: str
	port: int | None = None
	detach: bool = False
	demo: bool = True
	size: int | None = None


def prepare(bench: Bench) -> bool:
	"""Everything below the sites: packages, Frappe, environment, assets, services.

	Returns:
		Whether code that running processes hold has changed.
	"""
	system.ensure(bench)
	wheel = environment.build_frappe(bench)
	changed = environment.ensure(bench, wheel)
	services.start_all(bench)
	write_app_list(bench)
	changed |= build_assets(bench)
	return changed


def write_app_list(bench: Bench) -> None:
	(bench.sites / "apps.txt").write_text("\n".join(bench.app_names()) + "\n")


def build_assets(bench: Bench, *, force: bool = False) -> bool:
	"""Build the browser's files of the apps and the compiled translations.

	Returns:
		Whether anything changed.
	"""
	from benchkit.assets import build_bench

	packages = {app: bench.app_package(app) for app in bench.own_apps()}
	changed = build_bench(bench, packages, force=force).changed
	if changed:
		sites.run(bench, "Announcing the new assets", "forget-asset-list")
	changed |= compress_assets(bench, force=changed or force)
	changed |= compile_translations(bench, force=force)
	return changed


def compress_assets(bench: Bench, *, force: bool) -> bool:
	"""Put a .gz beside each built file that gains by it, for the web server to send."""
	folders = [
		folder for app in bench.app_names() if (folder := bench.sites / "assets" / app / "dist").is_dir()
	]
	listing = bench.sites / "assets" / "assets.json"
	digest = digest_files([listing] if listing.exists() else [], *map(str, folders))
	stamps = Stamps(bench)
	if stamps.is_current("compressed", digest) and not force:
		return False
	with step("Compressing assets"):
		for folder in folders:
			run_logged(
				[bench.python, "-m", "whitenoise.compress", "--no-brotli", "--quiet", folder],
				bench.logs / "compress.log",
				title="Compressing assets",
			)
	stamps.put("compressed", digest)
	return True


def compile_translations(bench: Bench, *, force: bool) -> bool:
	stamps = Stamps(bench)
	files = [path for app in bench.own_apps() for path in bench.app_source(app).rglob("locale/*.po")]
	digest = digest_files(files, environment.frappe_digest(bench))
	if stamps.is_current("translations", digest) and not force:
		return False
	sites.run(bench, "Compiling translations", "compile-translations")
	stamps.put("translations", digest)
	return True


def up(bench: Bench, wish: Wish) -> int:
	"""Bring everything up and print where it is; in the foreground until Ctrl-C unless detached."""
	bench.make_folders()
	with bench_lock(bench):
		changed = prepare(bench)
		changed |= sites.bring_up_to_date(bench, wish.site)
		if wish.demo:
			sites.load_demo(bench, wish.site, wish.size)
		moved = wish.port not in (None, Ports(bench).get("web"))
		running = processes.runner_pid(bench) is not None
		if running and not (changed or moved) and processes.web_answers(bench, wish.site):
			print_address(bench, wish.site)
			return 0
		processes.stop(bench)
		processes.choose_ports(bench, wish.port)
		runner = processes.start(bench, echo=not wish.detach)
		try:
			processes.wait_for_web(bench, runner, wish.site)
		except BaseException:
			processes.stop(bench)
			raise
		print_address(bench, wish.site)
	if wish.detach:
		return 0
	return stay(bench, runner)


def stay(bench: Bench, runner: subprocess.Popen[bytes]) -> int:
	"""Wait for Ctrl-C (which the runner gets as well), then stop everything."""
	print("Ctrl-C stops everything.", flush=True)
	signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
	try:
		runner.wait()
	except KeyboardInterrupt:
		print(flush=True)
	down(bench)
	return 0


def down(bench: Bench) -> int:
	"""Stop processes, then Redis, then MariaDB; what does not run is passed over."""
	bench.make_folders()
	processes.stop(bench)
	services.stop_all(bench)
	return 0


def print_address(bench: Bench, site: str) -> None:
	"""Print the address and the log-ins the apps made for trying."""
	port = Ports(bench).get("web")
	print(f"\n  http://{site}:{port}\n")
	logins = sites.ask(bench, "logins", site)
	if logins:
		width = {key: max(len(str(login[key])) for login in logins) for key in ("role", "user")}
		for login in logins:
			print(
				f"  {login['role']:<{width['role']}}  {login['user']:<{width['user']}}  {login['password']}"
			)
		print()
	print(f"  Administrator's password: {bench.run / 'secrets.json'} (admin:{site})\n", flush=True)
