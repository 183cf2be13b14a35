"""Blocks: one heading, item, field line or paragraph each, joined over line ends and page breaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.block import Block, Label, Line, Marker
from kehoach_parser.document import Document, Table
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.text.furniture import find_furniture
from kehoach_parser.text.labels import find_labels, read_bare_label, read_label
from kehoach_parser.text.lines import read_lines, visible_line
from kehoach_parser.text.markers import read_marker
from kehoach_parser.text.tables import find_tables
from kehoach_parser.text.wraps import Wrap, read_wrap
from kehoach_parser.visible import Visible

_PARAGRAPH_FORMATS = frozenset({"docx", "doc", "odt", "rtf", "html", "xlsx"})
_DRAWN = re.compile(r"[-–—_=*.~+]{3,}|\+[-=+]+\+")
_DRAWN_SIGNS = frozenset("-–—_=*.~+")
_ROMAN = re.compile(r"[IVX]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SYMBOL = re.compile(r"\d+(?:/\d{4})?/[A-ZĐ]")  # "214/NQ-CP": the number of a document
_LAST_WORDS = re.compile(r"(\w+)(?:\s+(\w+))?\s*$")
_TITLE_LINES = 20  # emphasis that stays open longer is a stray mark
_LEFT_OUT = ("...", "…", "...)", "…)")  # what a list leaves out ends no sentence before small letters
_PROSE = 240  # a longer numbered block is no heading
_FIRST_LINE = 3  # blanks by which the first line of a paragraph is set in
_SHORT = 60  # a shorter line followed by a capital is a line of its own (letterhead, signature), not a wrapped one


def read_blocks(grammar: Grammar, document: Document) -> tuple[list[Line], list[Block]]:
    """All lines, and the blocks of the lines that are not blank, in order."""
    text = document.legible
    lines = read_lines(document.text)
    drawn = _drawn_tables(grammar, document, text, lines)
    tables = sorted([*document.tables, *drawn], key=lambda t: t.span)
    furniture = find_furniture(grammar, text, lines, document.furniture)
    wrap = None if document.format in _PARAGRAPH_FORMATS else read_wrap(text, lines)
    joins = grammar.once(_joins)
    portal = grammar.once(_portal_words)
    blocks: list[Block] = []
    current: Block | None = None  # the last block that may go on
    gap = 0
    index = 0
    for line in lines:
        while index < len(tables) and tables[index].span[1] <= line.start:
            index += 1
        if line.blank:
            gap += 1
            continue
        if index < len(tables) and tables[index].span[0] <= line.start:
            if blocks and blocks[-1].table is tables[index]:
                blocks[-1].lines.append(line)
            else:
                blocks.append(Block([line], [], table=tables[index], gap=gap))
            current, gap = None, 0
            continue
        kind = furniture.get(line.number)
        if kind:
            blocks.append(Block([line], [], furniture=kind))
            if kind == "rule" and "|" in text[line.start : line.end]:
                current = None  # the bar between two cells of a letterhead or signature
            continue
        visible, hashes, strong = visible_line(document.text, line)
        shown = visible.text
        if not shown or (shown[0] in _DRAWN_SIGNS and _DRAWN.fullmatch(shown)):  # emphasis around nothing, a rule in it, line ends as letters
            blocks.append(Block([line], [], furniture="rule" if shown else "stray mark"))
            continue
        if wrap and (len(shown) <= _SHORT or shown[0] in "-*") and portal.match(fold(shown[:_SHORT])):
            blocks.append(Block([line], [], furniture="portal"))
            continue
        marker = read_marker(grammar, visible.text)
        goes_on = bool(marker and current and (gap == 0 or current.label) and _false_marker(joins, marker, visible.text, current))
        block = _open_block(grammar, line, visible, None if goes_on else marker, hashes, strong, gap)
        if current and not hashes and (goes_on or _goes_on(grammar, text, joins, current, block, gap, wrap)):
            current.lines.append(line)
            current.parts.append(visible)
        else:
            blocks.append(block)
            current = block
        gap = 0
    blocks = _with_values_below(grammar, blocks)
    for block in blocks:
        if block.marker and block.marker.series in _BULLETS and not any(part.text for part in block.parts):
            block.furniture = "stray mark"  # a bullet before nothing
            continue
        if block.label is None and len(block.parts) > 1 and len(block.parts[0].text) <= _SHORT and ":" not in block.parts[0].text:
            block.label = read_label(grammar, block.content().text)
        colons = sum(part.text.count(":") for part in block.parts)
        if colons > (block.label is not None):
            block.labels = tuple(find_labels(grammar, block.content().text))
    return lines, blocks


def _drawn_tables(grammar: Grammar, document: Document, text: str, lines: list[Line]) -> list[Table]:
    """The tables that the text draws itself, outside of those that its format has."""
    if not document.tables:
        return find_tables(text, [(line.start, line.end) for line in lines], grammar)
    ends = [table.span[1] for table in document.tables]
    begins = [table.span[0] for table in document.tables]
    free = [(line.start, line.end) for line in lines if (at := bisect_right(begins, line.start)) == 0 or ends[at - 1] <= line.start]
    return find_tables(text, free, grammar)


def _portal_words(grammar: Grammar) -> re.Pattern[str]:
    """What portals print around a document: links and buttons on a line of their own, lists of other documents ("- 1Nghị định …")."""
    entries = grammar.section("furniture").values()
    lines = (" ".join(fold(p).split()) for e in entries if e["kind"] == "portal" for p in e["phrases"] if "{" not in p)
    kinds = (fold(p) for e in grammar.section("cited_kinds").values() for p in e["phrases"])
    return re.compile(rf"(?:{trie_pattern(lines)})$|[-*]\s?\d{{1,3}}(?:{trie_pattern(kinds)})(?!\w)")


def _open_block(grammar: Grammar, line: Line, visible: Visible, marker: Marker | None, hashes: int, strong: bool, gap: int) -> Block:
    rest = visible.cut(marker.end) if marker else visible
    return Block([line], [rest], marker, read_label(grammar, rest.text), hashes, strong, gap, whole=visible)


# --- values on the lines after their label ---------------------------------------------------------------------------

_BULLETS = ("-", "+", "*", "•")
_VALUE = 200  # letters of a value on a line of its own
_BREAKS_OFF = " với"
_WHO = ("lead", "support", "implementer")


def _with_values_below(grammar: Grammar, blocks: list[Block]) -> list[Block]:
    """The blocks, with what stands below a lone label ("Cơ quan chủ trì" and "Sở Y tế" on the next line) as its value."""
    kept: list[Block] = []
    beside = False  # whether the block above is a field
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.parts and len(block.parts[0].text) <= _SHORT and _may_be_label(block):
            label = block.label or read_bare_label(grammar, block.parts[0].text)
            if label is not None and not label.weak and (label.role in _WHO or beside):
                taken = _values_below(grammar, label, block, blocks, index)
                for value in blocks[index:taken]:
                    block.lines += value.lines
                    block.parts += value.parts
                index = taken
                if len(block.parts) > 1:
                    block.label = label
        beside = block.label is not None
        kept.append(block)
    return kept


def _may_be_label(block: Block) -> bool:
    if block.table or block.furniture or block.hashes or (block.marker and block.marker.series not in (*_BULLETS, "lower")):
        return False
    return block.label is None or block.label.end >= len(block.parts[0].text)


def _values_below(grammar: Grammar, label: Label, block: Block, blocks: list[Block], index: int) -> int:
    """The index after the blocks that are the value of a lone label: one paragraph, or the bullets below it."""
    if len(block.parts) > 1 or index >= len(blocks) or not _is_value(blocks[index]):
        return index
    first = blocks[index]
    if first.marker is None:
        return index + 1 if first.gap <= block.gap + 1 and read_bare_label(grammar, first.content().text) is None else index
    if block.label is None or label.role not in _WHO or (block.marker and block.marker.series == first.marker.series):
        return index
    if label.text.endswith(_BREAKS_OFF):  # "b) Phối hợp với:" leads in what is done with each of those below
        block.label = None
        return index
    while index < len(blocks) and _is_value(blocks[index]) and blocks[index].marker and blocks[index].marker.series == first.marker.series:  # type: ignore[union-attr]
        index += 1
    return index


def _is_value(block: Block) -> bool:
    if block.table or block.furniture or block.label or block.hashes or block.strong or not block.parts:
        return False
    return (block.marker is None or block.marker.series in _BULLETS) and sum(len(part.text) for part in block.parts) <= _VALUE


# --- joining -------------------------------------------------------------------------------------------------------


class _Joins(NamedTuple):
    cannot_end: frozenset[str]
    may_end: frozenset[str]
    can_end: frozenset[str]
    dash_tails: tuple[str, ...]
    dash_pairs: tuple[tuple[str, str], ...]
    before_number: tuple[str, ...]
    alone: frozenset[str]
    opens: re.Pattern[str]
    begins: re.Pattern[str]


def _joins(grammar: Grammar) -> _Joins:
    return _Joins(
        frozenset(grammar.phrases("joins", "cannot-end")),
        frozenset(grammar.phrases("joins", "may-end")),
        frozenset(grammar.phrases("joins", "can-end")),
        tuple(grammar.phrases("joins", "dash-tail")),
        tuple((left, right) for left, _, right in (phrase.partition(" - ") for phrase in grammar.phrases("joins", "dash-pair"))),
        tuple(f" {phrase}" for phrase in grammar.phrases("joins", "before-number")),
        frozenset(grammar.phrases("envelope", "secrecy")),
        re.compile(rf"(?:{trie_pattern([*grammar.phrases('envelope', 'recipients'), *grammar.phrases('envelope', 'addressed')])})\b"),
        re.compile(rf"(?:{trie_pattern(grammar.phrases('envelope', 'opening'))})\b"),
    )


def _ends_sentence(text: str) -> bool:
    return text.rstrip("”\"'’)*_ ")[-1:] in (".", ":", "?", "!", "…", ";") or text.endswith(("./.", "/."))


def _cannot_end(joins: _Joins, text: str) -> bool:
    """Whether a text stops in the middle: after a comma, an open bracket, or a word that cannot end a sentence."""
    if text.endswith((",", "(", "“", "&", "/", " -", " –")) and not text.endswith("./"):
        return True
    words = _LAST_WORDS.search(fold(text[-40:]))
    if not words:
        return False
    if words[2] and f"{words[1]} {words[2]}" in joins.may_end:
        return False
    last = words[2] or words[1]
    if words[2] is not None and f"{words[1]} {words[2]}" in joins.can_end:
        return False
    return last in joins.cannot_end or (words[2] is not None and f"{words[1]} {words[2]}" in joins.cannot_end)


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")")


def _false_marker(joins: _Joins, marker: Marker, line: str, above: Block) -> bool:
    """A wrapped line that only looks numbered: "… Lao động | - Thương binh …", "… tháng | 6. …", "2021 | - 2025"."""
    upper = above.parts[-1].text
    if not upper or _ends_sentence(upper):
        return False
    rest = line[marker.end :]
    if marker.series == "-":
        return (upper[-1].isdigit() and rest[:1].isdigit()) or (
            fold(rest[:24]).startswith(joins.dash_tails) and above.label is not None and not above.parts[-1].text.endswith((",",))
        ) or _parts_name(joins, fold(upper[-24:]), fold(rest[:24]))
    if marker.series in ("arabic", "decimal"):
        return rest[:1].islower() or (_cannot_end(joins, upper) and upper[-1].isalpha() and fold(upper).endswith(joins.before_number) and not _counts_on(above, marker))
    return False


def _counts_on(above: Block, marker: Marker) -> bool:
    """Whether a number is the next one after that of the block above, or its first child: "2. Chính quyền số" / "2.1. …"."""
    if above.marker is None:
        return False
    head, _, last = marker.ordinal.rpartition(".")
    return (last == "1" and (head == above.marker.ordinal or not head)) or marker.ordinal == _next_number(above.marker.ordinal)


def _next_number(ordinal: str) -> str:
    head, dot, last = ordinal.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else ""


def _parts_name(joins: _Joins, upper: str, rest: str) -> bool:
    """Whether the dash at the beginning of a line is that of a name: "… Sở Lao động" / "- Thương binh và Xã hội"."""
    return any(upper.endswith(left) and rest.startswith(right) for left, right in joins.dash_pairs)


def _goes_on(grammar: Grammar, text: str, joins: _Joins, above: Block, block: Block, gap: int, wrap: Wrap | None) -> bool:
    """Whether `block` continues `above`: small letters after an open sentence do, capitals only after a word that cannot end."""
    upper = above.parts[-1].text
    lower = block.parts[0].text
    if block.marker or (block.label and (lower[0].isupper() or _ends_sentence(upper))):
        return False
    if upper.endswith("|") or lower.startswith("|"):  # cells
        return False
    if not upper:  # a marker alone on its line: its text follows
        return above.marker is not None
    if gap == 0 and " " not in upper and len(above.parts) == 1 and _is_half_word(joins, above, upper, lower):
        return True
    small = lower[0].islower()
    if gap == 0:
        return _next_line_goes_on(grammar, text, joins, above, block, small, wrap)
    if _ends_sentence(upper) and not (small and (_open_bracket(upper) or upper.endswith(_LEFT_OUT))):
        return False
    if small:
        return True
    if _is_caps(upper) or above.hashes or above.strong or block.strong or _is_caps(lower):
        return False
    if ":" in lower and ":" in upper and _value_goes_on(grammar, above, upper, lower):
        return True
    return len(upper) > _SHORT and (_cannot_end(joins, upper) or _open_bracket(" ".join(part.text for part in above.parts[-3:])))


def _value_goes_on(grammar: Grammar, above: Block, upper: str, lower: str) -> bool:
    """A page break inside a labelled value: the upper half ends in a value, the lower one brings the next label."""
    named = above.label is not None or any(True for _ in find_labels(grammar, upper))
    return named and any(not label.weak for label in find_labels(grammar, lower))


def _next_line_goes_on(grammar: Grammar, text: str, joins: _Joins, above: Block, block: Block, small: bool, wrap: Wrap | None) -> bool:
    upper, lower = above.parts[-1].text, block.parts[0].text
    if wrap is None:
        return not _ends_sentence(upper) and (small or (len(upper) > _SHORT and not _is_caps(upper) and _cannot_end(joins, upper)))
    if not _ends_sentence(upper) and _open_emphasis(text, above):
        return True
    if above.marker is not None and above.marker.kind == "part" and _is_caps(upper) and _is_caps(lower):
        return True  # a heading in capitals, wrapped
    if wrap.first:
        return _portal_line_goes_on(grammar, joins, above, block, small, wrap)
    if _is_caps(upper) != _is_caps(lower) and (_is_caps(upper) or len(upper) < _SHORT):
        return False
    length = above.lines[-1].end - above.lines[-1].start
    if wrap.width and length >= 0.85 * wrap.width:
        if upper.endswith("./.") or joins.opens.match(fold(lower[:_SHORT])) or (_ends_sentence(upper) and _is_indented(text, above, block.lines[0].start)):
            return False
        return not (_is_caps(lower) and not _is_caps(upper))
    if small:
        return not upper.endswith((".", ":", "?", "!"))
    return not _ends_sentence(upper) and (_cannot_end(joins, upper) or (len(upper) > max(_SHORT, wrap.roomy) and not wrap.width))


def _portal_line_goes_on(grammar: Grammar, joins: _Joins, above: Block, block: Block, small: bool, wrap: Wrap) -> bool:
    """The same where a portal cut the first line of a paragraph shorter than the others: how long the two lines are tells."""
    upper, lower = above.parts[-1].text, block.parts[0].text
    if small:
        return not upper.endswith((".", "?", "!"))
    folded = fold(lower[:_SHORT])
    if joins.opens.match(folded) or (_is_caps(upper) != _is_caps(lower) and (_is_caps(upper) or _caps_words(lower) > 1)):
        return False
    if wrap.spaced and not _is_caps(upper) and (above.marker is not None or sum(len(part.text) for part in above.parts) > _SHORT):
        return not upper.endswith("./.")
    length = above.lines[-1].end - above.lines[-1].start
    needed = length + 1 + len(lower.split(None, 1)[0])
    roomy = needed <= (wrap.first if len(above.parts) == 1 else 0.8 * wrap.width)
    whole = block.lines[0].end - block.lines[0].start > wrap.longest  # longer than the first line of any paragraph
    item = above.marker is None or above.marker.series in _BULLETS or sum(len(part.text) for part in above.parts) > _PROSE
    if _ends_sentence(upper):
        goes_on = (above.label is not None and upper[-1] in ";:") or (item and above.marker is not None and upper[-1] == ":")
        return not roomy if goes_on else whole and needed > wrap.width and not upper.endswith("./.")
    if _cannot_end(joins, upper) or _inside_name(grammar, upper, lower):
        return True
    if joins.begins.match(folded) or roomy:
        return False
    return whole or item or _is_caps(upper) or (lower[0] == "(" and lower[1:2].islower())


def _caps_words(text: str) -> int:
    """How many words the text has when it is in capitals: "IV/2023." is no heading, nor "214/NQ-CP)."."""
    return sum(not _ROMAN.fullmatch(word) for word in _WORD.findall(text)) if _is_caps(text) and not _SYMBOL.match(text) else 0


def _inside_name(grammar: Grammar, upper: str, lower: str) -> bool:
    """Whether a line ends in the middle of a name: "… Mặt trận Tổ quốc" / "Việt Nam xã", "… Báo Lam" / "Giang, Đài …"."""
    words = lower.split(None, 2)
    if (len(words) == 1 and not words[0].isupper()) or words[0][-1] in ",;.)" or (words[0].isalpha() and words[0].istitle() and words[1:] and words[1][:1].isupper()):
        return True
    return (fold(upper.rsplit(None, 1)[-1]), fold(words[0])) in grammar.once(_name_pairs)


def _name_pairs(grammar: Grammar) -> frozenset[tuple[str, str]]:
    """The words that follow each other in the name of a body, the second with a capital."""
    pairs: set[tuple[str, str]] = set()
    for entry in grammar.section("agencies").values():
        for name in (entry["name"], *entry.get("aliases", ())):
            pairs.update((fold(a), fold(b)) for a, b in pairwise(name.split()) if b[0].isupper())
    return frozenset(pairs)


def _is_indented(text: str, above: Block, at: int) -> bool:
    """Whether a line is set further in than the one above it, as the first line of a paragraph is."""
    line = above.lines[-1]
    return _indent(text, at) >= _indent(text, line.start) + _FIRST_LINE


def _indent(text: str, at: int) -> int:
    end = at
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return end - at


def _is_half_word(joins: _Joins, above: Block, upper: str, lower: str) -> bool:
    """Whether a line is the first syllable of what the next line says ("1. Sở" / "Y tế", "KẾ" / "HOẠCH"): no title is that short."""
    if not upper.isalpha() or len(upper) > 6 or fold(upper) in joins.alone:
        return False
    return above.marker is not None or (upper.isupper() and lower.isupper())


def _open_emphasis(text: str, above: Block) -> bool:
    """Whether `**` was opened in the lines of the block and not closed: hard-wrapped titles."""
    start, end = above.span
    if len(above.lines) > _TITLE_LINES:
        return False
    return text.count("**", start, end) % 2 == 1


def _is_caps(text: str) -> bool:
    return text.isupper() and any(c.isalpha() for c in text)
