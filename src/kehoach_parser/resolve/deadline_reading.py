"""One reading out of the parts of a phrase: dates joined, rules collected, the other reading and the problems said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.draft import Problem
from kehoach_parser.grammar import Grammar
from kehoach_parser.resolve.deadline_dates import Stretch, Tables, stretch_of, tables
from kehoach_parser.resolve.deadline_forms import Time
from kehoach_parser.resolve.deadline_parts import Parts, Span
from kehoach_parser.resolve.deadline_rule_meanings import HALVES, Rules, rule_of_day
from kehoach_parser.resolve.deadline_terms import Relative
from kehoach_parser.resolve.deadline_years import Calendar, from_issue, named_year

RANK = ("day", "week", "month", "quarter", "half", "year", "period")
_YEARLY = "FREQ=YEARLY"
_DAY_OF_YEAR = re.compile(r"FREQ=YEARLY;BYMONTH=\d+;BYMONTHDAY=\d+")
_LONG_AGO = 10  # years; a plan has no day so far back
_HANDOVER = 2  # days from the one before a limit to the start behind it
_RULE_UNIT = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


class ReadMilestone(NamedTuple):
    """One of several dated parts."""

    raw: str
    start: str | None = None
    end: str | None = None


class ReadDeadline(NamedTuple):
    """A deadline as read; fields as in `model.Deadline`, `span` in the text that was given."""

    raw: str
    span: Span
    start: str | None = None
    end: str | None = None
    ongoing: bool = False
    recurrence: tuple[str, ...] = ()
    condition: str | None = None
    reference: str | None = None
    precision: str | None = None
    year_inferred: bool = False
    ambiguous: bool = False
    alternative: str | None = None
    conventions: tuple[str, ...] = ()
    milestones: tuple[ReadMilestone, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether the text said anything about time."""
        return bool(self.start or self.end or self.ongoing or self.recurrence or self.condition or self.reference)


@dataclass(slots=True, eq=False)
class _Window:
    """The dates of all parts put together; `goes_on` where work begins on what was due before."""

    start: date | None = None
    end: date | None = None
    runs_on: bool = False
    goes_on: bool = False


Dated = tuple[Stretch, Span, bool]  # with its place, and whether it stands in brackets
Reading = tuple[ReadDeadline, tuple[Problem, ...]]


def compose(grammar: Grammar, text: str, span: Span, parts: Parts, calendar: Calendar) -> Reading:
    """One reading out of the parts of a phrase, with its problems."""
    _repeat(parts, calendar)
    stretches, problems = _stretches(grammar, text, parts, calendar)
    window = _window(stretches)
    if window.goes_on and parts.parties > 1 and _taken_over(stretches):
        window.end = None
    if window.start and window.end and window.start > window.end:
        problems.append(Problem("KH305", (text[span[0] : span[1]],), span))
        window.start = None
    doubts = _doubts(parts, stretches)
    conventions = [c for stretch, _, _ in stretches for c in stretch.conventions]
    conditions = [*parts.conditions, *(at for stretch, at, _ in stretches if stretch.unresolved and not stretch.yearless and stretch.end is None)]
    _open_ends(parts, window, stretches, doubts, conventions)
    if parts.from_issue and window.start is None and calendar.issue_day:
        window.start = calendar.issue_day
    rules = _rules(parts, window, calendar, doubts, conventions)
    conventions += ["C20"] * bool(parts.conditions) + ["C19"] * bool(parts.references) + ["C18"] * parts.vision
    ambiguous, alternative = _alternative(grammar, doubts)
    reading = ReadDeadline(
        raw=text[span[0] : span[1]],
        span=span,
        start=window.start.isoformat() if window.start else None,
        end=window.end.isoformat() if window.end else None,
        ongoing=parts.ongoing or parts.opened or window.goes_on or (window.runs_on and window.end is None) or (bool(rules) and not _year_only(parts)),
        recurrence=rules,
        condition=_printed(text, conditions),
        reference=_printed(text, parts.references),
        precision=_precision(stretches, rules),
        year_inferred=any(stretch.inferred for stretch, _, _ in stretches) or ("C10" in conventions and _year_only(parts)),
        ambiguous=ambiguous,
        alternative=alternative,
        conventions=tuple(dict.fromkeys(conventions)),
        milestones=_milestones(text, stretches),
    )
    return reading, (*problems, *_remarks(reading, calendar, bool(problems)))


