"""Builds the tree of the body, block by block: `nesting` says where a node hangs, `fields` what a labelled field belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kehoach_parser.block import Block, Marker
from kehoach_parser.draft import Draft, Problem
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.outline.builder import Builder, hang, widen
from kehoach_parser.outline.fields import add_fields, is_field, labelled_runs, take_inline_fields
from kehoach_parser.outline.headings import (
    annex_bears,
    begins_with_time,
    heading_bears,
    is_section_title,
    title_runs,
)
from kehoach_parser.outline.nesting import paragraph_parent, place_heading, place_numbered, under_section
from kehoach_parser.outline.words import envelope_words, opens_sheet
from kehoach_parser.visible import Visible

_TITLE = 160  # letters of a line of the title of an annex


def build_tree(grammar: Grammar, body: Sequence[Block], annexes: Sequence[Block], places: Counter[str]) -> tuple[list[Draft], list[Problem]]:
    """The top nodes of the body and of what follows the signature, with fields bound; counts the lines of each place in `places`."""
    builder = Builder(grammar, places=places)
    blocks = [*body, *annexes]
    first = annexes[0] if annexes else None
    builder.sheets = frozenset(_untitled_sheets(grammar, annexes))
    for block, run, title in zip(blocks, labelled_runs(grammar, blocks), title_runs(grammar, blocks), strict=True):
        builder.behind = builder.behind or block is first
        if block.furniture:
            places[block.furniture] += block.count
        elif block.table:
            _add_table(builder, block)
        elif block.label and not _takes_title(builder, block, block.content().text) and is_field(builder, block, run):
            _add_fields(builder, block)
        else:
            _add_node(builder, block, title)
    return builder.top, builder.problems


def _untitled_sheets(grammar: Grammar, annexes: Sequence[Block]) -> Iterator[int]:
    """The lines, by id of the block, with which sheets behind the signature open that do not call themselves annex: a title in capitals over "(Kèm theo Kế hoạch …)"."""
    words = envelope_words(grammar)
    for index, block in enumerate(annexes):
        if not block.parts or block.table or not words.attached.match(fold(block.content().text)):
            continue
        top = index
        while top and _is_capitals(annexes[top - 1]):
            top -= 1
        above = annexes[top - 1].content().text if top and annexes[top - 1].parts else ""
        if top < index and not words.annex.match(fold(above)):
            yield id(annexes[top])


def _is_capitals(block: Block) -> bool:
    return bool(block.parts) and not (block.table or block.marker or block.label or block.furniture) and block.content().text.isupper()


def _add_node(builder: Builder, block: Block, title: int = 0) -> None:
    builder.run = ()
    builder.places["node"] += block.count
    content = block.content()
    marker = block.marker
    if marker is None and _is_title_of_open_node(builder, block):
        builder.stack[-1].parts.append(content)
        builder.stack[-1].bears = heading_bears(builder.grammar, content.text)
        widen(builder.stack[-1], block)
        return
    if marker is None and _takes_title(builder, block, content.text):
        _add_title(builder, content)
        widen(builder.stack[-1], block)
        return
    if marker is None and _opens_annex(builder, block, content.text):
        node = Draft("annex", block.line, block.span, series="annex", rank=0, parts=[content])
        node.bears = _bears_of_annex(builder.grammar, content.text)
        _leave_letterhead(builder)
        builder.stack[:] = [node]
        builder.top.append(node)
        return
    node = _draft(block, content, marker)
    heading = marker is None and (title > 0 or _is_heading(block, content.text) or (content.text[-1:] != ":" and is_section_title(builder.grammar, content.text)))
    if marker:
        place_numbered(builder, node)
    elif heading:
        caps = content.text.isupper() and not begins_with_time(builder.grammar, content.text)
        node.bears = heading_bears(builder.grammar, content.text)
        series = "caps" if caps else "heading" if node.bears or not under_section(builder.stack) else "subheading"
        if title:  # one list, also where a title among them bears something
            series = builder.titles.setdefault(title, series)
        node.kind, node.series, node.rank = "section", series, 3 if caps else 5
        place_heading(builder, node, caps)
    else:
        if content.text[0] == "(" and envelope_words(builder.grammar).attached.match(fold(content.text)):
            _leave_letterhead(builder, titles=1)
        hang(builder, node, paragraph_parent(builder, content.text.endswith(":")))
    if marker or heading:
        if marker and node.kind != "bullet":
            node.bears = heading_bears(builder.grammar, content.text)
        builder.stack.append(node)
    take_inline_fields(builder, node, content, block)


def _opens_annex(builder: Builder, block: Block, text: str) -> bool:
    """Whether a line opens an annex: "PHỤ LỤC", "Phụ lục II", also with its title behind in capitals; behind the signature "Mẫu số 01" too."""
    words = envelope_words(builder.grammar)
    shown = text.isupper() or block.strong or block.hashes > 0
    found = words.opens_annex.match(fold(text))
    if found is not None and (found.end() == len(text) or shown):
        return True
    if not builder.behind:
        return False
    if id(block) in builder.sheets:
        return True
    untitled = text.isupper() and words.titles_sheet.match(fold(text)) is not None and not any(node.kind == "annex" for node in builder.top)
    return untitled or opens_sheet(words, text, shown)


def _leave_letterhead(builder: Builder, titles: int = 0) -> None:
    """Takes back the lines in capitals right above an annex, which are its letterhead ("BAN CHẤP HÀNH ĐẢNG BỘ TỈNH") and head nothing.

    `titles` lines of them are the title of the annex already; then only what begins like a body is its letterhead.
    """
    if not builder.stack or builder.stack[-1].series != "caps":
        return
    body = envelope_words(builder.grammar).begins_body
    beside = builder.stack[-2].children if len(builder.stack) > 1 else builder.top
    above = beside[: len(beside) - titles]
    while above and above[-1].series == "caps" and not (above[-1].children or above[-1].fields or above[-1].bears) and (not titles or body.match(fold(above[-1].parts[0].text))):
        lines = len(above.pop().parts)
        builder.places["node"] -= lines
        builder.places["header"] += lines
    beside[: len(beside) - titles] = above


def _bears_of_annex(grammar: Grammar, text: str) -> str | None:
    """What the line that opens an annex says of it: "Mẫu số 01" that it is a form, else the title behind "PHỤ LỤC II"."""
    whole = annex_bears(grammar, text)
    found = envelope_words(grammar).opens_annex.match(fold(text))
    return annex_bears(grammar, text[found.end() :]) if found and whole != "form" else whole


def _takes_title(builder: Builder, block: Block, text: str) -> bool:
    """Whether a line under an annex's opening is its title: capitals, emphasis, or the bracket "(Kèm theo Kế hoạch …)"."""
    if block.marker or not builder.stack or builder.stack[-1].kind != "annex" or _opens_annex(builder, block, text):
        return False
    above = builder.stack[-1].children
    if above:  # a title in small letters shows by the bracket below it
        return text.startswith("(") and len(above) < 3 and all(node.kind == "paragraph" and not node.fields and len(node.parts[0].text) <= _TITLE and node.parts[0].text[-1] not in ".;:" for node in above)
    return text.isupper() or block.strong or block.hashes > 0 or text.startswith("(")


