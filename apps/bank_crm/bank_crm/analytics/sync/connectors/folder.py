"""A folder of CSV, TSV, Parquet or JSON Lines files."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bank_crm.analytics.sync.connectors.base import Part, SourceProblem
from bank_crm.analytics.sync.connectors.delimited import DelimitedFile
from bank_crm.analytics.sync.connectors.json_lines import JSONLinesFile
from bank_crm.analytics.sync.connectors.parquet import ParquetFile
from bank_crm.domain.sync_types import FileFormat, RawBatch

# A file that grows is looked at twice, this many seconds apart
SETTLE_SECONDS = 0.5


@dataclass(frozen=True)
class FolderSettings:
	"""`roots` are the folders this site may read from; none means that it may read none."""

	folder: str
	pattern: str
	file_format: FileFormat
	roots: tuple[str, ...]
	delimiter: str = ","
	encoding: str = "utf-8"
	has_header: bool = True


class FolderConnector:
	def __init__(self, settings: FolderSettings) -> None:
		self.settings = settings
		self.folder = _allowed(settings.folder, settings.roots)

	def parts(self) -> list[Part]:
		if not self.folder.is_dir():
			raise SourceProblem(f"There is no folder {self.folder}")
		pattern = self.settings.pattern
		if "/" in pattern or ".." in pattern:
			raise SourceProblem(f"The file pattern may not name folders: {pattern}")
		paths = sorted(path for path in self.folder.glob(pattern) if path.is_file())
		if not paths:
			raise SourceProblem(f"No file {pattern} in {self.folder}")
		return [Part(path.name, _fingerprint(path)) for path in paths]

	def check(self, parts: Sequence[Part], columns: Sequence[str]) -> None:
		if not parts:
			return
		time.sleep(SETTLE_SECONDS)
		for part in parts:
			self._unchanged(part)
			self._open(part).check(columns)

	def read(
		self, part: Part, columns: Sequence[str], watermark: str | None, batch_rows: int
	) -> Iterator[RawBatch]:
		self._unchanged(part)
		yield from self._open(part).read(columns, batch_rows)
		self._unchanged(part)

	def _unchanged(self, part: Part) -> None:
		path = self.folder / part.name
		if not path.is_file():
			raise SourceProblem(f"{part.name}: the file is gone")
		if _fingerprint(path) != part.fingerprint:
			raise SourceProblem(
				f"{part.name}: the file is still being written; it is tried again at the next run"
			)

	def _open(self, part: Part) -> DelimitedFile | JSONLinesFile | ParquetFile:
		path = _allowed(str(self.folder / part.name), self.settings.roots)
		settings = self.settings
		if settings.file_format is FileFormat.PARQUET:
			return ParquetFile(path)
		if settings.file_format is FileFormat.JSON_LINES:
			return JSONLinesFile(path)
		delimiter = "\t" if settings.file_format is FileFormat.TSV else settings.delimiter
		return DelimitedFile(path, delimiter, settings.encoding, settings.has_header)


def _allowed(path: str, roots: tuple[str, ...]) -> Path:
	"""The path with its links followed, if it lies in one of the roots (a source must not read the server's files)."""
	resolved = Path(path).resolve()
	if not any(resolved.is_relative_to(Path(root).resolve()) for root in roots):
		raise SourceProblem(
			f"{resolved} is outside the folders this site may read; "
			"an administrator of the server adds its folder to bank_crm_source_folders in the site's configuration"
		)
	return resolved


def _fingerprint(path: Path) -> str:
	state = path.stat()
	return f"{state.st_size}:{state.st_mtime_ns}"
