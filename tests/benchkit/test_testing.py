"""What `./crm test` makes of its shares."""

from pathlib import Path

import pytest

from benchkit import testing
from benchkit.paths import Bench

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
	("codes", "whole"),
	[([0, 0], 0), ([0, 1], 1), ([2, 0], 2), ([5, 0], 0), ([0, 5], 0), ([5, 5], 5), ([5, 1], 1)],
)
def test_the_whole_fails_when_a_share_does(codes: list[int], whole: int):
	assert testing.worst(codes) == whole


def test_every_folder_of_tests_is_in_one_share(tmp_path: Path):
	paths = [path for share in testing.SHARES for path in share]
	assert len(paths) == len(set(paths))
	folders = {f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}
	assert folders <= set(paths)


def test_chosen_tests_are_run_alone(tmp_path: Path):
	bench = Bench(ROOT, tmp_path)
	assert testing.names_paths(bench, ["tests/contract", "-q"])
	assert testing.names_paths(bench, ["tests/contract/test_hooks.py::test_patches_resolve"])
	assert not testing.names_paths(bench, ["-k", "hooks", "-x"])
