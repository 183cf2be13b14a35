"""What one phrase says, part by part: times, recurrences, events, schedules. Reads the words from left to right.

deadline := (rules | relative | event | schedule | time | “thường xuyên” | “và các năm tiếp theo” | other word)*
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kehoach_parser.resolve.deadline_forms import Time, read_time
from kehoach_parser.resolve.deadline_rule_meanings import Rules
from kehoach_parser.resolve.deadline_rules import read_rules
from kehoach_parser.resolve.deadline_terms import Relative, read_relative
from kehoach_parser.resolve.deadline_words import Words

Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class Parts:
    """Everything found, in order. Spans are offsets in the text; `times` carry whether they stand in brackets.

    `reported` has the period that a limit only reports on (“Quý IV: trước ngày 15/01”), by the word at which the limit begins;
    `parties` how many times are followed by whom they are for; `of_report` are the words at which limits of yearly or half-yearly reports begin; `ahead` that a time of a sentence counts only where it is not over when the plan is issued; `year` is the one that was named for what follows (“Năm 2027: quý I; quý III”).
    """

    text: str = ""
    times: list[tuple[Time | Relative, Span, bool]] = field(default_factory=list)
    rules: list[tuple[Rules, Span]] = field(default_factory=list)
    conditions: list[Span] = field(default_factory=list)
    references: list[Span] = field(default_factory=list)
    reported: dict[int, Time] = field(default_factory=dict)
    year: int | None = None
    doubtful: bool = False
    ongoing: bool = False
    ongoing_last: bool = False
    opened: bool = False
    onwards: bool = False
    from_issue: bool = False
    vision: bool = False
    parties: int = 0
    of_report: set[int] = field(default_factory=set)
    ahead: bool = False


_CLOSERS = frozenset("();")
_STRONG = re.compile(r"[,v]+(?:i?[xFBIU]+T?w?[DNMQJYGytaWecgnj123]|o|i?m|k|h[DWMQJN]|E|H|C|d|[MQ][NR]|JY|GY|DN|N/N|[ec][MQJ]|X)")
_CONDITION_STOP = re.compile(r"[xi]?[BIU]+T?[DNMQJYGyecgn123]")
_OCCASION_STOP = re.compile(r"[xi]?[BIUF]+T?[DNMQJYGyecgn123]")  # “Chiến dịch hè từ tháng 6 đến tháng 8”: its days are given
_REFERENCE_STOP = re.compile(r"[xi]?(?:B|I|x|UI)+T?[DNMQJYGyecgn123]")
_MEASURE = re.compile(r"[iIxU]*m?[N#][DWMJ]L?[,:(]+")
_SCHOOL_TIME = re.compile(r"[egc]?(?:s[RN]?(?:[,v-]+[RN])*(?:SY(?:-Y)?|J?Y(?:-Y)?)?|(?<=[egc])[SKG](?:J?Y(?:[-U]J?Y)?)?)")
_PLAIN_FEAST = ("bare", "within", "open")
_LAST_MUNG = 10  # “28 Tết” counts back from the feast
_AWAY = re.compile(r"N[DW](?![NRYecgqJhl/])")  # “trước Tết 10 ngày”
_COUNTED_FROM = re.compile(r"[N#][DWMJ]L?[BA]D?")
_REPORTED = re.compile(r"[abf]_?$")
_REVIEW = re.compile(r"fN?[MQJ](?=[,:(]?[xi]*[BU]+T?D?N[/M])")  # “sơ kết 6 tháng trước ngày 15/6”: once, on its day
_IN_YEAR = ("", ",", ":")
_OF_A_YEAR = ("day", "month", "quarter", "half", "tet")
_LEADS_ON = re.compile(r"[,:(]*")
_AFTER_BRACKET = re.compile(r"(?:\([^()]*\)|(?P<party>_))[,;]?v?")
_UNKNOWN_LIMIT = re.compile(r"[xiU]*(?:B(?:[,v]I)?(?:vA)?(?<!B)|IvA|[BAFU]+)(?:D?l?(?=[_Zza#KSC])|D(?=x)|DNM[pA]M)|[BA]h(?=[lCs])|[ec]h(?=[lCsSG])")
_LUNAR = re.compile(r"[xiUIBFADNMQWJYRywhk/v,-]*\(?z")
_FEAST_DAY = re.compile(r"Nt(?=\))")
_LUNAR_AFTER = re.compile(r"(?:[JYy/-]|\()*z")
_UNREAD_DAY = re.compile(r"[xiUIBFA]*(?:wW?[ec]|DNM[ec]l|(?<!N)DL[Nwec]|W[Nwec](?=[QJy])|WN(?:[,v-]+N)*/N(?!/?[-UN]))")  # “thứ Hai đầu tiên của quý II”, “ngày làm việc đầu tiên của tháng 3”, “tuần 2 của quý II”: not the first days, not the quarter
_DATED_LIMIT = re.compile(r"[(:]?[xi]?[BU]+T?D?N[/M]")
_RHYTHM = re.compile(r"P[MQ](?=[_,:]*[xiBU]+D[ec])")  # “theo quý nộp chậm nhất ngày cuối tháng đầu quý sau”
_DUE_LATER = re.compile(r"[^BU]*[xi]?[BU]+T?D?N[/M]")
_SENT_BY = re.compile(r"[,;]+(?P<work>_b?|b_?)(?=[xi]?[BU]+T?D?N[/M])")  # “…, gửi trước ngày 10/01”
_DATED_PART = re.compile(r"[PF]_[_v,]*[QMDNRJY/]*[RY](?=;|$)")  # “kế hoạch đào tạo quý II/2027; …”, “thu hồi đồng từ quặng đuôi năm 2028; …”
_YEAR_REPORT = re.compile(r"[(_]*b(?:NM|J)")  # “trước ngày 15/12 (báo cáo năm)”
_ONE_PART = re.compile(r"\([^()BUI]*[NR][^()BUI]*x?")


def read_parts(words: Words, text: str) -> Parts:
    """All parts of a phrase; words without meaning are passed over."""
    parts, at, depth = Parts(text=text), 0, 0
    while at < len(words.code):
        letter = words.code[at]
        depth += (letter == "(") - (letter == ")")
        at = _read_one(words, at, parts, depth > 0)
    return parts


def _span(words: Words, start: int, end: int) -> Span:
    return words.words[start].start, words.words[end - 1].end


def _read_one(words: Words, at: int, parts: Parts, bracketed: bool) -> int:
    """Reads what begins at a word and returns the index after it."""
    lunar = lunar_end(words, at)
    if lunar:
        said = _clause_span(words, at, lunar, parts.text)
        if not (parts.times and parts.text[: said[0]].endswith("(")):  # "ngày 28/01/2024 (18 tháng Chạp)": the same day once more
            parts.conditions.append(said)
        return lunar
    if bracketed and parts.times and _FEAST_DAY.match(words.code, at):
        return at + 2  # "ngày 09/02/2024 (30 Tết)"
    review = _REVIEW.match(words.code, at)
    if review:
        return review.end()
    rules = read_rules(words, at)
    if rules and not _LUNAR_AFTER.match(words.code, rules.end):
        parts.rules.append((rules, _span(words, at, rules.end)))
        return rules.end
    passed = _pass_over(words, at, parts)
    if passed:
        return passed
    letter = words.code[at]
    if letter in "CdPHVE":
        return _read_event(words, at, parts)
    school = _SCHOOL_TIME.match(words.code, at) if letter in "segc" else None
    if school:
        end = school.end()
        if not _DATED_LIMIT.match(words.code, end):  # “Kết thúc học kỳ I trước ngày 15/01”: its day is given
            parts.references.append(_clause_span(words, at, end, parts.text))
        return end
    measure = _MEASURE.match(words.code, at) if letter in "N#IimxU" else None
    if measure and _is_dated(words, measure.end()):
        return measure.end()
    if letter in "N#UIxmABiT":
        term = _read_term(words, at, parts, bracketed)
        if term:
            return term
    time = read_time(words, at)
    return _read_time(words, at, time, parts, bracketed) if time else _read_word(words, at, parts)


def _pass_over(words: Words, at: int, parts: Parts) -> int | None:
    """The index behind what says nothing of its own: when a document takes effect, a plan that is made, a rhythm whose day follows."""
    letter = words.code[at]
    if words.words[at].id == "effect" and (parts.times or parts.rules):
        return clause_end(words, at, _CONDITION_STOP)
    if letter == "P" and _is_object(words, at):
        return at + 1
    if letter in "PF" and words.words[at].id != "schedule" and ";" in words.code and _DATED_PART.match(words.code, at):
        return at + 1  # of several works each has its time behind it
    if letter == "P" and _RHYTHM.match(words.code, at):
        return at + 2
    if words.words[at].id == "school_opening" and not words.code.startswith("SY", at + 1):
        return at + 1
    return None


def _read_time(words: Words, at: int, read: Time, parts: Parts, bracketed: bool) -> int:
    """Keeps a time, or what it means beside its neighbours: an event without a date, the name of a report, the year of what follows."""
    time = _beside(words, at, read, parts.times[-1][0], bracketed) if parts.times else read
    if time is None:
        return at + 1
    if _LUNAR_AFTER.match(words.code, time.end) or (time.modality in ("before", "after") and _AWAY.match(words.code, time.end)):
        return _as_condition(words, at, parts)
    if time.points[-1].unit == "tet" and words.code.startswith("hJ", time.end):
        parts.conditions.append(_span(words, at, time.end))  # its day is another one each year
    elif _is_plain_feast(time):
        begin = at - 2 if words.code[max(at - 2, 0) : at] == "B," else at  # “trước, trong và sau Tết”
        parts.conditions.append(_clause_span(words, begin, time.end, parts.text))
    elif not (_is_label(words, time, parts) or _is_named_later(words, time) or _is_done(words, time) or _is_reported_on(words, time, parts)):
        time = _in_year(words, time, parts)
        parts.times.append((time, _span(words, at, time.end), bracketed))
        parts.parties += time.end < len(words.words) and words.words[time.end].id in ("concerning", "doer")
        parts.ongoing_last = False
        if _YEAR_REPORT.match(words.code, time.end):
            parts.of_report.add(time.start)
    return time.end


def _is_object(words: Words, at: int) -> bool:
    """Whether a plan or a schedule is what is made, or a label: “Xây dựng kế hoạch”, “đạt 100% kế hoạch”, “Kế hoạch: tháng 3/2024”, “tháng 3 (kế hoạch)”."""
    before, after = words.code[:at].rstrip(",v")[-1:], words.code[at + 1 : at + 2]
    return words.words[at].id == "schedule_noun" and (before in ("_", "%") or after == ":" or (before, after) == ("(", ")"))


def _is_dated(words: Words, at: int) -> bool:
    """Whether dates follow that a number of days or months only sums up: “trong 02 ngày (15 - 16/3/2024)”."""
    time = read_time(words, at) if at < len(words.code) else None
    return time is not None and (time.ranged or time.modality != "from") and time.points[0].unit != "issue"


def _is_named_later(words: Words, time: Time) -> bool:
    """Whether a week or month without a name is told by the days behind it: “Trong tuần từ 15 đến 19/4/2024”."""
    point = time.points[0]
    nameless = len(time.points) == 1 and (point.unit == "week" or (point.unit in ("month", "quarter") and point.number is None)) and not point.shift
    after = _LEADS_ON.match(words.code, time.end)
    later = read_time(words, after.end()) if nameless and after and after.end() < len(words.code) else None
    return later is not None and later.ranged and later.points[-1].unit == "day"


def _is_label(words: Words, time: Time, parts: Parts) -> bool:
    """Whether a period names the report whose limit follows: “6 tháng đầu năm: trước ngày 10/6”, “báo cáo quý I trước ngày 15/4”."""
    mark = words.code[time.end : time.end + 1]
    begin = time.end + (mark in (":", "("))
    begin += begin < len(words.words) and words.words[begin].id == "sending"
    if time.modality not in ("bare", "within") or begin >= len(words.code) or (mark != ":" and not _is_reported(words, time, parts)):
        return False
    limit = read_time(words, begin)
    if limit is None or limit.modality not in ("before", "until") or (mark != ":" and limit.points[-1].unit != "day"):
        return False
    if time.start == 0 or words.code[time.start - 1] not in "Pa":  # a plan is due before its year begins
        parts.reported[begin] = time
    return True


def _is_reported(words: Words, time: Time, parts: Parts) -> bool:
    """Whether a period names a report, a review or a plan that is made, or goes on with such a list (“… và cả năm trước ngày 15/12”)."""
    at = time.start - 1
    if at < 0:
        return False
    if words.code[at] in ",;v" and parts.reported:
        return True
    named = _REPORTED.search(words.code, max(0, at - 1), time.start)
    return time.modality == "bare" and (named is not None or (words.code[at] == "P" and _is_object(words, at)))


def _is_done(words: Words, time: Time) -> bool:
    """Whether a time is when something was done: “(đã khảo sát xong trong tháng 3/2025)”."""
    return time.start > 0 and words.words[time.start - 1].id == "past"


def _is_reported_on(words: Words, time: Time, parts: Parts) -> bool:
    """Whether the days of a range are those of the figures, which are due later: “số liệu từ ngày 15/12 đến ngày 14/6, báo cáo trước ngày 17/6”, “từ 01/01 đến 31/12, gửi trước 15/01”."""
    if not time.ranged or any(point.unit != "day" for point in time.points):
        return False
    if time.start and words.words[time.start - 1].id == "data":
        return _DUE_LATER.match(words.code, time.end) is not None
    sent = _SENT_BY.match(words.code, time.end)
    if sent is None or not any(word.id in ("sending", "report") for word in words.words[slice(*sent.span("work"))]):
        return False
    parts.reported[sent.end()] = time
    return True


def _beside(words: Words, at: int, time: Time, before: Time | Relative, bracketed: bool) -> Time | None:
    """A time as what stands before it makes it: a limit that goes on behind a bracket; None where it only names something.

    “Trước ngày 20/6 (báo cáo 6 tháng) và 20/12 (báo cáo năm)” · “trước 30/6 đối với cấp tỉnh và 30/9 đối với cấp xã” · “Trước ngày 05/7 (6 tháng đầu năm)” · “Trong tháng 7/2024
    (kỷ niệm Ngày Thương binh - Liệt sĩ 27/7)”.
    """
    limit = isinstance(before, Time) and before.modality in ("before", "until") and before.points[-1].unit == "day"
    days = all(point.unit == "day" for point in time.points)
    if days and isinstance(before, Time) and words.code[before.end : time.start] in ("(", ","):
        time = _of_month(time, before)
    if bracketed and _is_of_part(words, time):
        time = time._replace(partial=True)
    if bracketed:
        named = len(time.points) == 1 and days and time.points[0].year is None and not time.points[0].said_day and words.code[at - 1] in "_J"
        covered = limit and not days and time.modality in ("bare", "within")
        return None if covered or (named and time.modality == "bare") else time
    follows = _AFTER_BRACKET.fullmatch(words.code, before.end, at) if limit and days and time.modality == "bare" and isinstance(before, Time) else None
    if follows and isinstance(before, Time) and (follows["party"] is None or words.words[before.end].id == "concerning"):
        return time._replace(modality=before.modality, firm=before.firm)
    return time


def _in_year(words: Words, time: Time, parts: Parts) -> Time:
    """Gives the year that was named to the periods behind it: “Năm 2027, tháng 3”, “Năm 2027 (đợt 1: quý II; đợt 2: quý IV)”."""
    if any(p.year for p in time.points):
        heads = len(time.points) == 1 and time.points[0].unit == "year" and time.modality in ("bare", "within")
        parts.year = time.points[0].year if heads else None
        return time
    if parts.year is None or any(p.shift is not None or p.unit not in _OF_A_YEAR for p in time.points):
        return time
    before = parts.times[-1][0] if parts.times else None
    if isinstance(before, Time) and before.modality == "bare" and before.points[-1].unit == "year" and time.modality in ("bare", "within", "from") and words.code[before.end : time.start] in _IN_YEAR:
        parts.times.pop()
    return time._replace(points=tuple(p._replace(year=parts.year) for p in time.points))


def _of_month(time: Time, before: Time) -> Time:
    """Days without a month behind the month that they are of: “Tháng 3/2026 (từ ngày 15 đến ngày 20)”."""
    month = before.points[0]
    if len(before.points) > 1 or month.unit != "month" or not month.number or month.part or any(p.number or p.shift is not None for p in time.points):
        return time
    return time._replace(points=tuple(p._replace(number=month.number, year=month.year, shift=month.shift) for p in time.points))


def _is_of_part(words: Words, time: Time) -> bool:
    """Whether a limit in brackets is that of a numbered part of the work: “(nhóm 1 hoàn thành trước ngày 30/10)”."""
    opens = words.code.rfind("(", 0, time.start)
    return time.modality in ("before", "until") and _ONE_PART.fullmatch(words.code, opens, time.start) is not None


def _is_plain_feast(time: Time) -> bool:
    """Whether it is Tết itself, whose days off the text leaves open, or a day before it, which the length of the lunar month decides."""
    point = time.points[0]
    if point.unit != "tet" or len(time.points) > 1:
        return False
    return (point.day == 1 and time.modality in _PLAIN_FEAST) or (point.day or 1) > _LAST_MUNG


def lunar_end(words: Words, at: int) -> int | None:
    """Where a clause with a day of the lunar calendar ends, if one begins at a word: “ngày 10 tháng 3 âm lịch”, “rằm tháng 7”."""
    found = _LUNAR.match(words.code, at)
    if found is None:
        return None
    end = clause_end(words, found.end() - 1, _CONDITION_STOP)
    return end + ("(" in found.group() and words.code[end : end + 1] == ")")


def _read_word(words: Words, at: int, parts: Parts) -> int:
    letter = words.code[at]
    if letter == "o":
        parts.ongoing_last = bool(parts.times) and words.code[:at].rstrip("o,").endswith("v")  # "và duy trì thường xuyên" as well
        parts.ongoing = True
    elif letter == "X":
        parts.opened = True
        parts.onwards = parts.onwards or words.words[at].value == 1
    elif letter == "k":
        parts.ongoing = True
    else:
        limit = _UNKNOWN_LIMIT.match(words.code, at) or _UNREAD_DAY.match(words.code, at)
        if limit:
            end = clause_end(words, limit.end(), _CONDITION_STOP)
            parts.ongoing = parts.ongoing or limit.group().endswith("h")  # “sau mỗi đợt kiểm tra”
            parts.conditions.append(_clause_span(words, at, end, parts.text))
            return end
        if words.code.startswith("m_", at):
            end = clause_end(words, at, _REFERENCE_STOP)
            parts.references.append(_clause_span(words, at, end, parts.text))
            return end
    return at + 1


def _read_event(words: Words, at: int, parts: Parts) -> int:
    """An event to wait for, or a schedule kept elsewhere, up to the end of its clause (C19, C20)."""
    letter, code = words.code[at], words.code
    if letter == "V":
        end = at + 1
        while end < len(code) and code[end] in "UJY":
            end += 1
        parts.references.append(_clause_span(words, at, end, parts.text))
        parts.vision = True
        return end
    if letter == "E":
        parts.ongoing = True
        if code[at + 1 : at + 2] not in ("P", "C", "d"):
            return at + 1
    refers = letter in "PH"
    stop = _REFERENCE_STOP if refers else _OCCASION_STOP if words.words[at].id == "occasion" else _CONDITION_STOP
    end = clause_end(words, at, stop)
    if words.words[at].id in ("school_close", "schedule_noun") and _DATED_LIMIT.match(code, end):
        return end  # it is what is due, and does not say when
    span = _clause_span(words, at, end, parts.text)
    (parts.references if refers else parts.conditions).append(span)
    parts.ongoing = parts.ongoing or letter in "Hd"
    if letter == "C" and words.words[at].id == "event_after" and end == at + 2 and code[at + 1] == "a":
        parts.from_issue = True
    return end


def _clause_span(words: Words, at: int, end: int, text: str) -> Span:
    """The clause as printed: words that have no letter (“của”, “thực hiện”) before the next word belong to it."""
    start = words.words[at].start
    stop = words.words[end].start if end < len(words.words) else len(text)
    return start, start + len(text[start:stop].rstrip(" ,;:.("))


def clause_end(words: Words, at: int, stop: re.Pattern[str]) -> int:
    """Index of the word where the clause that begins at `at` ends: a bracket, “;”, or a new part after “,” or “và”."""
    code, end = words.code, at + 1
    while end < len(code):
        letter = code[end]
        if letter in _CLOSERS or (letter in ",v" and (_STRONG.match(code, end) or _theo(words, end))):
            break
        if letter in "xiBIUF" and stop.match(code, end):
            break
        end += 1
    return end


def _theo(words: Words, at: int) -> bool:
    """Whether “, theo …” or “và theo …” follows: a schedule of its own beside an event."""
    following = words.words[at + 1] if at + 1 < len(words.words) else None
    return following is not None and following.code == "P" and following.end - following.start == 4


def _read_term(words: Words, at: int, parts: Parts, bracketed: bool) -> int | None:
    """A relative term with its dates, or as a condition where it counts from something unknown."""
    read = read_relative(words, at)
    if read is None:
        return None
    if isinstance(read, int):
        parts.doubtful = parts.doubtful or words.code[at] == "A"
        return _as_condition(words, read, parts)
    relative, end = read
    parts.times.append((relative, _span(words, at, end), bracketed))
    return end


def _as_condition(words: Words, at: int, parts: Parts) -> int:
    counted = _COUNTED_FROM.match(words.code, at)
    end = clause_end(words, counted.end() - 1 if counted else at, _CONDITION_STOP)
    parts.conditions.append(_clause_span(words, at, end, parts.text))
    return end
