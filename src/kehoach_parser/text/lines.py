"""Lines of the document text, and their visible text without emphasis marks."""

from __future__ import annotations

import re

from kehoach_parser.block import Line
from kehoach_parser.visible import BREAKS, Visible

# a backslash at the end of a line is a line break of Markdown; "[text](https://…)" leaves the text, "![…](…)" nothing
_LINK = r"!\[[^\[\]]{0,200}\]\([^()\s]{0,500}\)|\[(?=[^\[\]]{1,300}\]\((?:https?:|[/#]|mailto:|javascript:))|\]\((?:https?:|[/#]|mailto:|javascript:)[^()\s]{0,500}(?:\(\))?\)"
_MARKUP = re.compile(BREAKS + r"|\[\^\w{1,4}\](?!:)|\[\[\d{1,3}\]\]\(#footnote-\d{1,3}\)|" + _LINK + r"|\*{1,3}|_{1,3}|\\[\\`*_{}\[\]()#+.!>~|-]|\\$|</?(?:sub|sup|b|i|u|strong|em|br|span)\s*/?>")
_HASHES = re.compile(r"[ \t]*(#{1,6})[ \t]+")
_PARAGRAPH = 1_000  # letters in which emphasis that a star and a space open is closed
_STARS, _OTHERS = re.compile(r"\*{1,3}"), re.compile(r"[_\\<^\]]")  # most lines with marks have stars alone, which are found at once


def read_lines(text: str) -> list[Line]:
    """All lines of the text, in order."""
    lines = []
    start = 0
    new = tuple.__new__  # a third of the time of the call by fields
    for number, raw in enumerate(text.split("\n"), 1):
        end = start + len(raw)
        lines.append(new(Line, (number, start, end, not raw or raw.isspace(), False)))
        start = end + 1
    return lines


def visible_line(text: str, line: Line) -> tuple[Visible, int, bool]:
    """The visible text of a line, the number of its `#`, and whether all of it is emphasised (`**…**`)."""
    _, start, end, _, _ = line
    raw = text[start:end].rstrip()
    hashes = 0
    if raw[:1] in "# \t":
        heading = _HASHES.match(raw)
        if heading:
            hashes = len(heading.group(1))
            start, raw = start + heading.end(), raw[heading.end() :]
    if raw and raw[0].isspace():
        bare = raw.lstrip()
        start, raw = start + len(raw) - len(bare), bare
    if "*" not in raw and "_" not in raw and "<" not in raw and "\\" not in raw and "]" not in raw and "^" not in raw:  # three times quicker than a pattern
        return Visible(raw, (0,), (start,)), hashes, False
    bullet = 1 if raw.startswith("* ") else 0  # a star that is a bullet stays
    if bullet and _opens_emphasis(text, start):
        bullet, start, raw = 0, start + 2, raw[2:]
    strong = raw.startswith("**") and raw.endswith("**") and "**" not in raw.strip("*")
    return _without_marks(raw, start, bullet), hashes, strong


def _opens_emphasis(text: str, star: int) -> bool:
    """Whether the star before a space opens what the paragraph's last star closes: "* (Kèm theo Kế hoạch\\nsố 12)*"."""
    end = text.find("\n\n", star, star + _PARAGRAPH)
    inside = text[star + 1 : end if end >= 0 else star + _PARAGRAPH].rstrip()
    return inside.endswith("*") and inside.count("*") == 1


def _without_marks(raw: str, offset: int, keep: int) -> Visible:
    pieces: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = at = 0
    for mark in (_MARKUP if _OTHERS.search(raw) else _STARS).finditer(raw, keep):
        start, end = mark.span()
        if not _is_mark(raw, start, end):
            continue
        space = ""
        if raw[start] != "*":
            if raw.startswith("<br", start) or raw.startswith("\\n", end - 2) or raw[start].isspace() or raw[end - 1].isspace():
                space = " "  # a break parts words
            elif raw[start] == "\\":
                end = start + 1  # the escaped letter stays
        if start > at or space:
            pieces.append(raw[at:start] + space)
            starts.append(length)
            offsets.append(offset + at)
            length += start - at + len(space)
        at = end
    if at < len(raw) or not pieces:
        pieces.append(raw[at:])
        starts.append(length)
        offsets.append(offset + at)
    return Visible("".join(pieces), tuple(starts), tuple(offsets)).cut(0)


def _is_mark(raw: str, start: int, end: int) -> bool:
    """Whether stars or underscores are emphasis: they touch a word; a lone star and blanks to fill in are text."""
    sign = raw[start]
    if sign not in "*_":
        return True
    before, after = raw[start - 1 : start] or " ", raw[end : end + 1] or " "
    if sign == "*":
        return before not in " \t(" or after not in " \t*)"
    if end - start > 2 or before == "_" or after == "_":
        return False
    return before.isalnum() != after.isalnum() and not (before.isspace() and after.isspace())
