"""Deadlines inside the sentence of a task: only where it says when the work itself is due.

A time in prose may also belong to a target (“phấn đấu đến hết năm 2026, 80 % …”), a cited document, the name of a
programme, or a fact about something else (“dữ liệu trước năm 2022”). So each candidate is read where an anchor word
stands, and must then pass what `deadline_prose` of the grammar says about the words around it; in doubt it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.resolve.deadline_forms import Time, read_time
from kehoach_parser.resolve.deadline_labels import (
    APART,
    CLAUSE,
    CLAUSE_STOP,
    WINDOW,
    apart,
    labels,
    of_event,
    read_bracket,
)
from kehoach_parser.resolve.deadline_parts import Parts, Span, lunar_end, read_parts
from kehoach_parser.resolve.deadline_prose_words import Prose, prose_of
from kehoach_parser.resolve.deadline_rules import read_rules
from kehoach_parser.resolve.deadline_terms import Relative, read_relative
from kehoach_parser.resolve.deadline_words import Words, cut_words
from kehoach_parser.resolve.periods import Point

_SENTENCE_BREAK = re.compile(r"[.;:!?\n(]")
_ONE_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?!\s)|;(?=\s*\d))*+")
_SUMMED = re.compile(r"[iIxm]*N[DW]L?[,:(]*(?=F?D?N)")  # "trong 02 ngày 18 và 19/11"
_COUNTED = re.compile(r"[iIxUmBA]*(?:N-)?(?:N[DWMJ]L?|T)[FAC]")  # "chậm nhất 05 ngày sau khi kết thúc đợt": an event that the plan does not date
_LASTING = re.compile(r"vo(?:,?o)*")
_OF_DAYS = re.compile(r"[hk/]D|lID")  # "hằng ngày", "02 lần/ngày": no day that is named
_YEARLY = 70  # letters in which a programme stands before the "hằng năm" that describes it
_AFTER_TIME = re.compile(r"\s*,?\s*")
_PERIOD_UNITS = frozenset(("day", "week", "month", "quarter", "half", "year"))


def find_parts(grammar: Grammar, text: str, cite: Callable[[Grammar, str], tuple[Span, ...]]) -> list[tuple[Parts, Span]]:
    """The times and recurrences of a sentence that say when its work is due, each with its place in the text.

    `cite` gives the places of cited documents; it is asked only when there is something to read.
    """
    prose, plain = grammar.once(prose_of), fold(text)
    found: list[tuple[Parts, Span]] = []
    cited: tuple[Span, ...] | None = None
    end = 0
    for anchor in prose["anchor"].finditer(plain):
        start = anchor.start()
        cited = cite(grammar, text) if cited is None else cited
        if start < end or any(a <= start < b for a, b in cited):
            continue
        candidate = _candidate(grammar, prose, text, plain, start, cited)
        if candidate:
            parts, span, fits = candidate
            found += [(parts, span)] * fits
            end = span[1] if fits or any(isinstance(time, Time) and time.ranged for time, _, _ in parts.times) else end
    found = _routinely(grammar, prose, text, plain, found)
    anchored = bool(found)
    for place, parts, comma in labels(grammar, prose, text, plain):
        if not (comma and anchored) and not any(a < place[1] and b > place[0] for _, (a, b) in found):
            found.append((parts, place))
    for start, end in apart(text):
        if not any(a < end and b > start for _, (a, b) in found):
            found += read_bracket(grammar, prose, text, plain, (start, end), years=not found)
    if not found:
        found += _event_in_bracket(prose, text, plain) or _event_first(prose, text, plain) or _event_at_end(prose, text, plain) or _meeting_day(grammar, prose, text, plain, cite) or _at_gathering(grammar, prose, text, plain)
    routine = None if found else prose["routine_work"].match(plain)
    if routine:
        found.append((Parts(text=text, ongoing=True), routine.span()))
    asked = None if found else prose["on_request"].search(plain)
    if asked and not (prose["otherwise"].search(plain, 0, asked.start()) or prose["routine"].search(_clause(plain, asked.start())[0])):
        found.append((Parts(text=text, conditions=[asked.span()]), asked.span()))
    return sorted(found, key=lambda candidate: candidate[1])


def find_always(grammar: Grammar, text: str, since: int) -> Span | None:
    """Where right behind the body that acts it is said that its work has no end."""
    found = grammar.once(prose_of)["always_works"].match(fold(text), since)
    return found.span("always") if found else None


def _routinely(grammar: Grammar, prose: Prose, text: str, plain: str, found: list[tuple[Parts, Span]]) -> list[tuple[Parts, Span]]:
    """The limits of work that is said to come back, each year: "Định kỳ báo cáo … trước ngày 20/11", "báo cáo định kỳ về Sở trước ngày 15/6 và 15/12"."""
    if any(parts.rules for parts, _ in found):
        return found
    return [(_each_year(grammar, text, place) if _is_day_of_year(parts) and prose["routinely"].search(plain, 0, place[0]) else parts, place) for parts, place in found]


def _is_day_of_year(parts: Parts) -> bool:
    """Whether a limit is of days that have no year."""
    time = parts.times[0][0] if len(parts.times) == 1 else None
    return isinstance(time, Time) and time.modality in ("before", "until") and all(p.unit == "day" and p.number and p.year is None and p.shift is None for p in time.points)


def _each_year(grammar: Grammar, text: str, place: Span) -> Parts:
    start, end = place
    return read_parts(cut_words(grammar, grammar.phrases("deadline_words", "periodic")[0].ljust(start) + text[start:end]), text)


def _event_in_bracket(prose: Prose, text: str, plain: str) -> list[tuple[Parts, Span]]:
    """The event on which the work waits, in the bracket that closes the text: "… (khi Bộ Y tế có văn bản triển khai)"."""
    end = len(text.rstrip(" .;"))
    opens = text.rfind("(", max(0, end - CLAUSE), end) if text[end - 1 : end] == ")" else -1
    event = prose["bracket_event"].search(plain, opens, end - 1) if opens > 0 else None
    if event is None:
        return []
    place = (event.start("event"), end - 1)
    return [(Parts(text=text, conditions=[place]), place)]


def _event_first(prose: Prose, text: str, plain: str) -> list[tuple[Parts, Span]]:
    """The event after which the work is done, where it opens the text: "Kết thúc chiến dịch, tổng hợp kết quả …"."""
    event = prose["closes_first"].match(plain)
    return [(Parts(text=text, conditions=[event.span()]), event.span())] if event else []


def _event_at_end(prose: Prose, text: str, plain: str) -> list[tuple[Parts, Span]]:
    """The event right after which the work is to be done, where it closes a sentence ("… ngay sau khi UBND tỉnh giao kinh phí.") or its clause."""
    event = prose["at_once"].search(plain)
    if event is None or "," in event.group():
        event = prose["ended"].search(plain)
        if event is None:
            return []
    place = (event.start(), event.start() + len(event.group().rstrip(" .;")))
    return [(Parts(text=text, conditions=[place]), place)]


def _meeting_day(grammar: Grammar, prose: Prose, text: str, plain: str, cite: Callable[[Grammar, str], tuple[Span, ...]]) -> list[tuple[Parts, Span]]:
    """The day on which what is held takes place, where it closes the text: "Họp cha mẹ học sinh ngày 18/9/2025."."""
    day = prose["full_day"].search(plain, max(0, len(plain) - APART))
    if day is None or prose["meets"].match(plain) is None or (prose["other_days"].search(plain, 0, day.start()) and not plain[: day.start()].endswith(", ")) or any(a <= day.start() < b for a, b in cite(grammar, text)):
        return []
    words = cut_words(grammar, text[: day.end()][day.start() :])
    time = read_time(words, 0) if words.code else None
    span = day.span()
    return [(Parts(text=text, times=[(time, span, False)]), span)] if time else []


def _at_gathering(grammar: Grammar, prose: Prose, text: str, plain: str) -> list[tuple[Parts, Span]]:
    """The month or quarter of the regular gathering at which the work is done: "… trong sinh hoạt chi bộ tháng 6/2026"."""
    found = prose["gathering"].search(plain)
    words = cut_words(grammar, text[found.start("time") : found.end() + WINDOW]) if found else None
    time = read_time(words, 0) if words and words.code else None
    if found is None or words is None or time is None or time.modality != "bare" or not all(p.number and p.unit in ("month", "quarter") for p in time.points):
        return []
    span = (found.start(), found.start("time") + words.words[time.end - 1].end)
    return [(Parts(text=text, times=[(time, span, False)]), span)]


def _candidate(grammar: Grammar, prose: Prose, text: str, plain: str, start: int, cited: tuple[Span, ...]) -> tuple[Parts, Span, bool] | None:
    """What begins at an anchor, if it is read as a time, and whether the words around it agree."""
    window = _ONE_SENTENCE.match(text, start, start + WINDOW).group()  # type: ignore[union-attr]  # it may be empty, and always matches
    near = tuple((max(a - start, 0), b - start) for a, b in cited if a < start + WINDOW and b > start)
    words = cut_words(grammar, window, near)
    if not words.code:
        return None
    parts = Parts(text=text)
    occasion = prose["occasions"].match(plain, start) if words.code.lstrip("x")[:1] == "B" else None
    around = prose["around"].match(plain, start) if occasion is None and words.code[0] in "BIC" else None
    if occasion or around:
        end = start + len((occasion or around).group().rstrip())  # type: ignore[union-attr]  # one of them is a match
        parts.conditions.append((occasion.start("event") if occasion else start, end))
        return parts, (start, end), True
    lunar = lunar_end(words, 0)
    if lunar:
        end = start + words.words[lunar - 1].end
        parts.conditions.append((start, end))
        return parts, (start, end), words.code[0] in "BU" or prose["on"].match(plain, start) is not None
    term = read_relative(words, 0)
    if isinstance(term, int) and _COUNTED.match(words.code, term):
        parts.conditions.append((start, _clause_end(text, start)))
        return parts, parts.conditions[0], True
    rules = read_rules(words, 0)
    if rules and "_" in words.code[: rules.end]:  # the rhythm that opens a sentence and its day further on are put together later
        known = words.code.index("_")
        rules = read_rules(Words(words.code[:known], words.words[:known]), 0)
    if rules:
        end = start + words.words[rules.end - 1].end
        parts.rules.append((rules, (start, end)))
        fits = _fits_rules(prose, plain, start, end, words.code[: rules.end])
    else:
        timed = _timed(words)
        if timed is None:
            return None
        time, last = timed
        last += words.code.startswith(",X", last) and words.code[0] == "J"
        opens = words.words[last] if isinstance(time, Time) and words.code[last : last + 1] == "X" else None  # "trong năm 2027 và các năm tiếp theo"
        parts.opened, parts.onwards = opens is not None, opens is not None and opens.value == 1
        end = start + (opens or words.words[last - 1]).end
        lasting = _LASTING.match(words.code, last) if isinstance(time, Time) and opens is None else None
        after = start + words.words[lasting.end() - 1].end if lasting else 0
        if lasting and CLAUSE_STOP.match(text + ".", after):  # "trong năm 2024 và duy trì thường xuyên."
            parts.ongoing, parts.ongoing_last, end = True, True, after
        end += text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end)  # "trong 02 ngày (20 - 21/6/2024)"
        parts.times.append((time, (start, end), False))
        if isinstance(time, Relative) and time.base is None and words.words[last - 1].id == "issuing" and words.words[last - 2].code == "C":
            parts = Parts(text=text, conditions=[(start, end)])  # "đăng tải chậm nhất 02 ngày sau khi ban hành": of what is issued
        fits = isinstance(time, Relative) or _fits_time(prose, text, plain, start, end, time, parts)
        party = prose["party"].match(plain, end) if fits and isinstance(time, Time) and time.modality in ("before", "until", "within") else None
        if party:
            ahead = parts.ahead
            parts, end = _of_parties(grammar, prose, text, plain, start, party.end())
            parts.ahead = ahead
    return of_event(parts), (start, end), fits


def _of_parties(grammar: Grammar, prose: Prose, text: str, plain: str, start: int, end: int) -> tuple[Parts, int]:
    """A limit that goes on for others: "trước ngày 30/6 đối với cấp tỉnh và 30/9 đối với cấp xã"."""
    more: re.Match[str] | None = None
    while True:
        words = cut_words(grammar, text[end : end + APART])
        time = read_time(words, 0) if words.code else None
        end += words.words[time.end - 1].end if time else 0
        more = prose["party"].match(plain, end) if time else None
        if more is None:
            return read_parts(cut_words(grammar, " " * start + text[start:end]), text), end
        end = more.end()


def _clause_end(text: str, start: int) -> int:
    """Where the clause that begins at a place ends: at a comma or the end of its sentence."""
    found = CLAUSE_STOP.search(text, start)
    return found.start() if found else len(text.rstrip())


def _timed(words: Words) -> tuple[Time | Relative, int] | None:
    summed = _SUMMED.match(words.code)
    days = read_time(words, summed.end()) if summed else None
    if days and len(days.points) > 1 and all(point.unit == "day" for point in days.points):
        return days._replace(modality="within"), days.end
    relative = read_relative(words, 0)
    if isinstance(relative, tuple):  # a span that no day begins ("trong 40 năm qua", "lưu trong 10 năm") describes something and is no term
        return relative if relative[0].sure else None
    if relative:
        return None
    time = read_time(words, 0)
    return (time, time.end) if time else None


def _clause(plain: str, start: int) -> tuple[str, str]:
    """What stands before a place: in its sentence, and in its clause (after the last comma)."""
    sentence = plain[max(0, start - CLAUSE) : start]
    for found in _SENTENCE_BREAK.finditer(sentence):
        closed = found.group() == "(" and ")" in sentence[found.end() :]
        if not closed and not sentence[found.end() : found.end() + 1].isdigit():
            cut = found.end()
            sentence = "\0" * cut + sentence[cut:]
    sentence = sentence.lstrip("\0")
    return sentence, sentence.rpartition(",")[2]


def _fits_rules(prose: Prose, plain: str, start: int, end: int, code: str) -> bool:
    """“ngày 15 hàng tháng” always says when; “hàng năm” alone only where it stands for a time, not for a quality."""
    sentence, clause = _clause(plain, start)
    if "f" in code:
        return False
    if re.search("[MQ][NR]", code) or "D" in _OF_DAYS.sub("", code) or "w" in code or "T" in code or "N/N" in code:
        return True
    if "b" in code:
        return False
    if code.startswith("k"):
        return True
    if "l" in code:
        return False
    opens = not clause.strip() and plain[end : end + 1] in (",", " ")
    if opens:
        return bool(prose["reports"].search(plain[end : end + 120])) or plain[end : end + 1] == ","
    closes = prose["closes"].match(plain, end) is not None or (prose["ruled"].match(plain, end) is not None and prose["told"].search(clause) is not None)
    return closes and bool(prose["reports"].search(sentence)) and not (prose["recurring_nouns"].search(clause[-45:]) or prose["yearly"].search(sentence[-_YEARLY:]))


def _fits_time(prose: Prose, text: str, plain: str, start: int, end: int, time: Time, parts: Parts) -> bool:
    """Whether a time says when the work is due, by its modality, its neighbours, and whether the years after it are named with it."""
    next_years = parts.opened and not parts.onwards
    if time.modality == "bare" and next_years:
        return _from_year(prose, plain, start, end)
    if time.modality == "bare" and prose["finishing"].match(plain, start):
        parts.ahead = True
        return not _clause(plain, start)[1].strip() and CLAUSE_STOP.match(plain + ".", end) is not None and not plain.startswith(":", end)
    if any(p.unit not in (*_PERIOD_UNITS, "issue", "school") and not _is_dated_feast(p, time) for p in time.points) or time.modality in ("bare", "after", "open", "open_after"):
        return time.modality == "bare" and _on_a_day(prose, plain, start, time, parts)
    if time.ranged and time.points[-1].unit == "issue":
        return False  # "từ năm 2021 đến nay": what was until now
    if plain[start - 1 : start] == "(" and prose["done_by"].match(plain, end):
        return False  # "(trước 29/5 do Cục cấp; …)": who did it until then
    sentence, clause = _clause(plain, start)
    days = all(p.unit in ("day", "tet") for p in time.points)
    described = None if days else prose["described"].search(sentence)
    happened = prose["happened"].search(sentence)
    if (happened and not happened["not"]) or prose["happened_then"].match(plain, end) or prose["supposed"].search(clause):
        return False
    if prose["background"].search(sentence) or (not days and prose["envisaged"].match(plain, end)) or (described and not (_is_named(text, start - len(described.group()), time) or _is_made(prose, sentence, time, parts))):
        return False
    parts.ahead = any(prose[name].search(sentence) for name in ("things", "figures"))
    if parts.ahead and not _is_worked_on(prose, sentence, time, days):
        return False
    parts.ahead = parts.ahead or prose["takes_place"].search(sentence) is not None
    if time.modality == "before":
        return days or bool(prose["completes"].search(sentence + plain[start:end]))
    if time.modality == "until":
        parts.ahead = parts.ahead or not time.firm or prose["continues"].match(plain) is not None
        return (days and time.firm) or prose["latest"].match(plain, start) is not None or ((bool(prose["completes"].search(sentence[-60:] + plain[start : end + 40])) or (time.firm and _completes_first(prose, plain, start))) and not _target(prose, plain, end, sentence))
    if time.modality == "from" and (prose["forbids"].search(sentence) or (prose["in_force"].search(sentence) and not prose["put_in_force"].search(sentence))):
        return False
    if time.modality == "from" and not time.ranged:
        ends = bool(re.match(r"\s*(?:$|[.;)])", plain[end : end + 8]))
        if not clause.strip() and not ends:  # "Từ ngày 01/7/2026, thực hiện …", "Từ năm 2027 trở đi: …"
            if plain.startswith(":", end):
                return not _target(prose, plain, end + 1, sentence)
            verb = _AFTER_TIME.match(plain, end)
            return verb is not None and prose["begins"].match(plain, verb.end()) is not None
        if plain.startswith(",", end) and (prose["first_years"].search(sentence) or prose["in_earnest"].match(plain, end)):  # "thí điểm từ tháng 3/2024, …"
            parts.ahead = True
            return True
        return ends and (bool(prose["begins"].search(sentence)) or (next_years and not _target(prose, plain, end, sentence)))
    return not (_target(prose, plain, end, clause) or _striven_for(prose, sentence))


def _completes_first(prose: Prose, plain: str, start: int) -> bool:
    """Whether the text begins with what has to be finished and the time closes its first sentence: "Hoàn thành việc … theo Quyết định … đến hết năm 2026.", "Tiếp tục thực hiện … đến hết năm 2026."."""
    continues = "%" not in plain[:start] and prose["continues"].match(plain) is not None
    return (continues or prose["completes"].match(plain) is not None) and not any(stop in plain[:start] for stop in (". ", ";", ","))


def _is_dated_feast(point: Point, time: Time) -> bool:
    """“trước Tết Nguyên đán Ất Tỵ”: which one it is, is said."""
    return point.unit == "tet" and time.modality == "before" and point.year is not None


def _from_year(prose: Prose, plain: str, start: int, end: int) -> bool:
    """Whether a year with those that follow it is when the work is done: it opens a clause, or stands behind the verb of the work."""
    sentence, clause = _clause(plain, start)
    if not clause.strip():
        return not _target(prose, plain, end + plain.startswith(":", end), sentence)
    if "," in plain[start:end]:  # "thí điểm tại 03 xã năm 2026, những năm tiếp theo nhân rộng"
        return not (prose["described"].search(sentence) or prose["background"].search(sentence) or _target(prose, plain, end, sentence))
    return prose["first_years"].search(sentence) is not None and not _target(prose, plain, end, sentence)


def _is_worked_on(prose: Prose, sentence: str, time: Time, days: bool) -> bool:
    """Whether something is done with papers or figures by a time, which is not theirs: "nộp hồ sơ trước ngày …", "hoàn thành hồ sơ trong quý II"."""
    if time.modality in ("before", "until") and days:
        return prose["hands"].search(sentence) is not None
    return prose["finishes"].search(sentence) is not None or (prose["figures"].search(sentence) is None and prose["prepares"].search(sentence) is not None)


def _is_named(text: str, noun: int, time: Time) -> bool:
    """Whether a noun before a month or quarter is the plan's own programme, which is not told apart by it: "giao vốn thực hiện Chương trình trong tháng 4"."""
    return text[noun].isupper() and all(p.number and p.unit in ("month", "quarter") for p in time.points)


