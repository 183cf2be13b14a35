"""Relative terms: so many days, weeks or months after the day of issue, a printed day, or an event (C15)."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.resolve.deadline_forms import Time, read_time
from kehoach_parser.resolve.deadline_words import Words

_RELATIVE = re.compile(r"(?P<mod>[iIxU]*)(?P<spell>m?)(?P<after>A?)(?P<count>[N#])(?P<unit>[DWMJ])(?P<work>L?)(?P<first>e?)(?![cNRYyecgqJMQDlh/]|[,:(]+F?J?Y)(?P<since>[,(]?[FACB]D?)?")
_BEFORE_SPAN = re.compile(r"[UI]*[BA]N[DWMJ]L?(?![NJYRecg])")
_HOURS = re.compile(r"[UIi]*(?:m(?:N-)?T|(?:N-)?T(?=,?[FC])|m?N-N[DWM]L?(?=,?[FAC]))")  # “trong 24 - 48 giờ sau khi …”, “trong 2-3 ngày kể từ …”
_AFTER_ALL = re.compile(r"U+A")
_EDGE = frozenset("_ZP")


class Relative(NamedTuple):
    """“trong vòng 10 ngày làm việc kể từ ngày ký”: `base` is a time, or None for the day of issue; `sure` that it was said."""

    length: int
    unit: str
    working: bool
    limit: bool
    base: Time | None
    sure: bool


def read_relative(words: Words, at: int) -> tuple[Relative, int] | int | None:
    """relative := (“trong vòng” | “chậm nhất”)? N (ngày | tuần | tháng) “làm việc”? (“kể từ” event)? (C15)

    Gives the term and the index after it; only an index where the term begins as a condition; None for no such term.
    """
    code = words.code
    if (_BEFORE_SPAN.match(code, at) or _HOURS.match(code, at)) and not _AFTER_ALL.match(code, at):
        return at
    found = _RELATIVE.match(code, at)
    if found is None or not (found["spell"] or found["since"] or "I" in found["mod"] or found["mod"].startswith("U")):
        return None
    known = _base(words, found)
    if found["since"] and known is None:
        return at if found["after"] else found.start("count")
    if not found["since"] and not (found["spell"] or "I" in found["mod"]):
        return at
    base, end = known if known else (None, found.end())
    limit = bool(found["after"]) or ("U" in found["mod"] and not found["spell"])
    count = words.words[found.start("count")].value
    return Relative(count, found["unit"], bool(found["work"]), limit, base, bool(found["since"])), end


def _base(words: Words, found: re.Match[str]) -> tuple[Time | None, int] | None:
    """What a relative term counts from: the issue of the plan, or a printed date; None when it is another event."""
    since = found["since"]
    if not since or "B" in since:
        return None
    end, code = found.end(), words.code
    if code[end : end + 1] == "a" and code[end + 1 : end + 2] not in _EDGE:
        return None, end + 1
    time = read_time(words, end - since.endswith("D"))
    if time and len(time.points) == 1 and time.points[0].unit == "day":
        return time, time.end
    return None
