"""JSON over HTTP, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bank_crm.analytics.sync.connectors.base import Part, SourceProblem, require_columns
from bank_crm.analytics.sync.connectors.nested import paths_of, take, take_list
from bank_crm.domain.sync_types import Paging, RawBatch, RefusalReason, RowRefusal
from bank_crm.domain.sync_values import plain_text

_TIMEOUT = (10, 60)
_TRY_AGAIN = (429, 500, 502, 503, 504)
_MOST_PAGES = 1_000_000


@dataclass(frozen=True)
class HTTPSettings:
	"""`items_path` leads to the rows in an answer, `next_path` to the address of the next page."""

	url: str
	items_path: str = ""
	auth_header: str = "Authorization"
	auth_token: str = field(default="", repr=False)
	paging: Paging = Paging.NONE
	page_param: str = "page"
	size_param: str = "page_size"
	page_size: int = 500
	first_page: int = 1
	next_path: str = ""
	watermark_column: str = ""
	watermark_param: str = ""
	retries: int = 4
	backoff_seconds: float = 0.5


class HTTPConnector:
	def __init__(self, settings: HTTPSettings) -> None:
		if urlsplit(settings.url).scheme not in ("http", "https"):
			raise SourceProblem("The URL must begin with http:// or https://")
		self.settings = settings

	def parts(self) -> list[Part]:
		return [Part(urlsplit(self.settings.url).path or "/")]

	def check(self, parts: Sequence[Part], columns: Sequence[str]) -> None:
		"""Ask for the first page; an empty one has no columns to miss."""
		with self._session() as session:
			_number, items, _answer = next(self._pages(session, None))
			records = [item for item in items if isinstance(item, dict)]
			if records:
				require_columns(columns, paths_of(records[0]), self.parts()[0].name)

	def read(
		self, part: Part, columns: Sequence[str], watermark: str | None, batch_rows: int
	) -> Iterator[RawBatch]:
		mark = self.settings.watermark_column
		line = 0
		with self._session() as session:
			for number, items, _answer in self._pages(session, watermark):
				batch = RawBatch(f"{part.name}#{number}", [], {name: [] for name in columns})
				marks: list[str] = []
				for record in items:
					line += 1
					if not isinstance(record, dict):
						batch.refusals.append(RowRefusal(line, "", RefusalReason.UNREADABLE_RECORD))
						continue
					batch.lines.append(line)
					for name in columns:
						batch.columns[name].append(take(record, name))
					if mark and (seen := plain_text(take(record, mark))):
						marks.append(seen)
				batch.watermark = max(marks, key=_sortable) if marks else None
				if batch.row_count:
					yield batch

	def _pages(self, session: requests.Session, watermark: str | None) -> Iterator[tuple[int, list, Any]]:
		"""(page number, rows, answer) until a page is empty, short, or names no next one."""
		settings = self.settings
		fixed: dict[str, str | int] = {}
		if watermark and settings.watermark_param:
			fixed[settings.watermark_param] = watermark
		url = settings.url
		seen: set[str] = set()
		for number in range(1, _MOST_PAGES):
			answer = self._get(session, url, {**fixed, **self._page_params(number)})
			items = take_list(answer, settings.items_path)
			if items is None:
				raise SourceProblem(f"Page {number}: no list at '{settings.items_path or 'the top'}'")
			yield number, items, answer
			if settings.paging is Paging.NONE:
				return
			if settings.paging is Paging.NEXT_LINK:
				following = take(answer, settings.next_path)
				if not following:
					return
				url = self._same_server(url, str(following))
				if url in seen:
					raise SourceProblem(f"Page {number}: its next link leads back to a page already read")
				seen.add(url)
				fixed = {}
			elif len(items) < max(1, settings.page_size):
				return

	def _page_params(self, number: int) -> dict[str, int]:
		settings = self.settings
		if settings.paging is Paging.PAGE_NUMBER:
			place = settings.first_page + number - 1
		elif settings.paging is Paging.OFFSET:
			place = (number - 1) * settings.page_size
		else:
			return {}
		return {settings.page_param: place, settings.size_param: settings.page_size}

	def _same_server(self, url: str, following: str) -> str:
		"""The next page's address; it may not lead to another server, which would get our token."""
		joined = urljoin(url, following)
		if urlsplit(joined)[:2] != urlsplit(self.settings.url)[:2]:
			raise SourceProblem("The next link leads to another server")
		return joined

	def _get(self, session: requests.Session, url: str, params: dict[str, str | int]) -> Any:
		where = urlsplit(url).path or "/"
		try:
			# a redirect could carry the token elsewhere; the settings must name the final address
			response = session.get(url, params=params, timeout=_TIMEOUT, allow_redirects=False)
			if response.status_code != requests.codes.ok:
				raise SourceProblem(f"{where}: the server answered {response.status_code}")
			return response.json(parse_float=str, parse_int=str)
		except requests.exceptions.RetryError as error:
			raise SourceProblem(f"{where}: the server kept answering with an error") from error
		except requests.exceptions.JSONDecodeError as error:
			raise SourceProblem(f"{where}: the answer is not JSON") from error
		except requests.exceptions.RequestException as error:
			raise SourceProblem(f"{where}: no answer ({type(error).__name__})") from error

	def _session(self) -> requests.Session:
		settings = self.settings
		session = requests.Session()
		# environment proxies and .netrc have no say in where a bank's data goes
		session.trust_env = False
		if settings.auth_token:
			session.headers[settings.auth_header or "Authorization"] = settings.auth_token
		retry = Retry(
			total=settings.retries,
			backoff_factor=settings.backoff_seconds,
			status_forcelist=_TRY_AGAIN,
			allowed_methods=("GET",),
			respect_retry_after_header=True,
		)
		session.mount("http://", HTTPAdapter(max_retries=retry))
		session.mount("https://", HTTPAdapter(max_retries=retry))
		return session


def _sortable(mark: str) -> tuple[int, str]:
	"""Numbers as text sort by their length first; ISO times all have the same length and sort as they are."""
	return (len(mark), mark) if mark.isdigit() else (0, mark)
