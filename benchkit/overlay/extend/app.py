"""For `frappe/app.py`: the host name chooses the site."""

import os

import frappe
from frappe.app import make_form_dict, setup_read_only_mode
from frappe.auth import HTTPRequest
from frappe.utils import CallbackManager, cint
from werkzeug.exceptions import NotFound

__all__ = ["get_site_of_request", "init_request"]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def get_site_of_request(headers, sites_path: str = ".") -> str:
	"""The site a request is for, by header `X-Frappe-Site-Name` or host name.

	A bare loopback address belongs to no site; it gets the bench's `default_site`.
	"""
	host = headers.get("X-Frappe-Site-Name") or headers.get("Host") or ""
	name = host if host.startswith("[") else host.split(":", 1)[0]
	name = name.split("]", 1)[0] + "]" if name.startswith("[") else name.lower()
	if name in LOOPBACK:
		return frappe.get_common_site_config(sites_path).default_site or name
	return name


def init_request(request) -> None:
	"""Choose the site, connect, read the form, start the session."""
	frappe.local.request = request
	frappe.local.request.after_response = CallbackManager()
	frappe.local.is_ajax = request.headers.get("X-Requested-With") == "XMLHttpRequest"

	sites_path = os.environ.get("SITES_PATH", ".")
	site = get_site_of_request(request.headers, sites_path)
	# a name from outside must be a folder right below sites/, never a path
	if not site or os.path.basename(site) != site or site.startswith("."):
		raise NotFound
	if not os.path.exists(os.path.join(sites_path, site, "site_config.json")):
		_init_without_site(sites_path)
		raise NotFound

	frappe.init(site, sites_path=sites_path, force=True)
	if not frappe.local.conf.db_name:
		raise NotFound
	frappe.connect(set_admin_as_user=False)

	if frappe.local.conf.maintenance_mode:
		if frappe.local.conf.allow_reads_during_maintenance:
			setup_read_only_mode()
		else:
			raise frappe.SessionStopped("Session Stopped")

	if request.path.startswith("/api/method/upload_file"):
		from frappe.core.api.file import get_max_file_size

		request.max_content_length = get_max_file_size()
	else:
		request.max_content_length = cint(frappe.local.conf.max_file_size) or 25 * 1024 * 1024
	make_form_dict(request)

	if request.method != "OPTIONS":
		frappe.local.http_request = HTTPRequest()

	for before_request_task in frappe.get_hooks("before_request"):
		frappe.call(before_request_task)


def _init_without_site(sites_path: str) -> None:
	"""Just enough locals for the answer «no such site» to be sent."""
	from werkzeug.datastructures import Headers

	frappe.local.conf = frappe.get_common_site_config(sites_path)
	frappe.local.response_headers = Headers()
	frappe.local.session = frappe._dict(user="Guest", data=frappe._dict())
	frappe.local.lang = "en"
	frappe.local.flags = frappe._dict()
	frappe.local.form_dict = frappe._dict()
