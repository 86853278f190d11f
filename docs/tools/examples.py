"""The examples of the developer's guide are files the tests run; the guide shows them as they are."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from app_sources import ROOT

GUIDE = PurePosixPath("docs/developer-guide.md")
#: `<!-- shows: path -->`, then the block that shows the file.
SHOWN = re.compile(r"<!-- shows: (?P<path>\S+) -->\n```(?P<language>\w+)\n.*?\n```", re.S)


def pages() -> dict[PurePosixPath, str]:
	"""Return the developer's guide with each example as its file has it."""
	return {GUIDE: SHOWN.sub(_block, (ROOT / GUIDE).read_text(encoding="utf-8"))}


def _block(match: re.Match[str]) -> str:
	text = (ROOT / match["path"]).read_text(encoding="utf-8").rstrip("\n")
	return f"<!-- shows: {match['path']} -->\n```{match['language']}\n{text}\n```"
