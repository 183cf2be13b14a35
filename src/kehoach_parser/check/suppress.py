"""Suppression comments in plans whose format has comments (Markdown, HTML).

`<!-- kehoach: ignore KH101, no-deadline -->` holds for its own line and the next line that is not blank;
`<!-- kehoach: ignore -->` ignores every rule there; `<!-- kehoach: ignore-file KH5 -->` holds for the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from typing import NamedTuple

from kehoach_parser.check.choose import code_or_prefix
from kehoach_parser.errors import UsageError
from kehoach_parser.findings import line_starts
from kehoach_parser.model import Diagnostic

_COMMENT = re.compile(r"<!--[ \t]*kehoach:[ \t]*ignore(?P<file>-file)?(?P<names>[^<>\n]{0,500}?)-->", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_AFTER, _ENOUGH = 600, 40  # letters of the source after a comment that are read, and that tell a line
_ALL = ("KH",)


class Suppressions(NamedTuple):
    """Codes and prefixes that are ignored: in the whole file, and by line."""

    file: tuple[str, ...]
    lines: dict[int, tuple[str, ...]]

    def covers(self, given: Diagnostic) -> bool:
        """Whether a comment asks to leave this finding out."""
        return given.code.startswith((*self.file, *self.lines.get(given.line, ())) or ("\0",))


def suppressions(text: str | None, path: str | None = None) -> Suppressions:
    """The suppression comments of a text. Raises UsageError for a rule that does not exist, with its line."""
    if not text or "kehoach:" not in text:
        return Suppressions((), {})
    starts = line_starts(text)
    whole: list[str] = []
    lines: dict[int, tuple[str, ...]] = {}
    following: dict[int, int] = {}
    for comment in reversed(list(_COMMENT.finditer(text))):  # from the end, so that a run of comments is passed once
        line = bisect_right(starts, comment.start())
        codes = _codes(comment["names"], path, line)
        if comment["file"]:
            whole.extend(codes)
        following.setdefault(line, _next_line(text, starts, line, following))
        for covered in () if comment["file"] else (line, following[line]):
            lines[covered] = (*lines.get(covered, ()), *codes)
    return Suppressions(tuple(whole), lines)


def suppressions_in_html(source: str, text: str | None, path: str | None = None) -> Suppressions:
    """The same for HTML, whose comments are not in the document text: a comment stands for what is shown right after it."""
    if "kehoach:" not in source or not text:
        return Suppressions((), {})
    whole: list[str] = []
    lines: dict[int, tuple[str, ...]] = {}
    shown = [" ".join(line.split()) for line in text.split("\n")]
    for comment in _COMMENT.finditer(source):
        codes = _codes(comment["names"], path, source.count("\n", 0, comment.start()) + 1)
        after = " ".join(unescape(_TAG.sub(" ", source[comment.end() : comment.end() + _AFTER])).split())
        if comment["file"]:
            whole.extend(codes)
        elif after:
            found = next((n for n, line in enumerate(shown, 1) if line and (after.startswith(line) or line.startswith(after[:_ENOUGH]))), None)
            if found:
                lines[found] = (*lines.get(found, ()), *codes)
    return Suppressions(tuple(whole), lines)


def _codes(names: str, path: str | None, line: int) -> tuple[str, ...]:
    given = [name for name in re.split(r"[,\s]+", names) if name]
    try:
        return tuple(code_or_prefix(name) for name in given) or _ALL
    except UsageError as error:
        raise UsageError(error.message, path=path, line=line) from error


def _next_line(text: str, starts: list[int], line: int, following: dict[int, int]) -> int:
    """The next line that is neither blank nor only a suppression comment."""
    for number in range(line + 1, len(starts) + 1):
        end = starts[number] - 1 if number < len(starts) else len(text)
        content = text[starts[number - 1] : end]
        if content.strip() and not _COMMENT.sub("", content).strip():
            return following.get(number, number)
        if content.strip():
            return number
    return line
