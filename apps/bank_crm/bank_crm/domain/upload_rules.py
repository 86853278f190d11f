"""Which files may be uploaded: their content must be what their name says, and nothing a browser runs (SEC-18)."""

import re
from enum import Enum

#: Extension → what its content may begin as (see `content_family`).
ALLOWED: dict[str, frozenset[str]] = {
	"png": frozenset({"png"}),
	"jpg": frozenset({"jpg"}),
	"jpeg": frozenset({"jpg"}),
	"gif": frozenset({"gif"}),
	"webp": frozenset({"webp"}),
	"bmp": frozenset({"bmp"}),
	"tif": frozenset({"tif"}),
	"tiff": frozenset({"tif"}),
	"heic": frozenset({"heic", "mp4"}),
	"pdf": frozenset({"pdf"}),
	"doc": frozenset({"ole"}),
	"xls": frozenset({"ole"}),
	"ppt": frozenset({"ole"}),
	"wps": frozenset({"ole", "zip"}),
	"et": frozenset({"ole", "zip"}),
	"dps": frozenset({"ole", "zip"}),
	"docx": frozenset({"zip"}),
	"xlsx": frozenset({"zip"}),
	"pptx": frozenset({"zip"}),
	"odt": frozenset({"zip"}),
	"ods": frozenset({"zip"}),
	"ofd": frozenset({"zip"}),
	"zip": frozenset({"zip"}),
	"mp3": frozenset({"mp3"}),
	"wav": frozenset({"wav"}),
	"amr": frozenset({"amr"}),
	"m4a": frozenset({"mp4"}),
	"mp4": frozenset({"mp4"}),
	"mov": frozenset({"mp4"}),
	"txt": frozenset({"text"}),
	"csv": frozenset({"text"}),
	"json": frozenset({"text"}),
	"eml": frozenset({"text"}),
	"vcf": frozenset({"text"}),
	"ics": frozenset({"text"}),
}
_STARTS: tuple[tuple[int, bytes, str], ...] = (
	(0, b"\x89PNG\r\n\x1a\n", "png"),
	(0, b"\xff\xd8\xff", "jpg"),
	(0, b"GIF87a", "gif"),
	(0, b"GIF89a", "gif"),
	(8, b"WEBP", "webp"),
	(8, b"WAVE", "wav"),
	(0, b"BM", "bmp"),
	(0, b"II*\x00", "tif"),
	(0, b"MM\x00*", "tif"),
	(0, b"%PDF-", "pdf"),
	(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
	(0, b"PK\x03\x04", "zip"),
	(0, b"PK\x05\x06", "zip"),
	(4, b"ftypheic", "heic"),
	(4, b"ftyp", "mp4"),
	(0, b"ID3", "mp3"),
	(0, b"\xff\xfb", "mp3"),
	(0, b"#!AMR", "amr"),
	(0, b"MZ", "program"),
	(0, b"\x7fELF", "program"),
	(0, b"#!", "program"),
)
#: Tags at the beginning by which a browser takes a file for a page, a drawing or a style sheet.
_MARKUP = re.compile(
	rb"<(!doctype\s+(html|svg)|html|head|body|script|svg|iframe|object|embed|\?xml|\?php)", re.IGNORECASE
)
#: What PDF calls actions that run something.
_PDF_ACTIONS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)\b")
SNIFFED = 4096
#: A packed file may hold this many times its size, but at least this many bytes.
MOST_UNPACKED_RATIO = 100
ALWAYS_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 10_000


class UploadProblem(str, Enum):
	"""Why a file is refused."""

	EXTENSION = "extension"
	CONTENT = "content"
	MARKUP = "markup"
	ACTIVE_PDF = "active-pdf"
	MACROS = "macros"
	BOMB = "bomb"


def extension_of(file_name: str) -> str:
	"""Return the extension in lower case, without dot; "" where there is none."""
	return file_name.rpartition(".")[2].strip().lower() if "." in file_name else ""


def content_family(content: bytes) -> str:
	"""Tell what a file is by how it begins: a key of `_STARTS`, "text", or "unknown"."""
	for offset, start, family in _STARTS:
		if content[offset : offset + len(start)] == start:
			return family
	return "unknown" if b"\x00" in content[:SNIFFED] else "text"


def check_file(file_name: str, content: bytes) -> UploadProblem | None:
	"""Return what is wrong with a file, None where nothing is; empty files of an allowed type are fine."""
	expected = ALLOWED.get(extension_of(file_name))
	if expected is None:
		return UploadProblem.EXTENSION
	if not content:
		return None
	family = content_family(content)
	if family not in expected:
		return UploadProblem.CONTENT
	if family == "text" and _MARKUP.search(content[:SNIFFED].lstrip()[:SNIFFED]):
		return UploadProblem.MARKUP
	if family == "pdf" and _PDF_ACTIONS.search(content):
		return UploadProblem.ACTIVE_PDF
	return None


def check_archive(entries: list[tuple[str, int]], packed: int) -> UploadProblem | None:
	"""Judge a packed file by its table of contents: (name, size unpacked) of each entry, and its own size in bytes."""
	if len(entries) > MOST_ENTRIES:
		return UploadProblem.BOMB
	if sum(size for _name, size in entries) > max(ALWAYS_UNPACKED, packed * MOST_UNPACKED_RATIO):
		return UploadProblem.BOMB
	if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name, _size in entries):
		return UploadProblem.MACROS
	return None
