"""docs/security.md names the test of each threat: the tests are there, and the page knows all of the adversary suite."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from app_sources import APP, ROOT

PAGE = ROOT / "docs" / "security.md"
#: Tests of the repository itself; all others lie in the app.
OWN = ("tests/domain/", "tests/contract/", "tests/e2e/", "tests/benchkit/")
_TEST = re.compile(r"`([\w/]*test_\w+\.py)`")


def threats() -> dict[str, list[str]]:
	"""Threat → the tests its row names."""
	rows = [
		line.strip("|").split("|")
		for line in PAGE.read_text(encoding="utf-8").splitlines()
		if line.startswith("| ") and not line.startswith("| Threat")
	]
	return {row[0].strip(): _TEST.findall(row[2]) for row in rows if len(row) == 3}


def place(name: str) -> Path:
	return (ROOT if name.startswith(OWN) else APP) / name


THREATS = threats()


def test_every_threat_has_a_test() -> None:
	assert len(THREATS) > 20
	assert [threat for threat, tests in THREATS.items() if not tests] == []


@pytest.mark.parametrize("name", sorted({name for tests in THREATS.values() for name in tests}))
def test_a_named_test_is_there(name: str) -> None:
	path = place(name)
	assert path.is_file(), f"docs/security.md names {name}"
	functions = [
		node.name
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
		if isinstance(node, ast.FunctionDef)
	]
	assert any(function.startswith("test_") for function in functions)


def test_the_page_knows_the_whole_adversary_suite() -> None:
	named = {name for tests in THREATS.values() for name in tests}
	suite = {str(path.relative_to(APP)) for path in (APP / "tests" / "security").glob("test_*.py")}
	assert suite - named == set()
