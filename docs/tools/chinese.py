"""The app's Chinese words as its catalogue has them."""

from __future__ import annotations

from functools import cache

from app_sources import APP
from babel.messages import pofile

CATALOGUE = APP / "locale" / "zh.po"


@cache
def _words() -> dict[tuple[str | None, str], str]:
	with CATALOGUE.open("rb") as file:
		return {
			(message.context, message.id): str(message.string)
			for message in pofile.read_po(file, locale="zh")
			if isinstance(message.id, str) and message.string
		}


def chinese(text: str, context: str | None = None) -> str:
	"""Return the Chinese of an English text, in its DocType's context where that has a word of its own."""
	words = _words()
	return words.get((context, text)) or words.get((None, text)) or text
