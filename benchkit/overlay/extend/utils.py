"""For `frappe/utils/__init__.py`: where the bench is, which sites it has."""

import os

import frappe

__all__ = ["get_bench_path", "get_site_base_path", "get_sites"]


def get_bench_path() -> str:
	"""The folder that holds `sites/`, `logs/` and `config/`."""
	if path := os.environ.get("FRAPPE_BENCH_ROOT"):
		return path
	return os.path.dirname(os.path.realpath(getattr(frappe.local, "sites_path", None) or "."))


def get_site_base_path() -> str:
	"""The current site's folder."""
	return frappe.local.site_path


def get_sites(sites_path: str | None = None) -> list[str]:
	"""Names of all sites of this bench: the folders with a `site_config.json`."""
	sites_path = sites_path or getattr(frappe.local, "sites_path", None) or "."
	return sorted(
		entry.name
		for entry in os.scandir(sites_path)
		if entry.is_dir() and os.path.exists(os.path.join(entry.path, "site_config.json"))
	)
