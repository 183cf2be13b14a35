"""What is due when: rows of tasks and a day → where each task stands on that day. Pure: the day is given, never asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from kehoach_parser.grammar.fold import fold, strip_marks
from kehoach_parser.model import Deadline, Header, TaskRow
from kehoach_parser.recurrence import due_days

Standing = Literal["overdue", "due", "running", "later", "recurring", "conditional", "undated"]
STANDINGS: tuple[Standing, ...] = ("overdue", "due", "running", "later", "recurring", "conditional", "undated")
NEXT_DAYS = 3  # dates shown of recurring work
ROLES = ("lead", "support", "implementer")


@dataclass(frozen=True, slots=True)
class Item:
    """One task, or one dated part of it, as it stands on a day.

    `on` is the last day in time, or the next day of recurring work; `days` how far off it is (negative: past), both None
    without a date. `coming` are the next days of recurring work.
    """

    standing: Standing
    row: TaskRow
    what: str
    on: date | None = None
    days: int | None = None
    coming: tuple[date, ...] = ()


def follow_up(rows: Iterable[tuple[TaskRow, Header]], today: date, *, within: int = 30) -> list[Item]:
    """Where each task stands: overdue, due within so many days, running, later, recurring, conditional, undated; soonest first.

    Overdue means that the last day in time has passed: what was done is not known here.
    """
    items = [item for row, header in rows for item in _items(row, header, today, within)]
    return sorted(items, key=lambda item: (STANDINGS.index(item.standing), item.on or date.max))


def names_body(row: TaskRow, text: str) -> bool:
    """Whether a body of the task, in any role, is called `text`: case does not count, nor marks when `text` has none."""
    wanted = " ".join(fold(text).split())
    bare = wanted == strip_marks(wanted)
    names = (fold(name) for role in ROLES for name in getattr(row, role))
    return any(wanted in (strip_marks(name) if bare else name) for name in names)


def _items(row: TaskRow, header: Header, today: date, within: int) -> Iterator[Item]:
    deadline = row.deadline
    if deadline is None:
        yield Item("undated", row, "")
    elif deadline.recurrence and (end := _day(deadline.end)) and end < today:
        yield Item("overdue", row, deadline.raw, end, (end - today).days)
    elif deadline.recurrence:
        coming = tuple(islice(due_days(deadline, header, today), NEXT_DAYS))
        yield Item("recurring", row, deadline.raw, coming[0] if coming else None, (coming[0] - today).days if coming else None, coming)
    elif deadline.milestones:
        for part in deadline.milestones:
            yield _dated(row, part.raw, part.start, part.end, False, today, within) or Item("undated", row, part.raw)
    else:
        yield _dated(row, deadline.raw, deadline.start, deadline.end, deadline.ongoing, today, within) or _without_date(row, deadline)


def _dated(row: TaskRow, raw: str, first: str | None, last: str | None, ongoing: bool, today: date, within: int) -> Item | None:
    start, end = _day(first), _day(last)
    if end is None and start is None:
        return None
    if start is not None and start > today and (end is None or (end - today).days > within):
        return Item("later", row, raw, end, (end - today).days if end else None)
    if end is None or (ongoing and end < today):
        return Item("running", row, raw, end, (end - today).days if end else None)
    days = (end - today).days
    return Item("overdue" if days < 0 else "due" if days <= within else "running", row, raw, end, days)


def _without_date(row: TaskRow, deadline: Deadline) -> Item:
    if deadline.ongoing:
        return Item("running", row, deadline.raw)
    if deadline.condition or deadline.reference:
        return Item("conditional", row, deadline.condition or deadline.reference or deadline.raw)
    return Item("undated", row, deadline.raw)


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def span_of_days(text: str, today: date) -> int | None:
    """How many days "30d", "2w" or "3m" (months by the calendar) are from `today`; None when it is none of these."""
    number, unit = text[:-1], text[-1:].lower()
    if not number.isdecimal() or unit not in "dwm" or not unit or len(number) > 4:
        return None
    count = int(number)
    if unit == "m":
        month = today.month - 1 + count
        year = today.year + month // 12
        return (date(year, month % 12 + 1, 1) + timedelta(days=today.day - 1) - today).days if year <= date.max.year else None
    return count * (7 if unit == "w" else 1)
