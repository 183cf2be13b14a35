"""For a person: the source line with a caret under the place, and what to do about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from kehoach_parser.findings import Checked, Finding, Summary
from kehoach_parser.plain import one_line
from kehoach_parser.report.concise import heading
from kehoach_parser.report.options import Options, closing_line, plan_line

_WIDTH = 100  # letters of a source line that are shown; plans have paragraphs of thousands on one line
_NARROWEST = 20
_WIDE = ("W", "F")
_NO_WIDTH = ("Mn", "Me", "Cf")


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """Each finding with its source line, each plan with its clarity, then the counts."""
    summary = Summary()
    for checked in plans:
        summary.add(checked)
        for finding in checked.findings:
            yield _finding(finding, options)
        if checked.read and checked.tasks and not options.quiet:
            yield options.paint(plan_line(checked, options), "dim") + "\n"
    if not options.quiet:
        yield closing_line(summary, options) + "\n"


def _finding(finding: Finding, options: Options) -> str:
    d = finding.diagnostic
    lines = [heading(finding, options)]
    number = str(finding.line)
    rule = options.paint("|", "dim")
    margin = " " * len(number)
    if finding.source.strip():
        shown, pad, carets = window(finding, max(min(_WIDTH, options.width - len(number) - len(" | ……")), _NARROWEST))
        lines += [f"{margin} {rule}", f"{options.paint(number, 'dim')} {rule} {shown}", f"{margin} {rule} {pad}{options.paint(carets, d.severity)}"]
    if d.help:
        lines.append(f"{margin} {options.paint('=', 'dim')} {options.word('help')}: {one_line(d.help)}")
    return "\n".join(lines) + "\n\n"


def window(finding: Finding, most: int = _WIDTH) -> tuple[str, str, str]:
    """The part of the source line around the place, the padding before the carets, and the carets, in display columns.

    `most` is how many letters of the line are shown.
    """
    line = finding.source
    first = finding.column - 1
    last = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    start = max(first - most * 3 // 10, 0) if max(last, first + 1) > most else 0
    end = start + most
    cut = one_line(line[start:end])
    left = "…" if start else ""
    right = "…" if end < len(line) else ""
    pad = width(left) + width(cut[: first - start])
    carets = max(width(cut[first - start : max(last - start, first - start)]), 1)
    return left + cut + right, " " * pad, "^" * carets


def width(text: str) -> int:
    """Columns that the text takes on a terminal: none for combining marks, two for wide letters."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.category(c) in _NO_WIDTH else 2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)
