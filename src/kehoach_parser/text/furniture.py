"""Lines that belong to the page and not to the plan: page numbers, rules, stray marks, tables of contents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kehoach_parser.block import Line
from kehoach_parser.document import Furniture
from kehoach_parser.grammar import Grammar, fold, trie_pattern

_RULE = re.compile(r"\s*(?:[|\s]+|[-–—_*=~.·\s]{3,}|\\?(?:[_*]{1,2}|--)|<!--.*-->|\[?\.{3,}\]?)\s*$")
_FOOTNOTE = re.compile(r"\[\^\w{1,4}\]:")
_BACK = "](#footnote-ref-"  # the way back from a footnote that a converter of Word files wrote as a numbered item: "1. Luật … [↑](#footnote-ref-1)"
_NOTE_LINES = 40
_ENTRY = re.compile(r"(?P<leader>\t\s*|\s{2,}|(?:[.…·_]\s?){3,}\s*|\|\s*)?(?<![\w/.,])(?P<page>\d{1,3})[\s|*]*$")  # of a table of contents: what leads to the page, and the page
_LEADER = 40  # letters at the end of an entry in which that is found
_PAGE_NUMBER = 12  # letters of a page number with what is around it


def find_furniture(grammar: Grammar, text: str, lines: list[Line], known: Sequence[Furniture] = ()) -> dict[int, str]:
    """Kind of furniture by line number: what the reader knew, rules, and page numbers that count up by one."""
    found: dict[int, str] = {}
    starts = [line.start for line in lines] if known else []
    for furniture in known:
        for line in lines[bisect_left(starts, furniture.span[0]) :]:
            if line.start >= furniture.span[1]:
                break
            found[line.number] = furniture.kind
    numbers: list[tuple[int, int]] = []
    page_number = grammar.once(_page_number)
    for number, start, end, blank, _ in lines:
        if blank:
            continue
        first = text[start]
        if first == "[" and _FOOTNOTE.match(text, start):
            found[number] = "footnote"
        if end - start > 40 and (first not in " \f" or not text[start + 1 : end - _PAGE_NUMBER].isspace()):
            continue  # a number in the middle of a page that is written out with its layout stands behind blanks
        raw = text[start:end]
        paged = page_number.match(raw)
        if paged:
            numbers.append((number, int(paged[1])))
            if first == "\f":  # right behind the break of a page
                found[number] = "page number"
        elif _RULE.match(raw):
            found[number] = "rule"
    found.update(dict.fromkeys(_counting(numbers), "page number"))
    found.update(dict.fromkeys(_contents(grammar, text, lines, found), "table of contents"))
    if _BACK in text:
        found.update(dict.fromkeys(_notes_with_way_back(text, lines), "footnote"))
    return found


def _contents(grammar: Grammar, text: str, lines: list[Line], known: dict[int, str]) -> list[int]:
    """Line numbers of a table of contents: its heading, and the lines below that end with pages which never fall; an entry may be broken once."""
    found = next(((at, phrase) for phrase in grammar.once(_contents_heads) if (at := text.find(phrase)) >= 0), None)
    if found is None:
        return []
    head = bisect_right([line.start for line in lines], found[0]) - 1
    if text[lines[head].start : lines[head].end].strip(" \t*#:_") != found[1]:
        return []
    numbers = [lines[head].number]
    broken: list[int] = []
    entries = page = 0
    led = True
    for line in lines[head + 1 :]:
        if line.blank or line.number in known:
            continue
        entry = _ENTRY.search(text, max(line.start, line.end - _LEADER), line.end)
        if entry and int(entry["page"]) >= page and (not entries or led == bool(entry["leader"])):
            entries, page, led = entries + 1, int(entry["page"]), bool(entry["leader"])
            numbers += [*broken, line.number]
            broken = []
        elif broken or not led:
            break
        else:
            broken.append(line.number)
    return numbers if entries > 1 else []


def _contents_heads(grammar: Grammar) -> list[str]:
    """The headings of a table of contents as printed, in capitals and as a sentence."""
    return [form for entry in grammar.section("contents").values() for phrase in entry["phrases"] for form in (phrase.upper(), phrase.capitalize())]


def _notes_with_way_back(text: str, lines: list[Line]) -> Iterator[int]:
    """Line numbers of the footnotes that end with a way back, each from its number on."""
    for index, line in enumerate(lines):
        back = text.find(_BACK, line.start, line.end)
        number = text[back + len(_BACK) : line.end].partition(")")[0] if back >= 0 else ""
        for first in range(index, max(index - _NOTE_LINES, -1), -1) if number else ():
            if lines[first].blank:
                break
            if text[lines[first].start : lines[first].end].lstrip().startswith(f"{number}."):
                yield from (note.number for note in lines[first : index + 1])
                break


def _page_number(grammar: Grammar) -> re.Pattern[str]:
    """A number with dashes or a word for page around it, over printed text; the words are those before the number in the grammar."""
    phrases = (fold(phrase) for entry in grammar.section("furniture").values() if entry["kind"] == "page number" for phrase in entry["phrases"])
    words = trie_pattern({word for phrase in phrases if (word := phrase.partition("{n}")[0].strip()).isalpha()})
    return re.compile(rf"\s*(?:[-–—]\s*)?(?:(?:{words})\s*)?(\d{{1,4}})(?:\s*/\s*\d{{1,4}})?\s*(?:[-–—]\s*)?$", re.IGNORECASE)


def _counting(numbers: list[tuple[int, int]]) -> list[int]:
    """Line numbers of the candidates that count up one by one from the first pages on, at least ten lines apart."""
    kept: list[tuple[int, int]] = []
    for line, value in numbers:
        if not kept:
            if value <= 3:
                kept.append((line, value))
        elif value == kept[-1][1] + 1 and line - kept[-1][0] >= 10:
            kept.append((line, value))
    return [line for line, _ in kept] if len(kept) >= 2 or (kept and kept[0][1] == 2) else []