def _repeat(parts: Parts, calendar: Calendar) -> None:
    """Takes out the times that are no dates: “thường xuyên trong tháng”, “31/12 năm trước liền kề” of each year of the plan, “15/12 (đợt 2) hằng năm”, “cho năm sau”."""
    kept = []
    yearly = bool(parts.rules) and all(rules.rules == (_YEARLY,) for rules, _ in parts.rules)
    dated = any(_is_day_of_year(rule) for rules, _ in parts.rules for rule in rules.rules)  # "định kỳ 6 tháng (trước ngày 10/6 và trước ngày 10/12)"
    limited = bool(parts.rules) or any(isinstance(time, Time) and time.modality in ("before", "until") and time.points[-1].unit == "day" for time, _, _ in parts.times)
    for time, at, bracketed in parts.times:
        rules = (_each_year(time) if calendar.several_years else None) or (_each_year(time, named=False) if yearly or dated or (parts.rules and isinstance(time, Time) and time.start in parts.of_report) else None)
        if rules is not None:
            parts.rules.append((rules, at))
        elif not ((parts.ongoing and _any_period(time)) or (limited and _is_coming(time)) or _is_long_past(time, calendar)):
            kept.append((time, at, bracketed))
    if yearly and len(parts.rules) > 1:
        parts.rules = [(rules, at) for rules, at in parts.rules if rules.rules != (_YEARLY,)] or parts.rules[:1]
    if dated and len(parts.rules) > 1:
        parts.rules = [(rules._replace(rules=tuple(rule for rule in rules.rules if rule != HALVES)), at) for rules, at in parts.rules]
    parts.times = kept


def _is_day_of_year(rule: str) -> bool:
    """Whether a rule is of one day of one month of each year, which is not its last."""
    return _DAY_OF_YEAR.fullmatch(rule) is not None


def _is_coming(time: Time | Relative) -> bool:
    """“năm sau”, “tháng kế tiếp” beside a rule or a limit: what the work is for, or the year in which the rule's day lies."""
    return isinstance(time, Time) and time.modality == "bare" and len(time.points) == 1 and bool(time.points[0].shift) and time.points[0].number is None and time.points[0].unit != "period"


def _is_long_past(time: Time | Relative, calendar: Calendar) -> bool:
    """“Kỷ niệm ngày 30/4/1975”: a day of many years ago is what is remembered."""
    if isinstance(time, Relative) or time.modality != "bare" or len(time.points) > 1 or not calendar.base_year:
        return False
    point = time.points[0]
    return point.unit == "day" and point.year is not None and calendar.base_year - point.year > _LONG_AGO


def _each_year(time: Time | Relative, named: bool = True) -> Rules | None:
    """The recurrence of a day in the year before or after the one in question, or (not `named`) of one without a year."""
    if isinstance(time, Relative) or len(time.points) > 1 or time.modality not in ("before", "until", "bare"):
        return None
    point = time.points[0]
    if point.unit != "day" or bool(point.shift) != named or point.year or not point.day or not point.number:
        return None
    return rule_of_day(point.day, point.number, time.modality == "before" and not time.clock)


def _any_period(time: Time | Relative) -> bool:
    """“trong tháng”, “trong quý” without a name: any of them, where the work runs on."""
    return not isinstance(time, Relative) and time.modality == "within" and all(from_issue(p) and p.shift == 0 and not p.part and not p.day for p in time.points)


def _stretches(grammar: Grammar, text: str, parts: Parts, calendar: Calendar) -> tuple[list[Dated], list[Problem]]:
    """The dates of each part, and KH305 for the days that no calendar has."""
    known = grammar.once(tables)
    stretches: list[Dated] = []
    problems: list[Problem] = []
    named: int | None = None
    before: Time | Relative | None = None
    for time, at, bracketed in parts.times:
        stretch = stretch_of(time, calendar.of_year(named) if named and _counts_on(time) else calendar, known)
        if isinstance(time, Time):
            named = named_year(time.points) or named
            period = before if before and _is_limited(before, time, bracketed) else parts.reported.get(time.start)
            stretch = _not_before(stretch, time, period, calendar, known)
        before = time
        if stretch is None or stretch.impossible:
            problems.append(Problem("KH305", (text[at[0] : at[1]],), at))
        if stretch is not None:
            stretches.append((stretch, at, bracketed))
    return _without_reported(parts, stretches), problems


def _counts_on(time: Time | Relative) -> bool:
    """Whether a time is of the year that is named before it, or one after it: “quý IV/2026; quý I năm sau”, “tháng 01/2027 (trước Tết)”."""
    return isinstance(time, Time) and any(((p.shift or 0) > 0 and not from_issue(p)) or (p.unit == "tet" and not p.year) for p in time.points)


