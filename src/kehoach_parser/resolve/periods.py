"""Calendar arithmetic: a point in time as a text names it, and the first and last day that it covers.

Nothing here reads text or knows a clock. Conventions C4, C13, C14, C16–C18 of docs/deadlines.md.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
YEARS = range(1945, 2100)
AUTUMN = 8  # months from here on belong to the first year of a school year


class Point(NamedTuple):
    """A named day, week, month, quarter, run of months or year; what the text leaves out is None.

    `unit` is day, week, month, quarter, half, year, period, school, tet or issue; `number` its month or quarter; `day`
    the day, the week of a month, how many days of it, or how many years a period has; `part` a part of the unit: first,
    middle, last, decade1–3, rest (what is left of it) and so on; `months` the first and last month of a run of months, or the first and last week; `until_year` the last year
    of a period; `shift` years (with a year word) or units after that of the issue date; `weekday` (2 Monday … 8 Sunday) narrows seven days to one of them.
    """

    unit: str
    year: int | None = None
    number: int | None = None
    day: int | None = None
    part: str | None = None
    months: tuple[int, int] | None = None
    until_year: int | None = None
    shift: int | None = None
    weekday: int | None = None
    said_day: bool = False
    short_year: bool = False


class Days(NamedTuple):
    """First and last day, both inclusive; `impossible` when the calendar has no such day and the month's end stands in."""

    first: date
    last: date
    impossible: bool = False


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the end of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def days_of(point: Point, year: int, tet: dict[int, date]) -> Days | None:
    """The days of a point in a year; None when there is no such thing (month 13, day 32, a Tết that is not listed)."""
    days = _days_of(point, year, tet)
    if days is None or point.weekday is None:
        return days
    day = days.first + timedelta(days=(point.weekday - 2 - days.first.weekday()) % 7)
    return Days(day, day) if day <= days.last else None


def _days_of(point: Point, year: int, tet: dict[int, date]) -> Days | None:
    if year not in YEARS or (point.until_year is not None and point.until_year not in YEARS):
        return None
    if point.unit == "day":
        return _day(year, point.number or 0, point.day or 0)
    if point.unit == "tet":
        if year not in tet or not 1 <= (point.day or 1) <= 10:  # “28 Tết” counts back from it
            return None
        feast = tet[year] + timedelta(days=(point.day or 1) - 1)
        return Days(feast, feast)
    if point.unit == "period":
        last = point.until_year or year + (point.day or 1) - 1
        return Days(date(year, 1, 1), date(last, 12, 31)) if last in YEARS else None
    if point.unit == "school" and point.part == "first_day":
        return Days(date(year, 9, 5), date(year, 9, 5))
    if point.unit == "school":
        return Days(date(year, 9, 5), date(point.until_year or year + 1, 5, 31))
    if point.unit == "week":
        first, last = point.months or (point.day or 0, point.day or 0)
        start, end = _week_of_month(year, point.number or 0, first), _week_of_month(year, point.number or 0, last)
        return Days(start.first, end.last) if start and end and start.first <= end.last else None
    months = _months(point)
    if months is None:
        return None
    if point.unit == "quarter" and point.part in ("half1", "half2"):
        middle = date(year, months[0] + 1, 15)
        return Days(date(year, months[0], 1), middle) if point.part == "half1" else Days(middle + ONE_DAY, month_end(year, months[1]))
    if point.unit == "month" and point.part and point.part != "rest":
        return _part_of_month(year, months[0], point.part, point.day or 0)
    return Days(date(year, months[0], 1), month_end(year, months[1]))


def _day(year: int, month: int, day: int) -> Days | None:
    """A day of the calendar. One day too many (31/6, 29/02 of a common year) means the month's end; more is no date."""
    if not (1 <= month <= 12 and day >= 1):
        return None
    last = monthrange(year, month)[1]
    if day > last + 1 or day > 31:
        return None
    found = date(year, month, min(day, last))
    return Days(found, found, impossible=day > last)


def _months(point: Point) -> tuple[int, int] | None:
    if point.months:
        return point.months if 1 <= point.months[0] <= point.months[1] <= 12 else None
    number = point.number or 0
    if point.unit == "month":
        return (number, number) if 1 <= number <= 12 else None
    if point.unit == "quarter":
        if not 1 <= number <= 4:
            return None
        third = {"first": 0, "middle": 1, "last": 2}.get(point.part or "")
        return (3 * number - 2, 3 * number) if third is None else (3 * number - 2 + third, 3 * number - 2 + third)
    return {"first": (1, 3), "middle": (5, 7), "last": (10, 12)}.get(point.part or "", (1, 12))


def _part_of_month(year: int, month: int, part: str, count: int) -> Days | None:
    last = month_end(year, month).day
    if part in ("first_days", "last_days") and not 1 <= count <= last:
        return None
    low, high = {
        "first": (1, 10), "middle": (11, 20), "last": (21, last), "decade1": (1, 10), "decade2": (11, 20), "decade3": (21, last), "half1": (1, 15), "half2": (16, last),
        "last_day": (last, last), "first_day": (1, 1), "last_week": (last - 6, last),
        "first_days": (1, count), "last_days": (last - count + 1, last),
    }[part]  # fmt: skip
    return Days(date(year, month, low), date(year, month, high))


def _week_of_month(year: int, month: int, week: int) -> Days | None:
    if not (1 <= month <= 12 and 1 <= week <= 5):
        return None
    last = month_end(year, month).day
    return Days(date(year, month, 7 * week - 6), date(year, month, min(7 * week, last))) if 7 * week - 6 <= last else None


def around(unit: str, day: date, shift: int) -> Days:
    """The week (from Monday), month, quarter or year that holds `day`, or the one `shift` units later."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
        return Days(monday, monday + timedelta(days=6))
    if unit == "month":
        first = add_months(day.replace(day=1), shift)
        return Days(first, month_end(first.year, first.month))
    if unit == "quarter":
        first = add_months(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1), 3 * shift)
        return Days(first, month_end(first.year, first.month + 2))
    return Days(date(day.year + shift, 1, 1), date(day.year + shift, 12, 31))


def after_working_days(day: date, count: int, holidays: dict[int, frozenset[date]]) -> date | None:
    """The day that is `count` working days after `day`; None when the holidays of a year in between are not listed."""
    while count > 0:
        day += ONE_DAY
        if day.year not in holidays:
            return None
        count -= day.weekday() < 5 and day not in holidays[day.year]
    return day
