"""Whole plans that a portal or a copy ran together into a few very long lines: cut again where their own numbering shows it.

A line is cut only when it is very long and its numbers count on, below a Roman number before a heading in capitals. A piece is a line
of its own with the number of the line that it is cut from; nothing is moved, so that all spans stay those of the document text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.block import Line
from kehoach_parser.grammar import LOWER, UPPER, Grammar, fold, trie_pattern
from kehoach_parser.text.joins import Joins, joins_of, parts_name

_LONG = 400  # letters; no paragraph with parts in it is so short
_LONG_PART = 250  # letters; no heading that begins with a Roman number is so long
_TITLE = 150  # letters of a title that stands before its items without an end
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NAMED = 20  # letters in which the word for the recipients stands
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_PART = re.compile(rf"(?P<number>[IVX](?<!\S.)[IVX]{{0,4}})\.\s+(?={UPPER}{{2,}}\s+{UPPER}{{2,}})")
_SIGN = re.compile(rf"(?<=(?P<before>\S))\s+(?P<all>(?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\.?|(?P<number>\d{{1,2}})\.|(?P<letter>[a-zđ])\)|(?P<bullet>[-–+•]))\s+(?=[“\"(]?{UPPER})")
_NAME_AT_END = re.compile(rf"(?<={UPPER})\s+(?=(?:{UPPER}{LOWER}+\s*){{2,5}}$)")
_ENDS = ".;:"


class _Words(NamedTuple):
    """Patterns over folded text: where the pieces of the letterhead begin and end, what opens the grounds, and the closing pieces."""

    head: re.Pattern[str]
    closing: re.Pattern[str]


def _words(grammar: Grammar) -> _Words:
    def phrases(name: str) -> str:
        return trie_pattern(grammar.phrases("envelope", name))

    kinds = trie_pattern(fold(entry["name"]) for entry in grammar.section("document_types").values())
    return _Words(
        re.compile(rf"\s(?:(?P<national>{phrases('national-title')})(?=\s)|(?P<kind>{kinds})(?=\s)|(?={phrases('number')}\s*:|{phrases('grounds')}\s)|\w[\w\s.]{{1,30}},\s+{phrases('day')}\s+\d)"),
        re.compile(rf"(?<=[./;])\s+(?=(?:{phrases('recipients')})\s*:|{trie_pattern(grammar.phrases('verbs', 'summing-up'))}\s)|\s(?=(?:{phrases('signature-marks')})\s)"),
    )


def cut_flat_lines(grammar: Grammar, text: str, lines: list[Line]) -> list[Line]:
    """The lines, those that hold a whole plan or a part of one cut into its items."""
    long = [line for line in lines if (length := line[2] - line[1]) >= _LONG_PART and (length >= _LONG or _PART.match(text, line[1]))]
    if not any(_places(grammar, text[line.start : line.end]) for line in long):
        return lines
    cut: list[Line] = []
    for line in lines:  # in such a plan a short line may hold a part, too
        places = [] if line.blank else _places(grammar, text[line.start : line.end])
        bounds = [line.start, *(line.start + place for place in places), line.end]
        cut += (Line(line.number, start, start + len(text[start:end].rstrip()) if places else end, line.blank, start > line.start) for start, end in pairwise(bounds))
    return cut


def _places(grammar: Grammar, raw: str) -> list[int]:
    """Where the pieces of a line begin, the first one left out; none where no numbers count on."""
    parts = _parts(raw)
    joins = joins_of(grammar)
    if not parts:
        return _closing(grammar, raw, 0) if joins.opens.match(fold(raw[:_NAMED])) else []
    closing = _closing(grammar, raw, parts[-1])
    bounds = [*parts, min(closing, default=len(raw))]
    items = [place for start, end in pairwise(bounds) for place in _items(joins, raw, start, end)]
    return sorted({*_heads(grammar, raw[: parts[0]]), *parts, *items, *closing} - {0}) if len(parts) + len(items) > 2 else []


def _closing(grammar: Grammar, raw: str, start: int) -> list[int]:
    """Where the closing formula, the list of recipients, its entries, the signature and the name below it begin."""
    places = [found.end() for found in grammar.once(_words).closing.finditer(fold(raw), start)]
    first = 0 if not start else places[0] if places else len(raw)
    places += (found.start("all") for found in _SIGN.finditer(raw, first) if found["bullet"] and found["before"] in _ENDS)
    return places + [found.end() for found in _NAME_AT_END.finditer(raw, first)]


def _parts(raw: str) -> list[int]:
    """Where the Roman numbers stand that count on; the first one is I, or stands at the beginning."""
    places: list[int] = []
    expected = ""
    for found in _PART.finditer(raw):
        number = found["number"]
        if number not in _ROMAN[:-1] or not (number == expected or (not places and (number == "I" or found.start() == 0))):
            continue
        expected = _ROMAN[_ROMAN.index(number) + 1]
        places.append(found.start())
    return places


def _items(joins: Joins, raw: str, start: int, end: int) -> Iterator[int]:
    """Where the numbers, letters and bullets of one part stand that count on, behind the end of a sentence or behind the title above them."""
    path: tuple[int, ...] = (0,)
    letter = -1
    cut, titled = start, True
    for found in _SIGN.finditer(raw, start, end):
        at = found.start("all")
        said = raw[max(cut, at - _TITLE) : at].strip()
        title = titled and at - cut <= _TITLE and said[-1:] not in _ENDS and "; " not in said
        if found["before"] not in _ENDS and not title:
            continue
        if found["decimal"] or found["number"]:
            number = tuple(map(int, (found["decimal"] or found["number"]).split(".")))
            if not _counts_on(path, number) or fold(said).endswith(joins.before_number):
                continue
            path, letter, titled = number, -1, True
        elif found["letter"]:
            if _LETTERS.find(found["letter"]) != letter + 1:
                continue
            letter, titled = letter + 1, True
        else:
            rest = raw[found.end() : found.end() + 24]
            if found["before"] not in _ENDS and (rest.split(None, 1)[0].isupper() or parts_name(joins, fold(said[-24:]), fold(rest))):
                continue
            titled = False
        cut = at
        yield at


def _counts_on(path: Sequence[int], number: Sequence[int]) -> bool:
    """Whether a number is the next one after `path`, its first child, or the next one after a number above it: 2.1 after 2, 3 after 2.4."""
    if len(number) == len(path) + 1 and tuple(number[:-1]) == tuple(path):
        return number[-1] == 1
    return len(number) <= len(path) and tuple(number[:-1]) == tuple(path[: len(number) - 1]) and number[-1] == path[len(number) - 1] + 1


def _heads(grammar: Grammar, raw: str) -> Iterator[int]:
    """Where the pieces of the letterhead begin: the national title, the number, the kind of document, its grounds."""
    for found in grammar.once(_words).head.finditer(fold(raw)):
        begin = found.start() + 1
        if found["national"] or found["kind"]:
            if raw[begin : found.end()].isupper() or (found["national"] and raw[begin].isupper()):
                yield from (begin, found.end() + 1)
        elif raw[begin].isupper():
            yield begin
