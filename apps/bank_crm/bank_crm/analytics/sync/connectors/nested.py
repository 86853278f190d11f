"""Dotted paths into JSON objects: `customer.address.city`."""

from __future__ import annotations

import json
from typing import Any


def take(record: Any, path: str) -> Any:
	"""The value at the path, None where there is none. Lists and objects come as JSON text, so that cells stay flat."""
	value = record
	for name in path.split("."):
		if not isinstance(value, dict):
			return None
		value = value.get(name)
	if isinstance(value, (dict, list)):
		return json.dumps(value, ensure_ascii=False, sort_keys=True)
	return value


def take_list(record: Any, path: str) -> list | None:
	"""The list at the path (empty path: the record itself), None if there is no list."""
	value = record
	for name in path.split(".") if path else []:
		if not isinstance(value, dict):
			return None
		value = value.get(name)
	return value if isinstance(value, list) else None


def paths_of(record: dict, prefix: str = "") -> list[str]:
	"""Every dotted path of an object, those of inner objects too."""
	paths: list[str] = []
	for name, value in record.items():
		paths.append(prefix + name)
		if isinstance(value, dict):
			paths += paths_of(value, f"{prefix}{name}.")
	return paths
