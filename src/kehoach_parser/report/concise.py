"""`file:line:col: CODE message`, one line a finding, and a closing line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehoach_parser.findings import Checked, Finding, Summary
from kehoach_parser.plain import one_line
from kehoach_parser.report.options import Options, closing_line


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """One line a finding as they come, then the counts."""
    summary = Summary()
    for checked in plans:
        summary.add(checked)
        for finding in checked.findings:
            yield heading(finding, options) + "\n"
    if not options.quiet:
        yield closing_line(summary, options) + "\n"


def heading(finding: Finding, options: Options) -> str:
    """Where, which rule, and what."""
    d = finding.diagnostic
    where = f"{options.paint(one_line(finding.path), 'bold')}:{finding.line}:{finding.column}:"
    return f"{where} {options.paint(d.code, d.severity)} {' '.join(one_line(d.message).split())}"