def _not_before(stretch: Stretch | None, time: Time, period: Time | Relative | None, calendar: Calendar, known: Tables) -> Stretch | None:
    """The limit of a period, which does not lie before it: “Quý IV: trước ngày 15/01” is in the year after; of days not before their last."""
    about = stretch_of(period, calendar, known) if period and stretch and stretch.inferred else None
    first = None if about is None else about.end if isinstance(period, Time) and period.ranged and about.units == ["day", "day"] else about.start
    for year in (first.year, first.year + 1) if first else ():
        if stretch and stretch.end and first and stretch.end < first:
            stretch = stretch_of(time, calendar.of_year(year), known)
    return stretch


def _without_reported(parts: Parts, stretches: list[Dated]) -> list[Dated]:
    """Leaves out the periods that only name what their limits in brackets are for.

    So it is where the limit lies behind the period (“9 tháng đầu năm (trước ngày 05/10)”), or the periods lie in one
    another (“6 tháng đầu năm (trước ngày 05/6); cả năm (trước ngày 05/12)”).
    """
    if len(stretches) != len(parts.times):
        return stretches
    pairs = [at for at in range(1, len(stretches)) if _is_limited(parts.times[at - 1][0], parts.times[at][0], parts.times[at][2])]
    spans = [(stretches[at - 1][0].start, stretches[at - 1][0].end) for at in pairs]
    nested = any(a and b and c and d and (a <= c <= d <= b or c <= a <= b <= d) for (a, b), (c, d) in pairwise(spans))
    dropped = set()
    for at in pairs:
        period, limit = stretches[at - 1][0], stretches[at][0]
        if nested or (period.modality == "bare" and period.end and limit.end and limit.end > period.end):
            dropped.add(at - 1)
    return [dated for at, dated in enumerate(stretches) if at not in dropped]


def _is_limited(period: Time | Relative, limit: Time | Relative, bracketed: bool) -> bool:
    """Whether a limit in brackets stands right behind a period."""
    if isinstance(period, Relative) or isinstance(limit, Relative):
        return False
    return bracketed and limit.start == period.end + 1 and limit.modality in ("before", "until") and limit.points[-1].unit == "day" and period.points[-1].unit != "day"


def _doubts(parts: Parts, stretches: list[Dated]) -> list[tuple[str, str]]:
    """What could be read otherwise, as convention and the other value."""
    doubts = [doubt for stretch, _, _ in stretches for doubt in stretch.doubts]
    if parts.doubtful:  # “sau 15 ngày kể từ …”: from then on, or within?
        doubts.append(("C15", ""))
    if parts.parties > 1 or sum(1 for stretch, _, _ in stretches if stretch.start and stretch.end is None) > 1:
        doubts.append(("D6", ""))
    return doubts


def _window(stretches: list[Dated]) -> _Window:
    window = _Window()
    partial = [stretch for stretch, _, _ in stretches if stretch.partial]
    for stretch, _, bracketed in stretches:
        if not (len(partial) == 1 and stretch.partial and _holds(window, stretch)):
            _join(window, stretch, bracketed)
    return window


def _taken_over(stretches: list[Dated]) -> bool:
    """Whether one body goes on where the limit of another ends, so that they tell by whom and not when: “trước 29/5 do tỉnh cấp; từ 30/5 do huyện cấp”."""
    ends, starts = [s.end for s, _, _ in stretches if s.end], [s.start for s, _, _ in stretches if s.start and not s.end]
    return any((start - end).days <= _HANDOVER for start in starts for end in ends)


def _holds(window: _Window, stretch: Stretch) -> bool:
    """Whether a limit lies in the window, so that it can be that of a part of the work."""
    return bool(window.start and window.end and stretch.end and window.start <= stretch.end <= window.end)


def _join(window: _Window, stretch: Stretch, bracketed: bool) -> None:
    """Adds one stretch: windows widen, a limit or a “sau …” inside a window narrows it, a later open start opens the end."""
    start, end = stretch.start, stretch.end
    if start and end:
        if window.start is None and window.end and window.end < start:
            window.end = end  # “trước 30/4; tháng 6”: it begins before the month
            return
        inside = window.start and window.end and window.start <= start and end <= window.end
        if inside and bracketed:
            window.start, window.end = start, end
            return
        if window.start and window.end is None and window.runs_on and start > window.start:
            start = window.start  # “bắt đầu từ tháng 3/2024, … trong quý II”
        window.start, window.end = min(window.start or start, start), max(window.end or end, end)
    elif end:
        narrows = window.start and window.end and window.start <= end <= window.end
        if window.start and end < window.start:
            window.start = None
        window.end = end if narrows or window.end is None else max(window.end, end)
    elif start:
        if stretch.modality in ("after", "earliest") and window.start and window.end and start <= window.end:
            window.start = max(window.start, start)  # “quý I/2027, sau Tết Nguyên đán”
            return
        window.runs_on = window.runs_on or stretch.runs_on
        if window.end and start > window.end:
            if window.start is None and stretch.runs_on:  # “hoàn thành trước 01/3, hoạt động từ 15/3”
                window.goes_on = True
                return
            window.end = None
        window.start = min(window.start or start, start)


