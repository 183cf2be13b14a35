"""Blocks: one heading, item, field line or paragraph each, joined over line ends and page breaks."""

from __future__ import annotations

import re
from bisect import bisect_right

from kehoach_parser.block import Block, Label, Line, Marker
from kehoach_parser.document import Document, Table
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.text.dashes import splits_pair
from kehoach_parser.text.flat import cut_flat_lines
from kehoach_parser.text.furniture import find_furniture
from kehoach_parser.text.joins import (
    BULLETS,
    SHORT,
    breaks_at_dash,
    ends_sentence,
    false_marker,
    goes_on,
    joins_of,
    parts_years,
)
from kehoach_parser.text.labels import (
    begins_time,
    find_labels,
    read_bare_label,
    read_bracket_label,
    read_label,
    says_by_verb,
)
from kehoach_parser.text.lines import read_lines, visible_line
from kehoach_parser.text.markers import read_marker
from kehoach_parser.text.numbered_fields import mark_numbered_fields
from kehoach_parser.text.tables import find_tables
from kehoach_parser.text.wraps import read_wrap
from kehoach_parser.visible import Visible, without

_PARAGRAPH_FORMATS = frozenset({"docx", "doc", "odt", "rtf", "html", "xlsx"})
_DRAWN = re.compile(r"[-–—_=*.~+]{3,}|\+[-=+]+\+|\|[-|:\s]+")
_DRAWN_SIGNS = frozenset("-–—_=*.~+|")
_DIGIT = re.compile(r"\d")
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # letters that print nothing and stand inside of words
_UNSEEN_LETTERS = re.compile(f"[{_UNSEEN}]")


def read_blocks(grammar: Grammar, document: Document) -> tuple[list[Line], list[Block]]:
    """All lines, and the blocks of the lines that are not blank, in order."""
    text = document.legible
    lines = read_lines(document.text)
    drawn = _drawn_tables(grammar, document, text, lines)
    tables = sorted([*document.tables, *drawn], key=lambda t: t.span)
    furniture = find_furniture(grammar, text, lines, document.furniture)
    wrap = None if document.format in _PARAGRAPH_FORMATS else read_wrap(text, lines)
    joins = joins_of(grammar)
    portal, begins_portal = grammar.once(_portal_words)
    unseen = any(letter in text for letter in _UNSEEN)
    blocks: list[Block] = []
    current: Block | None = None  # the last block that may go on
    numbered: Block | None = None  # the last one with a figure for its number
    gap = 0
    index = 0
    for line in cut_flat_lines(grammar, text, lines):
        number, start, end, blank, piece = line  # at once: a name of a tuple is looked up anew each time
        gap += piece
        while index < len(tables) and tables[index].span[1] <= start:
            index += 1
        if blank:
            gap += 1
            continue
        if index < len(tables) and tables[index].span[0] <= start:
            if blocks and blocks[-1].table is tables[index]:
                blocks[-1].lines.append(line)
            else:
                blocks.append(Block([line], [], table=tables[index], gap=gap))
            current, gap = None, 0
            continue
        kind = furniture.get(number)
        if kind:
            blocks.append(Block([line], [], furniture=kind))
            if kind == "rule" and "|" in text[start:end]:
                current = None  # the bar between two cells of a letterhead or signature
            continue
        visible, hashes, strong = visible_line(document.text, line)
        if unseen:
            visible = without(visible, _UNSEEN_LETTERS).cut(0)
        strong = strong or start in document.strong
        shown = visible.text
        if not shown or (shown[0] in _DRAWN_SIGNS and _DRAWN.fullmatch(shown)):  # emphasis around nothing, a rule in it, line ends as letters
            blocks.append(Block([line], [], furniture="rule" if shown else "stray mark"))
            current = current if shown[:1] != "|" else None
            continue
        if wrap and (shown[1:3].lstrip()[:1].isdigit() if shown[0] in "-*" else len(shown) <= SHORT and shown[:_FIRST].lower() in begins_portal) and portal.match(fold(shown[:SHORT])):
            blocks.append(Block([line], [], furniture="portal", whole=visible))
            continue
        marker = read_marker(grammar, shown)
        wrapped = False
        if marker and current and not ends_sentence(current.parts[-1].text):  # nearly every line above a marker ends one
            broken = parts_years(marker, shown, current) or breaks_at_dash(joins, marker, shown, current) or splits_pair(text, marker, shown, current)
            wrapped = broken or ((gap == 0 or current.label is not None) and false_marker(joins, marker, shown, current, numbered))
        block = _open_block(grammar, line, visible, None if wrapped else marker, hashes, strong, gap)
        if current and not hashes and (wrapped or (block.marker is None and goes_on(grammar, text, joins, current, block, gap, wrap))):
            current.lines.append(line)
            current.parts.append(visible)
        else:
            blocks.append(block)
            current = block
            numbered = block if block.marker and block.marker.series in ("arabic", "decimal") else numbered
        gap = 0
    mark_numbered_fields(grammar, blocks)
    blocks = _with_values_below(grammar, blocks)
    for block in blocks:
        if not block.parts:
            continue
        text = block.parts[0].text if len(block.parts) == 1 else block.content().text
        if not text and block.marker and block.marker.series in BULLETS:
            block.furniture = "stray mark"  # a bullet before nothing
            continue
        if block.label is None and len(block.parts) > 1 and len(block.parts[0].text) <= SHORT and ":" not in block.parts[0].text:
            block.label = read_label(grammar, text)
        if text.count(":") > (block.label is not None) or says_by_verb(grammar, text):
            block.labels = tuple(find_labels(grammar, text))
    return lines, blocks


