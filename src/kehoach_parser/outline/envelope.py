"""Where the letterhead ends, where the title stands, where the closing part begins: cuts the blocks into parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kehoach_parser.block import Block
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.outline.headings import heading_bears, is_section_title
from kehoach_parser.outline.words import (
    EnvelopeWords,
    envelope_words,
    is_national,
    number_and_date,
    opens_sheet,
    signs,
    type_line,
)

_LOOK_AHEAD = 80  # a letterhead is shorter than this many blocks
_DECISION = 200  # the decision that issues a plan, printed before it, is shorter than this many blocks
_HALF = 7  # a shorter line may be the first half of "KẾ / HOẠCH"
_SIGNATURE = 8  # a signature is shorter than this many blocks
_TITLE_LINE = 180  # a longer line after the title is the first paragraph
_BROKEN = 45  # a title is broken into lines of at least so many letters …
_WRAPPED = 110  # … and hardly more than so many
_SHORT_LINE = 40
_PROSE = 90
_BODY = 400  # letters of a paragraph that no menu has
_LEFT_COLUMN = 15  # blocks of the left column, with what is sent to whom, that may stand before the right one
_BRACKET = 4  # the bracket below a title, "(Ban hành kèm theo …)", is one of so many blocks
_HEAD_LINES = 6  # no more lines of a letterhead stand above the national name


class Envelope(NamedTuple):
    """The blocks of a document by part; `annexes` follow the closing part and belong to the body.

    `decision` is the text of the decision that issues the plan, where it is printed before it, and `signed` its closing part.
    `portal` is what a web page printed above the document and behind it.
    """

    letterhead: Sequence[Block]
    title: Sequence[Block]
    body: Sequence[Block]
    closing: Sequence[Block]
    annexes: Sequence[Block]
    doc_type: str | None
    decision: Sequence[Block] = ()
    signed: Sequence[Block] = ()
    portal: Sequence[Block] = ()


def split_envelope(grammar: Grammar, blocks: Sequence[Block]) -> Envelope:
    """Cuts the blocks of a document into letterhead, title, body, closing part and annexes."""
    words = envelope_words(grammar)
    above = _above_letterhead(words, blocks)
    portal, blocks = blocks[:above], blocks[above:]
    first, at, doc_type = _find_type(words, blocks)
    if at is None:
        start = _end_of_letterhead(words, blocks)
        title_end = start
    else:
        start = at
        title_end = _end_of_title(grammar, words, blocks, at)
    closing = _find_closing(words, blocks, title_end)
    behind = _behind_document(words, blocks, closing)
    portal, blocks = [*portal, *blocks[behind:]], blocks[:behind]
    annex = _find_annex(words, blocks, closing)
    letterhead, decision, signed = _cut_decision(words, blocks, first, start)
    return Envelope(letterhead, blocks[start:title_end], blocks[title_end:closing], blocks[closing:annex], blocks[annex:], doc_type, decision, signed, portal)


def _above_letterhead(words: EnvelopeWords, blocks: Sequence[Block]) -> int:
    """How many blocks a portal printed above the letterhead: its menu, the facts of the document in a box, its own title.

    The national name tells where the letterhead is; the lines in capitals and the number right above it belong to it.
    """
    national = next((i for i, block in enumerate(blocks[:_DECISION]) if block.parts and block.marker is None and _has_national_name(words, block)), 0)
    printed = [block for block in blocks[:national] if block.parts and not block.furniture]
    typed = any(_names_type(words, block) for block in printed)
    if len(printed) <= _HEAD_LINES and not typed and not any(map(_is_prose, printed)):
        return 0
    if typed and len(printed) <= _HEAD_LINES and not any(_names_type(words, block) for block in blocks[national : national + _LOOK_AHEAD]):
        return 0
    if any(_is_of_document(words, block) for block in printed):
        return 0  # the body, which a PDF put before its letterhead
    start = next((i for i in range(national - 1, max(national - _LEFT_COLUMN, 0) - 1, -1) if _names_body(words, blocks[i])), national)
    while start and _is_head_line(words, blocks[start - 1]):
        start -= 1
    return start


def _behind_document(words: EnvelopeWords, blocks: Sequence[Block], closing: int) -> int:
    """Where a web page goes on behind the signature and the last annex: with links to other documents, its forms, its own address."""
    for index in range(closing + 1, len(blocks)):
        block = blocks[index]
        text = block.whole.text
        if text and len(text) <= _PROSE and block.marker is None and words.page_goes_on.fullmatch(fold(text)) and _find_annex(words, blocks, index) == len(blocks):
            return index
    return len(blocks)


def _has_national_name(words: EnvelopeWords, block: Block) -> bool:
    text = block.content().text
    found = words.national.search(fold(text)) if len(text) < _TITLE_LINE else None
    return found is not None and text[found.start() : found.end()].isupper()


def _names_type(words: EnvelopeWords, block: Block) -> bool:
    return bool(block.parts) and not block.marker and type_line(words, block.parts[0].text) is not None


def _is_of_document(words: EnvelopeWords, block: Block) -> bool:
    """Whether only the document itself prints such a block: a part, an article, its end, its recipients or signature."""
    if block.marker and block.marker.series in ("roman", "part", "article"):
        return True
    text = block.content().text
    return text.endswith("./.") or len(text) > _BODY or _names_recipients(words, block) or (text.isupper() and _is_signature(words, block))


def _names_body(words: EnvelopeWords, block: Block) -> bool:
    """Whether a block is a line in capitals that begins with the name of a body."""
    text = fold(block.content().text) if block.parts and not block.marker and not block.furniture else ""
    return bool(text) and block.content().text.isupper() and (words.committee.match(text) or words.begins_body.match(text)) is not None


def _is_prose(block: Block) -> bool:
    """Whether a block can be no line of a letterhead."""
    return block.marker is not None or len(block.content().text) > _PROSE


def _is_head_line(words: EnvelopeWords, block: Block) -> bool:
    """Whether a block may stand in a letterhead above the national name: capitals, the number, a rule."""
    if block.furniture or not block.parts:
        return not block.table
    text = block.content().text
    return not block.marker and (text.isupper() or (words.lines.opens.match(fold(text)) is not None and len(text) < _SHORT_LINE))


def _cut_decision(words: EnvelopeWords, blocks: Sequence[Block], first: int | None, start: int) -> tuple[Sequence[Block], Sequence[Block], Sequence[Block]]:
    """The letterhead, and the decision with its articles and its closing part that stands between it and the plan."""
    if first is None or first >= start or not any(b.marker and b.marker.series == "article" for b in blocks[first:start]):
        return blocks[:start], (), ()
    closing = _find_closing(words, blocks[:start], first + 1)
    return blocks[:first], blocks[first:closing], blocks[closing:start]


def _find_type(words: EnvelopeWords, blocks: Sequence[Block]) -> tuple[int | None, int | None, str | None]:
    """Where the first kind of document is named, where the one stands that counts (a plan or what a decision issues before
    others), and its name."""
    first = best = None
    name = None
    for index, block in enumerate(blocks[:_DECISION]):
        if (index >= _LOOK_AHEAD and first is None) or (block.marker and block.marker.series in ("roman", "part", "upper")):
            break
        if not block.parts or block.marker:
            continue
        found = type_line(words, block.parts[0].text if len(block.parts[0].text) > _HALF else block.content().text)
        if found is None:
            continue
        first = index if first is None else first
        counts = found[0] == words.plan or _is_issued(words, blocks[first : index + 1 + _BRACKET])
        if best is None or counts:
            best, name = index, found[0]
        if counts:
            break
    return first, best, name


def _is_issued(words: EnvelopeWords, blocks: Sequence[Block]) -> bool:
    """Whether the articles of a decision and a title with its bracket "(Ban hành kèm theo …)" end the blocks, or to whom and by whom
    the decision is sent stands between its articles and the title: what it issues."""
    before = blocks[: -1 - _BRACKET]
    last = next((i for i in range(len(before) - 1, -1, -1) if (marker := before[i].marker) and marker.series == "article"), None)
    if last is None:
        return False
    return any(_names_recipients(words, block) or _is_signature(words, block) for block in before[last + 1 :]) or any(words.attached.match(fold(block.content().text)) for block in blocks[-_BRACKET:] if block.parts and not block.marker)


def _end_of_letterhead(words: EnvelopeWords, blocks: Sequence[Block]) -> int:
    """Without a line KẾ HOẠCH: the letterhead ends at the first marker, long paragraph, opening word or annex.

    That of a letter holds what it is about ("V/v …") and whom it goes to ("Kính gửi:" and its list).
    """
    addressed = False
    for index, block in enumerate(blocks[:_LOOK_AHEAD]):
        if block.furniture:
            continue
        text = block.content().text
        goes_to = index > 0 and words.addressed.match(fold(text)) is not None
        if goes_to or words.summary.match(fold(text)) or (addressed and block.marker and block.marker.series == "-"):
            addressed = addressed or goes_to
            continue
        if block.table or block.label or (block.marker and block.marker.series not in ("-",)) or len(text) > 100 or words.opening.match(fold(text)) or words.annex.match(fold(text)):
            return index
        if not (text.isupper() or is_national(words, fold(text)) or words.lines.opens.match(fold(text)) or words.lines.dated.search(fold(text), 1)):
            return index
    return 0


def _end_of_title(grammar: Grammar, words: EnvelopeWords, blocks: Sequence[Block], at: int) -> int:
    """The title is what follows the kind of document, up to the first paragraph or heading."""
    end = at + 1
    taken = len(blocks[at].parts) > 1 or len(blocks[at].parts[0].text) > 40
    while end < len(blocks):
        block = blocks[end]
        if block.furniture:
            end += 1
            continue
        if block.table or block.marker or block.label:
            break
        text = block.content().text
        if len(text) <= _PROSE and number_and_date(words, text, titled=taken):
            end += 1  # the number and the date below the title, or below the kind of document
            continue
        goes_on = _title_goes_on(words, blocks[end - 1], block, text) or _is_title_line(grammar, words, blocks[end - 1 : end + 2], text)
        if taken and (not goes_on or (block.gap and is_section_title(grammar, text))):
            break
        if not taken and words.opening.match(fold(text)) and text.endswith((":", ";", ".")):
            break
        taken = True
        end += 1
    return end


def _title_goes_on(words: EnvelopeWords, above: Block, block: Block, text: str) -> bool:
    if text.startswith("(") and len(text) < _TITLE_LINE:
        return True  # (Ban hành kèm theo …)
    if block.gap == 0 and text.isupper() and above.parts and above.parts[-1].text.isupper():
        return True  # a long title, cut after its first words
    if len(text) > _TITLE_LINE or text.endswith((":", ".", ";")) or words.opening.match(fold(text)):
        return False
    if text.isupper() and block.gap and above.parts and not above.parts[-1].text.isupper():
        return False  # the body that decides, below the title of its decision
    return (block.gap == 0 and len(text) < 130) or (block.strong and (above.strong or above.gap == block.gap)) or (block.hashes > 0 and above.hashes > 0)


def _is_title_line(grammar: Grammar, words: EnvelopeWords, near: Sequence[Block], text: str) -> bool:
    """Whether a paragraph is one more line of a broken title: the line above is too long for a whole one, or the grounds of the
    plan ("Căn cứ …") come next, and this one is no sentence. `near` are the blocks above it, itself and below it."""
    above, block = near[:2]
    last = len(near) > 2 and not near[2].table and words.opening.match(fold(near[2].content().text)) is not None
    if not above.parts or above.hashes or above.strong or block.hashes or (len(above.parts[-1].text) < _BROKEN and not last):
        return False
    if len(text) > _WRAPPED or ":" in text or not (text[-1].isalnum() or text[-1] in "”\")"):
        return False
    if text.isupper():
        return above.parts[-1].text.isupper() and heading_bears(grammar, text) is None
    return words.opening.match(fold(text)) is None


def _find_closing(words: EnvelopeWords, blocks: Sequence[Block], start: int) -> int:
    """The index at which the closing part begins: `Nơi nhận`, or the signature when it stands first."""
    first = next((i for i in range(start, len(blocks)) if _names_recipients(words, blocks[i])), None)
    closing = _find_signature(words, blocks, start) if first is None else _with_signature_above(words, blocks, start, first)
    above = closing - 1
    while above > start and blocks[above].furniture:
        above -= 1
    return above if closing < len(blocks) and above > start and _is_date_line(words, blocks[above]) else closing


def _is_date_line(words: EnvelopeWords, block: Block) -> bool:
    """Whether a block is the line of place and date, which some plans print above the signature: "Lam Giang, ngày 7 tháng 2 năm 2024"."""
    text = block.content().text if block.parts and not block.marker and not block.table else ""
    found = words.lines.date.match(text) if len(text) < _PROSE else None
    return found is not None and found.end() == len(text)


def _with_signature_above(words: EnvelopeWords, blocks: Sequence[Block], start: int, first: int) -> int:
    """Where the closing part begins when the signature, with the signer's name, stands before the recipients."""
    best = first
    for index in range(first - 1, max(start, first - _SIGNATURE) - 1, -1):
        block = blocks[index]
        if _is_signature(words, block):
            best = index
        elif not block.furniture and not _may_be_name(block):
            break
    return best


