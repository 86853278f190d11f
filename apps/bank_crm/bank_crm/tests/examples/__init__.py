"""The examples of docs/developer-guide.md: each file is an example and the test that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe


@contextmanager
def hooked(**declared: Any) -> Iterator[None]:
	"""As if hooks.py of a bank's own app declared this besides."""
	real = frappe.get_hooks

	def get_hooks(hook: str | None = None, *args: Any, **kwargs: Any) -> Any:
		found = real(hook, *args, **kwargs)
		if hook not in declared:
			return found
		added = declared[hook]
		return {**(found or {}), **added} if isinstance(added, dict) else [*(found or []), *added]

	with patch.object(frappe, "get_hooks", get_hooks):
		yield
