"""What every connector offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bank_crm.domain.sync_types import RawBatch


class SourceProblem(Exception):
	"""The source can't be read now: missing, half written, not answering, or without a column that is mapped.

	The message goes to the run for people to read; it never holds a password, a token or a row's value.
	"""


@dataclass(frozen=True)
class Part:
	"""A piece of a source that is loaded, matched and applied at once: a file, or all that a query returns."""

	name: str
	fingerprint: str = ""


class Connector(Protocol):
	def parts(self) -> list[Part]:
		"""What there is to read now, in the order to read it. Raises SourceProblem."""

	def check(self, parts: Sequence[Part], columns: Sequence[str]) -> None:
		"""Raise SourceProblem unless all of `parts` are complete and have `columns`; nothing is loaded before."""

	def read(
		self, part: Part, columns: Sequence[str], watermark: str | None, batch_rows: int
	) -> Iterator[RawBatch]:
		"""The rows of a part, at most about `batch_rows` at a time. Raises SourceProblem, also in the middle.

		`watermark` is where the last run stopped; rows at it may come again.
		"""


def require_columns(wanted: Sequence[str], present: Sequence[str], where: str) -> None:
	there = set(present)
	missing = [name for name in wanted if name not in there]
	if missing:
		raise SourceProblem(
			f"{where}: column {', '.join(missing)} is missing; there are {', '.join(map(str, present)) or 'none'}"
		)
