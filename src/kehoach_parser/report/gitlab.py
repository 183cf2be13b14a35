"""GitLab code quality: a JSON list that a job hands over as `artifacts: reports: codequality`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from kehoach_parser.findings import Checked, Finding
from kehoach_parser.report.options import Options

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """One object a finding, written as they come."""
    yield "["
    before = "\n"
    for checked in plans:
        for finding in checked.findings:
            yield f"{before}  {json.dumps(_issue(finding), ensure_ascii=False)}"
            before = ",\n"
    yield "\n]\n"


def _issue(finding: Finding) -> dict[str, Any]:
    d = finding.diagnostic
    return {
        "check_name": d.code,
        "description": f"{d.code} {d.message}",
        "severity": _SEVERITIES[d.severity],
        "fingerprint": hashlib.sha256(f"{finding.path}\0{finding.mark}".encode()).hexdigest(),
        "location": {
            "path": finding.path.removeprefix("./"),
            "positions": {"begin": {"line": finding.line, "column": finding.column}, "end": {"line": finding.end_line, "column": finding.end_column}},
        },
    }
