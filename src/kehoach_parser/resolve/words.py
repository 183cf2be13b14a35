"""The words of a value: folded for comparing, printed for naming, with abbreviations written out and offsets kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from kehoach_parser.grammar import LOWER, Grammar, fold, word_pattern
from kehoach_parser.resolve.capitals import read_capitals

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_FOOTNOTE = re.compile(r"[0-9¹²³⁴-⁹](?<=[a-zà-ỹ].)(?:(?<=\d)\d?|(?<=[¹²³⁴-⁹])[¹²³⁴-⁹]*)(?![^\W_])")  # begins with what is rare
_BETWEEN_LETTERS = re.compile(r"[\s&,\-–./]|\bvà\b")
_JOINTS = frozenset("&,-–/.")
_OPEN_JOINTS = frozenset("&-–")
_UNIT_CODE = re.compile(r"[A-Z]{1,2}\d\d")  # PC06, A05
_PLAIN = frozenset("0123456789,;:()-–/&" + LOWER[1:-1])  # a word that begins so is no abbreviation, and a mark is taken as it stands
ARTICLES = frozenset(("các", "những", "và"))


@dataclass(slots=True, eq=False)
class Words:
    """Parallel lists over words and punctuation marks of `text`; words of one abbreviation share its offsets.

    `low` is folded, `shown` as printed or written out, `start` and `end` are offsets in `text`, `made` says that an
    abbreviation was written out or the word mended, `doubts` are abbreviations with several readings: (abbreviation, readings,
    offsets), `mended` the offsets at which misprinted words begin.
    """

    text: str
    low: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    made: list[bool] = field(default_factory=list)
    doubts: list[tuple[str, str, tuple[int, int]]] = field(default_factory=list)
    mended: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.low)

    def capital(self, i: int) -> bool:
        """Whether the word at `i` begins with a capital letter or is a number."""
        first = self.shown[i][0]
        return first.isupper() or first.isdigit()


class Reading(NamedTuple):
    """One meaning of an abbreviation and where it holds; without conditions it always holds.

    `alone` asks for a mark or the end after it, `place` for a capitalised name ("TX. Hồng Lĩnh"), `proper` for one whose second
    word has a capital too ("P. Bến Nghé", but "P. Hành chính").
    """

    full: str
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    level: frozenset[str] = frozenset()
    alone: bool = False
    place: bool = False
    proper: bool = False


class Abbreviation(NamedTuple):
    """The readings of one abbreviation, and all its meanings as a message shows them."""

    readings: tuple[Reading, ...]
    meanings: str = ""


def bare_form(form: str) -> str:
    """A printed abbreviation without the marks between its letters: LĐ-TB&XH, LĐTB&XH and LĐTBXH are one."""
    return _BETWEEN_LETTERS.sub("", form)


def build_abbreviations(grammar: Grammar) -> dict[str, Abbreviation]:
    """The abbreviations of the grammar by their bare printed form."""
    table: dict[str, Abbreviation] = {}
    for entry in grammar.section("abbreviations").values():
        if entry.get("expand") == "no":
            continue
        made = Abbreviation(_readings(entry), " / ".join(entry.get("meanings", ())))
        for form in entry["forms"]:
            table.setdefault(bare_form(form), made)
    for body in grammar.section("agencies").values():
        for form in (*body.get("aliases", ()), *body.get("short", ())):
            if _UNIT_CODE.fullmatch(form):
                table.setdefault(form, Abbreviation((Reading(body["name"]),)))
    return table


def _readings(entry: Mapping[str, Any]) -> tuple[Reading, ...]:
    if "full" in entry:
        return (Reading(entry["full"]),)
    return tuple(
        Reading(r["full"], frozenset(r.get("before", ())), frozenset(r.get("after", ())), frozenset(r.get("level", ())), r.get("alone", False), r.get("place", False), r.get("proper", False))
        for r in entry.get("readings", ())
    )


def _joints_in_capitals(grammar: Grammar) -> re.Pattern[str]:
    """Joints with a capital: no name goes on there ("SỞ Y TẾ VÀ SỞ NỘI VỤ")."""
    joints = grammar.phrases("joins", "lists")
    return re.compile(rf"{word_pattern([form for joint in joints for form in (joint.upper(), joint.capitalize())])}(?!\w)")


def read_words(grammar: Grammar, printed: str, own: Mapping[str, str], level: str | None) -> Words:
    """The words of a text; `own` are the plan's own abbreviations (folded), which win, `level` is the issuer's."""
    text = _FOOTNOTE.sub(lambda mark: " " * len(mark.group()), printed)
    text = grammar.once(_joints_in_capitals).sub(lambda joint: joint.group().lower(), text)
    folded = fold(text)
    found = [m.span() for m in _TOKEN.finditer(text)]
    low, shown = [folded[a:b] for a, b in found], [text[a:b] for a, b in found]
    starts, ends = [a for a, _ in found], [b for _, b in found]
    table = grammar.once(build_abbreviations)
    if printed.isupper():
        read_capitals(grammar, shown, low, table)
    words = Words(printed)
    done = 0  # tokens before it are words already, as they stand or as what an abbreviation means
    for i, word in enumerate(shown):
        first = word[0]
        if first in _PLAIN or i < done:
            continue
        start, end = found[i]
        if first in "*_|" or (first == "." and i == done and end < len(text) and not text[end].isspace() and words.made and words.made[-1]):
            _take_over(words, low, shown, starts, ends, done, i)  # emphasis marks, page break marks, the dot of "TT.HĐND"
            done = i + 1
        elif first.isupper() and (len(word) == 1 or word[1].isupper() or word[1].isdigit() or word in table):
            _take_over(words, low, shown, starts, ends, done, i)
            done = i
            if text[start - 1 : start] != "/" or text[start - 2].islower() or (len(words.made) > 1 and words.made[-2]):
                done += _expand(words, table, own, level, text, folded, found, i)
    _take_over(words, low, shown, starts, ends, done, len(found))
    return words


def _take_over(words: Words, low: list[str], shown: list[str], starts: list[int], ends: list[int], first: int, last: int) -> None:
    """Adds tokens as they stand."""
    words.low += low[first:last]
    words.shown += shown[first:last]
    words.start += starts[first:last]
    words.end += ends[first:last]
    words.made += [False] * (last - first)


def _expand(
    words: Words, table: Mapping[str, Abbreviation], own: Mapping[str, str], level: str | None, text: str, folded: str, found: list[tuple[int, int]], i: int
) -> int:
    """Writes out the longest abbreviation that begins at token `i`; how many tokens it took, 0 for none."""
    for last in _run(text, found, i):
        start, end = found[i][0], found[last][1]
        form = text[start:end] if last == i else bare_form(text[start:end])
        full = own.get(form.lower()) if own else None
        if full is None:
            known = table.get(form)
            if known is None:
                continue
            full = _choose(known, words, text, folded, found, last, level)
            if full is None:
                if last == i and known.meanings:
                    words.doubts.append((text[start:end], known.meanings, (start, end)))
                continue
        _write_out(words, full, start, end)
        follows = found[last + 1][0] if last + 1 < len(found) else 0
        return last - i + 1 + (1 if follows == end and text[end] == "." and last + 2 < len(found) else 0)
    return 0


def _run(text: str, found: list[tuple[int, int]], i: int) -> list[int]:
    """Indexes of the last tokens of the runs of capitals that begin at token `i`, longest first."""
    start, end = found[i]
    ends = [i]
    if not text[start:end].isupper():
        return ends
    at = i
    loose = False  # after "VH, " only what "và" closes is one abbreviation: "VH, TT và DL"
    while at + 2 < len(found) and len(ends) < 5:
        (mark, after), (nxt, stop) = found[at + 1], found[at + 2]
        joint = text[mark:after]
        if not text[nxt:stop].isupper() or (joint not in _JOINTS and joint != "và"):
            break
        at += 2
        if joint != "và" and joint not in _OPEN_JOINTS and not (mark == found[at - 2][1] and nxt == after):
            if joint != ",":
                break
            loose = True
        if not loose or joint in ("và", "&"):
            ends.insert(0, at)
            loose = False
    return ends


def _choose(known: Abbreviation, words: Words, text: str, folded: str, found: list[tuple[int, int]], last: int, level: str | None) -> str | None:
    following = ""
    for start, end in found[last + 1 : last + 5]:
        following = folded[start:end]
        if following[0].isalnum() and following not in ARTICLES:
            break
    previous = next((low for low in reversed(words.low[-4:]) if low[0].isalnum() and low not in ARTICLES), "")
    for reading in known.readings:
        placed = not (reading.before or reading.after) or following in reading.before or previous in reading.after
        if placed and (not reading.level or level in reading.level) and _stands(reading, text, found, last):
            return reading.full
    return None


def _stands(reading: Reading, text: str, found: list[tuple[int, int]], last: int) -> bool:
    """Whether what a reading asks of the next word is so."""
    if not (reading.alone or reading.place or reading.proper):
        return True
    k = last + 1
    if (reading.place or reading.proper) and k < len(found) and text[found[k][0]] == ".":
        k += 1
    start, end = found[k] if k < len(found) else (len(text), len(text))
    if reading.alone:
        return not text[start:end].isalnum() or text[start:end] == "và"
    named = text[start : start + 1].isupper() and not text[start:end].isupper()
    behind = text[found[k + 1][0] : found[k + 1][1]] if reading.proper and k + 1 < len(found) else ""
    return named and (not behind.isalpha() or behind[0].isupper() or behind in _JOINING)


@lru_cache(maxsize=1024)
def _pieces(full: str) -> tuple[tuple[str, str], ...]:
    return tuple((piece, fold(piece)) for piece in _TOKEN.findall(full))


def _write_out(words: Words, full: str, start: int, end: int) -> None:
    pieces = _pieces(full)
    said = next((k for k in range(min(len(pieces) - 1, 3), 1, -1) if words.low[-k:] == [low for _, low in pieces[:k]]), 0)
    pieces = pieces[said:]  # "Trung tâm Phục vụ HCC": the abbreviation says it again
    coded = words.low[-2:-1] == ["các"] and any(map(str.isdigit, words.text[start:end]))
    if words.low and words.low[-1] == pieces[0][1] and len(pieces) > 1 and not words.made[-1] and (_begins_name(words) or coded):
        for _ in range(1 + coded):
            start = words.start[-1]  # "Phòng PC06", "các phòng PC06, PA05": the abbreviation brings its own head
            for column in (words.low, words.shown, words.start, words.end, words.made):
                column.pop()
    words.shown.extend([shown for shown, _ in pieces])
    words.low.extend([low for _, low in pieces])
    words.start.extend([start] * len(pieces))
    words.end.extend([end] * len(pieces))
    words.made.extend([True] * len(pieces))


def _begins_name(words: Words) -> bool:
    return words.shown[-1][0].isupper() or len(words.low) < 2 or not words.low[-2][0].isalnum()


def show(words: Words, first: int, last: int, proper: Mapping[int, str] | None = None) -> str:
    """The words `first` to `last` (exclusive) as a name: spacing mended, `proper` gives the official writing of words."""
    parts: list[str] = []
    for k in range(first, last):
        word = proper[k] if proper and k in proper else words.shown[k]
        if word == "&":
            word = "và"
        if k > first and _spaced(words, k):
            parts.append(" ")
        parts.append("-" if word in "–—" else word)
    name = "".join(parts)
    return name[:1].upper() + name[1:]


def _spaced(words: Words, k: int) -> bool:
    mark, before = words.low[k], words.low[k - 1]
    if mark in (",", ";", ".", ")", ":", "%"):
        return False
    if before in ",;":
        return not (mark.isdigit() and words.start[k] == words.end[k - 1])  # "1,5"
    if mark in "-–&" or before in "-–&":
        beside = (words.low[k - 1] + words.low[k + 1 : k + 2][0]) if mark in "-–" and k + 1 < len(words) else ""
        return not (beside and all(c.isdigit() for c in beside))
    return before not in ("(", "/") and mark != "/" and (words.start[k] != words.end[k - 1] or words.made[k])


_JOINING = frozenset(("và", "của", "về", "-", "–", "các"))
_WORD = re.compile(r"[^\W\d_]+")
_DEFINES = re.compile(r"\((?:sau đây\s+)?(?:được\s+)?(?:viết tắt|gọi tắt|gọi chung|gọi)\s+(?:là|thành)[:\s]+[*\"“']*([^()\n]{1,80}?)[*\"”']*\)", re.IGNORECASE)
_BRACKETED = re.compile(r"\((?:[^\W\d_]{2,6}\s+){0,2}([A-ZĐƯ][A-ZĐƯ0-9&\-]{1,14})\)")
_CAPS = r"[A-ZĐƯ][A-ZĐƯ0-9]{1,7}"
_LISTED = re.compile(rf"([A-ZĐƯ][A-ZĐƯ0-9](?<![^\s(;:,.|*]..)[A-ZĐƯ0-9]{{0,6}}(?:(?:,\s|\s?&\s?|\s?-\s?|\svà\s){_CAPS}){{0,3}})[*\s]{{0,4}}(?:[-–:=|]|\n)[*|\s]{{0,6}}(?=[^\W\d_])")
_ENDS_ENTRY = re.compile(r"[*\s]{0,3}(?:[;.,)|<\n]|$)")
_ENTRY = 120  # letters of a full form


def local_abbreviations(grammar: Grammar, text: str) -> dict[str, str]:
    """The abbreviations that a plan defines itself: folded abbreviation → full words.

    Three forms: "… (sau đây viết tắt là X)", a full form followed by "(X)" whose first letters X gives, and an entry of a list
    or note of abbreviations: "X - Full form; Y: Full form".
    Short names that are words ("Tổ công tác Đề án 06 xã") are kept as they are, since a plan goes on using them.
    """
    own: dict[str, str] = {}
    for found in _DEFINES.finditer(text):
        short = " ".join(found[1].split()).strip(" .,;:*\"”“'")
        before = _words_before(text, found.start())
        if not short or not before:
            continue
        if _is_letters(short):
            full = _full_form(short, before)
            if full:
                own[bare_form(short).lower()] = full
        else:
            own[fold(short)] = short
    for found in _BRACKETED.finditer(text):
        full = _full_form(found[1], _words_before(text, found.start()))
        if full:
            own.setdefault(bare_form(found[1]).lower(), _as_known(grammar, found[1], full))
    for found in _LISTED.finditer(text):
        full = _full_form_after(found[1], _without_head(_words_before(text, found.start()), text[found.end() : found.end() + _ENTRY]))
        if full:
            own.setdefault(bare_form(found[1]).lower(), _as_known(grammar, found[1], full))
    return own


def _as_known(grammar: Grammar, short: str, full: str) -> str:
    """A full form with the capitals that it has inside a sentence, where the grammar has it: an entry of a list begins with one."""
    known = grammar.once(build_abbreviations).get(bare_form(short))
    return next((reading.full for reading in known.readings if fold(reading.full) == fold(full)), full) if known else full


def _without_head(before: list[str], text: str) -> str:
    """The text without the words that stand before the abbreviation too: "Phòng TC-KH: Phòng Tài chính - Kế hoạch"."""
    for count in (3, 2, 1):
        head = " ".join(before[-count:])
        if len(before) >= count and fold(text).startswith(f"{fold(head)} "):
            return text[len(head) + 1 :]
    return text


def _full_form_after(short: str, text: str) -> str | None:
    """The words at the beginning of a text whose first letters are those of the abbreviation, where nothing but a mark follows them."""
    rest = bare_form(short).lower()
    for word in _WORD.finditer(text.partition("\n")[0]):
        if word[0].lower() in _JOINING:
            continue
        if not _same_letter(word[0][0].lower(), rest[0]):
            return None
        rest = rest[1:]
        if not rest:
            return text[: word.end()] if _ENDS_ENTRY.match(text, word.end()) else None
    return None


def _is_letters(short: str) -> bool:
    return " " not in short and sum(c.isupper() for c in short) >= 2


def _words_before(text: str, at: int) -> list[str]:
    line = text[max(0, at - 200) : at].rpartition("\n")[2]
    return [w.strip("*\"“”'") for w in line.split()]


def _full_form(short: str, before: list[str]) -> str | None:
    """The last of the words before whose first letters are those of the abbreviation, conjunctions apart."""
    letters = re.sub(r"[^\w]|\d", "", short).lower()
    rest = letters
    for count, word in enumerate(reversed(before), 1):
        first = word[:1].lower()
        if rest and first and _same_letter(first, rest[-1]):
            rest = rest[:-1]
        elif word.lower() not in _JOINING:
            return None
        if not rest:
            return " ".join(before[-count:]).strip(" ,.;:") if len(letters) >= 2 else None
    return None


def _same_letter(first: str, letter: str) -> bool:
    from kehoach_parser.grammar import strip_marks

    return first == letter or (letter != "đ" and first != "đ" and strip_marks(first) == strip_marks(letter))
