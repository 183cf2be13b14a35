"""JSON lines: one task a line, with its plan and its headings."""

from __future__ import annotations

from collections.abc import Iterable

from kehoach_parser.emit.rows import task_rows
from kehoach_parser.model import Plan


def to_jsonl(plans: Iterable[Plan]) -> bytes:
    """Every task of the plans as one line of JSON, in order."""
    return b"".join(row.model_dump_json().encode("utf-8") + b"\n" for plan in plans for row in task_rows(plan))
