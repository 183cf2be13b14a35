"""The forms of points in time over the letters of deadline_words.py: one function a production, each shows what it reads.

A *member* is one point (“15/3/2024”, “Quý I”, “cuối tháng 6”); a *time* is a modality and one or more members, as a list
(“Quý II, III/2024”) or a range (“từ tháng 11 đến tháng 02 năm 2025”).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from kehoach_parser.resolve.deadline_words import Words
from kehoach_parser.resolve.periods import AUTUMN, Point

Build = Callable[["re.Match[str]", Words], Point | None]
_BACK = r"JB(?=[U,;)]|v(?!A)|$)"  # “năm trước” with nothing to be before
_TAIL = rf"(?P<year>(?:/|-)?J?Y|,JY(?![-U,v]+J?Y)|J?y|[/.]N|{_BACK})?"  # “/2024”, “năm 2024”, “, năm 2024”, “năm sau”, “/24”, “năm trước”
_SCHOOL_TAIL = _TAIL.replace("|J?y|", "|J?y|,?SY[-/]Y|")  # also “tháng 9 năm học 2026 - 2027”
_PARTS = {"e": "first", "g": "middle", "c": "last", "1": "decade1", "2": "decade2", "3": "decade3"}


class Time(NamedTuple):
    """A modality with its points. `start`, `end` and `members` (a pair a point) are indexes of words.

    `clock`: a time of day was given. `firm`: the limit is said to be an end (“hết”, “chậm nhất”), not only “đến”.
    `hours`: it was given from when to when, so the work is done in these hours of the day.
    `partial`: it is that of one numbered part of the work (“Quý IV (nhóm 1 trước ngày 30/10)”).
    """

    modality: str
    points: tuple[Point, ...]
    ranged: bool
    start: int
    end: int
    members: tuple[tuple[int, int], ...]
    clock: bool = False
    firm: bool = False
    hours: bool = False
    partial: bool = False


def _numbers(found: re.Match[str], words: Words, group: str | int = 0) -> list[int]:
    start, end = found.span(group)
    return [w.value for w in words.words[start:end] if w.code in "NRw"]


def _year(found: re.Match[str], words: Words) -> dict[str, int | bool]:
    """The year of the tail: printed, counted from the plan's year, or of two digits."""
    if not found.group("year"):
        return {}
    last = words.words[found.end("year") - 1]
    if last.code == "Y":
        return {"year": last.value}
    if last.code in "yB":
        return {"shift": last.value if last.code == "y" else -1}
    return {"year": 2000 + last.value, "short_year": True} if last.value >= 20 else {"year": 0}


def _with_year(point: Point, found: re.Match[str], words: Words) -> Point:
    if "S" in (found.group("year") or ""):
        return point._replace(year=_year_of_school(point, found, words))
    year = _year(found, words)
    return point._replace(**year) if year else point  # type: ignore[arg-type]


def _year_of_school(point: Point, found: re.Match[str], words: Words) -> int | None:
    """“ngày 05/9 năm học 2026 - 2027” is of 2026, “tháng 5” of that school year of 2027."""
    start, end = found.span("year")
    years = [w.value for w in words.words[start:end] if w.code == "Y"]
    month = (point.number or 0) * (3 if point.unit == "quarter" else 1)
    return years[month < AUTUMN] if month else None


def _day(found: re.Match[str], words: Words) -> Point:
    """“[ngày] 15/3/2024”, “ngày 15 tháng 3 năm 2024”, “15/3”, “ngày 15” (the month is borrowed)"""
    numbers = _numbers(found, words)
    month = numbers[1] if len(numbers) > 1 else None
    named = words.code.endswith("D_", 0, found.start()) and not words.code.endswith("ND_", 0, found.start())  # “nhân ngày Chuyển đổi số quốc gia 10/10”
    return _with_year(Point("day", number=month, day=numbers[0], said_day=named or found.group().startswith("D")), found, words)


def _day_near(found: re.Match[str], words: Words) -> Point:
    """“ngày 20 tháng này”, “ngày 05 tháng tới”: counted from the month of issue"""
    return Point("day", day=_numbers(found, words)[0], shift=int(found.group()[-1] in "pA"), said_day=True)


