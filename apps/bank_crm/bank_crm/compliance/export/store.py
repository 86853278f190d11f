"""Where made files wait: a folder of the site no route of the framework serves, readable by its processes only.

Exports lie in one, customers' packages in another. They are no File documents on purpose: a File is served again and again to everybody who may read its document.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import frappe

FOLDER = "bank_exports"


def digest(content: bytes) -> str:
	"""Return the SHA-256 of a file as 64 hexadecimal digits."""
	return hashlib.sha256(content).hexdigest()


def write(name: str, content: bytes, *, folder: str = FOLDER) -> None:
	"""Store the file of a request; whoever reads it sees the whole or nothing."""
	path = _path(name, folder)
	path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
	unfinished = path.with_suffix(f".{os.getpid()}")
	with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
		file.write(content)
		file.flush()
		os.fsync(file.fileno())
	os.replace(unfinished, path)


def read(name: str, *, folder: str = FOLDER) -> bytes | None:
	"""Return the file of a request, None where there is none."""
	path = _path(name, folder)
	return path.read_bytes() if path.is_file() else None


def remove(name: str, *, folder: str = FOLDER) -> None:
	"""Delete the file of a request, if there is one."""
	_path(name, folder).unlink(missing_ok=True)


def remove_after_commit(name: str, *, folder: str = FOLDER) -> None:
	"""Delete the file of a request once the transaction stands."""
	frappe.db.after_commit.add(lambda: remove(name, folder=folder))


def names(*, folder: str = FOLDER) -> list[str]:
	"""Return the requests whose files, finished or not, lie here."""
	place = _folder(folder)
	return sorted({path.stem for path in place.iterdir()}) if place.is_dir() else []


def remove_all(*, folder: str = FOLDER) -> None:
	"""Delete the folder; the app leaves the site."""
	place = _folder(folder)
	if place.is_dir():
		for path in place.iterdir():
			path.unlink(missing_ok=True)
		place.rmdir()


def _folder(folder: str) -> Path:
	return Path(frappe.get_site_path("private", folder))


def _path(name: str, folder: str) -> Path:
	if not name.replace("-", "").isalnum():
		raise ValueError("a request's name has letters, digits and hyphens only")
	return _folder(folder) / f"{name}.file"