def _add_title(builder: Builder, content: Visible) -> None:
    """Adds a line to the title of an annex, with what stands between: title lines in small letters."""
    annex = builder.stack[-1]
    lines = [*(part for node in annex.children for part in node.parts), content]
    for node in annex.children:
        annex.span = (annex.span[0], max(annex.span[1], node.span[1]))
    annex.children = []
    for line in lines:
        annex.parts.append(line)
        annex.bears = annex.bears or annex_bears(builder.grammar, line.text)


def _draft(block: Block, content: Visible, marker: Marker | None) -> Draft:
    if marker is None:
        return Draft("paragraph", block.line, block.span, parts=[content])
    label = (block.label.role, block.label.end) if block.label and not block.label.weak else None
    return Draft(marker.kind, block.line, block.span, marker.printed, marker.ordinal, marker.series, marker.rank, parts=[content], label=label)


def _is_title_of_open_node(builder: Builder, block: Block) -> bool:
    """"PHẦN I" and its title on the next line; a number that stands alone on its line."""
    if not builder.stack or (block.hashes and builder.stack[-1].series not in ("part",)):
        return False
    node = builder.stack[-1]
    return node.marker is not None and not node.children and not any(part.text for part in node.parts)


def _is_heading(block: Block, text: str) -> bool:
    """An unnumbered heading: all capitals, or all emphasised, or with `#`; not a sentence."""
    if len(text) > 160 or text.endswith((".", ";", ",", "!", "”")) or len(text) < 4 or text[0] in "“\"(":
        return False
    return text.isupper() or block.strong or block.hashes > 0


def _add_fields(builder: Builder, block: Block) -> None:
    if not add_fields(builder, block):
        builder.problems.append(Problem("KH106", (block.label.text if block.label else "",), block.span))
        _add_node(builder, block)


def _add_table(builder: Builder, block: Block) -> None:
    builder.run = ()
    builder.places["node"] += block.count
    node = Draft("table", block.line, block.span, table=block.table)
    hang(builder, node, paragraph_parent(builder))
