"""The web application gunicorn serves: Frappe, with what nginx does on a production bench.

- The site is decided by the host name alone; `127.0.0.1` and `localhost` mean `default_site`.
- /assets comes from the bench's assets folder, compressed where a `.gz` lies beside the file.
- /files comes from the public folder of the request's own site. Private files always pass Frappe's check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import frappe
import frappe.app
from frappe.utils.response import FORCE_DOWNLOAD_EXTENSIONS
from werkzeug.middleware.shared_data import SharedDataMiddleware
from whitenoise import WhiteNoise

SITES = Path.cwd()
HASHED_NAME = re.compile(r"/dist/.*\.[A-Z0-9]{8}\.(css|js)(\.map)?$")
SITE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def site_of(host: str) -> str:
	"""The site for a Host header: the host name without its port, or the default site for this machine.

	Empty when it can be no site's name, so that it never becomes part of a path.
	"""
	name = frappe.app.get_site_of_request({"Host": host})
	return name if SITE_NAME.fullmatch(name) else ""


def is_hashed(_path: str, url: str) -> bool:
	"""Whether the file's name holds a hash of its content, so that browsers may keep it for ever."""
	return bool(HASHED_NAME.search(url))


class SiteByHost:
	"""Tells Frappe the site as nginx would, so that no header of the client's can choose another."""

	def __init__(self, application: WSGIApp):
		self.application = application

	def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
		site = site_of(environ.get("HTTP_HOST", ""))
		if not site or not (SITES / site / "site_config.json").is_file():
			start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
			return [b"There is no site of this name on this bench.\n"]
		environ["HTTP_X_FRAPPE_SITE_NAME"] = site
		return self.application(environ, start_response)


class PublicFiles:
	"""Serves /files of the request's site; file types that could carry scripts are downloaded, not shown."""

	def __init__(self, application: WSGIApp):
		self.application = application
		self.by_site: dict[str, SharedDataMiddleware] = {}

	def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
		path = environ.get("PATH_INFO", "")
		site = environ["HTTP_X_FRAPPE_SITE_NAME"]
		if not path.startswith("/files/"):
			return self.application(environ, start_response)

		def with_disposition(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
			headers.append(("X-Content-Type-Options", "nosniff"))
			if path.lower().endswith(FORCE_DOWNLOAD_EXTENSIONS):
				name = quote(Path(path).name)
				headers.append(("Content-Disposition", f"attachment; filename*=UTF-8''{name}"))
			return start_response(status, headers, *more)

		if site not in self.by_site:
			folder = SITES / site / "public" / "files"
			self.by_site[site] = SharedDataMiddleware(self.application, {"/files": str(folder)})
		return self.by_site[site](environ, with_disposition)


class Assets(WhiteNoise):
	"""Files under sites/assets, looked at once at the start; `./crm build` reloads the server."""

	def __init__(self, application: WSGIApp):
		super().__init__(application, max_age=3600, immutable_file_test=is_hashed, allow_all_origins=False)
		self.add_files(str(SITES / "assets"), prefix="assets/")


application = SiteByHost(Assets(PublicFiles(frappe.app.application)))
