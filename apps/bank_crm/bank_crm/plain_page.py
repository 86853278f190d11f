"""Pages for people without a log-in: a template, its own style, its own form, and no script at all."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup


class PlainPage:
	"""`<stem>.html` and `<stem>.css` of a folder, read once a process."""

	def __init__(self, folder: Path, stem: str) -> None:
		self.folder, self.stem = folder, stem

	def html(self, values: dict[str, Any]) -> str:
		"""Return the page; the template gets the style as `css`, and everything but `Markup` is escaped."""
		# our own file; escaped it would not match its digest
		template = self._environment.get_template(f"{self.stem}.html")
		return template.render({**values, "css": Markup(self._style)})

	@cached_property
	def content_policy(self) -> str:
		"""The policy of the page: its own style and its own form, in nobody's frame."""
		digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
		return (
			f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; form-action 'self'; "
			"frame-ancestors 'none'; base-uri 'none'"
		)

	@cached_property
	def _style(self) -> str:
		return (self.folder / f"{self.stem}.css").read_text(encoding="utf-8")

	@cached_property
	def _environment(self) -> Environment:
		# Frappe's own environment escapes nothing by itself; here strangers' words are shown again
		return Environment(loader=FileSystemLoader(self.folder), autoescape=select_autoescape(default=True))
