"""What is to be generated: size, seed, the day that counts as today, and the calendar derived from it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

CHUNK_SIZE = 20_000
MAX_SIZE = 2_000_000
MONTHS = 13
DEFAULT_SEED = 20_240_601
# Above this size rows per customer are those of the benchmark bank, below it those of a lively demo.
RICH_LIMIT = 50_000


@dataclass(frozen=True)
class Plan:
	"""One bank. The same plan always gives the same rows.

	`transactions_per_customer` and `events_per_customer` are exact averages over every chunk.
	"""

	size: int
	today: date
	seed: int = DEFAULT_SEED
	transactions_per_customer: int = 24
	events_per_customer: int = 20
	chunk_size: int = CHUNK_SIZE

	def __post_init__(self) -> None:
		if not 1 <= self.size <= MAX_SIZE:
			raise ValueError(f"size must be between 1 and {MAX_SIZE}, not {self.size}")
		if not 1 <= self.chunk_size <= CHUNK_SIZE:
			raise ValueError(f"chunk_size must be between 1 and {CHUNK_SIZE}, not {self.chunk_size}")

	@classmethod
	def for_size(cls, size: int, today: date, seed: int = DEFAULT_SEED) -> Plan:
		"""The usual plan: lively below `RICH_LIMIT` customers, 10 transactions and 5 events each above."""
		if size <= RICH_LIMIT:
			return cls(size, today, seed)
		return cls(size, today, seed, transactions_per_customer=10, events_per_customer=5)

	@property
	def rich(self) -> bool:
		"""Whether customers also get the small things: debit card numbers, quarterly interest."""
		return self.transactions_per_customer >= 20

	@property
	def month_ends(self) -> np.ndarray:
		"""The last 13 finished month-ends, ascending, datetime64[D]."""
		this_month = np.datetime64(self.today, "M")
		months = this_month - np.arange(MONTHS - 1, -1, -1)
		return months.astype("datetime64[D]") - np.timedelta64(1, "D")

	@property
	def window_start(self) -> np.datetime64:
		"""First day with transactions: the day after the first month-end, so that every snapshot can be told."""
		return self.month_ends[0] + np.timedelta64(1, "D")

	@property
	def last_day(self) -> np.datetime64:
		"""Last day with rows: yesterday, so that nothing lies in the future."""
		return np.datetime64(self.today - timedelta(days=1), "D")

	@property
	def day(self) -> np.datetime64:
		return np.datetime64(self.today, "D")

	@property
	def chunk_count(self) -> int:
		return -(-self.size // self.chunk_size)

	def chunk(self, number: int) -> Chunk:
		if not 0 <= number < self.chunk_count:
			raise ValueError(f"there is no chunk {number} of {self.chunk_count}")
		first = number * self.chunk_size
		return Chunk(self, number, first, min(self.chunk_size, self.size - first))

	def chunks(self) -> Iterator[Chunk]:
		return (self.chunk(number) for number in range(self.chunk_count))

	def rng(self, stage: str, number: int = 0) -> np.random.Generator:
		"""An independent stream per stage and chunk: a change in one stage leaves the others' rows alone."""
		entropy = [self.seed, number, zlib.crc32(stage.encode())]
		return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


@dataclass(frozen=True)
class Chunk:
	"""A run of customers that is generated, loaded and stamped as one."""

	plan: Plan
	number: int
	first: int
	count: int

	@property
	def index(self) -> np.ndarray:
		"""Zero-based numbers of the chunk's customers within the bank, int64 (count,)."""
		return np.arange(self.first, self.first + self.count, dtype=np.int64)

	def rng(self, stage: str) -> np.random.Generator:
		return self.plan.rng(stage, self.number)


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
	"""Draw `size` indexes with the given weights (1-D, any positive scale); int64."""
	edges = np.cumsum(np.asarray(weights, dtype=float))
	return np.searchsorted(edges, rng.random(size) * edges[-1], side="right")


def pick_rows(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
	"""Draw one index per row of a weight matrix (rows, choices); int64 (rows,)."""
	edges = np.cumsum(weights, axis=1)
	drawn = rng.random(len(weights))[:, None] * edges[:, -1:]
	return (edges <= drawn).sum(axis=1)
