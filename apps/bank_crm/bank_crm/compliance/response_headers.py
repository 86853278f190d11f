"""Headers that keep a browser from doing what no screen of ours needs (SEC-18).

The Desk builds its screens with inline scripts and compiles its templates in the browser, so scripts are
bound to this site, not to a nonce; what the policy does close is every way out: other hosts, frames around
us, plug-ins, forms to elsewhere, a changed base address. Files people have uploaded get no right at all.
"""

import json
from typing import Any
from urllib.parse import urlsplit

import frappe
from frappe import _

#: What site_config may set: {"bank_crm_csp": {"img-src": "https://maps.example.com"}} adds hosts to a line.
EXTRA_SOURCES = "bank_crm_csp"
POLICY: dict[str, str] = {
	"default-src": "'self'",
	"script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
	"style-src": "'self' 'unsafe-inline'",
	"img-src": "'self' data: blob:",
	"font-src": "'self' data:",
	"media-src": "'self' blob:",
	"connect-src": "'self'",
	"worker-src": "'self' blob:",
	"frame-src": "'self' blob:",
	"frame-ancestors": "'self'",
	"form-action": "'self'",
	"base-uri": "'self'",
	"object-src": "'none'",
	"manifest-src": "'self'",
}
#: A file somebody uploaded: it may be looked at, and that is all.
FILE_POLICY = (
	"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; "
	"frame-ancestors 'self'; sandbox"
)
#: PDF viewers of browsers do not start in a sandbox.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()",
	"Cross-Origin-Opener-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"
#: Cookies a script of the Desk reads; every other one is the server's alone.
READ_BY_SCRIPTS = frozenset(
	{"user_id", "full_name", "user_image", "user_lang", "system_user", "preferred_language"}
)


def mark_refused(response: Any, request: Any) -> None:
	"""Tell the Desk that what it asked for was refused: it knows by the traceback, which stays on the server (SEC-18).

	Saving, submitting, workflow actions, deleting, tags, assignments – whatever waits for an answer looks for `exc`
	only and takes its absence for success. Guests have no Desk, and version 2 of the API tells its errors apart. A form
	is told at which field it was refused (`customer/checks.py`), too.
	"""
	if (
		response is None
		or response.status_code < 400
		or response.mimetype != "application/json"
		or not _has_desk()
	):
		return
	try:
		answer = json.loads(response.get_data())
	except ValueError:
		return  # a web server's own answer, none of the framework's
	if not isinstance(answer, dict) or not answer.get("exc_type"):
		return
	if not answer.get("exc"):
		answer["exc"] = json.dumps([_withheld(response.status_code, answer["exc_type"])])
	refused = frappe.local.flags.bank_refused
	if refused and answer["exc_type"] == "ValidationError":
		answer["bank_refused"] = refused
	response.set_data(json.dumps(answer))


def _withheld(status: int, kind: str) -> str:
	"""What stands for the traceback: the Desk shows it for a fault of the server, else on the console only."""
	if status >= 500:
		return _("The server could not finish this. The details are in its error log.")
	return f"Withheld: HTTP {status}, {kind}"


def _has_desk() -> bool:
	session = getattr(frappe.local, "session", None)
	return bool(session) and session.user not in (None, "Guest")


def add_headers(response: Any, request: Any) -> None:
	"""Add the headers to every answer (hook after_request); what is set already stays.

	Frappe 15 has no answer yet where it refuses a file: werkzeug makes one of a sentence after the hooks.
	"""
	if response is None:
		return
	path = request.path
	if path.startswith(("/files/", "/private/files/", "/backups/")) or _is_download(response):
		policy = PDF_POLICY if response.mimetype == "application/pdf" else FILE_POLICY
		response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
	else:
		policy = content_policy(websocket=_websocket_origin(request))
	if "Content-Security-Policy" not in response.headers:  # a Web Form says itself who may embed it
		response.headers["Content-Security-Policy"] = policy
		response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
	if _is_kept(response):  # what a browser keeps of one session is not shown in the next one's
		if path.startswith("/api/"):
			response.vary.add("Cookie")
		elif path.startswith("/private/"):  # sent by nginx, which passes this header on and `Vary` not
			response.headers["Cache-Control"] = "private, no-cache"
	for name, value in HEADERS.items():
		response.headers.setdefault(name, value)
	if request.scheme == "https":
		response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
	_tighten_cookies(secure=request.scheme == "https")


def content_policy(*, websocket: str = "") -> str:
	"""Return the policy of pages; the socket.io server's address is added where it has a port of its own."""
	extra = frappe.conf.get(EXTRA_SOURCES) or {}
	lines = []
	for name, sources in POLICY.items():
		more = [str(extra[name])] if extra.get(name) else []
		if name == "connect-src" and websocket:
			more.append(websocket)
		lines.append(" ".join([name, sources, *more]))
	return "; ".join(lines)


def _websocket_origin(request: Any) -> str:
	"""The Desk speaks to the socket.io server directly where no proxy stands before it (`frappe.boot.socketio_port`)."""
	name = urlsplit(f"//{request.host}").hostname or ""
	port = frappe.conf.get("socketio_port")
	own_port = urlsplit(f"//{request.host}").port
	scheme, websocket = ("https", "wss") if request.scheme == "https" else ("http", "ws")
	origins = [f"{websocket}://{request.host}"]
	if port and own_port:
		origins += [f"{scheme}://{name}:{port}", f"{websocket}://{name}:{port}"]
	return " ".join(origins)


def _is_kept(response: Any) -> bool:
	"""Whether the browser may keep the answer; the framework adds its own headers after this hook."""
	later = getattr(frappe.local, "response_headers", None) or {}
	return "max-age" in f"{response.headers.get('Cache-Control')} {later.get('Cache-Control')}"


def _is_download(response: Any) -> bool:
	return str(response.headers.get("Content-Disposition", "")).startswith("attachment")


def _tighten_cookies(*, secure: bool) -> None:
	"""Cookies that are still to be written: HttpOnly unless scripts read them, Lax at least, Secure behind TLS."""
	manager = getattr(frappe.local, "cookie_manager", None)
	for name, options in (manager.cookies if manager else {}).items():
		options["httponly"] = bool(options.get("httponly")) or name not in READ_BY_SCRIPTS
		options["samesite"] = options.get("samesite") or "Lax"
		options["secure"] = bool(options.get("secure")) or secure
