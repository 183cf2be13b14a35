"""Files that are cut off, empty, misnamed, encrypted or hostile: each has its own error, none takes long, none escapes."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from collections.abc import Callable

import pytest
from formats import word, writers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kehoach_parser.errors import (
    EmptyFile,
    EncryptedFile,
    KehoachError,
    LimitExceeded,
    UnreadableFile,
    UnsupportedFormat,
)
from kehoach_parser.ingest import SUFFIXES, read_document
from kehoach_parser.limits import Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def stream(name: str) -> bytes:
    return OLE + b"\0" * 512 + name.encode("utf-16-le") + b"\0\0" + b"\0" * 512


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


PLAN = word.document(word.paragraph("Kế hoạch"))


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("a.docx", b"", EmptyFile, "empty"),
        ("a.docx", PLAN[:400], UnreadableFile, "cut off"),
        ("a.docx", PLAN[:-30], UnreadableFile, "cut off"),
        ("a.docx", PLAN[:40] + PLAN[50:], UnreadableFile, "cannot be unpacked"),
        ("a.docx", "chỉ là chữ".encode(), UnreadableFile, "although its name says so"),
        ("a.pdf", b"day khong phai PDF", UnreadableFile, "although its name says so"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj", UnreadableFile, "damaged"),
        ("a.xlsx", zipped(xl__workbook_xml=b"<workbook/>"), UnreadableFile, "damaged"),
        ("a.docx", zipped(word__document_xml=b"<w"), UnreadableFile, "damaged"),
        ("a.zip", zipped(a=b"abc"), UnsupportedFormat, "archive"),
        ("a.doc", stream("EncryptedPackage"), EncryptedFile, "encrypted"),
        ("a.xls", stream("Workbook"), UnsupportedFormat, "xlsx"),
        ("a.msg", stream("__properties"), UnsupportedFormat, "Office"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", UnsupportedFormat, "picture"),
        ("a.docx", word.document(""), EmptyFile, "no text"),
        ("a.txt", b"MZ\x90\0\x03\0\0\0" * 20, UnreadableFile, "NUL"),
    ],
)
def test_each_kind_of_bad_file_has_its_error(name: str, data: bytes, error: type[KehoachError], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        read_document(name, data)
    assert type(caught.value) is error
    assert caught.value.path == name


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [("a.txt", PLAN, "docx"), ("a.doc", PLAN, "docx"), ("a.doc", b"<html><p>K\xe1\xba\xbf ho\xe1\xba\xa1ch</p></html>", "html"), ("a.docx", writers.pdf("Kế hoạch"), "pdf"), ("a", "Kế hoạch".encode(), "text")],
    ids=["DOCX named txt", "DOCX named doc", "page named doc", "PDF named docx", "no suffix"],
)
def test_the_content_counts_and_not_the_name(name: str, data: bytes, found: str) -> None:
    assert read_document(name, data).format == found


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(word__document_xml=b"0" * 200_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(LimitExceeded, match="--max-unpacked-ratio"):
        read_document("a.docx", bomb)
    with pytest.raises(LimitExceeded, match="--max-unpacked-bytes"):
        read_document("a.docx", bomb, limits=Limits(unpacked_bytes=1000))


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(word.document(word.paragraph("Kế hoạch " * 2000)))
    for signature in (b"PK\x01\x02",):
        at = data.index(signature)
        while at >= 0:
            data[at + 24 : at + 28] = (50).to_bytes(4, "little")
            at = data.find(signature, at + 4)
    with pytest.raises(UnreadableFile):
        read_document("a.docx", bytes(data))


LOL = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("build", [lambda: LOL.encode(), lambda: LOL.encode("utf-16")], ids=["plain", "utf-16"])
def test_xml_entities_are_refused(build: Callable[[], bytes]) -> None:
    body = build() + b"<w:document/>"
    files = dict(zipfile_members(PLAN))
    files["word/document.xml"] = body
    with pytest.raises(UnreadableFile, match="entities"):
        read_document("a.docx", word.archive(files))


def zipfile_members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_entities_in_a_web_page_fetch_nothing() -> None:
    made = read_document("a.html", (LOL + "<html><p>Kế hoạch &file; &b;</p></html>").encode())
    assert "root:" not in made.text
    assert "Kế hoạch" in made.text


def test_relations_that_point_at_nothing_do_not_stop_reading() -> None:
    files = dict(zipfile_members(PLAN))
    dangling = '<Relationship Id="r7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="NULL"/>'
    files["word/_rels/document.xml.rels"] = word.relations(dangling).encode()
    assert read_document("a.docx", word.archive(files)).text == "Kế hoạch\n"


def test_the_strict_dialect_is_read() -> None:
    files = {
        name: data.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, data in zipfile_members(PLAN)
    }
    assert read_document("a.docx", word.archive(files)).text == "Kế hoạch\n"


def test_deep_nesting_is_no_trap() -> None:
    deep = "<w:sdt><w:sdtContent>" * 200 + word.paragraph("sâu") + "</w:sdtContent></w:sdt>" * 200
    start = time.process_time()
    with contextlib.suppress(UnreadableFile):
        read_document("a.docx", word.document(deep))
    page = "<div>" * 50_000 + "Kế hoạch"
    with contextlib.suppress(UnreadableFile):
        read_document("a.html", page.encode())
    table = "<table><tr><td>" * 3_000 + "Kế hoạch" + "</td></tr></table>" * 3_000
    with contextlib.suppress(UnreadableFile):
        read_document("a.html", table.encode())
    assert time.process_time() - start < 10


def test_nothing_outside_is_written(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    files = dict(zipfile_members(PLAN))
    files["../../evil.xml"] = b"<x/>"
    assert read_document("a.docx", word.archive(files)).text == "Kế hoạch\n"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SUFFIXES - {".doc", ".odt", ".rtf"})), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", OLE, PLAN[:300], "Kế hoạch\n| a | b |\n".encode()]), st.binary(max_size=400))
def test_any_bytes_give_a_document_or_one_of_our_errors(suffix: str, start: bytes, rest: bytes) -> None:
    try:
        made = read_document(f"a{suffix}", start + rest)
    except KehoachError as error:
        assert error.path == f"a{suffix}"
        assert "\n" not in str(error)
    else:
        assert made.text.strip()
        assert "\r" not in made.text and "\ufeff" not in made.text[:1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PLAN) - 1), st.integers(0, 255))
@example(1166, 4)
def test_a_docx_with_a_changed_byte_never_breaks_the_reader(at: int, value: int) -> None:
    data = bytearray(PLAN)
    data[at] = value
    try:
        read_document("a.docx", bytes(data))
    except KehoachError as error:
        assert error.path == "a.docx"
