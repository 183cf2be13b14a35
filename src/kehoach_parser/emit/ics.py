"""Calendar: an all-day event on the last day of each dated task, a repeating one for recurring work that names its days. No day is made up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import PurePath
from typing import Any

from kehoach_parser.emit.columns import document_name, iso_day, plan_name, work
from kehoach_parser.emit.rows import task_rows
from kehoach_parser.model import Deadline, Header, Plan, TaskRow
from kehoach_parser.plain import one_line, without_controls
from kehoach_parser.recurrence import first_day, names_days, occurrences, parts

_SUMMARY = 120  # letters of a title that calendars show
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Day:
    """One event to be: its day, its rule, what it is called when a task has several, and a key that stays."""

    on: date
    rule: str | None = None
    part: str | None = None
    key: str = ""


def to_ics(plans: Sequence[Plan]) -> bytes:
    """An iCalendar file (RFC 5545). UID and DTSTAMP come from the document, so that a second import updates the first."""
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", "-//kehoach-parser//kehoach//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(one_line("; ".join(dict.fromkeys(_name(plan) for plan in plans)) or "Kế hoạch")))
    seen: set[str] = set()
    for plan in plans:
        for row in task_rows(plan):
            for day in _days(row, plan.header):
                calendar.add_component(_event(plan, row, day, seen))
    return bytes(calendar.to_ical())


def without_day(plans: Sequence[Plan]) -> Iterator[TaskRow]:
    """The tasks that give no event, because the plan does not say on which day."""
    for plan in plans:
        yield from (row for row in task_rows(plan) if not any(True for _ in _days(row, plan.header)))


def _name(plan: Plan) -> str:
    return plan_name(plan.header.number, plan.source.path) or "Kế hoạch"


def _days(row: TaskRow, header: Header) -> Iterator[_Day]:
    deadline = row.deadline
    if deadline is None:
        return
    repeating = list(_repeating(deadline, header))
    if repeating:
        yield from repeating
    elif deadline.milestones:
        for number, part in enumerate(deadline.milestones, 1):
            end = iso_day(part.end)
            if end:
                yield _Day(end, part=part.raw, key=f"#{number}")
    elif end := iso_day(deadline.end):
        yield _Day(end)


def _repeating(deadline: Deadline, header: Header) -> Iterator[_Day]:
    first, last = first_day(deadline, header), iso_day(deadline.end)
    for number, rule in enumerate(deadline.recurrence, 1):
        if first is None or not names_days(rule, started=deadline.start is not None):
            continue
        for day in islice(occurrences(rule, first, last), 1):
            until = {"UNTIL": last.strftime("%Y%m%d")} if last and not parts(rule).keys() & {"UNTIL", "COUNT"} else {}
            whole = ";".join(f"{name}={value}" for name, value in {**parts(rule), **until}.items())
            yield _Day(day, whole, deadline.raw, f"#r{number}" if number > 1 else "")


def _event(plan: Plan, row: TaskRow, day: _Day, seen: set[str]) -> Any:
    from icalendar import Event, vRecur

    event = Event()
    event.add("uid", _uid(plan, row, day, seen))
    event.add("dtstamp", _stamp(plan.header))
    event.add("dtstart", day.on)  # a day without an end lasts one day (RFC 5545, 3.6.1)
    event.add("summary", _cut(one_line(work(row))))
    event.add("description", without_controls(_description(row, day)))
    event.add("transp", "TRANSPARENT")
    bodies = row.lead or row.implementer
    if bodies:
        event.add("categories", [one_line(name) for name in bodies])
    if day.rule:
        event.add("rrule", vRecur.from_ical(day.rule))
    return event


def _uid(plan: Plan, row: TaskRow, day: _Day, seen: set[str]) -> str:
    """From what names the document and the place of the task in it, so that it stays when the text is corrected."""
    head = plan.header
    own = (head.number or "", head.issuer or "", head.issued_on or str(head.plan_year or "")) if head.number and head.number[0].isdigit() else (PurePath(plan.source.path or "").stem, head.title or "")
    uid = base = hashlib.sha256("\0".join((*own, row.id, day.key)).encode()).hexdigest()[:32]
    copies = 1
    while uid in seen:  # the same plan given twice: events of their own, in a fixed order
        copies += 1
        uid = f"{base}-{copies}"
    seen.add(uid)
    return f"{uid}@kehoach-parser"


def _stamp(header: Header) -> datetime:
    """When the document was issued, as the time stamp that RFC 5545 asks for."""
    day = iso_day(header.issued_on)
    if day:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return datetime(header.plan_year, 1, 1, tzinfo=UTC) if header.plan_year and 1 <= header.plan_year <= 9999 else _EPOCH


def _cut(text: str) -> str:
    return text if len(text) <= _SUMMARY else f"{text[: _SUMMARY - 1].rstrip()}…"


def _description(row: TaskRow, day: _Day) -> str:
    said = (
        ("", work(row)), ("Chủ trì", "; ".join(row.lead)), ("Phối hợp", "; ".join(row.support)), ("Thực hiện", "; ".join(row.implementer)),
        ("Thời hạn", day.part or (row.deadline.raw if row.deadline else "")), ("Sản phẩm", row.deliverable or ""),
        ("Mục", " › ".join(row.path)), ("Văn bản", document_name(row)), ("Dòng", str(row.line)),
    )
    return "\n".join(f"{head}: {text}" if head else text for head, text in said if text)
