"""What of a document's values may stand in the operation log: masked, short, as text (SEC-13)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from . import masking
from .enums import SealKind
from .redaction import redact

#: Longest text of one value, and of all values of one entry, in characters.
LONGEST_VALUE = 1000
LONGEST_ENTRY = 60_000
ROWS_SHOWN = 50
HIDDEN = "******"
_SECRET = re.compile(
	r"(^|_)(password|pwd|passwd|secret|token|otp|api_key|private_key|encryption_key)($|_)", re.I
)


def masked(values: Mapping[str, Any], sealed: Mapping[str, SealKind]) -> dict[str, Any]:
	"""Return the values as they may be stored; `sealed` names the columns whose values have a mask of their own."""
	return {name: _masked(name, value, sealed) for name, value in values.items()}


def as_text(values: Mapping[str, Any] | None) -> str:
	"""Return masked values as JSON; empty where there are none. Too much is said to be too much."""
	if not values:
		return ""
	text = json.dumps(values, ensure_ascii=False, default=str)
	if len(text) <= LONGEST_ENTRY:
		return text
	return json.dumps({name: _shortened(value) for name, value in values.items()}, ensure_ascii=False)


def _masked(name: str, value: Any, sealed: Mapping[str, SealKind]) -> Any:
	if value is None or isinstance(value, bool | int | float):
		return value
	if isinstance(value, list | tuple):
		rows = [_masked("", row, sealed) for row in value[:ROWS_SHOWN]]
		return rows if len(value) <= ROWS_SHOWN else [*rows, f"… {len(value)}"]
	if isinstance(value, Mapping):
		return masked(value, sealed)
	text = str(value)
	if _SECRET.search(name):
		return HIDDEN if text else ""
	kind = sealed.get(name)
	if kind is not None and not masking.is_masked(text):
		return masking.mask(kind, text)
	text = redact(text)
	return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _shortened(value: Any) -> str:
	text = str(value)
	return text if len(text) <= 100 else f"{text[:100]}…"
