"""The follow-up sheet: which columns officers use, and what stands in them. Read by xlsx and csv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from kehoach_parser.emit.rows import task_rows
from kehoach_parser.model import Plan, TaskRow

_BARE = re.compile(r"[\W_]*")
Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters of the default font, and its value for the n-th task."""

    head: str
    width: float
    value: Callable[[int, TaskRow], Value]


def iso_day(iso: str | None) -> date | None:
    """A full ISO date as a date; None for none, and for one that no calendar has."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def document_name(row: TaskRow) -> str:
    """How officers call the document: its number, or the name of its file where the number was left blank."""
    return plan_name(row.number, row.plan)


def plan_name(number: str | None, path: str | None) -> str:
    """The number of a plan when it is whole, else the name of its file, else what there is of a number."""
    if number and number[0].isdigit():
        return number
    return PurePath(path).name if path else number or ""


def place(row: TaskRow) -> Value:
    """Line, and page where the format has pages."""
    return f"{row.line}/{row.page}" if row.page else row.line


def work(row: TaskRow) -> str:
    """The text with its number; the dash of a bullet is left out."""
    return f"{row.marker} {row.text}" if row.marker and not _BARE.fullmatch(row.marker) else row.text


def section(row: TaskRow) -> str:
    """The heading right above the task."""
    return row.path[-1] if row.path else ""


def _joined(names: tuple[str, ...]) -> str:
    return "; ".join(names)


TASKS: tuple[Column, ...] = (
    Column("STT", 5, lambda n, row: n),
    Column("Nhiệm vụ", 46, lambda n, row: work(row)),
    Column("Mục", 18, lambda n, row: section(row)),
    Column("Chủ trì", 18, lambda n, row: _joined(row.lead)),
    Column("Phối hợp", 20, lambda n, row: _joined(row.support)),
    Column("Thực hiện", 18, lambda n, row: _joined(row.implementer)),
    Column("Thời hạn", 15, lambda n, row: row.deadline.raw if row.deadline else ""),
    Column("Từ ngày", 10.5, lambda n, row: iso_day(row.deadline.start) if row.deadline else None),
    Column("Đến ngày", 10.5, lambda n, row: iso_day(row.deadline.end) if row.deadline else None),
    Column("Sản phẩm", 14, lambda n, row: row.deliverable or ""),
    Column("Chỉ tiêu", 11, lambda n, row: _joined(row.targets)),
    Column("Văn bản", 13, lambda n, row: document_name(row)),
    Column("Dòng/trang", 7, lambda n, row: place(row)),
    Column("Tình trạng", 13, lambda n, row: None),
    Column("Ghi chú", 14, lambda n, row: None),
)

STATES = ("Chưa thực hiện", "Đang thực hiện", "Hoàn thành", "Hoàn thành quá hạn", "Không thực hiện")
DONE = ("Hoàn thành", "Hoàn thành quá hạn", "Không thực hiện")
ROLES = {"lead": "Chủ trì", "support": "Phối hợp", "implementer": "Thực hiện"}


def numbered_rows(plans: Iterable[Plan]) -> Iterator[tuple[int, Plan, TaskRow]]:
    """The tasks of all plans, numbered from 1, with their plan."""
    pairs = ((plan, row) for plan in plans for row in task_rows(plan))
    for number, (plan, row) in enumerate(pairs, 1):
        yield number, plan, row
