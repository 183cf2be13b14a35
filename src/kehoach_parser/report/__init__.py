"""Findings → text, one format a module. Each has `render(plans, options)`, which yields text as the plans come.

The same findings give the same bytes: nothing here looks at the clock, the environment or the terminal.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator

from kehoach_parser.findings import Checked
from kehoach_parser.report.options import Options

# format → module; one line a format
FORMATS = {
    "full": "full",
    "concise": "concise",
    "json": "json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "statistics": "statistics",
}

__all__ = ["FORMATS", "Options", "render"]


def render(name: str, plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """The report in one of FORMATS, in pieces, as the plans are checked."""
    made: Iterator[str] = importlib.import_module(f"{__name__}.{FORMATS[name]}").render(plans, options)
    return made
