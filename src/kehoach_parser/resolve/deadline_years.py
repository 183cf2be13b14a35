"""The years and months that a phrase leaves out: borrowed from a neighbour, or taken from the plan (C6, C10)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kehoach_parser.limits import DEFAULT_LIMITS
from kehoach_parser.resolve.deadline_forms import Time
from kehoach_parser.resolve.periods import AUTUMN, YEARS, Point

_TET = 2  # the month by which the Lunar New Year is in the second year of a school year
_AROUND = ("week", "month", "quarter")


class Calendar(NamedTuple):
    """What a deadline is read against: the day of issue (ISO, possibly partial), the year the plan is for, and how long it may be.

    In a plan for several years (`several_years`) “năm sau”, “năm trước liền kề” are counted from each of them. `school_year`
    is the first year of the school year that a plan is for.
    """

    issued_on: str | None = None
    plan_year: int | None = None
    most_letters: int = DEFAULT_LIMITS.deadline_chars
    several_years: bool = False
    school_year: int | None = None

    def of_year(self, year: int) -> Calendar:
        """The same calendar where the text itself has said the year."""
        return self._replace(plan_year=year, school_year=None)

    def year_of(self, point: Point) -> int | None:
        """The year that a point without one is in: of a school year the one that has its month, none for a year, a half or a part of it.

        A plan issued before the school year (of enrolment) means the next such month; in one issued in its second year
        nothing tells whether an autumn month is past or to come.
        """
        first = self.school_year
        issued = (self.issued_on or "")[:7]
        if first is None or issued >= f"{first + 2}":
            return self.base_year
        month = _TET if point.unit == "tet" else _order(point)[0] if point.unit in ("day", "month", "quarter", "week") else 0
        if not month or issued >= f"{first + 1}":
            return first + 1 if 0 < month < AUTUMN else None
        if f"{first}" <= issued < f"{first}-{AUTUMN:02}":
            return first if f"{first}-{month:02}" >= issued else first + 1
        return first if month >= AUTUMN else first + 1

    @property
    def issue_day(self) -> date | None:
        """The day of issue, where it is whole and real."""
        try:
            day = date.fromisoformat(self.issued_on) if self.issued_on and len(self.issued_on) == 10 else None
        except ValueError:
            return None
        return day if day and day.year in YEARS else None

    @property
    def base_year(self) -> int | None:
        """The year that a text leaves out: the plan's, else that of the day of issue (C10)."""
        if self.plan_year is not None:
            return self.plan_year
        head = (self.issued_on or "")[:4]
        return int(head) if len(head) == 4 and head.isascii() and head.isdigit() else None


class Filled(NamedTuple):
    """Points with their years; `inferred` where the plan gave one, `turned` where a range runs over the turn of a year."""

    points: list[tuple[Point, int | None]]
    inferred: bool
    turned: bool


def fill_years(time: Time, calendar: Calendar) -> Filled:
    """Gives each point its month and year: printed, borrowed from its neighbour, or the plan's (C6, C10)."""
    base, inferred, turned = calendar.base_year, False, False
    points = _borrow_months(list(time.points))
    years: list[int | None] = []
    for p in points:  # “từ tháng 9/2026 đến tháng 5 năm sau”: counted from the year that is printed before
        years.append(_own_year(p, named_year(points[: len(years)]) or base if (p.shift or 0) > 0 else base, calendar))
    said = [y is not None for y in years]
    for i in range(len(points) - 2, -1, -1):
        following = years[i + 1]
        if years[i] is None and points[i].unit != "issue" and not counted_day(points[i]) and following is not None and said[i + 1]:
            back = time.ranged and _wraps(points[i], points[i + 1])
            years[i], said[i], turned = following - back, True, turned or back
    for i, point in enumerate(points):
        if years[i] is not None or point.unit == "issue" or counted_day(point):
            continue
        before = years[i - 1] if i and points[i - 1].unit != "issue" else None
        if before is not None:
            on = time.ranged and _wraps(points[i - 1], point)
            years[i], turned, inferred = before + on, turned or on, inferred or not said[i - 1]
        elif not from_issue(point):
            years[i] = calendar.year_of(point)
            inferred = inferred or years[i] is not None
    return Filled(list(zip(points, years, strict=True)), inferred, turned)


def named_year(points: list[Point] | tuple[Point, ...]) -> int | None:
    """The last year that is printed among points."""
    return next((p.until_year or p.year for p in reversed(points) if p.year), None)


def from_issue(point: Point) -> bool:
    """Whether a point is counted from the day of issue: “tuần này”, “tháng sau”, “cuối tháng”."""
    return (point.unit in _AROUND or counted_day(point)) and point.number is None


def counted_day(point: Point) -> bool:
    """Whether it is a day of a month that is counted from the day of issue: “ngày 20 tháng này”."""
    return point.unit == "day" and point.number is None and point.shift is not None


def _own_year(point: Point, base: int | None, calendar: Calendar) -> int | None:
    if point.year is not None:
        return point.year
    if point.shift == 0 and calendar.school_year and point.unit == "year":
        return None  # “cả năm” of a school year
    if point.shift is not None and not from_issue(point):
        return base + point.shift if base is not None else None
    return None


def _borrow_months(points: list[Point]) -> list[Point]:
    """“từ ngày 01 đến ngày 15/3”: a day without a month takes its neighbour's, the one before when it is later (C6)."""
    for i in range(len(points) - 2, -1, -1):
        here, following = points[i], points[i + 1]
        if here.unit == "day" and here.number is None and following.unit == "day" and following.number:
            back = (here.day or 0) > (following.day or 0)
            month = following.number - back
            year = following.year if month else (following.year - 1 if following.year else None)
            points[i] = here._replace(number=month or 12, year=here.year or year)
        elif here.unit == "day" and here.number is None and here.shift is None and counted_day(following):
            points[i] = here._replace(shift=(following.shift or 0) - ((here.day or 0) > (following.day or 0)))
    return points


def _order(point: Point) -> tuple[int, int]:
    month = (point.number or 0) * 3 if point.unit == "quarter" else point.months[0] if point.months else point.number or 0
    return month, point.day or 0


def _wraps(first: Point, second: Point) -> bool:
    """Whether a range runs over the turn of the year: “tháng 11 đến tháng 02” (C6)."""
    units = {first.unit, second.unit}
    before, after = _order(first), _order(second)
    if not units <= {"day", "month", "quarter"} or 0 in (before[0], after[0]):
        return False
    return before > after if units == {"day"} else before[0] > after[0]
