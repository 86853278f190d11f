"""What may be uploaded is told by the content (SEC-18)."""

import pytest

from bank_crm.domain.upload_rules import (
	ALWAYS_UNPACKED,
	MOST_ENTRIES,
	UploadProblem,
	check_archive,
	check_file,
	extension_of,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
	("name", "content"),
	[
		("photo.PNG", PNG),
		("scan.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>"),
		("list.csv", "姓名,余额\n王芳,10\n".encode("gbk")),
		("list.csv", "姓名,余额\n王芳,10\n".encode("utf-8-sig")),
		("合同.docx", b"PK\x03\x04" + bytes(30)),
		("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30)),
		("empty.txt", b""),
		("a < b.txt", b"1 < 2 and x <y"),
	],
)
def test_SEC_18_honest_files_pass(name, content):
	assert check_file(name, content) is None


@pytest.mark.parametrize(
	("name", "content", "problem"),
	[
		("page.html", b"<html>", UploadProblem.EXTENSION),
		("drawing.svg", b"<svg onload=alert(1)>", UploadProblem.EXTENSION),
		("macro.xlsm", b"PK\x03\x04", UploadProblem.EXTENSION),
		("no_extension", b"text", UploadProblem.EXTENSION),
		("photo.png.exe", b"MZ", UploadProblem.EXTENSION),
		("photo.png", b"<svg onload=alert(1)>", UploadProblem.CONTENT),
		("photo.jpg", PNG, UploadProblem.CONTENT),
		("note.txt", b"MZ\x90\x00", UploadProblem.CONTENT),
		("note.txt", b"#!/bin/sh\nrm -rf /", UploadProblem.CONTENT),
		("note.txt", b"\n\n <!DOCTYPE html><p>", UploadProblem.MARKUP),
		("note.csv", b"a,b\n<ScRiPt>alert(1)</script>", UploadProblem.MARKUP),
		("note.txt", b"<?xml version='1.0'?><svg/>", UploadProblem.MARKUP),
		(
			"form.pdf",
			b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
			UploadProblem.ACTIVE_PDF,
		),
	],
)
def test_SEC_18_what_pretends_or_runs_is_refused(name, content, problem):
	assert check_file(name, content) is problem


def test_SEC_18_packed_files_are_judged_by_what_they_unpack_to():
	assert check_archive([("a.xml", 1000)], 400) is None
	assert check_archive([("a.bin", ALWAYS_UNPACKED)], 400) is None
	assert check_archive([("a.bin", ALWAYS_UNPACKED + 1)], 400) is UploadProblem.BOMB
	assert check_archive([("x", 1)] * (MOST_ENTRIES + 1), 400) is UploadProblem.BOMB
	assert check_archive([("word/vbaProject.bin", 10)], 400) is UploadProblem.MACROS


def test_extension_of_takes_the_last_one():
	assert [extension_of(name) for name in ("a.tar.GZ", "b", ".htaccess")] == ["gz", "", "htaccess"]
