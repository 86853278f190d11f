"""Make the generated pages anew: the data dictionary, the API reference and the examples in the developer's guide.

.bench/env/bin/python docs/tools/generate.py
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests" / "contract"), str(ROOT / "apps" / "bank_crm")]

import api_reference
import dictionary
import examples


def pages() -> dict[PurePosixPath, str]:
	"""Return every generated page by its path in the repository."""
	return {**dictionary.pages(), **api_reference.pages(), **examples.pages()}


def write() -> list[PurePosixPath]:
	"""Write what is not up to date; returns its paths."""
	changed = {path: text for path, text in pages().items() if not _is(path, text)}
	for path, text in changed.items():
		(ROOT / path).parent.mkdir(parents=True, exist_ok=True)
		(ROOT / path).write_text(text, encoding="utf-8")
	return list(changed)


def _is(path: PurePosixPath, text: str) -> bool:
	file = ROOT / path
	return file.is_file() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
	for page in write() or ["nothing to do"]:
		print(page)
