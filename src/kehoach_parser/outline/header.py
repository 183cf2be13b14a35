"""Reads the letterhead, the title and the signature into a header, each value with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach_parser.block import Block
from kehoach_parser.draft import DraftHeader
from kehoach_parser.grammar import Grammar, fold, strip_marks
from kehoach_parser.outline.cells import printed_cells, printed_lines
from kehoach_parser.outline.closing import read_closing
from kehoach_parser.outline.envelope import Envelope
from kehoach_parser.outline.headless import read_annex, read_title, run_together
from kehoach_parser.outline.issued import attached_year, find_issuer, plan_year, school_year, years_of
from kehoach_parser.outline.parted_words import with_whole_words
from kehoach_parser.outline.words import EnvelopeWords, envelope_words, is_national, number_and_date, type_line
from kehoach_parser.visible import Visible, join

_SYMBOL_OF_KIND = re.compile(r"^\d*[-/]")
_SIGNATURE = 3  # the line of the date is one of so many first blocks of the closing part, where none stands in the letterhead
_STOPS = (",", ":")
_NEAR = 5  # letters between number and date that were run together
_OF_BODY = 60  # letters of the body whose plan it is, behind the kind of document
_RANGE = re.compile(r"((?:19|20)\d{2})\s*[-–]\s*(?:20)?\d{2}")


def read_header(grammar: Grammar, text: str, envelope: Envelope) -> DraftHeader:
    """The header of a document; what is not printed stays None."""
    words = envelope_words(grammar)
    header = DraftHeader(doc_type=envelope.doc_type)
    below = _read_title(words, header, envelope.title)
    issuer_lines = _read_letterhead(words, header, text, envelope.letterhead)
    _read_below_title(words, header, below)
    if header.doc_type is None and header.number is None:
        _read_headless(words, header, envelope.body)
    if header.doc_type is None and header.number:  # the line of the kind was lost: the symbol tells it
        header.doc_type = words.symbols.get(_SYMBOL_OF_KIND.sub("", header.number, count=1).split("-")[0].split("/")[0])
    read_closing(words, header, text, envelope.closing)
    for line in printed_lines(envelope.closing[:_SIGNATURE]) if header.issued_on is None and header.place is None else ():
        if date := words.lines.date.match(line.text):
            _set_date(header, line, date)
    if envelope.signed and header.signer_name is None and not header.recipients:
        read_closing(words, header, text, envelope.signed)
    if header.issuer is None:
        find_issuer(words, header, issuer_lines, envelope.body)
    header.plan_year = header.plan_year or plan_year(words, header, envelope.body, attached_year(words, envelope.title))
    header.school_year = school_year(words, header.title or "")
    header.several_years = header.school_year is None and _RANGE.search(header.title or "") is not None and not years_of(words, header.title or "")
    return header


def _read_letterhead(words: EnvelopeWords, header: DraftHeader, text: str, blocks: Sequence[Block]) -> list[Visible]:
    """Number and date into the header; gives back the lines that name bodies: below "Căn cứ …" of a decision only those in capitals."""
    bodies: list[Visible] = []
    grounds = False
    for whole in printed_cells(words, text, list(_without_address(words, header, blocks))):
        beside = words.beside.search(fold(whole.text))
        cell = with_whole_words(whole.cut(0, beside.start()) if beside else whole, text)
        printed = cell.text
        if not printed:
            continue
        folded = fold(printed)
        grounds = grounds or (words.opening.match(folded) is not None and not printed.isupper())
        date = _find_date(words, printed)
        number = words.lines.number.match(printed) or words.lines.worn_number.match(printed)
        if number and bodies and fold(bodies[-1].text).endswith(tuple(words.types)):
            bodies.append(cell)  # "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH" / "SỐ 105/QĐ-SXD"
            continue
        if number and header.number is None:
            header.number = _number(number)
            header.spans["number"] = cell.span(number.start(), number.end())
            if date and date.start() < number.end():
                date = _find_date(words, printed, number.end())
        date = date or words.lines.bare_date.match(folded)
        if date:
            _set_date(header, cell, date)
        elif grounds and not (printed.isupper() and words.begins_body.match(folded)):
            continue
        elif not number and not words.lines.opens.match(folded) and not words.lines.whole_date.match(strip_marks(folded)) and not is_national(words, folded) and not words.secrecy.match(folded) and not words.summary.match(folded) and any(c.isalpha() for c in printed):
            bodies.append(cell)
        elif not header.union and (union := words.union.match(folded)):
            header.union = printed[: union.end()]
    return bodies


def _without_address(words: EnvelopeWords, header: DraftHeader, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a letterhead without what a letter is about, which is its title ("V/v …"), and without whom it goes to."""
    addressed = False
    for block in blocks:
        content = block.content() if block.parts and not block.table else None
        about = words.summary.match(fold(content.text)) if content else None
        addressed = addressed or (content is not None and words.addressed.match(fold(content.text)) is not None)
        if content and about and header.doc_type is None and header.title is None:
            title = content.cut(about.end() + (content.text[about.end() :][:1] in _STOPS))
            header.title, header.spans["title"] = " ".join(title.text.split()) or None, title.span()
        elif not addressed:
            yield block


