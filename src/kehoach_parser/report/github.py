"""GitHub Actions workflow commands: annotations on the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehoach_parser.findings import Checked, Finding
from kehoach_parser.plain import without_controls
from kehoach_parser.report.options import Options

_KINDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """One `::error …::message` line a finding."""
    for checked in plans:
        for finding in checked.findings:
            yield _annotation(finding) + "\n"


def _annotation(finding: Finding) -> str:
    d = finding.diagnostic
    place = {"title": f"kehoach ({d.code})", "file": finding.path, "line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:  # GitHub ignores an annotation with columns over several lines
        place |= {"col": finding.column, "endColumn": finding.end_column}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    advice = f"\n{d.help}" if d.help else ""
    return f"::{_KINDS[d.severity]} {properties}::{_data(f'{d.code} {d.message}{advice}')}"


def _data(text: str) -> str:
    return without_controls(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
