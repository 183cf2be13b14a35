"""Mistyped words of a deadline field: letters swapped, lost or doubled, blanks lost or misplaced (C22).

Only what can be no Vietnamese syllable is a misprint here, and only where one word of the deadline language is so near to
it; a word with other marks is mended in deadline_mend. The length of the text may change, so the places are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.grammar.syllables import is_syllable

_SYLLABLE = re.compile(r"[^\W\d_]+")
_NO_SYLLABLE = re.compile(r"([^\Wo])\1|[ăâằắẳẵặầấẩẫậ]$")  # doubled letters, and vowels that another letter must follow
_YEAR = re.compile(r"(?:(?<=[/-])|(?<=năm\s))(?:2\s0\d\d|20\s\d\d|20\d\s\d)(?![\d/.%-])")  # “năm 202 4”, “31/12/20 24”
_REMEMBERED = 4096  # misprints kept in memory
_SHORTEST = 3  # letters of a word that a misprint can stand for
_SHORTEST_BARE = 5  # the same, of a word without any marks, which may be an abbreviation or foreign


class Spelled(NamedTuple):
    """A text with its misprints mended, and for each of its letters (and its end) the place in the text that was printed."""

    text: str
    places: list[int]

    def place(self, printed: int) -> int:
        """Where a place of the printed text lies in this one."""
        return bisect_left(self.places, printed)


class _Spelling(NamedTuple):
    """The syllables of the deadline language, and what each misprint met so far stands for."""

    syllables: frozenset[str]
    met: dict[str, str | None]


def _spelling(grammar: Grammar) -> _Spelling:
    return _Spelling(frozenset(s for entry in grammar.section("deadline_words").values() for p in entry["phrases"] for s in fold(p).split()), {})


def spelled(grammar: Grammar, text: str) -> Spelled | None:
    """The text of a field with its misprints mended; None where there are none."""
    spelling, plain = grammar.once(_spelling), fold(text)
    edits = [(*found.span(), re.sub(r"\s", "", found.group())) for found in _YEAR.finditer(plain)]
    left: re.Match[str] | None = None
    tokens = [] if spelling.syllables.issuperset(_SYLLABLE.findall(plain)) else list(_SYLLABLE.finditer(plain))
    for at, token in enumerate(tokens):
        word = token.group()
        if word in spelling.syllables or (is_syllable(word) and not _NO_SYLLABLE.search(word)) or _is_foreign(text[slice(*token.span())]):
            continue
        joined = _joined(spelling, plain, tokens, at)
        better = joined or (token.span(), _better(spelling, word))
        if better[1] and (left is None or better[0][0] >= left.end()):
            edits.append((*better[0], better[1]))
            left = token if joined is None else tokens[at + (joined[0][1] > token.end())]
    return _edited(text, sorted(edits)) if edits else None


def _is_foreign(printed: str) -> bool:
    """Whether a word without marks may be an abbreviation or of another language: “UBND”, “app”."""
    return printed.isascii() and (printed.isupper() or len(printed) < _SHORTEST_BARE) and len(printed) > 2


def _joined(spelling: _Spelling, plain: str, tokens: list[re.Match[str]], at: int) -> tuple[tuple[int, int], str] | None:
    """A syllable that a blank broke: “th áng”, “trướ c”."""
    for first in (at - 1, at):
        if 0 <= first < len(tokens) - 1:
            (start, end), (begin, stop) = tokens[first].span(), tokens[first + 1].span()
            whole = plain[start:end] + plain[begin:stop]
            if plain[end:begin] == " " and whole in spelling.syllables:
                return (start, stop), whole
    return None


def _better(spelling: _Spelling, word: str) -> str | None:
    """What a misprint stands for, if only one thing: two words without the blank between, or the only one that differs by one letter."""
    if word not in spelling.met:
        if len(spelling.met) > _REMEMBERED:
            spelling.met.clear()
        cuts = [f"{word[:at]} {word[at:]}" for at in range(2, len(word) - 1) if word[:at] in spelling.syllables and word[at:] in spelling.syllables]
        near = cuts or [s for s in spelling.syllables if len(s) >= _SHORTEST and _differs_by_one(word, s)]
        swapped = [s for s in near if sorted(s) == sorted(word)]  # “gnày” is “ngày” rather than “này”
        spelling.met[word] = swapped[0] if len(swapped) == 1 else near[0] if len(near) == 1 else None
    return spelling.met[word]


def _differs_by_one(word: str, other: str) -> bool:
    """Whether one letter is wrong, lost, too many, or two beside each other are swapped."""
    if abs(len(word) - len(other)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, of_other = word[same:], other[same:]
    if len(word) == len(other):
        return rest[1:] == of_other[1:] or (rest[1::-1] == of_other[:2] and rest[2:] == of_other[2:])
    return rest[1:] == of_other if len(word) > len(other) else rest == of_other[1:]


def _edited(text: str, edits: list[tuple[int, int, str]]) -> Spelled:
    pieces, places, end = [], [], 0
    for start, stop, better in edits:
        pieces += [text[end:start], better]
        places += [*range(end, start), *(min(start + at, stop - 1) for at in range(len(better)))]
        end = stop
    return Spelled("".join([*pieces, text[end:]]), [*places, *range(end, len(text) + 1)])