def _is_made(prose: Prose, sentence: str, time: Time, parts: Parts) -> bool:
    """Whether a noun before a month or quarter is what is made by then: "ban hành kế hoạch trong quý I/2026"."""
    if not all(p.number and p.unit in ("month", "quarter") for p in time.points) or not prose["made"].search(sentence):
        return False
    parts.ahead = True
    return True


def _target(prose: Prose, plain: str, end: int, before: str) -> bool:
    """Whether the time belongs to a target: hoped for before it, or a number to reach right after it.

    After a comma the number is the next clause's own, unless the time is all that its clause says ("Trong năm 2025, đạt …").
    """
    if prose["hopes"].search(before) and not prose["just_completes"].search(before):  # "phấn đấu hoàn thành trong quý III"
        return not (prose["just_strives"].search(before) and prose["then_completes"].match(plain, end))  # "phấn đấu hết quý III hoàn thành việc …"
    reached = prose["reaches"].match(plain, end)
    return reached is not None and not ("," in reached.group() and before.strip())


def _striven_for(prose: Prose, sentence: str) -> bool:
    """Whether the time closes what is striven for: "phấn đấu xây dựng 5 xã, phường … trong năm 2025", but "phấn đấu hoàn thành …"."""
    last = max((found.end() for found in prose["strives"].finditer(sentence)), default=-1)
    return last >= 0 and not prose["completes"].search(sentence, last)


def _on_a_day(prose: Prose, plain: str, start: int, time: Time, parts: Parts) -> bool:
    """“vào ngày 20/11/2024”, “sơ kết vào tháng 6/2024”: the day or month of an event that is the work."""
    if prose["on"].match(plain, start) is None or not (time.points[-1].number or all(p.unit == "year" for p in time.points)):
        return False
    sentence, clause = _clause(plain, start)
    happened = prose["happened"].search(sentence)
    if happened and not happened["not"]:
        return False
    parts.ahead = prose["takes_place"].search(sentence) is not None
    if any(p.unit == "year" and not p.part for p in time.points) and not prose["completes"].search(clause):
        return False
    if all(p.unit == "day" for p in time.points):
        return not prose["background"].search(sentence)
    return all(p.unit in ("month", "quarter", "year") for p in time.points) and bool(prose["holds"].search(clause)) and not (prose["background"].search(sentence) or prose["hopes"].search(clause))