def _read_headless(words: EnvelopeWords, header: DraftHeader, body: Sequence[Block]) -> None:
    """The header of a text whose letterhead was run together with its first paragraph, or of an annex alone."""
    flat = run_together(words, body)
    if flat is None:
        read_annex(words, header, body)
        return
    inside = words.lines.inside.search(fold(flat.text))
    number = words.lines.number.match(flat.text, inside.start() + 1) if inside else None
    date = _find_date(words, flat.text, number.end()) if number else None
    if number is None or date is None or date.start() > number.end() + _NEAR:
        return
    header.number, header.spans["number"] = _number(number), flat.span(number.start(), number.end())
    _set_date(header, flat, date)
    read_title(words, header, flat, date.end())


def _find_date(words: EnvelopeWords, printed: str, start: int = 0) -> re.Match[str] | None:
    """The date in a line: "Lam Giang, ngày 07 tháng 02 năm 2024", in figures, or with a day that a scan made unreadable."""
    lines = words.lines
    return lines.date.search(printed, start) or lines.numeric_date.search(printed, start) or lines.worn_date.search(strip_marks(printed), start)


def _number(found: re.Match[str]) -> str:
    digits = "".join(c for c in found["digits"] or found.groupdict().get("figures") or "" if c.isdigit())
    return digits + re.sub(r"\s+", "", found["symbol"])


def _set_date(header: DraftHeader, cell: Visible, found: re.Match[str]) -> None:
    if header.issued_on is not None:
        return
    named = next((name for name in ("place", "titled") if found.groupdict().get(name)), None)
    if named:
        header.place = " ".join(cell.text[found.start(named) : found.end(named)].split())
        header.spans["place"] = cell.span(found.start(named), found.end(named))
    if len(found["year"]) < 4 or not found["year"].isdigit():
        return  # a draft: all of the date is left blank
    day, month = (part if part.isdigit() else "" for part in ("".join(found[name].split()) for name in ("day", "month")))
    iso = found["year"]
    if month and 1 <= int(month) <= 12:
        iso += f"-{int(month):02d}"
        if day and 1 <= int(day) <= 31:
            iso += f"-{int(day):02d}"
    header.issued_on = iso
    header.spans["issued_on"] = cell.span(found.start("on"), found.end())


def _read_title(words: EnvelopeWords, header: DraftHeader, blocks: Sequence[Block]) -> list[Visible]:
    """The title into the header; gives back the lines below it, or below the kind of document, that are nothing but number and date."""
    if not blocks:
        return []
    lines = list(printed_lines(blocks))
    named = type_line(words, lines[0].text)
    if named is None and len(lines) > 1:  # "KẾ" / "HOẠCH"
        lines[:2] = [join(lines[:2])]
        named = type_line(words, lines[0].text)
    if named:
        header.spans["doc_type"] = lines[0].span(0, named[1])
        lines[0] = lines[0].cut(named[1])
        if lines[0].text[:1] in _STOPS:
            lines[0] = lines[0].cut(1)  # "KẾ HOẠCH, NHIỆM VỤ"
        if len(lines) > 1 and len(lines[0].text) <= _OF_BODY and words.of_body.match(fold(lines[0].text)):
            del lines[0]  # "CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ"
    below, rest = _numbered(words, lines)
    title = join(_without_brackets(words, rest))
    if title.text:
        header.title = " ".join(title.text.split())
        header.spans["title"] = title.span()
    return below


def _numbered(words: EnvelopeWords, lines: Sequence[Visible]) -> tuple[list[Visible], list[Visible]]:
    """The lines of a title that are nothing but number and date, and the others."""
    below: list[Visible] = []
    rest: list[Visible] = []
    for line in lines:
        (below if line.text and number_and_date(words, line.text, titled=any(other.text for other in rest)) else rest).append(line)
    return below, rest


def _read_below_title(words: EnvelopeWords, header: DraftHeader, below: Sequence[Visible]) -> None:
    """Number and date that stand below the title, where the letterhead has none."""
    for line in below:
        number, date = number_and_date(words, line.text, titled=False) or (None, None)
        if number and header.number is None:
            header.number, header.spans["number"] = _number(number), line.span(number.start(), number.end())
        if date:
            _set_date(header, line, date)


def _without_brackets(words: EnvelopeWords, lines: Sequence[Visible]) -> Iterator[Visible]:
    """The lines of a title without the bracket "(Ban hành kèm theo …)", which may have been wrapped or stand behind the title."""
    inside = False
    for line in lines:
        opened = None if inside else words.attached.search(fold(line.text))
        if line.text and not inside and (opened is None or opened.start()):
            yield line.cut(0, opened.start()) if opened else line
        inside = inside or opened is not None
        inside = inside and not line.text.endswith(")")
