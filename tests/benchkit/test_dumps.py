"""A dump of another site loses the names of the users who made its triggers, and nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from benchkit import dumps

HEAD = "-- MariaDB dump 10.19\n--\n-- Host: localhost    Database: _other\n-- ----\n"
ROWS = "INSERT INTO `t` VALUES ('/*!50017 DEFINER=`a`@`b`*/ in a note');\n"
BEGIN = "/*!50003 CREATE*/ /*!50017 DEFINER=`_other`@`localhost`*/ /*!50003 trigger `guard` before update on `t`\n"
BARE = "/*!50003 CREATE*/ /*!50003 trigger `guard` before update on `t`\n"


@pytest.fixture(params=["dump.sql.gz", "dump.sql"])
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
	path = tmp_path / request.param
	text = (HEAD + ROWS + BEGIN + "for each row set new.a = 1 */;;\n").encode()
	path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
	return path


def read(path: str) -> str:
	content = Path(path).read_bytes()
	return (gzip.decompress(content) if path.endswith(".gz") else content).decode()


def test_another_sites_dump_names_no_user(dump: Path):
	with dumps.restorable(str(dump), "_mine") as path:
		assert read(path) == HEAD + ROWS + BARE + "for each row set new.a = 1 */;;\n"
		assert Path(path).name == dump.name
	assert not Path(path).exists() and dump.exists()


def test_the_sites_own_dump_is_used_as_it_is(dump: Path):
	with dumps.restorable(str(dump), "_other") as path:
		assert path == str(dump)


def test_a_dump_that_is_cut_off_is_refused(tmp_path: Path):
	path = tmp_path / "cut.sql.gz"
	path.write_bytes(gzip.compress((HEAD + ROWS * 5000).encode())[:-20])
	with pytest.raises(OSError, match="cannot be read"), dumps.restorable(str(path), "_mine"):
		pass
