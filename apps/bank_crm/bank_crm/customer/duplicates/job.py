"""The nightly search over all customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from frappe.utils import now_datetime

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.customer.duplicates import candidates, names, pairs
from bank_crm.customer.duplicates.evidence import Pair, judge
from bank_crm.domain.customer_enums import DuplicateOrigin


@dataclass(frozen=True, slots=True)
class Found:
	"""What a search did: names whose pinyin was missing or old, pairs weighed, pairs on the list."""

	renamed: int
	weighed: int
	listed: int


def find_duplicates() -> Found:
	"""Bring the list of pairs up to date. It may be stopped at any moment and run again; decisions stay."""
	started = now_datetime()
	renamed = names.refresh_pinyin()
	weighed = _each_once()
	listed = pairs.store(judge(weighed), DuplicateOrigin.NIGHTLY_JOB)
	pairs.drop_stale(started)
	checkpoint()  # batch job, the new list replaces the old one at once
	return Found(renamed=renamed, weighed=len(weighed), listed=listed)


def _each_once() -> list[Pair]:
	return sorted(set(_candidates()))


def _candidates() -> Iterator[Pair]:
	return chain(candidates.by_fingerprint(), candidates.by_company_name(), candidates.by_birth_date())
