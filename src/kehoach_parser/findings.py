"""Findings as the reports show them: placed by line and column, with a mark that survives moved lines."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kehoach_parser.model import Diagnostic

QUESTIONS = ("work", "responsibility", "time", "result")
_MARK_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic in a file: lines and columns are 1-based and count code points, the end column is exclusive.

    `mark` is the same when lines above it come or go: a hash of the code, the text it stands on, and how many findings
    of this code on the same text came before. `source` is the line that is shown, for `full`.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    diagnostic: Diagnostic
    mark: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one plan gave. `clear` counts the tasks that answer each of the four QUESTIONS."""

    path: str
    findings: tuple[Finding, ...]
    tasks: int = 0
    clear: tuple[int, int, int, int] = (0, 0, 0, 0)
    read: bool = True


@dataclass(slots=True)
class Summary:
    """Counts over all plans, added up as they come."""

    plans: int = 0
    tasks: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    by_severity: Counter[str] = field(default_factory=Counter)
    clear: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def add(self, checked: Checked) -> None:
        """Counts one plan in."""
        self.plans += checked.read
        self.tasks += checked.tasks
        self.by_code.update(f.diagnostic.code for f in checked.findings)
        self.by_severity.update(f.diagnostic.severity for f in checked.findings)
        self.clear = [old + new for old, new in zip(self.clear, checked.clear, strict=True)]

    def clarity(self) -> dict[str, float]:
        """Percent of the tasks that are clear on each question, one decimal; 100 when there is no task."""
        return dict(zip(QUESTIONS, (percent(count, self.tasks) for count in self.clear), strict=True))


def percent(count: int, total: int) -> float:
    """`count` of `total` in percent with one decimal; 100 of nothing."""
    return round(100 * count / total, 1) if total else 100.0


def place(path: str, text: str | None, diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Each diagnostic with its lines, columns and mark in `text` (None for a plan without text: then the line alone)."""
    known = text or ""
    starts = line_starts(known)
    seen: Counter[str] = Counter()
    return tuple(_placed(path, known, starts, d, seen) for d in diagnostics)


def line_starts(text: str) -> list[int]:
    """Offset of the first letter of each line."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _placed(path: str, text: str, starts: list[int], d: Diagnostic, seen: Counter[str]) -> Finding:
    if not text:
        return Finding(path, d.line, 1, d.line, 1, d, _mark(d.code, d.node or d.message, seen))
    first, last = (max(0, min(offset, len(text))) for offset in d.span)
    line = bisect_right(starts, first)
    end_line = bisect_right(starts, max(last - 1, first))
    end_of_line = starts[line] - 1 if line < len(starts) else len(text)
    return Finding(
        path, line, first - starts[line - 1] + 1, end_line, max(last, first) - starts[end_line - 1] + 1, d,
        _mark(d.code, text[first:last], seen), text[starts[line - 1] : end_of_line],
    )


def _mark(code: str, text: str, seen: Counter[str]) -> str:
    key = hashlib.sha256(f"{code}\0{' '.join(text.split())[:_MARK_LETTERS]}".encode()).hexdigest()[:16]
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}-{seen[key]}"
