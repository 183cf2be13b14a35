"""The findings of all plans as one JSON object, as the contract has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kehoach_parser.findings import Checked, Finding, Summary
from kehoach_parser.report.options import Options


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """`{"findings": […], "summary": {…}}`, one finding a line, written as they come."""
    summary = Summary()
    yield '{"findings": ['
    before = "\n"
    for checked in plans:
        summary.add(checked)
        for finding in checked.findings:
            yield f"{before}  {json.dumps(as_object(finding), ensure_ascii=False)}"
            before = ",\n"
    counts = {"plans": summary.plans, "tasks": summary.tasks, "by_code": dict(sorted(summary.by_code.items())), "clarity": summary.clarity()}
    yield f'\n], "summary": {json.dumps(counts, ensure_ascii=False)}}}\n'


def as_object(finding: Finding) -> dict[str, Any]:
    """One finding with the keys of the contract, in its order."""
    d = finding.diagnostic
    return {
        "path": finding.path, "line": finding.line, "column": finding.column, "end_line": finding.end_line, "end_column": finding.end_column,
        "page": d.page, "node": d.node, "code": d.code, "slug": d.slug, "severity": d.severity, "message": d.message, "help": d.help,
    }
