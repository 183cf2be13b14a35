"""Tells the format from the bytes. A name only tells text from Markdown, and what the user thought the file to be."""

from __future__ import annotations

import re

from kehoach_parser.errors import EncryptedFile, UnreadableFile, UnsupportedFormat
from kehoach_parser.ingest.request import Request

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span)\b", re.IGNORECASE)
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,8}?MIME-Version:\s*1\.0", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = {  # first bytes → what the file is, for the message
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BM": "a BMP picture",
}
_BINARY_NAMES = {".docx": "DOCX", ".docm": "DOCX", ".pdf": "PDF", ".xlsx": "XLSX", ".xlsm": "XLSX", ".odt": "ODT"}


def sniff(request: Request) -> str:
    """The format name of the bytes, a key of `READERS`. Raises UnsupportedFormat for a known format without a reader."""
    data = request.data
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(request)
    if data[:8] == _OLE:
        return _compound(request)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, what in _OTHER.items():
        if data.startswith(magic) and b"\0" in data[:512]:
            raise UnsupportedFormat(f"this is {what}; give a document, or a PDF of the scan", path=request.name)
    head = _head(data)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _is_html(head, request.suffix):
        return "html"
    if request.suffix in _BINARY_NAMES:
        wanted = _BINARY_NAMES[request.suffix]
        raise UnreadableFile(f"this is not a {wanted} file although its name says so; it is cut off, or another kind of file", path=request.name)
    return "markdown" if request.suffix in (".md", ".markdown") else "text"


def _head(data: bytes) -> bytes:
    head = data[:4096].replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data[:4096]
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _is_html(head: bytes, suffix: str) -> bool:
    if suffix in (".htm", ".html", ".xhtml", ".mht", ".mhtml"):
        return True
    if suffix in (".md", ".markdown"):
        return head[:15].lower().startswith((b"<!doctype html", b"<html"))
    if head.startswith(b"<?xml"):
        return _HTML.search(head[:600]) is not None
    return _HTML.match(head) is not None or _MIME.match(head) is not None


def _archive(request: Request) -> str:
    from kehoach_parser.ingest.archive import open_archive

    names = set(open_archive(request).namelist())
    if "word/document.xml" in names or any(name.startswith("word/") and name.endswith("document.xml") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    raise UnsupportedFormat("this is an archive and not a document; unpack it and give the documents in it", path=request.name)


def _compound(request: Request) -> str:
    """Old binary Office files; the names of their streams stand in UTF-16 in the directory."""
    data = request.data
    if _stream(data, "EncryptedPackage") or _stream(data, "EncryptionInfo"):
        raise EncryptedFile("this document is encrypted; save it without a password, or convert it and give --password for the PDF", path=request.name)
    if _stream(data, "WordDocument"):
        return "doc"
    if _stream(data, "Workbook") or _stream(data, "Book"):
        raise UnsupportedFormat("this is an old Excel workbook (.xls); save it as .xlsx", path=request.name)
    raise UnsupportedFormat("this is an old Office file without a text document in it; save it as .docx", path=request.name)


def _stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in data
