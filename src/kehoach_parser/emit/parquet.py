"""Parquet: one row a task, with the schema below (docs/outputs/data.md says the same in a table)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from kehoach_parser.emit.columns import iso_day
from kehoach_parser.emit.rows import task_rows
from kehoach_parser.model import Plan, TaskRow
from kehoach_parser.record import SCHEMA_VERSION

# column → (type, what it holds)
COLUMNS: dict[str, tuple[str, str]] = {
    "plan": ("string", "path of the file"),
    "number": ("string", "number of the plan as printed"),
    "issuer": ("string", "who issued the plan"),
    "plan_year": ("int32", "the year the plan is for"),
    "id": ("string", "id of the task's node, unique in its plan"),
    "marker": ("string", "number or dash as printed"),
    "path": ("list<string>", "headings above, from the outermost"),
    "text": ("string", "the task"),
    "source": ("string", "field, heading, inline or bare"),
    "lead": ("list<string>", "normalised names of the bodies that lead"),
    "support": ("list<string>", "normalised names of the bodies that cooperate"),
    "implementer": ("list<string>", "normalised names of the bodies that carry out"),
    "deadline": ("string", "deadline as printed"),
    "start": ("date32", "first day, inclusive"),
    "end": ("date32", "last day in time, inclusive"),
    "ongoing": ("bool", "goes on past the end, or recurs"),
    "recurrence": ("list<string>", "iCalendar RRULE values"),
    "condition": ("string", "triggering event as printed"),
    "reference": ("string", "schedule of another document or body as printed"),
    "deliverable": ("string", "labelled output"),
    "targets": ("list<string>", "measurable targets as printed"),
    "line": ("int32", "1-based line in the document text"),
    "page": ("int32", "1-based page, null where the format has none"),
}


def to_parquet(plans: Sequence[Plan]) -> bytes:
    """The tasks of the plans as one Parquet file (zstd); an empty list of plans gives the schema without rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [row_values(plan, row) for plan in plans for row in task_rows(plan)]
    table = pa.Table.from_pylist(rows, schema=arrow_schema(pa))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def arrow_schema(pa: Any) -> Any:
    """`COLUMNS` as a schema of pyarrow, which is given as `pa`; the descriptions are in the metadata."""
    kinds = {"string": pa.string(), "int32": pa.int32(), "bool": pa.bool_(), "date32": pa.date32(), "list<string>": pa.list_(pa.string())}
    fields = [pa.field(name, kinds[kind], metadata={"description": what}) for name, (kind, what) in COLUMNS.items()]
    return pa.schema(fields, metadata={"kehoach_schema_version": SCHEMA_VERSION})


def row_values(plan: Plan, row: TaskRow) -> dict[str, Any]:
    """One task of a plan by the names of `COLUMNS`."""
    due = row.deadline
    own: dict[str, Any] = {name: getattr(row, name) for name in ("plan", "number", "id", "marker", "path", "text", "source", "lead", "support", "implementer", "deliverable", "targets", "line", "page")}
    when: dict[str, Any] = {"ongoing": False, "recurrence": ()}
    if due:
        when = {"deadline": due.raw, "start": iso_day(due.start), "end": iso_day(due.end), "ongoing": due.ongoing, "recurrence": due.recurrence, "condition": due.condition, "reference": due.reference}
    return {**own, "issuer": plan.header.issuer, "plan_year": plan.header.plan_year, **when}
