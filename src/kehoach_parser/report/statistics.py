"""How often each rule found something, the most frequent first (`--statistics`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehoach_parser.findings import Checked, Summary
from kehoach_parser.messages import entry
from kehoach_parser.report.options import Options, closing_line


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """`count CODE slug` lines after the last plan, then the counts."""
    summary = Summary()
    for checked in plans:
        summary.add(checked)
    rows = sorted(summary.by_code.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(str(count)) for _, count in rows), default=0)
    for code, count in rows:
        yield f"{count:>{width}}  {code}  {entry(code).slug}\n"
    if not options.quiet:
        yield closing_line(summary, options) + "\n"
