"""The closing part: recipients, signature, signer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kehoach_parser.block import Block
from kehoach_parser.draft import DraftHeader
from kehoach_parser.grammar import fold
from kehoach_parser.outline.cells import bare, printed_cells, printed_lines
from kehoach_parser.outline.words import EnvelopeWords, signs
from kehoach_parser.visible import Visible

Span = tuple[int, int]

_DASHES = frozenset("-–+•*")
_ENTRY = re.compile(r"(?<=[;.,])\s*(?=[-–+•]\s?[^\W\d])")  # between entries that a converter wrote on one line
_NAME = re.compile(r"(?:[^\W\d_]+\.\s*){0,3}(?:[^\W\d_]+)(?:\s+(?:[HKY]['’])?[^\W\d_]+){1,5}$|[HKY]['’]\s?[^\W\d_]+(?:\s+[^\W\d_]+){0,4}$")  # also "K'Brơi", "Rơ Chăm H'Lan"
_COLUMNS = re.compile(r"\s{3,}|\t")
_COPY = 60  # letters of the entry for the file copy
_REST = 2  # words of a name on a line of their own
_WORDS = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")


def read_closing(words: EnvelopeWords, header: DraftHeader, text: str, blocks: Sequence[Block]) -> None:
    signature: list[Visible] = []
    in_recipients = opened = False
    for number, left, right in _closing_lines(words, text, blocks):
        folded = fold(left.text)
        found = words.recipients.match(folded)
        if found and not _is_complete(words, header):
            in_recipients = opened = True
            rest = left.cut(found.end())
            if rest.text and not signs(words, rest.text):
                _add_recipient(header, rest)
        elif in_recipients and _is_rest(words, header, left):
            _continue_recipient(header, left)
        elif _is_recipient(words, header, left, number, in_recipients, opened):
            _add_recipient(header, left)
        elif left.text and not _is_note(left.text):
            in_recipients = in_recipients and not (signs(words, left.text) or (left.text[:2].isupper() and words.marks.match(folded)))
            signature.append(left)
        if in_recipients and right.text[:1] in _DASHES and not _is_complete(words, header):  # the list itself in two columns
            _add_recipient(header, right)
        elif right.text:
            signature.append(right)
    _read_signer(words, header, signature)


def _is_recipient(words: EnvelopeWords, header: DraftHeader, line: Visible, number: int, in_recipients: bool, opened: bool) -> bool:
    """A line with a dash, also after a line of the signature where columns interleave; else one that reads like an entry."""
    if _is_complete(words, header):
        return False
    if line.text[:1] in _DASHES:
        return opened
    return in_recipients and (number > 0 or _goes_on(line)) and not signs(words, line.text)


def _is_complete(words: EnvelopeWords, header: DraftHeader) -> bool:
    """Whether the file copy, which closes the list, was read: what stands below it ("08 KH", a form, items of a portal) is no recipient."""
    return bool(header.recipients) and words.file_copy.match(fold(header.recipients[-1])) is not None


def _closing_lines(words: EnvelopeWords, text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, Visible, Visible]]:
    """The lines of the closing part: number of the line in its block, left and right column; cells of a drawn frame one by one."""
    for block in blocks:
        if block.parts and not block.furniture and any("|" in part.text for part in block.parts):
            for cell in printed_cells(words, text, [block]):
                if cell.text.strip("|-: "):
                    yield 0, cell, Visible("")
            continue
        for number, line in enumerate(printed_lines([block])):
            yield (number, *_two_columns(line))


def _is_rest(words: EnvelopeWords, header: DraftHeader, line: Visible) -> bool:
    """The rest of a recipient that was wrapped: small letters or its bracket after an entry that has no end, anything after a comma."""
    if not header.recipients or line.text[:1] in _DASHES:
        return False
    if header.recipient_ended and not header.recipient_lists:
        return False
    if _is_complete(words, header) and len(header.recipients[-1]) + len(line.text) > _COPY:
        return False  # what a scan made of the stamp and the page behind it
    wrapped = line.text[:1].islower() or (line.text[:1] == "(" and line.text.endswith(";"))  # "(b/c);", but not "(Đã ký)"
    return wrapped or (header.recipient_dashed and _goes_on(line) and not signs(words, line.text))


def _continue_recipient(header: DraftHeader, line: Visible) -> None:
    last = len(header.recipients) - 1
    comma = "," if header.recipient_lists else ""
    _add_recipient(header, line)
    if len(header.recipients) > last + 1:
        header.recipients[last] += f"{comma} {header.recipients.pop(last + 1)}"


def _two_columns(line: Visible) -> tuple[Visible, Visible]:
    gap = _COLUMNS.search(line.text, len(line.text) - len(line.text.lstrip("-–+•* \t")))
    return (line.cut(0, gap.start()), line.cut(gap.end())) if gap and gap.start() else (line, Visible(""))


def _goes_on(line: Visible) -> bool:
    """A recipient without a dash: it ends like one."""
    return line.text.endswith((";", ".")) and line.text[:1] != "("


def _is_note(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and not text.isupper()


def _add_recipient(header: DraftHeader, line: Visible) -> None:
    header.recipient_ended = line.text.endswith((";", ".", ",", "./"))
    header.recipient_lists = line.text.endswith(",")
    header.recipient_dashed = header.recipient_dashed or line.text[:1] in _DASHES
    at = 0
    for stop in [*_ENTRY.finditer(line.text), None]:
        entry = line.cut(at, stop.start() if stop else None)
        at = stop.end() if stop else 0
        text = " ".join(entry.text.lstrip("-–+•* ").split()).rstrip(" ;.,/")
        if text:
            header.recipients.append(text)
            start, end = entry.span()
            known = header.spans.get("recipients")
            header.spans["recipients"] = (min(start, known[0]), max(end, known[1])) if known else (start, end)


def _read_signer(words: EnvelopeWords, header: DraftHeader, lines: Sequence[Visible]) -> None:
    authority: list[str] = []
    position: list[str] = []
    spans: list[Span] = []
    parts = [part for whole in lines for part in _signature_parts(words, bare(whole))]
    for line, below in zip_longest(parts, parts[1:]):
        text = " ".join(line.text.split())
        folded = fold(text)
        if words.signed.match(folded):
            continue
        if header.signer_name is not None:
            break  # what a portal prints below
        if text.isupper() and words.marks.match(folded):
            authority.append(text)
        elif below is not None and authority and not position and _is_rest_of_name(words, text, below.text):
            authority[-1] += f" {text}"
        elif text.isupper() and (words.positions.match(folded) or (position and len(text) < 60 and not _NAME.match(text)) or (authority and not position and below is not None and _is_name(below.text))):
            position.append(text)
        elif _NAME.match(text) and len(text) < 50 and header.signer_name is None and (position or authority):
            rank = words.ranks.match(folded)
            header.signer_name = text[rank.end() :] if rank else text
        else:
            continue
        spans.append(line.span())
    header.signer_authority = " ".join(authority) or None
    header.signer_position = " ".join(position) or None
    if spans:
        header.spans["signer"] = (min(s[0] for s in spans), max(s[1] for s in spans))


def _is_name(text: str) -> bool:
    """Whether a line in small letters is a person's name: the line in capitals above it is his post, known or not."""
    return not text.isupper() and text.istitle() and _NAME.match(text) is not None


