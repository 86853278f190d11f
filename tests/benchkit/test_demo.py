"""Demo data are loaded once, and gone on with after the apps have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchkit import sites
from benchkit.paths import Bench

SITE = "demo.localhost"


def test_a_newer_version_adds_what_it_has_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	bench, digests, calls = Bench(tmp_path, tmp_path / "home"), ["old"], []
	bench.run.mkdir(parents=True)
	monkeypatch.setattr(sites, "schema_digest", lambda bench: digests[-1])
	monkeypatch.setattr(sites, "run", lambda bench, title, *words: calls.append(words))

	sites.load_demo(bench, SITE, 300)
	sites.load_demo(bench, SITE, 5_000)
	assert calls == [("demo", SITE, "--size", "300")]

	digests.append("new")
	sites.load_demo(bench, SITE, 5_000)
	sites.load_demo(bench, SITE, None)
	assert calls[1:] == [("demo", SITE)]


def test_an_interrupted_load_is_called_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
	bench, calls = Bench(tmp_path, tmp_path / "home"), []
	bench.run.mkdir(parents=True)
	monkeypatch.setattr(sites, "schema_digest", lambda bench: "old")

	def run(bench: Bench, title: str, *words: str) -> None:
		calls.append(words)
		if len(calls) == 1:
			raise KeyboardInterrupt

	monkeypatch.setattr(sites, "run", run)
	with pytest.raises(KeyboardInterrupt):
		sites.load_demo(bench, SITE, 300)
	sites.load_demo(bench, SITE, 300)
	assert calls == [("demo", SITE, "--size", "300")] * 2
