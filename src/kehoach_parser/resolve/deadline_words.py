"""Cuts a deadline phrase into words that carry meaning, and writes them as a code with one letter a word.

The forms in deadline_forms.py are patterns over that code: `D?N/N/Y` is “[ngày] 15/3/2024”, `QR/Y` is “Quý I/2024”.
Letters are given to the ids of `deadline_words` in the grammar; words that say nothing (`filler`) have none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, phrase_table, trie_pattern
from kehoach_parser.resolve.deadline_mend import mend
from kehoach_parser.resolve.deadline_misprints import spelled

# id of a word in the grammar → its letter. Digits: N one or two digits, Y a year, # any other number, R a Roman numeral;
# Z a cited document, T a time of day, % a percentage, . a full stop between digits, _ a word without meaning here.
CODES = {
    "day": "D", "days": "D", "week": "W", "named_week": "W", "month": "M", "months": "M", "quarter": "Q", "quarters": "Q", "year": "J", "years": "J", "stage": "G", "school_year": "S", "semester": "s", "term": "K",
    "tet": "t", "lunar": "z", "other_feast": "_", "feast": "_", "effect": "_", "concerning": "_", "first": "e", "middle": "g", "last": "c", "rest": "q", "half": "n", "first_decade": "1", "middle_decade": "2", "last_decade": "3",
    "same_year": "y", "next_year": "y", "last_year": "y", "next": "p", "this": "r",
    "within": "I", "whole": "I", "before": "B", "until": "U", "until_end": "U", "done": "x", "from": "F", "earliest": ">", "after": "A", "spell": "m", "working": "L",
    "ongoing": "o", "open": "X", "onwards": "X", "each": "h", "periodic": "k", "times": "l", "report": "b", "review": "f", "adhoc": "E",
    "sending": "_", "data": "_", "past": "_", "previous": "_", "doer": "_", "office_hours": "T",
    "event": "C", "school_close": "C", "school_opening": "C", "occasion": "C", "event_after": "C", "on_demand": "d", "schedule": "P", "schedule_noun": "P", "course": "H", "vision": "V", "now": "j", "issue": "a", "issuing": "a", "immediate": "i", "urgent": "u", "and": "v",
    "monday": "w", "tuesday": "w", "wednesday": "w", "thursday": "w", "friday": "w", "saturday": "w", "sunday": "w",
    "one": "N", "two": "N", "three": "N", "four": "N", "six": "N", "seven": "N", "eight": "N", "nine": "N", "ten": "N", "eleven": "N", "twelve": "N",
    "filler": "", "ordinal": "",
}  # fmt: skip
_VALUES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "monday": 2, "tuesday": 3, "wednesday": 4, "thursday": 5, "friday": 6, "saturday": 7, "sunday": 8, "same_year": 0, "next_year": 1, "last_year": -1, "until_end": 1, "done": 1, "onwards": 1,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PUNCTUATION = {"/": "/", "-": "-", "÷": "-", "→": "-", "~": "-", ",": ",", ";": ";", "(": "(", ")": ")", "[": "(", "]": ")", "&": "v", "+": "v", "%": "%", ":": ":"}
_MAY = 5
_ENDS_PART = (",", ";", ")")
_DATES = r"(?:N(?:\.N){0,2}[-U,v]+F?D?)*N(?:\.N){1,2}(?![.DWMQ%#L]|J(?!Y))"
_DOTTED, _DOTTED_IN_FIELD = (re.compile(lead + _DATES) for lead in ("D", "(?:D|[BUFAIx>]T?)"))
_DOTS = re.compile(r"N(?:\.N){1,2}")
_DOTTED_CLOCK = re.compile(r"N\.N(?=DN)")
_HYPHENATED = re.compile(r"DN-N(?:[U-]D?N-N)?(?![-/N.MLW#]|J(?!Y)|h[MQ])")
_NUMBERS = r"""
(?=[\dt])(?:  # no other word is tried for these
  (?P<iso>(?<![\d./-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-]))
| (?P<date>(?:(?<![\d./-])\d{1,2}\s?[.-]\s?\d{1,2}\s?[.-]|(?<=\d-)\d{1,2}\.\d{1,2}\.)\s?(?:19|20)\d\d(?!\d))
| (?P<month_year>(?:(?<![\d./-])\d{1,2}[.-]|(?<=\d-)\d{1,2}\.)(?:19|20)\d\d(?![\d.]))
| (?P<always>(?:(?<![\d/])24\s?(?:h|giờ)?\s?/\s?24|(?:(?<=trực\s)|(?<=tục\s)|(?<=xuyên\s)|(?<=động\s)|\A(?=24\s?/\s?7\W*\Z))24\s?/\s?7)(?:\s?(?:h|giờ))?(?:\s?/\s?ngày)?(?![\w/]))
| (?P<clock>(?P<hours>(?:từ\s+)?\d{1,2}(?:\s*h\s*\d{0,2}|:\d\d|\s*giờ(?:\s*\d\d)?(?:\s*phút)?)['’]?\s*(?:đến|-|–)\s*)?\d{1,2}\s*(?:h(?:\s*\d\d)?|giờ(?:\s*\d\d)?(?:\s*phút)?|g\d\d|:\d\d)['’]?(?![^\W\d])(?:\s*,)?)
| (?P<percent>\d{1,3}(?:[.,]\d+)?\s*%)
| (?P<thousands>\d{1,3}(?:\.\d{3})+(?!\d))
| (?P<number>\d+)
)
| (?P<full_stop>(?<=\d)\.(?=\d))
| (?P<months>t(?:(?<=\d.)(?:hg?)?|(?<=\d\s.)hg?)(?!\w))
| (?P<roman>(?<![^\Wqý])(?:iv|i{1,3})(?!\w))
| (?P<short>(?<!\w)(?:(?:(?:\A|(?<=\d[\s,;-])|(?<=\d[,;-]\s))t\.?(?=\s?(?:0?[1-9]|1[0-2])\Z)|(?:(?<=trong\s)|(?<=trước\s)|(?<=hết\s)|(?<=đến\s)|(?<=cuối\s)|(?<=đầu\s)|(?<=giữa\s))t\.?(?=\s?(?:0?[1-9]|1[0-2])\s*(?:\Z|[,;)])))|t\.?(?=\s?\d{1,2}(?:\s?[/.-]\s?\d|\s?[\s,;-]\s?t\.?\s?\d|\s+đến\s+(?:hết\s+)?t\.?\s?\d{1,2}\s?[/.-])|0?[89](?!\w)|1[0-2](?!\w))|th\.?(?=\s?\d{1,2}\s?[/.-]\s?\d)|thg\.?(?=\s?\d)|(?:q\.?|quý)(?=\s?(?:[1-4]|iv|i{1,3})(?!\w))))
"""
class Word(NamedTuple):
    """One word with meaning: its letter, its number (of a time of day 1 where it says from when to when), and where it stands; `id` is the entry's."""

    code: str
    value: int
    start: int
    end: int
    id: str = ""


