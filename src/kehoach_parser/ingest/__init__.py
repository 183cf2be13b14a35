"""File or bytes → `Document`. What holds afterwards:

1. the text is Unicode NFC with `\\n` line ends and no BOM; for a UTF-8 text file already so it is the file itself;
2. every letter that the format shows stands in the text once: body, tables, footnotes, headers, text boxes;
3. tables, pages, boxes and furniture are stretches of that text;
4. the limits on size, unpacked size, pages and line length were kept; nothing in the file was executed or fetched.

One reader a format, chosen by what the bytes are, not by what the name says.
"""

from __future__ import annotations

import importlib
from hashlib import sha256

from kehoach_parser.document import Document
from kehoach_parser.errors import EmptyFile, LimitExceeded
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.ingest.request import Request
from kehoach_parser.ingest.sniff import sniff
from kehoach_parser.limits import DEFAULT_LIMITS, Limits

# format → the module that reads it and the suffixes it goes by; one line a format
READERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": ("text", (".txt", ".text")),
    "markdown": ("text", (".md", ".markdown")),
    "docx": ("docx", (".docx", ".docm")),
    "pdf": ("pdf", (".pdf",)),
    "html": ("html", (".html", ".htm", ".xhtml", ".mht", ".mhtml")),
    "xlsx": ("xlsx", (".xlsx", ".xlsm")),
    "doc": ("office", (".doc",)),
    "odt": ("office", (".odt",)),
    "rtf": ("office", (".rtf",)),
}

SUFFIXES: frozenset[str] = frozenset(suffix for _, suffixes in READERS.values() for suffix in suffixes)


def read_document(
    name: str,
    data: bytes,
    *,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    password: str | None = None,
    ocr: bool = True,
    grammar: Grammar | None = None,
) -> Document:
    """Reads the bytes of one file; `name` is for messages and for telling text from Markdown.

    `encoding` overrides what would be found out, `password` opens encrypted files, `ocr` allows reading scanned pages.
    Raises UnreadableFile or one of its kinds (empty, encrypted, wrong encoding, unsupported, over a limit).
    """
    if len(data) > limits.file_bytes:
        raise LimitExceeded(
            f"the file has {len(data)} bytes, more than the limit of {limits.file_bytes}; raise it with --max-file-bytes", path=name
        )
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyFile("this file is empty; there is nothing to read", path=name)
    request = Request(name, data, limits, encoding, password, ocr, grammar or load_grammar())
    found = sniff(request)
    module = importlib.import_module(f"kehoach_parser.ingest.{READERS[found][0]}")
    try:
        document: Document = module.read(request, found)
    except LimitExceeded as error:
        error.path = error.path or name  # where a table is laid out the file is not known
        raise
    _check_text(document, request)
    return document._replace(path=name, sha256=sha256(data).hexdigest())


def _check_text(document: Document, request: Request) -> None:
    if not document.text or document.text.isspace():
        raise EmptyFile("this file holds no text; there is nothing to read", path=request.name)
    limit = request.limits.line_chars
    if len(document.text) <= limit:
        return
    for number, line in enumerate(document.text.split("\n"), 1):
        if len(line) > limit:
            raise LimitExceeded(
                f"this line has {len(line)} characters, more than the limit of {limit}; raise it with --max-line-chars",
                path=request.name,
                line=number,
            )
