"""The days on which recurring work is due: iCalendar RRULE values of a deadline → dates.

A rule that leaves the day open ("hằng tháng" without a day, "hai tuần một lần" without a first week) gives no dates:
none are made up (convention C12).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from kehoach_parser.model import Deadline, Header

_NEEDED = {"DAILY": (), "WEEKLY": ("BYDAY",), "MONTHLY": ("BYMONTHDAY|BYDAY|BYSETPOS",), "YEARLY": ("BYMONTH|BYYEARDAY", "BYMONTHDAY|BYDAY|BYYEARDAY")}

_DAYS = r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)"
_NUMBERS = r"-?\d{1,3}(?:,-?\d{1,3})*"
_PART = re.compile(
    rf"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)|(?:INTERVAL|COUNT)=[1-9]\d{{0,6}}|UNTIL=\d{{8}}|WKST={_DAYS}|BYDAY={_DAYS}(?:,{_DAYS})*"
    rf"|BY(?:MONTH|MONTHDAY|YEARDAY|WEEKNO|SETPOS)={_NUMBERS}", re.ASCII
)


def parts(rule: str) -> dict[str, str]:
    """The parts of an RRULE value by name."""
    return dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").strip(";").split(";") if "=" in part)


def names_days(rule: str, *, started: bool) -> bool:
    """Whether the rule says on which days; every n-th period (INTERVAL) needs a known start as well."""
    given = parts(rule)
    needed = _NEEDED.get(given.get("FREQ", ""))
    if needed is None or not all(any(name in given for name in choice.split("|")) for choice in needed):
        return False
    return started or given.get("INTERVAL", "1") == "1"


def first_day(deadline: Deadline, header: Header) -> date | None:
    """The day from which recurrence counts: the deadline's start, else the issue date, else the start of the plan's year."""
    issued = header.issued_on or (str(header.plan_year) if header.plan_year else "")
    for iso in (deadline.start, issued):
        if iso:
            return _first_of(iso)
    return None


def _first_of(iso: str) -> date | None:
    try:
        year, month, day = (*(int(part) for part in iso.split("-")), 1, 1)[:3]
        return date(year, month, day)
    except ValueError:
        return None


def is_rule(rule: str) -> bool:
    """Whether the text is an RRULE value of whole days that calendars understand."""
    return _moments(rule, date(2000, 1, 1)) is not None


def _moments(rule: str, first: date) -> Iterable[datetime] | None:
    from dateutil.rrule import rrulestr

    plain = rule.upper().removeprefix("RRULE:").strip(";")
    if not all(_PART.fullmatch(part) for part in plain.split(";")):  # INTERVAL=0 among others, which never comes to an end
        return None
    try:
        days: Iterable[datetime] = rrulestr(plain, dtstart=datetime.combine(first, time()))
    except (ValueError, KeyError, TypeError):
        return None
    return days


def occurrences(rule: str, first: date, last: date | None = None) -> Iterator[date]:
    """The days of the rule from `first` on, in order, up to `last`; none for a rule that no calendar understands."""
    for moment in _moments(rule, first) or ():
        day = moment.date()
        if last is not None and day > last:
            return
        yield day


def due_days(deadline: Deadline, header: Header, since: date | None = None) -> Iterator[date]:
    """The days on which a recurring deadline falls, in order and once each, from `since` (or its first day) on."""
    from heapq import merge

    first = first_day(deadline, header)
    if first is None:
        return
    last = _first_of(deadline.end) if deadline.end else None
    rules = [rule for rule in deadline.recurrence if names_days(rule, started=deadline.start is not None)]
    before: date | None = None
    for day in merge(*(occurrences(rule, first, last) for rule in rules)):
        if day != before and (since is None or day >= since):
            yield day
        before = day


_WEEKDAYS = {"MO": "thứ hai", "TU": "thứ ba", "WE": "thứ tư", "TH": "thứ năm", "FR": "thứ sáu", "SA": "thứ bảy", "SU": "chủ nhật"}
_PERIODS = {"DAILY": ("hằng ngày", "ngày"), "WEEKLY": ("hằng tuần", "tuần"), "MONTHLY": ("hằng tháng", "tháng"), "YEARLY": ("hằng năm", "năm")}


def in_words(rule: str) -> str:
    """The rule as an officer would say it: "ngày 11 hằng tháng"; a rule with parts that have no plain words stays as it is."""
    given = parts(rule)
    period = _PERIODS.get(given.pop("FREQ", ""))
    interval, count = given.pop("INTERVAL", "1"), given.pop("COUNT", "")
    months, days, weekdays = (given.pop(name, "") for name in ("BYMONTH", "BYMONTHDAY", "BYDAY"))
    if period is None or given or not all(day in _WEEKDAYS for day in weekdays.split(",") if day):
        return rule
    every = period[0] if interval == "1" else f"{interval} {period[1]} một lần"
    if months:
        every = f"tháng {months.replace(',', ', ')} hằng năm"
    when = [f"ngày {days.replace(',', ', ')}" if days and not days.startswith("-") else "ngày cuối" if days == "-1" else ""]
    if days.startswith("-") and days != "-1":
        return rule
    when.append(", ".join(_WEEKDAYS[day] for day in weekdays.split(",") if day))
    return " ".join(part for part in (*when, every, f"({count} lần)" if count else "") if part)