class Words(NamedTuple):
    """The words of a phrase in order, `code` their letters in a row; `repaired` when misprints were mended."""

    code: str
    words: tuple[Word, ...]
    repaired: bool = False


class _Lexer(NamedTuple):
    """`known` gives letter, number and entry of each phrase."""

    pattern: re.Pattern[str]
    known: dict[str, tuple[str, int, str]]


def _lexer(grammar: Grammar) -> _Lexer:
    table = phrase_table(grammar.section("deadline_words"))
    known = {phrase: (CODES.get(entry, ""), _VALUES.get(entry, 0), entry) for phrase, entry in table.items()}
    lunar = phrase_table(grammar.section("lunar_new_year"))  # “Tết Giáp Thìn” is that of 2024
    known |= {phrase: ("Y", int(year), "") for phrase, year in lunar.items()}
    words = trie_pattern(known).replace("\\ ", r"\s+")
    pattern = re.compile(rf"{_NUMBERS}|(?P<word>{words})(?![^\W\d])|(?P<mark>[/\-÷→~,;()\[\]&+%:])|(?P<stop>(?<=[^\W\d_])\.(?=\s+[^\W\d_]))|(?P<other>(?<!\w)[^\W\d]{{1,3}}\d+(?:[/.-]\d+)*|[^\W\d]+)", re.VERBOSE | re.DOTALL)
    return _Lexer(pattern, known)


