"""How the lines of a text were cut: by hand or a PDF at one width, by a portal's page, or not at all (lines are paragraphs)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.block import Line

UNWRAPPED = 1_000_000
_LONG = 250  # a text with a line so long that goes on is not wrapped: its lines are paragraphs
_ROOM = 0.6  # a line shorter than this part of the longest had room for more words
_FIRST_ROOM = 0.75  # and so is the first line of a paragraph up to this part, which in a text cut at one width is as long as the others
_WIDTHS = (40, 140)
_FEW = 8  # lines, below which nothing tells how they were cut
_FEW_CUT = 5  # and lines that go on in small letters
_MOST = 0.97  # of the lines of a portal are cut at its width; a link may make one longer
_ENTRY = 60  # letters of an entry of a list of recipients
_CLOSE = 0.04
_ITEM = re.compile(r"[*_\s]{0,6}(?:[-+•]|\d{1,2}(?:\.\d{1,2}){0,2}[.)]|[a-zđ]\)|[IVX]{1,5}\.)[*_\s]{1,6}\w")
_ENDED = re.compile(r"[.:?!…;]['\"”’)*_ ]*$")


class Wrap(NamedTuple):
    """`width` of the lines (0: nothing tells), the length `roomy` up to which a line had room for more words.

    A portal cuts its page at one width, markup and all: the first line of a paragraph, with the markup before it, has
    fewer letters than the next ones. `first` is then how many it surely had room for, `longest` how many it has at most;
    both are 0 in other texts. `spaced` says that a blank line stands before each of its items, so that lines without one
    between them are one paragraph.
    """

    width: int = 0
    roomy: int = 0
    first: int = 0
    longest: int = 0
    spaced: bool = False


def read_wrap(text: str, lines: list[Line]) -> Wrap:
    """How the lines of a text were cut."""
    pairs = [(a, b) for a, b in pairwise(lines) if not a[3] and not b[3]]  # blank, by its place: by name it takes twice as long
    if len(pairs) < _FEW:
        return Wrap()
    lengths = sorted(a.end - a.start for a, _ in pairs)
    longest, width = lengths[-1], lengths[int(len(lengths) * 0.9)]
    portal = _portal(text, pairs, {b.start for a, b in pairwise(lines) if a.blank}) if lengths[int(len(lengths) * _MOST)] <= _LONG else None
    if portal is not None:
        return portal._replace(spaced=_spaced(text, lines))
    full = [(a, b) for a, b in pairs if width * 0.8 <= a.end - a.start <= width * 1.15]
    if _WIDTHS[0] <= width <= _WIDTHS[1] and len(full) >= 0.4 * len(pairs):
        return Wrap(width)
    return Wrap(UNWRAPPED if longest > _LONG else 0, int(longest * _ROOM))


def _spaced(text: str, lines: list[Line]) -> bool:
    """Whether a blank line stands before nearly all lines with the mark of an item, but for lists of short entries below each other."""
    apart = close = 0
    for above, line in pairwise(lines):
        if not line.blank and _ITEM.match(text, line.start, line.end):
            apart += above.blank
            close += not above.blank and line.end - line.start > _ENTRY
    return apart >= _FEW and close <= _CLOSE * apart


def _portal(text: str, pairs: list[tuple[Line, Line]], firsts: set[int]) -> Wrap | None:
    """The widths of a portal's page, told by the lines that go on in small letters; None for a text cut otherwise.

    `firsts` are the offsets of lines that begin a paragraph.
    """
    cut: list[tuple[int, int, bool]] = []  # length, length with the first word of the next line, whether it begins a paragraph
    for line, below in pairs:
        word = (text[below.start : below.end].split(None, 1) or [""])[0]
        if word[:1].islower() and not word.endswith((")", ".")) and not _ENDED.search(text, max(line.start, line.end - 12), line.end):
            length = line.end - line.start
            cut.append((length, length + 1 + len(word), line.start in firsts))
    if len(cut) < _FEW_CUT:
        return None
    lengths = sorted(length for length, _, _ in cut)
    width = lengths[int(len(lengths) * 0.95)]
    short = [reach for length, reach, first in cut if length < (_FIRST_ROOM if first else _ROOM) * width]
    if not _WIDTHS[0] <= width <= _WIDTHS[1] or len(short) < max(3, 0.15 * len(cut)) or lengths[int(len(lengths) * _MOST)] > 1.4 * width:
        return None
    reaches = sorted(short)
    return Wrap(width, 0, reaches[len(reaches) // 10] - 1, reaches[int(len(reaches) * 0.95)])