def _open_ends(parts: Parts, window: _Window, stretches: list[Dated], doubts: list[tuple[str, str]], conventions: list[str]) -> None:
    """“và các năm tiếp theo” opens the end (C8); “thường xuyên” runs on beside it (C7, C9)."""
    dated = any(s.start or s.end for s, _, _ in stretches)
    if parts.opened:
        conventions.append("C5" if parts.onwards else "C8")
        if dated and window.end and not parts.onwards:
            doubts.append(("C8", window.end.isoformat()))
        window.end = None
    if not parts.ongoing:
        return
    conventions.append("C9" if parts.ongoing_last else "C7")
    if parts.ongoing_last and window.end:
        doubts.append(("C9", window.end.isoformat()))
    elif window.end and any(s.modality in ("until", "before", "from") for s, _, _ in stretches):
        doubts.append(("C7", ""))


def _year_only(parts: Parts) -> bool:
    return bool(parts.rules) and all(rules.year_only for rules, _ in parts.rules)


def _rules(parts: Parts, window: _Window, calendar: Calendar, doubts: list[tuple[str, str]], conventions: list[str]) -> tuple[str, ...]:
    if not parts.rules:
        return ()
    conventions.append("C12")
    for rules, _ in parts.rules:
        if rules.before:
            conventions.append("C1")
        if rules.quota:
            doubts.append(("D7", ""))
        elif rules.ambiguous:
            doubts.append(("C12", ""))
        if rules.once and not parts.ongoing and len(parts.rules) == 1:
            doubts.append(("D8", ""))
    if _year_only(parts) and calendar.base_year and not calendar.school_year and window.end is None and window.start is None:
        window.start, window.end = date(calendar.base_year, 1, 1), date(calendar.base_year, 12, 31)
        conventions.append("C10")
    found = dict.fromkeys(rule for rules, _ in parts.rules for rule in rules.rules)
    finer = {rule.rpartition(";")[0] for rule in found if not rule.endswith("=-1")}  # “hằng quý (ngày 20 của tháng thứ ba mỗi quý)”
    return tuple(rule for rule in found if rule.removesuffix(";BYMONTHDAY=-1") not in finer or rule.startswith(_YEARLY))


def _alternative(grammar: Grammar, doubts: list[tuple[str, str]]) -> tuple[bool, str | None]:
    if not doubts:
        return False, None
    entries = grammar.section("deadline_conventions")
    readings = [str(entries.get(code, {}).get("other") or "").replace("{0}", value) for code, value in doubts]
    return True, "; ".join(dict.fromkeys(filter(None, readings))) or None


def _printed(text: str, spans: list[Span]) -> str | None:
    """The stretches as printed, in order."""
    return "; ".join(" ".join(text[a:b].split()) for a, b in sorted(spans)) or None


def _precision(stretches: list[Dated], rules: tuple[str, ...]) -> str | None:
    units = [unit for stretch, _, _ in stretches for unit in stretch.units]
    for rule in rules:
        fields = dict(field.split("=") for field in rule.split(";"))
        day = fields.get("BYMONTHDAY", "-1") != "-1" or "BYDAY" in fields
        units.append("day" if day else "quarter" if fields.get("BYMONTH", "").count(",") == 3 else _RULE_UNIT[fields["FREQ"]])
    return min(units, key=RANK.index) if units else None


def _milestones(text: str, stretches: list[Dated]) -> tuple[ReadMilestone, ...]:
    """The dated parts, where there are several."""
    dated = [(s, at) for s, at, _ in stretches if s.start or s.end]
    if len(dated) < 2:
        return ()
    return tuple(ReadMilestone(text[a:b], s.start.isoformat() if s.start else None, s.end.isoformat() if s.end else None) for s, (a, b) in dated)


def _year_given(reading: ReadDeadline, calendar: Calendar) -> str:
    """The year that the text left out."""
    return (reading.end or reading.start or "")[:4] if calendar.school_year else str(calendar.base_year)


def _remarks(reading: ReadDeadline, calendar: Calendar, failed: bool) -> list[Problem]:
    remarks = []
    if not reading.understood and not failed:
        remarks.append(Problem("KH302", (reading.raw,), reading.span))
    if reading.year_inferred:
        remarks.append(Problem("KH308", (reading.raw, _year_given(reading, calendar)), reading.span))
    if reading.ambiguous:
        remarks.append(Problem("KH309", (reading.raw, reading.alternative or ""), reading.span))
    return remarks
