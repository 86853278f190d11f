"""Database dumps of other sites.

A dump names the database user who made a trigger, and MariaDB lets nobody else restore it. On another site the triggers
belong to that site's user, so the name is taken out.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HEAD_LINES = 20
_DATABASE = re.compile(r"Database:\s*(\S+)")
#: On the lines that begin a trigger only; rows are never touched.
_TAKE_OUT = r"/^\/\*!50003 CREATE\*\/ \/\*!50017 DEFINER=/s/\/\*!50017 DEFINER=`[^`]*`@`[^`]*`\*\/ //"


def database_of(sql_file: str) -> str | None:
	"""Return the name of the database a dump was taken from; None where its head does not say."""
	opener = gzip.open if sql_file.endswith(".gz") else open
	with opener(sql_file, "rt", encoding="utf-8", errors="replace") as file:
		for _number, line in zip(range(HEAD_LINES), file):
			if line.startswith("--") and (found := _DATABASE.search(line)):
				return found.group(1)
	return None


@contextmanager
def restorable(sql_file: str, db_name: str) -> Iterator[str]:
	"""Give the path of a dump the database user of `db_name` may restore: the file itself, or a copy for the block."""
	if database_of(sql_file) == db_name:
		yield sql_file
		return
	with tempfile.TemporaryDirectory(dir=Path(sql_file).parent, prefix=".restoring-") as folder:
		# Frappe reads the date of a backup from its name
		copy = Path(folder, Path(sql_file).name)
		_without_definers(sql_file, copy)
		yield str(copy)


def _without_definers(source: str, target: Path) -> None:
	packed = source.endswith(".gz")
	reading = ["gzip", "-cd", source] if packed else ["cat", source]
	with target.open("wb") as file:
		reader = subprocess.Popen(reading, stdout=subprocess.PIPE)
		editor = subprocess.Popen(["sed", _TAKE_OUT], stdin=reader.stdout, stdout=subprocess.PIPE)
		assert reader.stdout and editor.stdout
		reader.stdout.close()
		if packed:
			subprocess.run(["gzip", "-1"], stdin=editor.stdout, stdout=file, check=True)
		else:
			shutil.copyfileobj(editor.stdout, file)
		editor.stdout.close()
	if editor.wait() or reader.wait():
		raise OSError(f"{source} cannot be read to its end")
