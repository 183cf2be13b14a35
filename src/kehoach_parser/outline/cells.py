"""Printed lines of the letterhead and the closing part, cut where two columns or several lines of a cell were set side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kehoach_parser.block import Block
from kehoach_parser.grammar import fold
from kehoach_parser.outline.words import EnvelopeWords
from kehoach_parser.visible import Visible, join, printed, without

_ONE_WORD = re.compile(r"\W*[^\W\d_]{2,6}\W*$")
_COLUMNS = re.compile(r"\s{3,}|\t+|[\0-\b]+|\s+-{5,}(?:\s+|$)|(?:&nbsp;)+|\s*\|[\s:|-]*|<br\s*/?>|\*\*\s+\*\*|(?<=\w)\s+\*\*(?=\w)")
_CELL_MARKS = re.compile(r"[\0-\b]+")  # which Word leaves between cells in a text
_PLACE = 20  # letters of the first part of a place
_EMPHASIS = re.compile(r"\*{2,3}|(?<=\w)\*|\*(?=\w)|\\(?=[-*.+]|\s|$)")
_EDGES = re.compile(r"[#*_\s]*(.*?)[*_\s\\]*$")  # a backslash at the end is a line break of Markdown


def printed_lines(blocks: Sequence[Block]) -> Iterator[Visible]:
    for block in blocks:
        if not block.furniture and block.parts:
            for line in (block.whole if block.whole.text else block.parts[0], *block.parts[1:]):
                yield line if line.text.isprintable() else without(line, _CELL_MARKS).cut(0)


def printed_cells(words: EnvelopeWords, text: str, blocks: Sequence[Block]) -> Iterator[Visible]:
    """Printed lines, cut where two columns were set side by side, without emphasis marks around them."""
    for raw in _whole_lines(words, text, blocks):
        at = 0
        for gap in _COLUMNS.finditer(raw.text):
            if gap.start() > at and not _is_number_gap(words, raw.text, gap):
                yield from _lines_of_cell(words, raw.cut(at, gap.start()))
                at = gap.end()
            elif gap.start() == at:
                at = gap.end()
        yield from _lines_of_cell(words, raw.cut(at))


def _lines_of_cell(words: EnvelopeWords, cell: Visible) -> Iterator[Visible]:
    """The lines that a converter set side by side when it wrote a cell on one line: body, number; national name, date."""
    folded = fold(cell.text)
    cuts = {0, len(folded)}
    for found in words.national.finditer(folded):
        if cell.text[found.start()].isupper():
            cuts.update(found.span())
    number = words.lines.inside.search(folded)
    if number:
        cuts.add(number.start() + 1)
    for start, end in pairwise(sorted(cuts)):
        yield bare(cell.cut(start, end))


def _whole_lines(words: EnvelopeWords, text: str, blocks: Sequence[Block]) -> Iterator[Visible]:
    """Printed lines; a number, date or place that a portal broke ("ngày 18" / "tháng 01 năm 2023") is one line again."""
    held: Visible | None = None
    fresh = False  # whether the held line is the first one of a cell between lone bars
    for block in blocks:
        for line in block.lines:
            raw = printed(text, line.start, line.end)
            if block.furniture:
                if "|" in raw.text:
                    fresh = True
                    if held is not None:
                        yield held
                    held = None
                continue
            if held is not None and (_is_broken(words, held.text, raw.text.strip()) or (fresh and _is_place(words, held.text, raw.text))):
                held = join([held, raw.cut(0)])
                continue
            if held is not None:
                yield held
                fresh = False
            held = raw
    if held is not None:
        yield held


def _is_place(words: EnvelopeWords, upper: str, lower: str) -> bool:
    """Whether a date line was cut inside its place: "Lam" / "Giang, ngày 16 tháng 5 năm 2024"."""
    upper = upper.strip()
    level = words.level.search(fold(upper))
    upper = upper[level.end() :] if level else upper
    return len(upper) < _PLACE and upper.istitle() and words.lines.begins_date.match(fold(lower.strip())) is not None


def _is_broken(words: EnvelopeWords, upper: str, lower: str) -> bool:
    if upper.isupper() and lower.isupper() and (_ONE_WORD.match(upper) or _ONE_WORD.match(lower) or (upper.count("**") % 2 and not words.begins_body.match(fold(lower))) or words.lines.goes_back.match(fold(lower))):
        return True  # "BỘ" / "KẾ HOẠCH VÀ ĐẦU TƯ", "THỦ TƯỚNG CHÍNH" / "PHỦ", "**THỦ TƯỚNG" / "CHÍNH PHỦ**", "BỘ VĂN HÓA, THỂ THAO" / "VÀ DU LỊCH"
    if words.lines.dated.match(fold(lower)) and upper.endswith(",") and len(upper) < 2 * _PLACE and upper.lstrip(" *")[:1].isupper():
        return True
    return bool(lower) and (lower[0].isdigit() or lower.startswith(words.lines.later)) and words.lines.broken.search(fold(upper)) is not None


def bare(cell: Visible) -> Visible:
    if _EMPHASIS.search(cell.text):
        cell = without(cell, _EMPHASIS)
    marks = _EDGES.match(cell.text)
    return cell.cut(marks.start(1), marks.end(1)) if marks else cell


def _is_number_gap(words: EnvelopeWords, text: str, gap: re.Match[str]) -> bool:
    """Blanks left in "Số:      /KH-UBND" and "ngày    tháng    năm" are no column gap."""
    before, after = fold(text[: gap.start()]).rstrip(), fold(text[gap.end() :])
    return words.lines.blank.search(before) is not None and (after[:1] in "/-" or after.startswith(words.lines.later) or after[:1].isdigit())
