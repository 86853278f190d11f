"""For `frappe/utils/pdf.py`: PDF by WeasyPrint, from the site's own files only."""

import mimetypes
import os
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlparse

import frappe
from pypdf import PdfReader, PdfWriter

__all__ = [
	"get_chrome_pdf",
	"get_pdf",
	"pdf_body_html",
	"pdf_contains_js",
	"pdf_footer_html",
	"pdf_header_html",
]

DEFAULT_MARGIN = "15mm"


def get_pdf(html: str, options: dict | None = None, output: PdfWriter | None = None):
	"""Render HTML as PDF.

	:param options: `page-size` (A4 …), `orientation`, `margin-top|right|bottom|left` (CSS lengths), `password`
	:param output: append the pages there and return it, instead of the bytes
	"""
	from weasyprint import CSS, HTML

	options = options or {}
	rendered = HTML(string=html, base_url="site:///", url_fetcher=_fetch_from_site).write_pdf(
		stylesheets=[CSS(string=_page_css(options))]
	)

	if output is not None:
		output.append_pages_from_reader(PdfReader(BytesIO(rendered)))
		return output
	if password := options.get("password"):
		writer = PdfWriter()
		writer.append_pages_from_reader(PdfReader(BytesIO(rendered)))
		writer.encrypt(password)
		buffer = BytesIO()
		writer.write(buffer)
		return buffer.getvalue()
	return rendered


def get_chrome_pdf(print_format=None, html=None, options=None, output=None, pdf_generator=None):
	"""Hook target for the generator "chrome": there is only one generator here, so it answers too."""
	if pdf_generator != "chrome":
		return None
	return get_pdf(html, options, output)


def pdf_contains_js(path: str | bytes | None = None, content: bytes | None = None) -> bool:
	"""Does a PDF carry JavaScript, in its names or in an open action? A file that is stored gives its bytes alone."""
	if isinstance(path, bytes):
		path, content = None, path
	reader = PdfReader(path or BytesIO(content or b""))
	root = reader.trailer["/Root"]
	names = root.get("/Names")
	if names and "/JavaScript" in names.get_object():
		return True
	action = root.get("/OpenAction")
	action = action.get_object() if action is not None else None
	return isinstance(action, dict) and action.get("/S") == "/JavaScript"


def pdf_header_html(soup, head, content, styles, html_id, css) -> str:
	"""Markup of the element that repeats at the top of each page."""
	return str(content)


def pdf_body_html(jenv=None, template=None, print_format=None, args=None) -> str:
	"""The print format's page."""
	return template.render(args, filters={"len": len})


def pdf_footer_html(soup, head, content, styles, html_id, css) -> str:
	"""Markup of the element that repeats at the bottom of each page."""
	return str(content)


def _page_css(options: dict) -> str:
	settings = frappe.get_cached_doc("Print Settings") if frappe.db else frappe._dict()
	size = options.get("page-size") or settings.get("pdf_page_size") or "A4"
	if size == "Custom":
		size = f"{settings.pdf_page_width}mm {settings.pdf_page_height}mm"
	orientation = str(options.get("orientation") or "Portrait").lower()
	margins = " ".join(
		str(options.get(f"margin-{side}") or DEFAULT_MARGIN) for side in ("top", "right", "bottom", "left")
	)
	# screen furniture of the print page has no place on paper
	return (
		f"@page {{ size: {size} {orientation}; margin: {margins} }}"
		".action-banner, .print-format-gutter > .action-banner { display: none }"
		"body, .print-format { font-family: 'Noto Sans CJK SC', 'Noto Sans', sans-serif }"
	)


def _fetch_from_site(url: str, timeout: int = 10, ssl_context=None) -> dict:
	"""Assets and files of this site from disk, `data:` URLs as they are; never the network.

	:raises ValueError: the resource lies elsewhere, so it stays out of the PDF
	"""
	from weasyprint.urls import default_url_fetcher

	if url.startswith("data:"):
		return default_url_fetcher(url)

	path = unquote(urlparse(url).path)
	sites = Path(frappe.local.sites_path).resolve()
	if path.startswith("/assets/"):
		root, found = sites / "assets", sites / path.lstrip("/")
	elif path.startswith("/files/"):
		root = sites / frappe.local.site / "public"
		found = root / path.lstrip("/")
	elif path.startswith("/private/files/") and _may_read_file(path):
		root = sites / frappe.local.site / "private"
		found = sites / frappe.local.site / path.lstrip("/")
	else:
		raise ValueError(f"Not a file of this site: {url}")

	# assets are links into the apps' folders, so only the unresolved path is compared
	if not os.path.normpath(found).startswith(os.path.normpath(root) + os.sep):
		raise ValueError(f"Not a file of this site: {url}")
	return {
		"string": found.read_bytes(),
		"mime_type": mimetypes.guess_type(found.name)[0] or "application/octet-stream",
	}


def _may_read_file(path: str) -> bool:
	from frappe.core.doctype.file.utils import find_file_by_url

	return find_file_by_url(path) is not None
