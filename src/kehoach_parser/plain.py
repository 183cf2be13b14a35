"""Text of documents and names of files made harmless for terminals, sheets and logs: no letter moves a cursor or turns a line round."""

from __future__ import annotations

import re

_BLANKS = str.maketrans("\t\n\r", "   ")
# C0 and C1 controls (but tab and line ends) run terminal commands, the direction marks show a line other than it is
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_UNICODE = re.compile("[\ud800-\udfff]")
_SHOWN = "\ufffd"


def without_controls(text: str) -> str:
    """The text with a replacement mark for each control character; tabs and line ends stay. Same length."""
    return text if text.isprintable() else _CONTROLS.sub(_SHOWN, text)


def one_line(text: str) -> str:
    """The text on one line and without control characters. Same length."""
    return text if text.isprintable() else _CONTROLS.sub(_SHOWN, text).translate(_BLANKS)


def in_unicode(name: str) -> str:
    """The name of a file with a replacement mark for each byte that is no UTF-8: JSON, XML and hashes hold no such thing."""
    return name if name.isprintable() else _NOT_UNICODE.sub(_SHOWN, name)