def _month(found: re.Match[str], words: Words) -> Point:
    """“tháng 3/2024”, “3/2024”, “tháng này”"""
    return _unit("month", found, words)


def _quarter(found: re.Match[str], words: Words) -> Point:
    """“Quý I/2024”, “quý 1 năm 2025”, “quý này”"""
    return _unit("quarter", found, words)


def _unit(unit: str, found: re.Match[str], words: Words) -> Point:
    numbers = _numbers(found, words)
    if numbers:
        return _with_year(Point(unit, number=numbers[0]), found, words)
    return Point(unit, shift=int(found.group()[-1] in "pA"))


def _edge_quarter(found: re.Match[str], words: Words) -> Point:
    """“quý cuối năm 2024”, “quý đầu năm”"""
    return _with_year(Point("quarter", number=1 if found.group("side") == "e" else 4), found, words)


def _week(found: re.Match[str], words: Words) -> Point | None:
    """“tuần này”, “tuần tới”, “trong tuần”, “thứ Sáu tuần này”; not “trong Tuần lễ …”"""
    if any(word.id == "named_week" for word in words.words[found.start() : found.end()]):
        return None
    day = words.words[found.start()].value if found.group()[0] == "w" else None
    return Point("week", day=day, shift=int(found.group()[-1] in "pA"))


def _week_of_month(found: re.Match[str], words: Words) -> Point:
    """“tuần đầu tháng 3/2024”, “tuần thứ 2 của tháng 4”, “tuần cuối tháng 6”"""
    which = found.group("which")
    month = _numbers(found, words, "month")[0]
    if which == "c":
        return _with_year(Point("month", number=month, part="last_week"), found, words)
    week = 1 if which == "e" else words.words[found.start("which")].value
    return _with_year(Point("week", number=month, day=week), found, words)


def _weekday_of_month(found: re.Match[str], words: Words) -> Point:
    """“thứ Hai đầu tiên của tháng 5”, “thứ Hai tuần đầu tháng 5”, “thứ Sáu cuối cùng của tháng 6/2024”"""
    weekday = words.words[found.start()].value
    if "W" in found.group():
        return _week_of_month(found, words)._replace(weekday=weekday)
    part = "last_days" if found.group("which") == "c" else "first_days"
    return _with_year(Point("month", number=_numbers(found, words, "month")[0], day=7, part=part, weekday=weekday), found, words)


def _weeks_of_month(found: re.Match[str], words: Words) -> Point:
    """“tuần 1, 2 tháng 3/2024”"""
    weeks = [w.value for w in words.words[found.start() : found.start("month")] if w.code in "Nw"]
    month = _numbers(found, words, "month")[0]
    return _with_year(Point("week", number=month, day=weeks[0], months=(weeks[0], weeks[-1])), found, words)


def _year_point(found: re.Match[str], words: Words) -> Point | None:
    """“năm 2024”, “2024”, “năm nay”, “năm” alone (the plan's); not “trong các năm”"""
    last = words.words[found.end() - 1]
    if last.id == "years":
        return None
    return Point("year", year=last.value) if last.code == "Y" else Point("year", shift=last.value)


def _period(found: re.Match[str], words: Words) -> Point:
    """“giai đoạn 2022 - 2025”, “giai đoạn 5 năm 2026-2030”, “nhiệm kỳ 2025 - 2030”, “năm học 2023 - 2024”"""
    years = [w.value for w in words.words[found.start() : found.end()] if w.code == "Y"]
    return Point("school" if found.group()[0] == "S" else "period", year=years[0], until_year=years[-1] if len(years) > 1 else None)


def _opening(found: re.Match[str], words: Words) -> Point | None:
    """“khai giảng năm học 2026 - 2027”: the first day of the school year"""
    return _period(found, words)._replace(unit="school", part="first_day") if words.words[found.start()].id == "school_opening" else None


def _next_years(found: re.Match[str], words: Words) -> Point | None:
    """“5 năm tiếp theo”, “03 năm tới”: so many years after the plan's, or after the one that was named before"""
    shift = words.words[found.end() - 1].value
    return Point("period", shift=shift, day=_numbers(found, words)[0]) if shift == 1 else None


