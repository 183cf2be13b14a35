"""A baseline: findings that are known and left alone. It holds marks without line numbers, so moved lines change nothing.

The file maps each plan (path from the folder of the baseline) to its marks, each with its code for the reader. What
no longer occurs in a plan that was checked is taken out: the baseline shrinks by itself and never grows by itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable
from pathlib import Path

from kehoach_parser.errors import UsageError
from kehoach_parser.findings import Finding

VERSION = 1
Baseline = dict[str, dict[str, str]]


def read_baseline(path: Path) -> Baseline:
    """Plan → mark → code. Raises UsageError for a file that is missing or is no baseline."""
    try:
        loaded = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError("this baseline cannot be read; make one with --write-baseline", path=str(path)) from error
    except ValueError as error:
        raise UsageError("this baseline is not JSON; make it again with --write-baseline", path=str(path)) from error
    plans = loaded.get("plans") if isinstance(loaded, dict) and loaded.get("version") == VERSION else None
    if not isinstance(plans, dict) or not all(isinstance(marks, dict) for marks in plans.values()):
        raise UsageError("this is no baseline of this version; make it again with --write-baseline", path=str(path))
    return plans


def baseline_bytes(baseline: Baseline) -> bytes:
    """The file of a baseline: sorted, plans without findings left out."""
    plans = {plan: dict(sorted(marks.items())) for plan, marks in sorted(baseline.items()) if marks}
    text = json.dumps({"version": VERSION, "plans": plans}, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")  # a byte of a name that is no UTF-8 becomes an escape of JSON, and comes back


def key_of(path: str, baseline: Path) -> str:
    """The name of a plan in a baseline: its path from the baseline's folder, with slashes."""
    return Path(os.path.relpath(path, baseline.absolute().parent)).as_posix()


def marks_of(findings: Iterable[Finding]) -> dict[str, str]:
    """Mark → code of the findings of one plan."""
    return {finding.mark: finding.diagnostic.code for finding in findings}


def split(findings: Iterable[Finding], known: dict[str, str], rules: Container[str]) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """The findings that are new, and the part of `known` that still occurs, or may: of rules that did not run nothing is known."""
    listed = tuple(findings)
    marks = marks_of(listed)
    return tuple(f for f in listed if f.mark not in known), {mark: code for mark, code in known.items() if mark in marks or code not in rules}
