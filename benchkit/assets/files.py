"""Small file helpers of the asset pipeline: atomic writes, atomic links, a lock."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_json(path: Path, value: Any) -> bool:
	"""Write `value` so that a reader sees the old or the new file, never a part. Returns whether it changed."""
	text = json.dumps(value, indent="\t", ensure_ascii=False) + "\n"
	if path.is_file() and path.read_text(encoding="utf-8") == text:
		return False
	temporary = path.with_name(f".{path.name}.{os.getpid()}")
	temporary.write_text(text, encoding="utf-8")
	temporary.replace(path)
	return True


def read_json(path: Path) -> dict[str, Any]:
	"""The object in a JSON file; empty if there is no such file.

	:raises json.JSONDecodeError: if somebody else wrote into it
	"""
	return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def link(path: Path, target: Path) -> None:
	"""Make `path` a symbolic link to `target`, replacing another link in one step."""
	if path.is_symlink() and path.readlink() == target:
		return
	temporary = path.with_name(f".{path.name}.{os.getpid()}")
	temporary.symlink_to(target)
	temporary.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
	"""Let one process at a time do what follows; the lock ends with the process, however it ends."""
	path.parent.mkdir(parents=True, exist_ok=True)
	with path.open("w") as handle:
		fcntl.flock(handle, fcntl.LOCK_EX)
		yield
