"""The exporters by name; one line an exporter."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from kehoach_parser.errors import MissingExtra
from kehoach_parser.memory import without_collections
from kehoach_parser.model import Plan

# name → (module, function, package that an extra of the same name brings, or None)
EXPORTS: dict[str, tuple[str, str, str | None]] = {
    "xlsx": ("xlsx", "to_xlsx", "xlsxwriter"),
    "csv": ("csv", "to_csv", None),
    "ics": ("ics", "to_ics", "icalendar"),
    "html": ("html", "to_html", None),
    "md": ("markdown", "to_markdown", None),
    "parquet": ("parquet", "to_parquet", "pyarrow"),
}


def exporter(name: str) -> Callable[[Sequence[Plan]], bytes]:
    """The function that turns plans into bytes of the format `name`. Raises MissingExtra when its package is not installed."""
    module, function, package = EXPORTS[name]
    if package is not None:
        _need(package, name)
    export: Callable[[Sequence[Plan]], bytes] = getattr(importlib.import_module(f"kehoach_parser.emit.{module}"), function)
    return without_collections()(export)  # a third of the time of a large sheet or calendar, which are millions of objects without a cycle


def _need(package: str, extra: str) -> None:
    try:
        importlib.import_module(package)
    except ImportError:
        raise MissingExtra(f"--to {extra} needs the package {package}, get it with: pip install 'kehoach-parser[{extra}]'") from None