def _run(found: re.Match[str], words: Words) -> Point:
    """“6 tháng đầu năm 2024”, “03 tháng cuối năm”, “6 tháng còn lại của năm”, “02 quý đầu năm”, “nửa đầu năm 2025”"""
    text = found.group()
    count = _numbers(found, words)[0] * (3 if "Q" in text else 1) if text[0] == "N" else 6
    side = text[2] if text[0] == "N" else text[1]
    months = (1, count) if side == "e" else (13 - count, 12)
    return _with_year(Point("half", months=months if 1 <= count <= 12 else (0, 0)), found, words)


def _first_months(found: re.Match[str], words: Words) -> Point | None:
    """“9 tháng năm 2024”: of the reporting periods alone, since “5 tháng năm 2024” is none"""
    count = _numbers(found, words)[0]
    return _with_year(Point("half", months=(1, count)), found, words) if count in (3, 6, 9) else None


def _part(found: re.Match[str], words: Words) -> Point:
    """“đầu tháng 3/2024”, “cuối quý III/2024”, “giữa năm 2024”, “hạ tuần tháng 4”, “tháng cuối quý II”, “nửa đầu tháng 5”"""
    text = found.group()
    side = re.search(r"[egc123]", text)
    part = _PARTS[side.group()] if side else None
    if text[0] == "n":
        part = "half1" if part == "first" else "half2"
    if text[0] == "D":
        part = f"{part}_day"
    what = found.group("what")
    unit = {"M": "month", "Q": "quarter"}.get(what[:1], "year")
    numbers = _numbers(found, words, "what")[:1]
    shift = None if numbers or unit == "year" else int(what[-1] in "pA")
    point = Point(unit, number=numbers[0] if numbers else None, part=part, shift=shift)
    if text[0] == "D" and unit != "month":  # “ngày cuối cùng của quý II”: the last day of its last month
        point = _edge_of(point, part or "")
    return _with_year(point, found, words)


def _some_days(found: re.Match[str], words: Words) -> Point:
    """“05 ngày đầu tháng 3/2024”, “10 ngày cuối tháng 6”, “02 tuần đầu tháng 3”, “15 ngày cuối năm 2024”, “10 ngày đầu quý II”"""
    count, first, what = _numbers(found, words)[0], found.group()[2] == "e", found.group("what")
    count *= 7 if found.group()[1] == "W" else 1
    number = _numbers(found, words, "what")[0] if what[:1] in ("M", "Q") else 0
    month = number if what[:1] == "M" else 3 * number - 2 * first if what[:1] == "Q" else 1 if first else 12
    return _with_year(Point("month", number=month, day=count, part="first_days" if first else "last_days"), found, words)


def _edge_of(point: Point, part: str) -> Point:
    months = {"quarter": (3 * (point.number or 0) - 2, 3 * (point.number or 0))}.get(point.unit, (1, 12))
    return Point("month", number=months[part == "last_day"], part=part, shift=None)


def _tet(found: re.Match[str], words: Words) -> Point:
    """“Tết Nguyên đán Giáp Thìn 2024”, “mùng 6 Tết”"""
    return _with_year(Point("tet", day=(_numbers(found, words) or [1])[0]), found, words)


def _issue(found: re.Match[str], words: Words) -> Point:
    """“nay”, “ngày ký”, “ngày ban hành Kế hoạch”"""
    return Point("issue")


