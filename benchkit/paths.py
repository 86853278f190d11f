"""Where everything of a bench lies."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

# A Unix socket's path must fit into sockaddr_un (108 bytes with the closing zero).
SOCKET_PATH_LIMIT = 107


@dataclass(frozen=True)
class Bench:
	"""A bench: the repository it is described in and the folder it runs in.

	Attributes:
		root: the repository (apps/, config/, sites/apps.txt, Procfile).
		home: the runtime folder; everything in it is made by benchkit.
	"""

	root: Path
	home: Path

	@classmethod
	def find(cls) -> Bench:
		"""The bench this copy of benchkit belongs to; `BENCH_HOME` moves its runtime folder."""
		root = Path(__file__).resolve().parent.parent
		home = os.environ.get("BENCH_HOME")
		return cls(root, Path(home).resolve() if home else root / ".bench")

	@property
	def env(self) -> Path:
		return self.home / "env"

	@property
	def python(self) -> Path:
		return self.env / "bin" / "python"

	@property
	def sites(self) -> Path:
		return self.home / "sites"

	@property
	def run(self) -> Path:
		return self.home / "run"

	@property
	def logs(self) -> Path:
		return self.home / "logs"

	@property
	def cache(self) -> Path:
		"""Shared by all benches of this user: built wheels and what else is expensive to make."""
		folder = os.environ.get("BENCHKIT_CACHE")
		return Path(folder).resolve() if folder else Path.home() / ".cache" / "benchkit"

	@property
	def config_dir(self) -> Path:
		return self.root / "config"

	@property
	def apps_dir(self) -> Path:
		return self.root / "apps"

	@property
	def procfile(self) -> Path:
		return self.root / "Procfile"

	@property
	def db_socket(self) -> Path:
		"""MariaDB's socket: in the run folder, or under /tmp where that path would be too long."""
		socket = self.run / "mariadb.sock"
		if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
			return socket
		return self.short_folder / "mariadb.sock"

	@property
	def short_folder(self) -> Path:
		"""A private folder with a short path, for sockets of benches that lie deep."""
		digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
		return Path("/tmp") / f"benchkit-{os.getuid()}-{digest}"

	def app_names(self) -> list[str]:
		"""The apps of sites/apps.txt that this bench has sources for, `frappe` first."""
		listed = (self.root / "sites" / "apps.txt").read_text().split()
		return ["frappe", *(app for app in listed if app != "frappe" and self.app_source(app).is_dir())]

	def own_apps(self) -> list[str]:
		"""The apps whose sources are in this repository."""
		return self.app_names()[1:]

	def app_source(self, app: str) -> Path:
		"""The folder with the app's pyproject.toml."""
		return self.apps_dir / app

	def app_package(self, app: str) -> Path:
		"""The folder of the app's Python package."""
		return self.app_source(app) / app

	def site_names(self) -> list[str]:
		"""The sites that exist on this bench, whole or half-made."""
		if not self.sites.is_dir():
			return []
		return sorted(path.parent.name for path in self.sites.glob("*/site_config.json"))

	def make_folders(self) -> None:
		"""Make the runtime folders; those that hold secrets are the user's alone."""
		self.home.mkdir(parents=True, exist_ok=True)
		for folder in (self.run, self.logs, self.sites, self.home / "config"):
			folder.mkdir(parents=True, exist_ok=True)
		for folder in (self.run, self.sites, self.logs):
			folder.chmod(0o700)
		if self.db_socket.parent != self.run:
			self.short_folder.mkdir(mode=0o700, exist_ok=True)
			if self.short_folder.stat().st_uid != os.getuid():
				raise PermissionError(f"{self.short_folder} belongs to someone else")
