"""A plain text as the HTML of a mail: escaped, with its line breaks, and with addresses that can be followed.

Chinese texts put no spaces around an address, so it ends with the first character no address has.
"""

from __future__ import annotations

import html
import re

_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*[A-Za-z0-9\-_~/=#&%]")


def as_html(text: str) -> str:
	"""Return one paragraph of HTML."""
	pieces, at = [], 0
	for found in _ADDRESS.finditer(text):
		address = html.escape(found.group())
		pieces += [html.escape(text[at : found.start()]), f'<a href="{address}" rel="noopener">{address}</a>']
		at = found.end()
	pieces.append(html.escape(text[at:]))
	return "<p>" + "".join(pieces).replace("\n", "<br>") + "</p>"