_NEXT = r"A(?![NRYJQMDhylegc_at])"  # “tháng sau”
_HERE = rf"(?:{_NEXT}|[rp])?(?![NRYJQMDhylegcAL_/#])"  # “này”, “tới”, “sau”, and nothing that goes on
_UNITS = rf"(?P<what>M(?:[Nrp]|{_NEXT})?|Q(?:[RNrp]|{_NEXT})?|(?=Y)|J|(?=y)){_TAIL}"
# letter at which a member may begin → forms in the order in which they are tried
_SOURCES: dict[str, list[tuple[str, Build]]] = {
    "N": [
        (rf"N[MQ][ecq](?!S)(?:J(?![Yy]))?{_TAIL}", _run),
        (r"NM(?P<year>/?J?Y)", _first_months),
        (rf"N[DW][ec](?P<what>MN|Q[RN]|J(?![Yy])|(?=J?[Yy])){_TAIL}", _some_days),
        (r"NJ[,:(]*F?J?Y(?:(?:[-U]|[,v]+)J?Y)+\)?", _period),
        (r"Ny", _next_years),
        (rf"N/N(?:(?P<year>/[YN]|,?J[Yy]|,?y|Y|{_BACK}|,?SY[-/]Y)|(?!/))", _day),
        (rf"(?<!l)NMN(?!/N){_SCHOOL_TAIL}", _day),
        (r"Nt(?P<year>Y?J?Y|J?y)?", _tet),
        (r"N/?(?P<year>/Y)", _month),
        (r"N(?P<year>)(?=(?:[-U,v]+N)+/Y)", _month),
    ],
    "D": [
        (rf"DN/N(?:(?P<year>/[YN]|[/,]?J[Yy]|,?y|/?[Yy]|{_BACK}|,?SY[-/]Y)|(?!/))", _day),
        (rf"DNMN{_SCHOOL_TAIL}", _day),
        (rf"DNM(?:{_NEXT}|[rp])(?![NRYJQMDhylegcAL/#])", _day_near),
        (rf"(?<!N)D[ec]{_UNITS}", _part),
        (r"DN(?P<year>)(?![MLJW#lN(/])", _day),
        (r"Da(?![_ZP])", _issue),
    ],
    "M": [(rf"(?<!h)MN{_SCHOOL_TAIL}", _month), (rf"M(?P<side>[egc])(?P<what>Q[RN]?|J|(?=y)|(?=Y)){_TAIL}", _part), (rf"(?<!N)M{_HERE}", _month)],
    "Q": [(rf"(?<!h)Q[RNw]{_SCHOOL_TAIL}", _quarter), (rf"Q(?P<side>[ec])(?:J(?![Yy])|(?=J?[Yy])){_TAIL}", _edge_quarter), (rf"(?<!N)Q{_HERE}", _quarter)],
    "J": [(r"(?<![QMW]_)(?<!R)JY", _year_point), (r"J(?:r|y)?(?![NMQ#])", _year_point)],
    "Y": [(r"(?<![/R.])(?<![QMW]_)(?<![QMW]_J)Y", _year_point)],
    "y": [(r"(?<!N)y", _year_point)],
    "G": [(r"G(?:NJ)?F?J?Y[-U]J?Y", _period), (r"G[NR]J?[:,]?\(?F?J?Y[-U]J?Y\)?", _period), (r"GJ?Y", _period)],
    "C": [(r"CSY(?:[-/]Y)?", _opening)],
    "S": [(r"SY[-/]Y", _period), (r"SY", _period)],
    "K": [(r"KY[-U/]Y", _period)],
    "W": [(rf"W[Nw](?:[,v-]+W?[Nw])+(?P<month>MN){_TAIL}", _weeks_of_month), (rf"W(?P<which>[ecwN]),?(?P<month>MN){_TAIL}", _week_of_month), (rf"(?<!N)W{_HERE}", _week)],
    "w": [(rf"wW?(?P<which>[ec]|(?<=W)[wN])(?P<month>MN){_TAIL}", _weekday_of_month), (rf"wW{_HERE}", _week)],
    "n": [(rf"n[ec](?P<what>M(?:N)|Q[RN]){_TAIL}", _part), (rf"n[ec](?![MQS])(?:J(?![Yy]))?{_TAIL}", _run)],
    "R": [(r"(?<![GsKQ])R(?P<year>/Y)", _quarter), (r"(?<![GsKQ])R(?P<year>)(?=[-,v]+R(?:/Y|[-,v]+R/Y))", _quarter)],
    "t": [(r"t(?P<year>Y?J?Y|J?y)?", _tet)],
    "j": [(r"j", _issue)],
    "a": [(r"a(?![_ZP])", _issue)],
    **{letter: [(rf"{letter}{_UNITS}", _part)] for letter in "egc123"},
}  # fmt: skip
_FOLLOWING = {"month": re.compile(rf"N{_TAIL}(?![M])"), "quarter": re.compile(rf"[RN]{_TAIL}"), "day": re.compile(r"N(?P<year>)(?![MLJWlN])")}
_ANNIVERSARY = 5  # years between an event and the feast that marks it; no plan gives a range of whole years to the day
_FIRST_OF_DAYS = re.compile(r"N(?P<year>)(?!,D)(?=[-U,v]+D?N(?:/N|MN))")
_REST = re.compile(r"(?<!N)[DWMQJ]?q")
_REST_OF_YEAR = re.compile(r"(?<!N)[MQ]q(?=$|[,;)vX])")
_AROUND = ("day", "month", "quarter")
_REPEATED = (*_AROUND, "half")
_WHOLES = ("month", "quarter", "year", "period", "school")
_BARE_UNITS = ("M", "Q", "W", "J")  # “tháng” alone means this month only after a modal word: “trong tháng”
_MODALITY = re.compile(r"(?:[ixFUBIA>]|(?<=U)c(?=[GKS]Y)|(?<=[BIA])v(?=[BIA])|(?<=[UxFB]):)*")
_LEAD = re.compile(r"T?(?:w,?(?=D|N))?,?(?=D|N|M|w)|")
_FEAST = re.compile(r"(?<=[BA])D?[_C](?=D?N/N)")
_FEASTS = ("feast", "school_opening")
_SEPARATOR = re.compile(r"[,;/]?v?(?=.)")
_RANGE = re.compile(r"[-Up]F?|,?vU")


