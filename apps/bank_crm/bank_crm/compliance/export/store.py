"""Where made files wait: a folder of the site no route of the framework serves, readable by its processes only.

They are no File documents on purpose: a File is served again and again to everybody who may read its document.
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


def write(name: str, content: bytes) -> None:
	"""Store the file of a request; whoever reads it sees the whole or nothing."""
	path = _path(name)
	path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
	unfinished = path.with_suffix(f".{os.getpid()}")
	with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
		file.write(content)
		file.flush()
		os.fsync(file.fileno())
	os.replace(unfinished, path)


def read(name: str) -> bytes | None:
	"""Return the file of a request, None where there is none."""
	path = _path(name)
	return path.read_bytes() if path.is_file() else None


def remove(name: str) -> None:
	"""Delete the file of a request, if there is one."""
	_path(name).unlink(missing_ok=True)


def names() -> list[str]:
	"""Return the requests whose files, finished or not, lie here."""
	folder = _folder()
	return sorted({path.stem for path in folder.iterdir()}) if folder.is_dir() else []


def remove_all() -> None:
	"""Delete the folder; the app leaves the site."""
	folder = _folder()
	if folder.is_dir():
		for path in folder.iterdir():
			path.unlink(missing_ok=True)
		folder.rmdir()


def _folder() -> Path:
	return Path(frappe.get_site_path("private", FOLDER))


def _path(name: str) -> Path:
	if not name.replace("-", "").isalnum():
		raise ValueError("a request's name has letters, digits and hyphens only")
	return _folder() / f"{name}.file"