def _drawn_tables(grammar: Grammar, document: Document, text: str, lines: list[Line]) -> list[Table]:
    """The tables that the text draws itself, outside of those that its format has."""
    if not document.tables:
        return find_tables(text, [(line.start, line.end) for line in lines], grammar)
    ends = [table.span[1] for table in document.tables]
    begins = [table.span[0] for table in document.tables]
    free = [(line.start, line.end) for line in lines if (at := bisect_right(begins, line.start)) == 0 or ends[at - 1] <= line.start]
    return find_tables(text, free, grammar)


_FIRST = 2  # letters that no spelling of a tone changes


def _portal_words(grammar: Grammar) -> tuple[re.Pattern[str], frozenset[str]]:
    """What portals print around a document: links and buttons on a line of their own, lists of other documents ("- 1Nghị định …"); and how the former begin."""
    entries = grammar.section("furniture").values()
    lines = [" ".join(fold(p).split()) for e in entries if e["kind"] == "portal" for p in e["phrases"] if "{" not in p]
    kinds = (fold(p) for e in grammar.section("cited_kinds").values() for p in e["phrases"])
    return re.compile(rf"(?:{trie_pattern(lines)})$|[-*]\s?\d{{1,3}}(?:{trie_pattern(kinds)})(?!\w)"), frozenset(line[:_FIRST] for line in lines)


def _open_block(grammar: Grammar, line: Line, visible: Visible, marker: Marker | None, hashes: int, strong: bool, gap: int) -> Block:
    rest = visible.cut(marker.end) if marker else visible
    label = read_label(grammar, rest.text) or (read_bracket_label(grammar, rest.text) if marker is None else None)
    return Block([line], [rest], marker, label, hashes, strong, gap, whole=visible)


# --- values on the lines after their label ---------------------------------------------------------------------------

_VALUE = 200  # letters of a value on a line of its own
_WHO = ("lead", "support", "implementer")
_WHEN = "deadline"