@cache
def _forms(letter: str) -> tuple[tuple[re.Pattern[str], Build], ...]:
    """The forms of members that begin with a letter; compiled when the first text needs them, since start-up counts."""
    return tuple((re.compile(source), build) for source, build in _SOURCES.get(letter, ()))


def read_time(words: Words, at: int) -> Time | None:
    """time := modality? member ((“,” | “và”) member | (“-” | “đến”) member)*"""
    code = words.code
    modal = _MODALITY.match(code, at)
    letters = modal.group() if modal else ""
    begin = at + len(letters)
    lead = _LEAD.match(code, begin)
    clock = bool(lead and "T" in lead.group())
    position = lead.end() if lead else begin
    feast = _FEAST.match(code, begin)
    if feast and words.words[feast.end() - 1].id in _FEASTS:  # “trước lễ 30/4”
        position = feast.end()
    letters = "" if letters == ">" and code[begin : begin + 1] == "," else letters
    member = _member(words, position, None)
    if member is None or (not letters and not _stands_alone(words, position, *member)):
        return None
    points, members, ranged = [member[0]], [(position, member[1])], False
    position = member[1]
    while True:
        step = _next(words, position, points[-1], ranged, letters)
        if step is None:
            break
        point, start, position, is_range = step
        points.append(point)
        members.append((start, position))
        ranged = ranged or is_range
    if ranged and _is_anniversary(points):
        points, members, ranged = points[-1:], members[-1:], False
    firm = any(w.value for w in words.words[at:begin])
    hours = clock and any(w.value for w in words.words[begin : lead.end()] if w.code == "T") if lead else False
    return Time(_modality(letters), tuple(points), ranged, at, position, tuple(members), clock, firm, hours)


def _is_anniversary(points: list[Point]) -> bool:
    """Whether a range is of one day in two years far apart: “(07/5/1954 - 07/5/2024)” is what is kept, on the second."""
    if len(points) != 2:
        return False
    first, second = points
    same_day = first.unit == second.unit == "day" and (first.day, first.number) == (second.day, second.number)
    return same_day and (second.year or 0) - (first.year or second.year or 0) >= _ANNIVERSARY


def _stands_alone(words: Words, at: int, point: Point, end: int) -> bool:
    """Whether a point is one without a modal word: not “tháng” alone, nor the issue, unless “ngày ký - 30/6”, “nay đến 30/6”.

    “Ban hành kế hoạch chậm nhất ngày 15/4” says what is due, and counts from nothing.
    """
    if point.unit == "issue":
        return words.code[at] != "a" and words.code[end : end + 1] in ("U", "-")
    return words.code[at:end] not in _BARE_UNITS


