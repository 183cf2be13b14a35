"""CSV for Excel: UTF-8 with BOM, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kehoach_parser.emit.columns import TASKS, Value, numbered_rows
from kehoach_parser.model import Plan
from kehoach_parser.plain import without_controls

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a spreadsheet take a cell for a formula (OWASP, CSV injection)
_UNSEEN = " \u00a0\u200b\ufeff"  # what a spreadsheet may skip before it


def to_csv(plans: Sequence[Plan]) -> bytes:
    """The tasks as rows of the follow-up sheet; dates are ISO, a text that begins like a formula gets an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.head for column in TASKS)
    for number, _, row in numbered_rows(plans):
        writer.writerow(safe(column.value(number, row)) for column in TASKS)
    return out.getvalue().encode("utf-8-sig")


def safe(value: Value) -> str:
    """The value as the text of a cell that stays text."""
    text = "" if value is None else without_controls(str(value))
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_RUNS) else text
