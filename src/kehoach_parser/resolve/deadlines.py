"""Deadlines: one value of a deadline field, or the deadlines inside a sentence, as dates, rules, events and schedules.

The reading goes text → words (deadline_words) → parts (deadline_parts, _forms, _rules) → dates (deadline_dates) → one
`ReadDeadline` here. Guarantees: any text gives a reading; start ≤ end; every rule is a valid RRULE; a date is given only
where the text, with its calendar, says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Generic, TypeVar

from kehoach_parser.draft import Problem
from kehoach_parser.grammar import Grammar
from kehoach_parser.resolve.citations import find_citations
from kehoach_parser.resolve.deadline_forms import Time
from kehoach_parser.resolve.deadline_parts import Parts, Span, read_parts
from kehoach_parser.resolve.deadline_prose import find_always, find_parts
from kehoach_parser.resolve.deadline_reading import RANK, ReadDeadline, Reading, ReadMilestone, compose
from kehoach_parser.resolve.deadline_words import cut_words
from kehoach_parser.resolve.deadline_years import Calendar

__all__ = ["Calendar", "ReadDeadline", "ReadMilestone", "find_deadlines", "limit_in", "merge_deadlines", "read_deadline", "runs_on", "window_of"]

_CLOSING = " \t\n.;,:/"
_SENTENCE_END = re.compile(r"[.;\n]")
_LOOKS_CITED = re.compile(r"\d\s*[/-]\s*[A-ZĐ](?!\d/)|[A-ZĐ]\s*/\s*[A-ZĐ]")
T = TypeVar("T")
_LONG_AGO = 2  # years; a misprint is of the year before
_JOINT = 5  # letters of " và ", ", "
_REMEMBERED = 4096  # readings kept in memory before it is begun anew


class _Memory(Generic[T]):
    """What was read already, by text and calendar: plans repeat their phrases, and a reading depends on nothing else."""

    __slots__ = ("_made", "_read")

    def __init__(self, read: Callable[[str, Calendar], T]) -> None:
        self._read = read
        self._made: dict[tuple[str, Calendar], T] = {}

    def clear(self) -> None:
        """Forgets all readings."""
        self._made.clear()

    def of(self, text: str, calendar: Calendar) -> T:
        """The reading of a text, made once."""
        found = self._made.get((text, calendar))
        if found is None:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            found = self._made[text, calendar] = self._read(text, calendar)
        return found


def _values(grammar: Grammar) -> _Memory[Reading]:
    return _Memory(partial(_read, grammar))


def _sentences(grammar: Grammar) -> _Memory[list[ReadDeadline]]:
    return _Memory(partial(_find, grammar))


def read_deadline(grammar: Grammar, text: str, calendar: Calendar) -> Reading:
    """Reads the value of a deadline field (label cut off) and what is to be said about it.

    Problems: KH302 nothing understood (values: raw), KH305 a date that the calendar does not have (values: as printed),
    KH308 a year that was left out (values: raw, year), KH309 another reading is possible (values: raw, the other reading).
    """
    return grammar.once(_values).of(text, calendar)


def _read(grammar: Grammar, text: str, calendar: Calendar) -> Reading:
    span = _core(text)
    raw = text[span[0] : span[1]]
    if not raw:
        return ReadDeadline(raw, span), ()
    if len(raw) > calendar.most_letters:
        said = f"{raw[:60]}… ({len(raw)} > {calendar.most_letters}: --max-deadline-chars)"
        return ReadDeadline(raw, span), (Problem("KH302", (said,), span),)
    cited = _cited(grammar, text)
    words = cut_words(grammar, text, cited, field=True)
    parts = read_parts(words, text)
    reading, problems = compose(grammar, text, span, parts, calendar)
    if words.repaired and reading.understood:
        reading = reading._replace(conventions=(*reading.conventions, "C22"))
    return reading, problems


def _cited(grammar: Grammar, text: str) -> tuple[Span, ...]:
    """Where documents are named: their dates are never deadlines."""
    return tuple(c.span for c in find_citations(grammar, text)) if _LOOKS_CITED.search(text) else ()


def find_deadlines(grammar: Grammar, text: str, calendar: Calendar) -> list[ReadDeadline]:
    """The deadlines inside the sentence of a task, in order; empty where it does not say when the work itself is due."""
    return grammar.once(_sentences).of(text, calendar)


def runs_on(grammar: Grammar, text: str, since: int, calendar: Calendar) -> ReadDeadline | None:
    """The reading of a sentence that names no other time and whose body, named up to `since`, works without end: "Xã A thường xuyên rà soát …"."""
    always = find_always(grammar, text, since) if since else None
    return compose(grammar, text, always, Parts(text=text, ongoing=True), calendar)[0] if always else None


def limit_in(grammar: Grammar, text: str) -> str:
    """Whether a sentence says by when its work is done ("limit"), when else ("time"), or neither (empty)."""
    times = [time for parts, _ in find_parts(grammar, text, _cited) for time, _, _ in parts.times if isinstance(time, Time)]
    return "limit" if any(time.modality in ("before", "until") for time in times) else "time" if times else ""


def _find(grammar: Grammar, text: str, calendar: Calendar) -> list[ReadDeadline]:
    made = [(parts, compose(grammar, text, span, parts, calendar)) for parts, span in find_parts(grammar, text, _cited)]
    composed = [read for parts, read in made if not _is_over(parts, read[0], calendar)]
    impossible = {reading.span for reading, problems in composed if any(problem.code == "KH305" for problem in problems)}  # no calendar has the day; it was said all the same
    readings = _joined(grammar, text, [reading for reading, _ in composed], calendar)
    return [reading for reading in readings if (reading.understood or reading.span in impossible) and not _is_history(reading, calendar)]


def _is_over(parts: Parts, reading: ReadDeadline, calendar: Calendar) -> bool:
    """Whether a time is that of papers, or tells of what was, since it was over when the plan was issued; a range also where it was over before the plan's year.

    "hồ sơ trước ngày 01/01/2020", "theo báo cáo đến ngày 31/12/2023", "kiểm tra việc thu phí từ ngày 01/7/2024 đến ngày 31/12/2024".
    """
    issued, last = calendar.issued_on or str(calendar.base_year or ""), reading.end or reading.start
    if parts.ahead and last:
        return last[: len(issued)] < issued
    if reading.end is None:
        return False
    if not any(isinstance(time, Time) and time.ranged for time, _, _ in parts.times):
        return False
    years = [int(issued[:4])] if issued[:4].isdecimal() else []
    years += [year for year in (calendar.plan_year, calendar.school_year) if year]
    return bool(years) and int(reading.end[:4]) < min(years)


def _is_history(reading: ReadDeadline, calendar: Calendar) -> bool:
    """Whether a time in prose was over long before the plan: it tells of what happened then ("thắng lợi vào ngày 30/4/1975")."""
    years = [int(day[:4]) for day in (calendar.issued_on, reading.end) if day and day[:4].isdecimal()]
    return len(years) == 2 and years[0] - years[1] >= _LONG_AGO


def _joined(grammar: Grammar, text: str, readings: list[ReadDeadline], calendar: Calendar) -> Iterator[ReadDeadline]:
    """Puts the rhythm that opens a sentence and the day further on together: “Hằng tháng, … báo cáo … trước ngày 18”."""
    left = list(readings)
    while left:
        here = left.pop(0)
        if left and here.recurrence and not (here.start or here.end) and not _SENTENCE_END.search(text, here.span[1], left[0].span[0]):
            after, beside = left[0], _beside(text, left)
            if beside > 1:  # "trước ngày 15/6 và trước ngày 01/12": each of them is a day of the rhythm
                last = left[beside - 1].span[1]
                after = read_deadline(grammar, text[after.span[0] : last], calendar)[0]._replace(raw=text[after.span[0] : last], span=(after.span[0], last))
            finer = bool(after.recurrence) and all(rule.startswith(f"{here.recurrence[0]};") for rule in after.recurrence)
            near = after.span[0] - here.span[1] <= _JOINT
            both = after if finer else read_deadline(grammar, text[here.span[0] : after.span[1]] if near else f"{here.raw}, {after.raw}", calendar)[0]
            if both.recurrence != here.recurrence and not (both.start or both.end) and len(both.recurrence) >= len(here.recurrence):
                del left[:beside]
                here = both._replace(raw=f"{here.raw}; {after.raw}", span=(min(here.span[0], after.span[0]), max(here.span[1], after.span[1])))
        yield here


def _beside(text: str, readings: list[ReadDeadline]) -> int:
    """How many of the readings stand beside each other from the first on, with no more than a joint between two of them."""
    return next((k for k in range(1, len(readings)) if readings[k].span[0] - readings[k - 1].span[1] > _JOINT), len(readings))


def merge_deadlines(readings: list[ReadDeadline], text: str) -> ReadDeadline | None:
    """Several deadlines of one task as one: the hull of their dates, all their rules, each kept as a milestone.

    `raw` is joined with “; ”; `text` is what the spans are relative to. None for none, the reading itself for one.
    """
    if len(readings) < 2:
        return readings[0] if readings else None
    spans = [r.span for r in readings]
    dated = [r for r in readings if r.start or r.end]
    starts = [r.start for r in dated if r.start]
    ends = [r.end for r in dated if r.end]
    goes_on = bool(starts and ends) and all(r.end or r.ongoing for r in dated) and not any(r.start and r.end for r in dated) and min(starts) > max(ends)
    if goes_on:  # "hoàn thành trước 01/3, hoạt động từ 15/3": what is due by then runs on
        starts = []
    return ReadDeadline(
        raw="; ".join(r.raw for r in readings),
        span=(min(a for a, _ in spans), max(b for _, b in spans)),
        start=min(starts) if starts else None,
        end=max(ends) if ends and (goes_on or len(ends) == len(dated)) else None,
        ongoing=any(r.ongoing for r in readings),
        recurrence=tuple(dict.fromkeys(rule for r in readings for rule in r.recurrence)),
        condition="; ".join(r.condition for r in readings if r.condition) or None,
        reference="; ".join(r.reference for r in readings if r.reference) or None,
        precision=min((r.precision for r in readings if r.precision), key=RANK.index, default=None),
        year_inferred=any(r.year_inferred for r in readings),
        ambiguous=any(r.ambiguous for r in readings),
        alternative="; ".join(dict.fromkeys(r.alternative for r in readings if r.alternative)) or None,
        conventions=tuple(dict.fromkeys(c for r in readings for c in r.conventions)),
        milestones=tuple(ReadMilestone(r.raw, r.start, r.end) for r in dated) if len(dated) > 1 else (),
    )


def window_of(grammar: Grammar, begin: str, end: str, calendar: Calendar) -> Reading:
    """One reading of the times at which work begins and ends, said apart: from the start of the first to the end of the second.

    Spans are relative to `begin`, a blank and `end`. Where the begin has no date both are read as one phrase; KH305 where
    the end lies before the begin.
    """
    whole = f"{begin} {end}".strip()
    first, last = read_deadline(grammar, begin, calendar)[0], read_deadline(grammar, end, calendar)[0]
    start = first.start or (first.end if begin[:1].isdigit() else None)
    if not start:
        return read_deadline(grammar, whole, calendar)
    span = _core(whole)
    raw = whole[slice(*span)]
    if end and not last.understood:
        return ReadDeadline(raw, span), (Problem("KH302", (raw,), span),)
    if last.end and start > last.end:
        return ReadDeadline(raw, span), (Problem("KH305", (raw,), span),)
    inferred = first.year_inferred or last.year_inferred
    read = last._replace(
        raw=raw,
        span=span,
        start=start,
        ongoing=last.ongoing or not end,
        year_inferred=inferred,
        precision=min((p for p in (first.precision, last.precision) if p), key=RANK.index, default=None),
        conventions=tuple(dict.fromkeys((*first.conventions, *last.conventions))),
        milestones=tuple(ReadMilestone(r.raw, r.start, r.end) for r in (first, last) if r.end) if last.end else (),
    )
    return read, (Problem("KH308", (raw, start[:4]), span),) if inferred else ()


def _core(text: str) -> Span:
    """The text without surrounding white space and closing punctuation."""
    start, end = 0, len(text)
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    while start < end and text[start] in _CLOSING:
        start += 1
    return start, end


