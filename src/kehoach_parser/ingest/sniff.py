"""Tells the format from the bytes. A name only tells text from Markdown."""

from __future__ import annotations

from kehoach_parser.ingest.request import Request


def sniff(request: Request) -> str:
    """The format name of the bytes, a key of `READERS`."""
    return "markdown" if request.suffix in (".md", ".markdown") else "text"