def _may_be_name(block: Block) -> bool:
    """A short line in which each word has a capital: the signer's name, with a rank or degree."""
    words = block.content().text.split() if not block.table and not block.marker and not block.label else []
    return 2 <= len(words) <= 7 and all(word[0].isupper() and word[-1] not in ".,;:" for word in words[-2:])


def _names_recipients(words: EnvelopeWords, block: Block) -> bool:
    if not block.parts or block.table or block.marker:
        return False
    text = fold(block.parts[0].text).lstrip("| ")
    found = words.recipients.match(text)
    return bool(found) and (len(text) < 60 or ":" in text[:12])


def _is_signature(words: EnvelopeWords, block: Block) -> bool:
    """A line of the signature: TM./KT./… in capitals, a position in capitals, (Đã ký), a name after one of these."""
    if block.table or not block.parts or block.label:
        return False
    text = block.whole.text or block.content().text
    if len(text) > 90:
        return False
    return signs(words, text)


def _find_signature(words: EnvelopeWords, blocks: Sequence[Block], start: int) -> int:
    for index in range(start, len(blocks)):
        if _is_signature(words, blocks[index]) and (not blocks[index].marker or words.acting.match(fold(blocks[index].whole.text))):
            rest = blocks[index + 1 :]
            if not any(b.marker and b.marker.series in ("roman", "arabic", "decimal") for b in rest[:6]):
                return index
    return len(blocks)


def _find_annex(words: EnvelopeWords, blocks: Sequence[Block], closing: int) -> int:
    for index in range(closing + 1, len(blocks)):
        block = blocks[index]
        if block.table:
            return index
        if not block.parts or (block.marker and block.marker.series == "-"):
            continue
        text = block.content().text
        folded = fold(text)
        shown = text.isupper() or block.strong or block.hashes > 0
        if opens_sheet(words, text, shown) or (text.isupper() and words.titles_sheet.match(folded)):
            return index
        if words.annex.match(folded) and (shown or len(text) < 40):
            return index
        if block.marker and block.marker.series in ("roman", "part") and text.isupper():
            return index
        if words.attached.match(folded):
            while index > closing + 1 and blocks[index - 1].parts and blocks[index - 1].content().text.isupper() and not _is_signature(words, blocks[index - 1]):
                index -= 1
            return index
    return len(blocks)
