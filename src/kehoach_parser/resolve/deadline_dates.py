"""From points in time to dates: what each modality makes of a period, and what could be read otherwise.

Conventions C1–C6, C13–C18 of docs/deadlines.md. A point that has no dates (month 13, day 32, an unknown Tết, no day
of issue to count from) gives None, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.grammar import Grammar
from kehoach_parser.resolve.deadline_forms import Time
from kehoach_parser.resolve.deadline_terms import Relative
from kehoach_parser.resolve.deadline_years import Calendar, counted_day, fill_years, from_issue
from kehoach_parser.resolve.periods import ONE_DAY, YEARS, Days, Point, add_months, after_working_days, around, days_of

_LONGEST_TERM = 3660  # units; a longer term is a misprint


class Tables(NamedTuple):
    """Feast days and holidays of the grammar."""

    tet: dict[int, date]
    holidays: dict[int, frozenset[date]]


def tables(grammar: Grammar) -> Tables:
    """The tables of a grammar, for `grammar.once`."""
    tet = {int(year): date.fromisoformat(entry["date"]) for year, entry in grammar.section("lunar_new_year").items()}
    holidays = {int(year): frozenset(map(date.fromisoformat, entry["dates"])) for year, entry in grammar.section("public_holidays").items()}
    return Tables(tet, holidays)


@dataclass(slots=True, eq=False)
class Stretch:
    """What one time means: first and last day (either may be None), and how it was found."""

    start: date | None
    end: date | None
    modality: str
    conventions: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    inferred: bool = False
    impossible: bool = False
    unresolved: bool = False
    yearless: bool = False
    runs_on: bool = False
    partial: bool = False
    days: tuple[Days, ...] = ()


def stretch_of(time: Time | Relative, calendar: Calendar, known: Tables) -> Stretch | None:
    """The dates of a time; None when it names no day that exists."""
    if isinstance(time, Relative):
        return _relative(time, calendar, known)
    filled = fill_years(time, calendar)
    points, notes = filled.points, Stretch(None, None, time.modality, inferred=filled.inferred, partial=time.partial)
    notes.conventions += ["C10"] * filled.inferred
    notes.doubts += [("C6", "")] * filled.turned
    days = [_days(point, year, calendar, known) for point, year in points]
    if any(d is None for d in days):
        if all(d is not None or _waits(p, y, calendar) for d, (p, y) in zip(days, points, strict=True)):
            notes.unresolved = True
            return _half_known(time, days, notes)
        return None
    notes.days = tuple(d for d in days if d is not None)
    notes.units = [_precision(p) for p, _ in points if p.unit != "issue"]
    notes.impossible = any(d.impossible for d in notes.days)
    _apply(time, notes)
    if notes.inferred and _is_past_feast(time, notes, calendar):
        return stretch_of(time, calendar.of_year(calendar.issue_day.year + 1), known) if calendar.issue_day else None
    if points[0][0].part == "rest":
        _from_here(calendar, notes)
    _doubts(time, points, calendar, notes)
    if notes.start and notes.end and notes.start > notes.end:
        return _turned(time, notes)
    return notes


def _is_past_feast(time: Time, notes: Stretch, calendar: Calendar) -> bool:
    """Whether what is due before Tết, without its year, would have been due before the plan was issued: the next one is meant."""
    day = calendar.issue_day
    return time.points[-1].unit == "tet" and time.modality in ("before", "until") and bool(day and notes.end and notes.end < day and notes.end.year == day.year)


def _from_here(calendar: Calendar, notes: Stretch) -> None:
    """What is left of a period begins with the day of issue, where that lies in it; else its beginning is left open."""
    first, last, day = notes.days[0].first, notes.days[-1].last, calendar.issue_day
    if notes.start == first:
        notes.start = day if day and first <= day <= last else None
    notes.runs_on = notes.runs_on and notes.start is not None


def _turned(time: Time, notes: Stretch) -> Stretch | None:
    """A range whose end lies before its start: only the day of issue may be dropped for it."""
    if time.points[0].unit == "issue":
        notes.start = None
        return notes
    return None


def _half_known(time: Time, days: list[Days | None], notes: Stretch) -> Stretch:
    """“từ ngày ký đến 30/6/2024” without a day of issue keeps the end that is printed (C11)."""
    if any(p.unit == "issue" or from_issue(p) for p in time.points):
        notes.conventions.append("C11")
    else:
        notes.yearless = True
    last = days[-1]
    if time.ranged and last is not None:
        notes.end = last.last
    return notes


def _waits(point: Point, year: int | None, calendar: Calendar) -> bool:
    """Whether a point has no dates because the calendar leaves something open, not because no such day exists."""
    if counted_day(point):
        return _month_of_issue(calendar) is None
    return point.unit == "issue" or point.shift is not None or year is None


def _month_of_issue(calendar: Calendar) -> date | None:
    """The day of issue, or the first of its month where only that is known."""
    if calendar.issued_on and len(calendar.issued_on) == 7:
        return Calendar(calendar.issued_on + "-01").issue_day
    return calendar.issue_day


def _days(point: Point, year: int | None, calendar: Calendar, known: Tables) -> Days | None:
    if point.unit == "issue":
        day = calendar.issue_day
        return Days(day, day) if day else None
    if from_issue(point) and year is None:
        return _from_now(point, calendar, known)
    return days_of(point, year, known.tet) if year is not None else None


def _from_now(point: Point, calendar: Calendar, known: Tables) -> Days | None:
    """The week, month or quarter of the day of issue, or a part of it; the month is enough for a month."""
    day = _month_of_issue(calendar) if point.unit in ("day", "month") else calendar.issue_day
    if day is None:
        return None
    if counted_day(point):
        month = around("month", day, point.shift or 0).first
        return days_of(point._replace(number=month.month), month.year, known.tet)
    unit = around(point.unit, day, point.shift or 0)
    if point.unit == "week" and point.day:
        weekday = unit.first + timedelta(days=point.day - 2)
        return Days(weekday, weekday)
    if not point.part:
        return unit
    number = unit.first.month if point.unit == "month" else (unit.first.month + 2) // 3
    return days_of(point._replace(number=number), unit.first.year, known.tet)


def _apply(time: Time, notes: Stretch) -> None:
    """What the modality makes of the period (C1–C6)."""
    first, last = min(d.first for d in notes.days), max(d.last for d in notes.days)
    modality, conventions = time.modality, notes.conventions
    if time.ranged and modality not in ("before", "after"):
        notes.start, notes.end = notes.days[0].first, notes.days[-1].last
        conventions.append("C6")
    elif modality == "before":
        end = notes.days[0 if _is_one_feast(time, notes.days) else -1]
        inside = time.clock or end.impossible
        notes.end = end.last if inside else end.first - ONE_DAY
        conventions.append("C1h" if time.clock else "C1")
    elif modality == "until":
        notes.end = last
        conventions.append("C2")
    elif modality == "earliest":
        notes.start = first
        conventions.append("C5")
    elif modality == "open" or (modality == "from" and len(time.points) == 1):
        notes.start, notes.runs_on = first, True
        conventions.append("C5")
    elif modality in ("after", "open_after"):
        notes.start, notes.runs_on = last + ONE_DAY, modality == "open_after"
        conventions.append("C1s")
    else:
        _within(time, first, last, notes)


def _is_one_feast(time: Time, days: tuple[Days, ...]) -> bool:
    """Whether days follow one another: what is due before “30/4 và 01/5” is due before the first of them."""
    return len(days) > 1 and all(p.unit == "day" for p in time.points) and _adjoining(days)


def _within(time: Time, first: date, last: date, notes: Stretch) -> None:
    notes.start, notes.end = first, last
    only_days = all(p.unit == "day" for p in time.points)
    if only_days and time.modality == "bare":
        notes.conventions.append("C2")
        if not time.points[0].said_day or notes.impossible:
            notes.start = None
    else:
        notes.conventions.append("C3" if time.modality == "within" else "C4")


def _doubts(time: Time, points: list[tuple[Point, int | None]], calendar: Calendar, notes: Stretch) -> None:
    """Notes what could be read otherwise, with the other reading (table in §4 of the conventions)."""
    last, doubts = notes.days[-1], notes.doubts
    point = time.points[-1]
    if time.modality == "before" and not time.clock and point.unit == "day" and (last.last.day in (15, 30) or (last.last + ONE_DAY).day == 1):
        doubts.append(("C1", last.last.isoformat()))
    if time.modality == "until" and not time.firm and point.unit in ("month", "quarter", "year") and not point.part and not time.ranged:
        doubts.append(("C2", last.first.isoformat()))
    if notes.impossible:
        doubts.append(("D3", ""))
    if time.modality == "open":
        doubts.append(("C5", ""))
    if len(time.points) > 1 and not time.ranged and not _adjoining(notes.days):
        doubts.append(("D6", ""))
    if time.modality == "bare" and not time.ranged and len(time.points) == 1 and point.unit == "day":
        if point.said_day and not time.hours:
            doubts.append(("D1", last.last.isoformat()))
        elif point.year is None and point.shift is None:
            doubts.append(("D2", ""))
    for p, year in points:
        _doubt_of_point(p, year, time, calendar, notes)


def _doubt_of_point(point: Point, year: int | None, time: Time, calendar: Calendar, notes: Stretch) -> None:
    doubts, conventions = notes.doubts, notes.conventions
    if point.part == "rest":
        conventions.append("D9")
        if notes.start:
            doubts.append(("D9", ""))
    elif point.part and not point.weekday and point.unit != "school":
        conventions.append("C13")
        if not point.part.startswith(("decade", "half")) and not point.part.endswith("_day") and time.modality != "until":
            doubts.append(("C13", ""))
    if point.unit == "quarter":
        conventions.append("C12q")
    if point.unit == "week" or point.part == "last_week":
        conventions.append("C14")
        doubts.append(("C14", ""))
    if point.unit == "tet":
        conventions.append("C16")
        if time.modality != "before":
            doubts.append(("C16", ""))
    if point.unit == "school":
        conventions.append("C17")
        doubts.append(("C17", ""))
    if point.unit == "period":
        conventions.append("D10" if point.shift else "C18")
        if point.shift:
            doubts.append(("D10", ""))
        elif (point.year or 0) % 5 == 0 and (point.until_year or 0) % 5 == 0 and point.year != point.until_year:
            doubts.append(("C18", ""))
    if point.short_year:
        doubts.append(("D5", f"{point.year and point.year % 100}/{point.number}"))
    base = calendar.plan_year
    if base and year and time.modality in ("within", "bare") and not time.ranged and point.unit in ("month", "quarter", "year") and year < base and len(time.points) == 1:
        doubts.append(("D4", str(base)))


def _adjoining(days: tuple[Days, ...]) -> bool:
    """Whether the stretches follow one another without a gap."""
    return all(a.last + ONE_DAY == b.first for a, b in pairwise(days))


def _precision(point: Point) -> str:
    if point.unit == "tet" or point.weekday or (point.part or "").endswith("_day"):
        return "day"
    if point.unit in ("school", "period"):
        return "period"
    return point.unit


def _relative(time: Relative, calendar: Calendar, known: Tables) -> Stretch | None:
    """A number of days, weeks or months after a day that is not counted itself (C15)."""
    notes = Stretch(None, None, "relative", ["C15"], units=["day"])
    base = calendar.issue_day
    if time.base is not None:
        counted = stretch_of(time.base._replace(modality="until"), calendar, known)
        base = counted.end if counted else None
        if base is None:
            return None
    if base is None:
        notes.unresolved = True
        notes.conventions.append("C11")
        return notes
    end = _counted(time, base, known)
    if end is None or end.year not in YEARS:
        notes.unresolved = True
        return notes
    notes.start, notes.end = (None if time.limit else base + ONE_DAY), end
    if time.working:
        notes.conventions.append("C15w")
    if not time.sure:
        notes.doubts.append(("C15", ""))
    return notes


def _counted(time: Relative, base: date, known: Tables) -> date | None:
    if not 1 <= time.length <= _LONGEST_TERM:
        return None
    if time.working:
        return after_working_days(base, time.length, known.holidays) if time.unit == "D" else None
    if time.unit == "D":
        return base + timedelta(days=time.length)
    if time.unit == "W":
        return base + timedelta(weeks=time.length)
    return add_months(base, time.length * (12 if time.unit == "J" else 1))