def _next(words: Words, at: int, before: Point, ranged: bool, letters: str) -> tuple[Point, int, int, bool] | None:
    """The member after a separator; a range has two ends only."""
    code = words.code
    span = None if ranged else _RANGE.match(code, at)
    if span and ("v" not in span.group() or "F" in letters):
        lead = _LEAD.match(code, span.end())  # “từ 17 giờ ngày 29/4 đến 17 giờ ngày 02/5”
        start = lead.end() if lead else span.end()
        found = _member(words, start, before)
        if found:
            return found[0], start, found[1], True
    separator = _SEPARATOR.match(code, at)
    if ranged or separator is None or separator.end() == at:
        return None
    if code[separator.end()] == "Y" and before.unit in _REPEATED and before.year and not before.shift:
        return before._replace(year=words.words[separator.end()].value), separator.end(), separator.end() + 1, False  # “quý II các năm 2026, 2027”
    found = _member(words, separator.end(), before)
    if found and (_apart(before, found[0], separator.group()) or (found[0].unit == "issue" and code[separator.end()] == "a")):
        return None  # “trình tháng 7, ban hành tháng 9”
    return (found[0], separator.end(), found[1], False) if found and code[separator.end() : found[1]] not in _BARE_UNITS else None


def _apart(before: Point, point: Point, separator: str) -> bool:
    """Whether a year heads what follows, or a new one begins: “Năm 2027, quý II”, “năm 2027: quý II; năm 2028: quý I”."""
    if point.unit == "year":
        return ";" in separator and before.unit != "year"
    return separator == "," and before.unit == "year" and before.year is not None and point.unit in _AROUND and point.year is None and point.shift is None


def _member(words: Words, at: int, before: Point | None) -> tuple[Point, int] | None:
    """One point; after another one a bare number is of the same unit (“Quý II, III”, “tháng 3-5/2024”)."""
    code = words.code
    if at >= len(code):
        return None
    rest = _rest(words, at)
    if rest:
        return rest
    if before and before.unit == "month" and code.startswith("Ny", at):  # “tháng 1 và 2 năm sau”
        return _with_year(Point("month", number=words.words[at].value), _FOLLOWING["month"].match(code, at), words), at + 2  # type: ignore[arg-type]
    if before and before.unit == "quarter" and before.year is None and code[at] == "N" and words.words[at].value <= 4:
        quarter = _FOLLOWING["quarter"].match(code, at)  # “Quý 2 và 3/2024”: not March
        if quarter:
            return _with_year(Point("quarter", number=words.words[at].value), quarter, words), quarter.end()
    for pattern, build in _forms(code[at]):
        found = pattern.match(code, at)
        if found and (point := build(found, words)):
            return point, found.end()
    pattern_after = _FOLLOWING.get(before.unit) if before else _FIRST_OF_DAYS
    found = pattern_after.match(code, at) if pattern_after else None
    if found is None:
        return None
    number = _numbers(found, words)[0]
    if before and before.unit == "day" and before.number is not None:  # “ngày 15 tháng 3, 6, 9”
        return before._replace(number=number), found.end()
    if before is None or before.unit == "day":
        return Point("day", day=number, said_day=True), found.end()
    return _with_year(Point(before.unit, number=number), found, words), found.end()


def _rest(words: Words, at: int) -> tuple[Point, int] | None:
    """What is left of a period: “những tháng còn lại của năm 2026”, “thời gian còn lại trong năm”, “các tháng còn lại”"""
    found = _REST.match(words.code, at)
    if found is None:
        return None
    if _REST_OF_YEAR.match(words.code, at):
        return Point("year", shift=0, part="rest"), found.end()
    read = _member(words, found.end() + words.code.startswith("I", found.end()), None)
    if read is None or read[0].unit not in _WHOLES or read[0].part or read[0].day:
        return None
    return read[0]._replace(part="rest"), read[1]


def _modality(letters: str) -> str:
    """What the modal words before a point say together: “chậm nhất trước ngày” is before, “trong và sau” is open."""
    if letters == ">":
        return "earliest"
    if "A" in letters and "v" in letters:
        return "open" if "B" not in letters else "bare"
    if "B" in letters:
        return "until" if "v" in letters else "before"
    if "A" in letters:
        return "open_after" if "F" in letters else "after"
    if "F" in letters:
        return "from"
    if "U" in letters or "x" in letters:
        return "until"
    return "within" if "I" in letters else "bare"