def _with_values_below(grammar: Grammar, blocks: list[Block]) -> list[Block]:
    """The blocks, with what stands below a lone label ("Cơ quan chủ trì" and "Sở Y tế" on the next line) as its value."""
    kept: list[Block] = []
    beside = False  # whether the block above is a field
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.parts and len(block.parts[0].text) <= SHORT and _may_be_label(block):
            label = block.label or read_bare_label(grammar, block.parts[0].text)
            if label is not None and ((not label.weak and (label.role in _WHO or beside)) or (block.label is not None and label.role == _WHEN)):
                taken = _values_below(grammar, label, block, blocks, index)
                for value in blocks[index:taken]:
                    block.lines += value.lines
                    block.parts += _parted(block, value) if label.role in _WHO else value.parts
                index = taken
                if len(block.parts) > 1:
                    block.label = label
        beside = block.label is not None
        kept.append(block)
    return kept


def _parted(block: Block, value: Block) -> list[Visible]:
    """The parts of a bullet below a lone label, with a semicolon for its mark where the bullet above ends without one."""
    upper = block.parts[-1].text
    if value.marker is None or not value.whole.text or len(block.parts) < 2 or upper.endswith(",") or ends_sentence(upper):
        return value.parts
    return [Visible(";", (0,), (value.whole.at(0),)), *value.parts]


def _may_be_label(block: Block) -> bool:
    if block.table or block.furniture or ((block.hashes or (block.marker and block.marker.series not in (*BULLETS, "lower"))) and not block.field):
        return False
    if block.label is None and len(block.parts) > 1 and block.parts[1].text[:1].islower():
        return False  # a wrapped sentence whose first line happens to be a label: "Các cơ quan, đơn vị được giao" / "nhiệm vụ …"
    return block.label is None or block.label.end >= len(block.parts[0].text)


def _values_below(grammar: Grammar, label: Label, block: Block, blocks: list[Block], index: int) -> int:
    """The index after the blocks that are the value of a lone label: one paragraph, or the bullets below it."""
    if len(block.parts) > 1 or index >= len(blocks) or not _is_value(blocks[index], weak=label.role == _WHEN):
        return index
    first = blocks[index]
    if first.marker is None:
        return index + 1 if first.gap <= block.gap + 1 and read_bare_label(grammar, first.content().text) is None else index
    if block.label is None or (block.marker and block.marker.series == first.marker.series):
        return index
    if label.role not in _WHO:
        return _times_below(grammar, label, first.marker.series, blocks, index)
    if fold(label.text).endswith(grammar.once(_breaks_off)):  # "b) Phối hợp với:" leads in what is done with each of those below
        block.label = None
        return index
    while index < len(blocks) and _is_value(blocks[index]) and blocks[index].marker and blocks[index].marker.series == first.marker.series:  # type: ignore[union-attr]
        index += 1
    return index


def _breaks_off(grammar: Grammar) -> tuple[str, ...]:
    """The ends of a label that names no partner yet."""
    return tuple(f" {fold(phrase)}" for entry in grammar.section("list_words").values() if entry["does"] == "with" for phrase in entry["phrases"])


def _times_below(grammar: Grammar, label: Label, series: str, blocks: list[Block], index: int) -> int:
    """The index after the bullets that are the stages of a lone label of the time, each with a number ("+ Đợt 1: tháng 4/2025.") or
    with a time behind its colon ("- Vận động: Từ khi lập danh sách …")."""
    if label.role != _WHEN:
        return index
    end = index
    while end < len(blocks) and _is_value(blocks[end], weak=True) and blocks[end].marker and blocks[end].marker.series == series:  # type: ignore[union-attr]
        text = blocks[end].content().text
        if _DIGIT.search(text) is None and not begins_time(grammar, text[text.find(":") + 1 :].lstrip() if ":" in text else ""):
            return index
        end += 1
    return end


def _is_value(block: Block, *, weak: bool = False) -> bool:
    if block.table or block.furniture or (block.label and not (weak and block.label.weak)) or block.hashes or block.strong or not block.parts:
        return False
    return (block.marker is None or block.marker.series in BULLETS) and sum(len(part.text) for part in block.parts) <= _VALUE
