"""For `frappe/middlewares.py`: public files of the site that the host name chooses."""

from pathlib import Path

from frappe.middlewares import StaticDataMiddleware as _StaticDataMiddleware
from frappe.utils import cstr
from werkzeug.exceptions import NotFound

__all__ = ["StaticDataMiddleware"]


class StaticDataMiddleware(_StaticDataMiddleware):
	"""Serves `<sites>/<site>/public/…` and nothing outside of it."""

	def get_directory_loader(self, directory):
		def loader(path):
			from frappe.app import get_site_of_request

			environ = self.environ
			headers = {
				"Host": environ.get("HTTP_HOST"),
				"X-Frappe-Site-Name": environ.get("HTTP_X_FRAPPE_SITE_NAME"),
			}
			site = get_site_of_request(headers, directory)
			files = (Path(directory) / site / "public" / "files").resolve()
			requested = (files / cstr(path).lstrip("/")).resolve()
			if "/" in site or not requested.is_relative_to(files) or not requested.is_file():
				raise NotFound
			return requested.name, self._opener(str(requested))

		return loader
