"""Known values that go into a site, and the places where none of them may be found again."""

import gzip
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

import frappe
from frappe.utils.backups import BackupGenerator

from bank_crm.tests import factories


class Seeds:
	"""Known values by route and kind; every one is unique to this run."""

	def __init__(self) -> None:
		self.by_route: dict[str, dict[str, str]] = {}

	def of(self, route: str) -> dict[str, str]:
		if route not in self.by_route:
			self.by_route[route] = {
				"mobile": factories.mobile_number(),
				"email": f"seed.{frappe.generate_hash(length=10)}@customers.example".lower(),
				"id_number": factories.citizen_number(),
				"card_no": factories.card_number(),
				"account_no": f"9{int(frappe.generate_hash(length=12), 16) % 10**14:014d}",
			}
		return self.by_route[route]

	def found_in(self, text: str) -> list[str]:
		"""Return what of the seeds is in a text, as route and kind."""
		lower = text.lower()
		return [
			f"{route}.{kind}"
			for route, values in self.by_route.items()
			for kind, value in values.items()
			if value.lower() in lower
		]

	def in_tables(self) -> dict[str, list[str]]:
		found: dict[str, list[str]] = {}
		for table in frappe.db.get_tables(cached=False):
			source = frappe.qb.Table(table)
			for row in frappe.qb.from_(source).select("*").run():
				if hits := self.found_in(" ".join(decoded(cell) for cell in row if cell is not None)):
					found.setdefault(table, []).extend(hits)
		return {table: sorted(set(hits)) for table, hits in found.items()}

	def in_backup(self) -> list[str]:
		with TemporaryDirectory() as folder:
			conf = frappe.conf
			taken = BackupGenerator(
				conf.db_name,
				conf.db_user or conf.db_name,
				conf.db_password,
				backup_path=folder,
				db_socket=conf.db_socket,
				db_host=conf.db_host,
				db_port=conf.db_port,
				db_type="mariadb",
				ignore_conf=True,
			)
			taken.get_backup(force=True, ignore_files=True)
			with gzip.open(taken.backup_path_db, "rt", encoding="utf-8", errors="replace") as dump:
				text = dump.read()
			assert "tabBank Sealed Value" in text, "this is no backup"
			return self.found_in(text)

	def in_logs(self) -> dict[str, list[str]]:
		folders = [Path(frappe.get_site_path("logs")), Path(frappe.utils.get_bench_path()) / "logs"]
		found: dict[str, list[str]] = {}
		for path in {file for folder in folders if folder.is_dir() for file in folder.rglob("*")}:
			if path.is_file() and (hits := self.found_in(path.read_text("utf-8", errors="replace"))):
				found[str(path)] = hits
		return found

	def in_cache(self) -> list[str]:
		return self.found_in(
			" ".join(
				repr(frappe.cache.get(key))
				for key in frappe.cache.scan_iter(count=1000)
				if frappe.cache.type(key) == b"string"
			)
		)


def decoded(cell: object) -> str:
	"""Return a cell as text, base64 blocks within (bodies of mails) opened."""
	text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
	if "base64" not in text:
		return text
	blocks = text.split("\n\n")
	for block in blocks:
		squeezed = "".join(block.split())
		if (
			len(squeezed) > 20
			and len(squeezed) % 4 == 0
			and squeezed.rstrip("=").replace("+", "").replace("/", "").isalnum()
		):
			text += b64decode(squeezed).decode("utf-8", "replace")
	return text
