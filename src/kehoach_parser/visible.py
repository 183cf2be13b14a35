"""Text as a reader sees it, with a way back to the place where each letter stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

Span = tuple[int, int]

BREAKS = r"\s{0,40}(?:\\r\\n\s{0,40})+"  # line ends that a portal printed as letters: `\r\n`
_BREAKS = re.compile(BREAKS)
BRACKETS = {"(": ")", "[": "]"}  # in which an item may say who does it
_BRACKET_SIGNS = re.compile(r"[()\[\]]")
_LONGEST_BRACKET = 600


def closing_bracket(text: str, before: int | None = None) -> tuple[int, int]:
    """Where the bracket that closes a text begins, before `before`, -1 for none, and where it ends, behind its last sign.

    One that a writer left open ends with the text, where its last sign would be.
    """
    end = len(text.rstrip(" .;:"))
    depth = 1
    if text[end - 1 : end] in (")", "]"):
        for sign in reversed([*_BRACKET_SIGNS.finditer(text, max(0, end - _LONGEST_BRACKET), end - 1)]):
            depth += 1 if sign.group() in (")", "]") else -1
            if not depth:
                return (sign.start() if before is None or sign.start() < before else -1), end
        return -1, end
    start = text.rfind("(", max(0, end - _LONGEST_BRACKET), before)
    return (start, end + 1) if start >= 0 and text.find(")", start) < 0 else (-1, end)


class Visible:
    """Visible text cut from the document text: emphasis marks removed, broken lines joined.

    `starts[k]` is the offset in `text` where the k-th contiguous piece begins, `offsets[k]` its place in the document
    text. Joins between pieces are single spaces that belong to the piece before.
    """

    __slots__ = ("offsets", "starts", "text")

    def __init__(self, text: str, starts: tuple[int, ...] = (0,), offsets: tuple[int, ...] = (0,)) -> None:
        self.text = text
        self.starts = starts
        self.offsets = offsets

    def __repr__(self) -> str:
        return f"Visible({self.text!r}, at {self.offsets[0]})"

    def at(self, index: int) -> int:
        """Offset in the document text of the letter at `index`."""
        piece = bisect_right(self.starts, index) - 1
        return self.offsets[piece] + index - self.starts[piece]

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Hull in the document text of `text[start:end]`; empty at its place when the stretch is empty."""
        stop = len(self.text) if end is None else end
        if len(self.starts) == 1:  # nearly always
            place = self.offsets[0]
            return (place + start, place + (stop if stop > start else start))
        first = self.at(start)
        if stop <= start:
            return (first, first)
        last = self.at(stop - 1) + 1
        return (first, last) if first < last else self._hull(start, stop)

    def _hull(self, start: int, stop: int) -> Span:
        """The hull of a stretch whose pieces stand in another order than in the document: a field's value before the item that it belongs to."""
        bounds = [start, *(at for at in self.starts if start < at < stop), stop]
        return (min(self.at(at) for at in bounds[:-1]), max(self.at(at - 1) + (self.text[at - 1] not in " \n") for at in bounds[1:]))  # the space between two parts is of neither

    def cut(self, start: int, end: int | None = None) -> Visible:
        """`text[start:end]` with surrounding white space left out."""
        piece = self.text[start:end]
        text = piece.strip()
        if text is not piece:
            start += len(piece) - len(piece.lstrip())
        elif text is self.text:
            return self  # neither a slice nor a strip that takes nothing away makes a new text
        if len(self.starts) == 1:
            return Visible(text, (0,), (self.offsets[0] + start,))
        stop = start + len(text)
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, stop - 1) - 1 if stop > start else first
        offset = self.offsets[first] + start - self.starts[first]
        if last <= first:
            return Visible(text, (0,), (offset,))
        return Visible(text, (0, *[s - start for s in self.starts[first + 1 : last + 1]]), (offset, *self.offsets[first + 1 : last + 1]))


def by_lines(visible: Visible) -> str:
    """The text with a line end for each blank at which two of its pieces are joined; same length."""
    text, at = "", 0
    for start in visible.starts[1:]:
        if visible.text[start - 1] == " ":
            text, at = f"{text}{visible.text[at : start - 1]}\n", start
    return text + visible.text[at:]


def printed(text: str, start: int, end: int) -> Visible:
    """A stretch of the document text, with one blank for line ends printed as letters."""
    if "\\r" not in text[start:end]:
        return Visible(text[start:end], (0,), (start,))
    parts = []
    at = start
    for found in [*_BREAKS.finditer(text, start, end), None]:
        parts.append(Visible(text[at : found.start() if found else end], (0,), (at,)))
        at = found.end() if found else end
    return join(parts)


def without(visible: Visible, marks: re.Pattern[str]) -> Visible:
    """The text with everything that `marks` finds left out."""
    return without_spans(visible, (found.span() for found in marks.finditer(visible.text)))


def without_spans(visible: Visible, spans: Iterable[Span]) -> Visible:
    """The text with stretches of it left out, which are given in order."""
    pieces: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = at = 0
    whole = len(visible.text)
    for stop, after in [*spans, (whole, whole)]:
        while stop > at:  # a stretch may lie over several pieces
            piece = bisect_right(visible.starts, at) - 1
            end = min(stop, visible.starts[piece + 1] if piece + 1 < len(visible.starts) else stop)
            pieces.append(visible.text[at:end])
            starts.append(length)
            offsets.append(visible.at(at))
            length += end - at
            at = end
        at = after
    return Visible("".join(pieces), tuple(starts), tuple(offsets)) if pieces else Visible("", (0,), (visible.offsets[0],))


def join(parts: Iterable[Visible], between: str = " ") -> Visible:
    """The parts in order with a space, a line end or nothing `between` them; parts without text are left out."""
    kept = [part for part in parts if part.text]
    if len(kept) < 2:
        return kept[0] if kept else Visible("")
    texts: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = 0
    for part in kept:
        starts += [length + s for s in part.starts]
        offsets += part.offsets
        texts.append(part.text)
        length += len(part.text) + len(between)
    return Visible(between.join(texts), tuple(starts), tuple(offsets))
