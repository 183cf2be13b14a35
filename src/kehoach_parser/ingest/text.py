"""Plain text and Markdown: bytes → text, nothing else. Lines, tables and markers are for the text stage."""

from __future__ import annotations

import unicodedata

from kehoach_parser.document import Document, Remark
from kehoach_parser.ingest.build import without_halves
from kehoach_parser.ingest.encodings import decode
from kehoach_parser.ingest.request import Request


def read(request: Request, found: str) -> Document:
    """The text of the bytes; a UTF-8 file in NFC with `\\n` line ends comes back letter by letter."""
    decoded = decode(request)
    remarks = (Remark(*decoded.remark, (0, 0)),) if decoded.remark else ()
    return Document(tidy(decoded.text), found, "", encoding=decoded.encoding, encoding_confidence=decoded.confidence, remarks=remarks)


def tidy(text: str) -> str:
    """The text in NFC with `\\n` line ends and without a BOM; a text already so comes back as it is."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    try:
        text.encode()  # ten times quicker than looking for the letters that cannot be
    except UnicodeEncodeError:
        text = without_halves(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
