"""Headers of documents whose letterhead is no lines of their own: run together in one paragraph, or an annex alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehoach_parser.block import Block
from kehoach_parser.draft import DraftHeader
from kehoach_parser.grammar import LOWER, fold
from kehoach_parser.outline.words import EnvelopeWords
from kehoach_parser.visible import Visible, join

_LETTERHEAD = 300  # letters in which a letterhead that was run together has its number and date
_PARAGRAPHS = 5  # a title that was run together is broken over no more paragraphs
_CAPITALS = re.compile(rf"(?:\s*(?:(?!{LOWER})\S)+(?!\S))+")


def run_together(words: EnvelopeWords, body: Sequence[Block]) -> Visible | None:
    """The letterhead in the first paragraph, with what follows: "… Hạnh phúc Số: 5/KH-UBND Lam Giang, ngày 7 tháng 2 năm 2024 KẾ HOẠCH …"."""
    blocks = [block for block in body[:_PARAGRAPHS] if block.parts and not block.marker and not block.table]
    if not blocks or not words.national.search(fold(blocks[0].content().text[:_LETTERHEAD])):
        return None
    return join(block.content() for block in blocks)


def read_title(words: EnvelopeWords, header: DraftHeader, text: Visible, start: int) -> None:
    """The kind of document and the title, both in capitals, behind the date."""
    rest = text.cut(start)
    for name, proper in words.types.items():
        if rest.text[: len(name)].isupper() and fold(rest.text[: len(name)]) == name:
            header.doc_type, header.spans["doc_type"] = proper, rest.span(0, len(name))
            found = _CAPITALS.match(rest.text, len(name))
            title = rest.cut(len(name), found.end()) if found else Visible("")
            if title.text:
                header.title, header.spans["title"] = " ".join(title.text.split()), title.span()
            return


def read_annex(words: EnvelopeWords, header: DraftHeader, body: Sequence[Block]) -> None:
    """The header of an annex alone: its title, and the body and year of its bracket "(Kèm theo Kế hoạch … năm 2025 của UBND xã)"."""
    blocks = [block for block in body[:_PARAGRAPHS] if not block.furniture]
    opening = words.opens_annex.match(fold(blocks[0].content().text)) if blocks and blocks[0].parts and not blocks[0].marker else None
    word = words.annex.match(fold(blocks[0].content().text)) if opening else None
    if opening is None or word is None or not blocks[0].content().text[: word.end()].isupper():
        return
    first = blocks[0].content()
    header.doc_type, header.spans["doc_type"] = first.text[: word.end()].capitalize(), first.span(0, word.end())
    title = [first.cut(opening.end())]
    for block in blocks[1:]:
        content = block.content() if block.parts and not block.marker and not block.table else Visible("")
        if words.attached.match(fold(content.text)):
            _read_bracket(words, header, content)
            break
        if not content.text.isupper():
            break
        title.append(content)
    whole = join(title)
    if whole.text.isupper():
        header.title, header.spans["title"] = " ".join(whole.text.split()), whole.span()


def _read_bracket(words: EnvelopeWords, header: DraftHeader, bracket: Visible) -> None:
    year = words.attached_year.search(fold(bracket.text))
    found = words.attached_by.search(fold(bracket.text))
    if year:
        header.plan_year = int(year[1])
    if found and bracket.text[found.start("body")].isupper():
        by = bracket.cut(found.start("body"), found.end("body"))
        header.issuer, header.spans["issuer"] = by.text, by.span()