def _is_rest_of_name(words: EnvelopeWords, text: str, below: str) -> bool:
    """Whether a line is the rest of the name above it, which a narrow column broke: "TM. ỦY BAN NHÂN" / "DÂN" / "KT. CHỦ TỊCH"."""
    if not text.isupper() or len(text.split()) > _REST or words.positions.match(fold(text)):
        return False
    return below.isupper() and bool(words.marks.match(fold(below)) or words.positions.match(fold(below)))


def _signature_parts(words: EnvelopeWords, line: Visible) -> Iterator[Visible]:
    """The lines of a signature that a converter wrote on one: "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH (Đã ký) Lê Văn A"."""
    first = line.text.split(" ", 1)[0]
    cuts = _signature_cuts(words, line.text) if len(first) > 1 and first[:2].isupper() else [0]  # "A Lăng Thị Mẫu" is a name
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        part = line.cut(start, end)
        if part.text:
            yield part


def _signature_cuts(words: EnvelopeWords, text: str) -> list[int]:
    """Where a new line of the signature begins: at each mark and position in capitals, at "(Đã ký)" and at the name."""
    folded = fold(text)
    cuts, at = [0], 0
    for word in _WORDS.finditer(text):
        start = word.start()
        if start < at:
            continue
        if not text[: word.end()].isupper():
            signed = words.signed.match(folded, start)
            name = _LETTER.search(text, signed.end()) if signed else None
            return [*cuts, start, *([name.start()] if name else [])]
        found = words.marks.match(folded, start)
        if found:
            found = words.positions.match(folded, found.end() + 1) or found
        else:
            found = None if words.boards.match(folded, start) else words.positions.match(folded, start)
        if found:
            cuts.append(start)
            at = found.end()
    return cuts