def cut_words(grammar: Grammar, text: str, cited: tuple[tuple[int, int], ...] = (), field: bool = False) -> Words:
    """The words of a phrase; stretches in `cited` (spans of documents that the phrase names) become one Z each.

    In a deadline field (`field`) a limit is enough for “18.6” to be a day; in a sentence it may be a number. Only there
    mistyped words are mended, too.
    """
    typed = spelled(grammar, text) if field else None
    if typed:
        cut = cut_words(grammar, typed.text, tuple((typed.place(a), typed.place(b)) for a, b in cited), field)
        return cut._replace(words=tuple(w._replace(start=typed.places[w.start], end=typed.places[w.end]) for w in cut.words), repaired=True)
    mended, repaired = mend(grammar, text, field)
    lexer = grammar.once(_lexer)
    words: list[Word] = []
    blocks = list(cited)
    for found in lexer.pattern.finditer(mended):
        start, end = found.span()
        while blocks and start >= blocks[0][1]:
            words.append(Word("Z", 0, *blocks.pop(0)))
        if (blocks and end > blocks[0][0]) or (found.lastgroup == "stop" and not _ends_sentence(text, start, end)):
            continue
        _add(words, found, lexer.known)
    words.extend(Word("Z", 0, *block) for block in blocks)
    _say_each(words)
    _join_dates(words, field)
    return Words("".join([word.code for word in words]), tuple(words), repaired)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a full stop parts two sentences of a value: small letters before it, a capital behind ("… khi kết thúc. Vận động: …"), no "TP. Huế"."""
    word = text[:start].rpartition(" ")[2]
    return word.islower() and text[end:].lstrip()[:1].isupper()


def _say_each(words: list[Word]) -> None:
    """Adds the "each" that is not printed: "trước ngày 15/12 các năm", "thứ Hai của tuần", "cuối các quý" come again."""
    for at in range(len(words) - 1, 0, -1):
        before, word = words[at - 1], words[at]
        ends = at + 1 == len(words) or words[at + 1].code in _ENDS_PART
        each = (word.id == "years" and before.code in "NM") or (word.id in ("months", "quarters") and before.code in "ec") or (word.code == "W" and before.code == "w")
        if ends and each:
            words.insert(at, Word("h", 0, word.start, word.start, "each"))
        elif word.code == "J" and before.code == "M" and [after.code for after in words[at + 1 : at + 3]] in (["J", "Y"], ["/", "Y"]):
            words[at] = word._replace(code="N", value=_MAY)  # “tháng Năm năm 2024”; “tháng năm 2024” has its month left out


def _join_dates(words: list[Word], field: bool) -> None:
    """Reads day and month that a full stop or a hyphen parts as “18/6”, behind the word for a day alone.

    “ngày 18.6”, “Từ ngày 9-15.6”; in a field also “Từ 18.6 đến 23.6”. “kể từ ngày 28-3” and “từ ngày 1-4 đến ngày 15-4”
    are no ranges of days, “ngày 5-6” may be one. “trước 8.30 ngày 12.6” is a time of day.
    """
    code = "".join([word.code for word in words])
    if "." in code:
        for found in (_DOTTED_IN_FIELD if field else _DOTTED).finditer(code):
            for pair in _DOTS.finditer(code, *found.span()):
                _slash(words, [at for at in range(*pair.span()) if code[at] == "."])
        for at in [found.start() for found in _DOTTED_CLOCK.finditer(code)][::-1]:
            hour, minute = words[at], words[at + 2]
            if words[at + 1].code == "." and hour.value < 24 and minute.value < 60:
                words[at : at + 3] = [Word("T", 0, hour.start, minute.end)]
    elif "DN-N" in code:
        for found in _HYPHENATED.finditer(code):
            marks = [at for at in range(*found.span()) if code[at] == "-" and words[at - 1].end == words[at].start and words[at].end == words[at + 1].start]
            if len(marks) > 1 or any(words[at - 1].value > words[at + 1].value for at in marks):
                for at in marks:
                    _slash(words, [at])


def _slash(words: list[Word], marks: list[int]) -> None:
    """Writes “/” for the marks between a day, a month and a year of two digits, if that is what the numbers can be."""
    day, month, *year = [words[marks[0] - 1].value, *(words[at + 1].value for at in marks)]
    if 1 <= day <= 31 and 1 <= month <= 12 and all(value >= 20 for value in year):
        for at in marks:
            words[at] = words[at]._replace(code="/")


def _add(words: list[Word], found: re.Match[str], known: dict[str, tuple[str, int, str]]) -> None:
    kind, text = found.lastgroup, found.group()
    start, end = found.span()
    if kind == "word":
        code, value, entry = known.get(text) or known[" ".join(text.split())]
        if entry == "doer" and words and words[-1].code == "_":
            words[-1] = words[-1]._replace(end=end)
        elif code:
            words.append(Word(code, value, start, end, entry))
    elif kind == "number":
        value = int(text) if len(text) <= 6 else 0
        code = "N" if len(text) <= 2 else "Y" if len(text) == 4 and 1945 <= value < 2100 else "#"
        words.append(Word(code, value, start, end))
    elif kind in ("date", "month_year"):
        for number in re.finditer(r"\d+", text):
            if number.start():
                words.append(Word("/", 0, start + number.start() - 1, start + number.start()))
            words.append(Word("Y" if len(number.group()) == 4 else "N", int(number.group()), start + number.start(), start + number.end()))
    elif kind == "clock":
        words.append(Word("T", int(found["hours"] is not None), start, end))
    elif kind == "iso":  # 2025-03-31, as sheets and boards of tasks write it
        year, month, day = map(int, text.split("-"))
        words.extend(Word(code, value, start, end) for code, value in (("N", day), ("/", 0), ("N", month), ("/", 0), ("Y", year)))
    elif kind == "stop":
        words.append(Word(";", 0, start, end))
    elif kind == "always":
        words.append(Word("o", 0, start, end, "ongoing"))
    elif kind == "mark":
        if text == "/" and words and words[-1].code == "/":
            return  # “15/03//2024”
        words.append(Word(_PUNCTUATION[text], 0, start, end))
    elif kind == "other":
        if words and words[-1].code == "_":
            words[-1] = words[-1]._replace(end=end)
        else:
            words.append(Word("_", 0, start, end))
    else:
        words.append(_numeric(kind or "", text, start, end))


def _numeric(kind: str, text: str, start: int, end: int) -> Word:
    if kind == "full_stop":
        return Word(".", 0, start, end)
    if kind == "roman":
        return Word("R", _ROMAN[text], start, end)
    if kind == "percent":
        return Word("%", 0, start, end)
    if kind == "thousands":
        return Word("#", 0, start, end)
    return Word("M" if text.startswith("t") else "Q", 0, start, end)

