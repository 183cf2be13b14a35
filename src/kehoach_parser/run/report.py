"""What a run came to: counts, failures by kind and by name, the slowest files; as one line for people and as JSON."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kehoach_parser.run.one import Outcome, shown

SLOWEST = 10


@dataclass(slots=True)
class Report:
    """Filled outcome by outcome; holds the failures, not the successes."""

    parsed: int = 0
    unchanged: int = 0
    tasks: int = 0
    failures: list[Outcome] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    interrupted: bool = False

    @property
    def files(self) -> int:
        """All files that came to an end."""
        return self.parsed + self.unchanged + len(self.failures)


def count_in(report: Report, outcome: Outcome) -> None:
    """Takes one outcome into the report."""
    if outcome.code:
        report.failures.append(outcome._replace(data=None))
    elif outcome.unchanged:
        report.unchanged += 1
    else:
        report.parsed += 1
    report.tasks += outcome.tasks
    if not outcome.unchanged:
        heapq.heappush(report.slowest, (outcome.seconds, outcome.path))
        if len(report.slowest) > SLOWEST:
            heapq.heappop(report.slowest)


def summary(report: Report, seconds: float) -> str:
    """The run as one line."""
    parts = [f"{report.parsed} parsed"]
    if report.unchanged:
        parts.append(f"{report.unchanged} unchanged since an earlier run")
    if report.failures:
        kinds = ", ".join(f"{_slug(code)} {count}" for code, count in _kinds(report.failures))
        parts.append(f"{len(report.failures)} failed ({kinds})")
    parts.append(f"{report.tasks} tasks in {seconds:.1f} s")
    return ("interrupted: " if report.interrupted else "") + ", ".join(parts)


def as_json(report: Report, seconds: float) -> dict[str, Any]:
    """The run as data: what `--report FILE` writes."""
    return {
        "files": report.files, "parsed": report.parsed, "skipped": report.unchanged, "failed": len(report.failures),
        "failed_by_kind": dict(_kinds(report.failures)),
        "tasks": report.tasks, "seconds": round(seconds, 3), "interrupted": report.interrupted,
        "slowest": [{"path": shown(path), "seconds": took} for took, path in sorted(report.slowest, reverse=True)],
        "failures": [
            {"path": shown(one.path), "code": one.code, "slug": _slug(one.code or ""), "message": one.message, "line": one.line, "skipped": one.unchanged}
            for one in report.failures
        ],
    }


def _kinds(failures: Sequence[Outcome]) -> list[tuple[str, int]]:
    return sorted(Counter(one.code or "" for one in failures).items())


def _slug(code: str) -> str:
    from kehoach_parser.messages import entry

    return entry(code).slug
