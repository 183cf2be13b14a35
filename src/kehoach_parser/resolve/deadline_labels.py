"""Times that stand by themselves in the text of a task: before a colon or a verb that opens a clause, and in the bracket at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.resolve.deadline_forms import Time, read_time
from kehoach_parser.resolve.deadline_parts import Parts, Span, read_parts
from kehoach_parser.resolve.deadline_prose_words import Prose, prose_of
from kehoach_parser.resolve.deadline_words import cut_words

WINDOW = 76
CLAUSE = 160
CLAUSE_STOP = re.compile(r"\s*(?:[,;:()]|\.(?!\d)|\n)")
APART = 60  # letters of a time that stands by itself before a colon or in the bracket at the end
_PROGRAMME = 70  # letters in which a programme stands before its years
_LABEL_TIME = re.compile(r"(?:[iIBUFx]*T?,?(?:w,?)?[ecg123]?(?:WN)?(?:[MQ][NR]|DN(?:/N|MN|[,Uv-]))[NRMQDYJUecg/,v-]*|w(?:,?D?N/N(?:/?Y)?|\(D?N/N(?:/?Y)?\)))")
_NUMBERED = re.compile(r"\d|(?i:quý)\s")  # what else a period is told by costs more to see
_BRACKET_TIME = re.compile(r"(?=.*(?:o|[hk][DWMQJ]|[BIUxm]|[MQ][NR]))(?!.*N[DWMJ](?![NRY]))(?:[^_Z#%:TtzSsKPCEHVad()]|(?<=v)_(?=o))+")  # also "năm 2025 và bổ sung thường xuyên"
_LABELS = 24  # clauses with a time of their own
_COLON = re.compile(r":(?!\d)")
_NEXT_CLAUSE = re.compile(r"[;\n]\s*|[.,]\s+")
_YEAR = re.compile(r"20\d\d")
_YEARS_IN_BRACKET = re.compile(r"o?(?:J?Y[-U]J?Y|F?J?YX)")
_IN_BRACKET = re.compile(r"[iIxUB]*[MQ][NR](?:[-,vU]+[MQ]?[NR])*(?:/?J?Y)?")


def labels(grammar: Grammar, prose: Prose, text: str, plain: str) -> Iterator[tuple[Span, Parts, bool]]:
    """The times that open the text and, if one does, its further clauses: "Tháng 3: tổ chức …; tháng 11: tổng kết …"; with whether it ends in a comma.

    "Sáng 12/5: …", "Thứ Hai (12/5): …", "Chiều 12/5 khai mạc …"; not "Ngày 15/3, Chính phủ ban hành …", which tells what was done then.
    """
    start = 0
    if not _NUMBERED.search(text, 0, WINDOW):
        return
    for _ in range(_LABELS):
        label = _label_at(grammar, prose, text, plain, start, start > 0 and text[:start].rstrip().endswith(","))
        if label is not None:
            yield label
        elif not start:
            return
        following = _NEXT_CLAUSE.search(text, label[0][1] if label else start)
        if following is None:
            return
        start = following.end()


def _label_at(grammar: Grammar, prose: Prose, text: str, plain: str, start: int, after_comma: bool) -> tuple[Span, Parts, bool] | None:
    """The time with which a clause opens that begins at a place, maybe behind a comma."""
    colon = _COLON.search(text, start, start + APART)
    if colon and _NUMBERED.search(text, start, colon.start()):
        read = _read_apart(grammar, text, start, colon.start(), _LABEL_TIME)
        if read:
            parts, span = read[0]
            return span, of_event(parts), False
    phase = prose["phase"].match(plain, start)
    close = text.find(")", phase.end(), phase.end() + APART) if phase and phase.group().endswith("(") else -1
    if phase and close > 0 and (read := _read_apart(grammar, text, phase.end(), close, _LABEL_TIME)):  # "Đợt 1 (tháng 4/2024) ra quân …"
        return read[0][1], of_event(read[0][0]), False
    if prose["opening"].match(plain, start):
        return _opening_period(grammar, prose, text, plain, start, after_comma)
    day = prose["first_day"].match(plain, start)
    comma = day is not None and plain[day.end() :].lstrip().startswith((",", "("))
    if day is None or (comma and prose["past"].search(plain, day.end(), day.end() + WINDOW)):
        return None
    words = cut_words(grammar, " " * start + text[start : day.end()])
    return (day.span(), of_event(read_parts(words, text)), comma) if words.code else None


def _opening_period(grammar: Grammar, prose: Prose, text: str, plain: str, start: int, after_comma: bool) -> tuple[Span, Parts, bool] | None:
    """The month, quarter or part of a year with which a clause opens, before the verb of its work: "Tháng 5/2024 tổ chức …", "Đầu năm 2025, Sở Y tế …"; not "Quý I thu ngân sách đạt 25%"."""
    words = cut_words(grammar, text[start : start + WINDOW])
    time = read_time(words, 0) if words.code else None
    if time is None or time.modality != "bare":
        return None
    end = start + words.words[time.end - 1].end
    works = prose["works_then" if after_comma else "works_after"].match(plain, end)
    named = not after_comma and text.startswith(", ", end) and text[end + 2 : end + 3].isupper()
    rest = CLAUSE_STOP.search(text, end + text.startswith(",", end))
    stop = rest.start() if rest else len(text)
    if not (works or named) or prose["hopes"].search(plain, end, stop) or prose["past"].search(plain, end, min(stop, end + WINDOW)):
        return None
    return (start, end), Parts(text=text, times=[(time, (start, end), False)], ahead=True), False


def of_event(parts: Parts) -> Parts:
    """The parts, where a day without the word for it is that of an event as well: "Sáng 12/5: …"."""
    for at, (time, place, bracketed) in enumerate(parts.times):
        if isinstance(time, Time) and time.modality == "bare" and len(time.points) == 1 and time.points[0].unit == "day":
            parts.times[at] = (time._replace(points=(time.points[0]._replace(said_day=True),)), place, bracketed)
    return parts


def read_bracket(grammar: Grammar, prose: Prose, text: str, plain: str, place: Span, years: bool) -> list[tuple[Parts, Span]]:
    """The time that is all that a place from `apart` says, with those of the brackets before it; `years` alone only where they are not those of a programme."""
    start, end = place
    of_work = years and text[start - 1] == "(" and _YEAR.search(text, start, end) and not prose["programmes"].search(plain, max(0, start - _PROGRAMME), start)
    read = _read_apart(grammar, text, start, end, _BRACKET_TIME, *[_YEARS_IN_BRACKET] * bool(of_work))
    return [*_brackets_before(grammar, text, start, read[0][0]), *read] if read else []


def apart(text: str) -> Iterator[Span]:
    """Where a time may stand by itself at the end: "… (thực hiện thường xuyên)", "… (Công an xã chủ trì; quý II)", "… . Thực hiện thường xuyên."."""
    end = len(text.rstrip(" .;"))
    last = text.rfind(". ", max(0, end - APART), end)
    if last > 0:
        yield last + 2, end
    opens = text.rfind("(", max(0, end - CLAUSE), end)
    if opens > 0 and text[end - 1 : end] == ")":
        for start in dict.fromkeys((opens, text.rfind(";", opens, end), text.rfind(",", opens, end))):  # the whole, or what it ends with
            if start >= 0 and end - start <= APART:
                yield start + len(text[start : end]) - len(text[start + 1 : end].lstrip()), end - 1


def _brackets_before(grammar: Grammar, text: str, start: int, last: Parts) -> Iterator[tuple[Parts, Span]]:
    """The months in brackets before the one that closes the text: "cấp trường (tháng 10), cấp huyện (tháng 11), cấp tỉnh (tháng 12/2024)"."""
    time = last.times[0][0] if len(last.times) == 1 else None
    if not isinstance(time, Time) or any(point.unit not in ("month", "quarter") for point in time.points) or text[start - 1 : start] != "(":
        return
    start -= 1
    while (close := text.rfind(")", max(0, start - APART), start)) > 0 and (start := text.rfind("(", max(0, close - APART), close)) > 0:
        words = cut_words(grammar, text[start + 1 : close])
        before = read_time(words, 0) if words.code and _IN_BRACKET.fullmatch(words.code) else None
        if before is None:
            return
        points = tuple(point if point.year else point._replace(year=time.points[-1].year) for point in before.points)
        yield Parts(text=text, times=[(before._replace(points=points), (start + 1, close), False)]), (start + 1, close)


def _read_apart(grammar: Grammar, text: str, start: int, end: int, *shapes: re.Pattern[str]) -> list[tuple[Parts, Span]]:
    words = cut_words(grammar, " " * start + text[start:end])
    return [(read_parts(words, text), (start, end))] if words.code and any(shape.fullmatch(words.code) for shape in shapes) else []


def period_of(grammar: Grammar, text: str) -> Span | None:
    """Where a heading says a time and nothing else: a month, a quarter or days ("Tháng 9/2024", "Từ ngày 01/3 đến ngày 15/3"), also of a phase that it numbers."""
    if len(text) > APART or not _NUMBERED.search(text):
        return None
    start, end = 0, len(text.rstrip(" .:;"))
    phase = grammar.once(prose_of)["phase"].match(fold(text))
    if phase is not None:
        start = phase.end()
        end = len(text[:end].rstrip(")")) if phase.group().endswith("(") else end
    return (start, end) if _LABEL_TIME.fullmatch(cut_words(grammar, text[start:end]).code) else None
