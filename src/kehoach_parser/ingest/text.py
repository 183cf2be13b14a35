"""Plain text and Markdown: bytes → text, nothing else. Lines, tables and markers are for the text stage."""

from __future__ import annotations

import unicodedata

from kehoach_parser.document import Document
from kehoach_parser.errors import BadEncoding, UnreadableFile
from kehoach_parser.ingest.request import Request


def read(request: Request, found: str) -> Document:
    """The text of the bytes."""
    data = request.data
    if b"\0" in data:
        raise UnreadableFile("this is not text (it holds NUL bytes); give a document or a text file", path=request.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadEncoding(f"this is not UTF-8 text (byte {error.start}); name its encoding with --encoding", path=request.name) from error
    return Document(tidy(text), found, "", encoding="utf-8", encoding_confidence=1.0)


def tidy(text: str) -> str:
    """The text in NFC with `\\n` line ends and without a BOM; a text already so comes back as it is."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
