"""What customers answer to a text message to get no more of them (RSK-08)."""

from __future__ import annotations

import re
import unicodedata

#: What operators and banks tell people to send; compared without case, spaces, signs and full-width forms.
STOP = frozenset({"T", "TD", "TDTD", "QX", "N", "0000", "STOP", "UNSUBSCRIBE"})
_CHINESE = ("退订", "拒收", "取消订阅", "不要再发", "别再发")
_SIGNS = re.compile(r"[\W_]+")
#: A longer answer that only speaks of unsubscribing is read by people.
LONGEST = 12


def is_stop(text: str) -> bool:
	"""Tell whether an answer asks for no more messages."""
	plain = _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()
	return plain in STOP or (len(plain) <= LONGEST and any(word in plain for word in _CHINESE))
