"""For `frappe/config.py`: `common_site_config.json` below every site's `site_config.json`."""

import json
import os
from typing import Any

from frappe.types import _dict
from frappe.utils.caching import site_cache

__all__ = ["clear_site_config_cache", "get_common_site_config", "get_conf", "get_site_config"]

DEFAULT_PORT = {"mariadb": 3306, "postgres": 5432}


def get_site_config(
	sites_path: str | None = None, site_path: str | None = None, *, cached: bool = False
) -> _dict[str, Any]:
	"""The common configuration with the site's on top; without a site, the common one.

	:param cached: a running server may be up to a minute behind the file
	:raises frappe.IncorrectSitePath: the site has no configuration file
	"""
	import frappe

	sites_path = sites_path or getattr(frappe.local, "sites_path", None) or "."
	if site_path is None and getattr(frappe.local, "site", None):
		site_path = frappe.local.site_path

	config = get_common_site_config(sites_path, cached=cached)
	if site_path:
		site_file = os.path.join(site_path, "site_config.json")
		if os.path.exists(site_file):
			config.update(_read_cached(site_file) if cached else _read(site_file))
		elif not frappe.local.flags.get("new_site"):
			raise frappe.IncorrectSitePath(site_path)

	return _with_defaults(config)


def get_common_site_config(sites_path: str | None = None, cached: bool = False) -> _dict[str, Any]:
	"""What all sites of the bench share (addresses of Redis and MariaDB, ports, limits)."""
	import frappe

	path = os.path.join(
		sites_path or getattr(frappe.local, "sites_path", None) or ".", "common_site_config.json"
	)
	if not os.path.exists(path):
		return _dict()
	return _dict(_read_cached(path) if cached else _read(path))


def get_conf(site: str | None = None) -> _dict[str, Any]:
	"""The current site's configuration, or another's when named."""
	import frappe

	if getattr(frappe.local, "conf", None) and (not site or site == getattr(frappe.local, "site", None)):
		return frappe.local.conf
	with frappe.init_site(site):
		return frappe.local.conf


def clear_site_config_cache() -> None:
	"""Read the files afresh at the next request."""
	_read_cached.clear_cache()


def _read(path: str) -> dict:
	with open(path) as f:
		try:
			return json.load(f)
		except json.JSONDecodeError as e:
			raise ValueError(f"{path} is not valid JSON: {e}") from e


@site_cache(ttl=60)
def _read_cached(path: str) -> dict:
	return _read(path)


def _with_defaults(config: _dict) -> _dict:
	environ = os.environ
	config.db_type = environ.get("FRAPPE_DB_TYPE") or config.db_type or "mariadb"
	config.redis_queue = environ.get("FRAPPE_REDIS_QUEUE") or config.redis_queue or "redis://127.0.0.1:11311"
	config.redis_cache = environ.get("FRAPPE_REDIS_CACHE") or config.redis_cache or "redis://127.0.0.1:13311"
	config.db_socket = environ.get("FRAPPE_DB_SOCKET") or config.db_socket
	config.db_host = environ.get("FRAPPE_DB_HOST") or config.db_host or "127.0.0.1"
	config.db_port = int(
		environ.get("FRAPPE_DB_PORT") or config.db_port or DEFAULT_PORT.get(config.db_type, 0)
	)
	config.db_user = environ.get("FRAPPE_DB_USER") or config.db_user or config.db_name
	return config
