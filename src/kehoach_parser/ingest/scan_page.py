"""Lines and tables of a scanned page, made of the words that were recognised and the cells that its rules draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypedDict

from kehoach_parser.document import Box
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.ingest.blocks import is_frame
from kehoach_parser.ingest.build import plain
from kehoach_parser.ingest.page import PageLine, left_open, line_words
from kehoach_parser.ingest.page_tables import PageTable, table_of
from kehoach_parser.ingest.pdf_tables import cell_paragraphs
from kehoach_parser.ingest.scan_rules import straight

_THIRD = 3  # a fourth quarter is no row of strokes

Words = list[list[Any]]


class ScanCell(TypedDict):
    """The box of a cell in points, as on a page that lies straight, and the words in it."""

    box: list[float]
    words: Words


class Scan(TypedDict):
    """The words of a page beside its tables, its slant, and its ruled tables.

    A word is [line, x0, top, x1, bottom, confidence, text, upright strokes that it begins with], in points; the strokes are counted for
    "I/2025" and its like, else 0.
    """

    words: Words
    slant: float
    tables: list[list[ScanCell]]


def all_words(scan: Scan) -> Iterator[list[Any]]:
    """The words of the page, those of its tables last."""
    yield from scan["words"]
    for table in scan["tables"]:
        for cell in table:
            yield from cell["words"]


def read_scan(scan: Scan, grammar: Grammar) -> list[PageLine | PageTable]:
    """What stands on the page in reading order; a table stands before the first line below its top."""
    waiting = sorted(scan["tables"], key=_top)
    out: list[PageLine | PageTable] = []
    run: Words = []
    for word in _with_strokes(scan["words"], grammar):
        level = straight(scan["slant"], (word[1] + word[3]) / 2, (word[2] + word[4]) / 2)[1]
        while waiting and level > _top(waiting[0]):
            out += [*_lines(run, grammar), *_table(waiting.pop(0), grammar)]
            run = []
        run.append(word)
    out += _lines(run, grammar)
    return [*out, *(part for table in waiting for part in _table(table, grammar))]


def _top(table: list[ScanCell]) -> float:
    return min(cell["box"][1] for cell in table)


def _table(cells: list[ScanCell], grammar: Grammar) -> list[PageLine | PageTable]:
    """The table; the lines of its cells where it only places things on the page, as a frame around a letterhead does."""
    words = [word for cell in cells for word in cell["words"]]
    letters = {"": sum(word[3] - word[1] for word in words) / max(sum(len(word[6]) for word in words), 1)}
    boxes: list[Box] = [(box[0], box[1], box[2], box[3]) for box in (cell["box"] for cell in cells)]
    lines = [_lines(_with_strokes(cell["words"], grammar), grammar) for cell in cells]
    texts = [cell_paragraphs("\n".join(line.text.strip(" |") for line in own), box[2] - box[0], letters) for own, box in zip(lines, boxes, strict=True)]
    hull = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    made = table_of(list(zip(boxes, texts, strict=True)), hull)
    return [line for own in lines for line in own] if is_frame(made.grid, grammar) else [made]


def _lines(words: Words, grammar: Grammar) -> list[PageLine]:
    """Lines in reading order, two where a wide gap parts columns."""
    groups: dict[int, Words] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    made: list[PageLine] = []
    for group in groups.values():
        start = 0
        height = max(word[4] - word[2] for word in group)
        for index in range(1, len(group) + 1):
            if index == len(group) or (group[index][1] - group[index - 1][3] > 2.5 * height and not left_open(line_words(grammar), group[index - 1][6])):
                made.append(_line(group[start:index], grammar))
                start = index
    return [line for line in made if any(c.isalnum() for c in line.text)]


def _line(words: Words, grammar: Grammar) -> PageLine:
    box = (min(w[1] for w in words), min(w[2] for w in words), max(w[3] for w in words), max(w[4] for w in words))
    return PageLine(_text(words, grammar), box)


def _text(words: Words, grammar: Grammar) -> str:
    return grammar.once(_quarters).sub(_quarter, plain(" ".join(w[6] for w in words)))


def _with_strokes(words: Words, grammar: Grammar) -> Words:
    """The words, a quarter with as many strokes as the picture has; the word for it may end the line above."""
    quarters = grammar.phrases("deadline_words", "quarter")
    made = list(words)
    for index, (before, word) in enumerate(pairwise(words), 1):
        if 1 <= word[7] <= _THIRD and fold(before[6]) in quarters:
            made[index] = [*word[:6], "I" * word[7] + word[6][word[6].index("/") :], word[7]]
    return made


def _quarters(grammar: Grammar) -> re.Pattern[str]:
    """A quarter whose numeral was misread."""
    return re.compile(rf"\b((?i:{trie_pattern(grammar.phrases('deadline_words', 'quarter'))})\s+)(?=[Il|1]*H|[Il|1]*[l|])([IlH|1]{{1,3}})(?=[/.,;:\s]|$)")


def _quarter(found: re.Match[str]) -> str:
    """A quarter is I, II, III or IV: an H read in its place is two strokes, an l or | is one."""
    strokes = sum(2 if letter == "H" else 1 for letter in found[2])
    return found[1] + ("I" * strokes if strokes <= 3 else found[2])
