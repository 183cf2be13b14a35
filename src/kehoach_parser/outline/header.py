"""Reads the letterhead, the title and the signature into a header, each value with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kehoach_parser.block import Block
from kehoach_parser.grammar import UPPER, Grammar, fold
from kehoach_parser.outline.envelope import Envelope, EnvelopeWords, envelope_words, is_national, signs, type_line
from kehoach_parser.visible import Visible, join, printed, without

Span = tuple[int, int]

_ONE_WORD = re.compile(r"\W*[^\W\d_]{2,6}\W*$")
_COLUMNS = re.compile(r"\s{3,}|\t+|(?:&nbsp;)+|\s*\|[\s:|-]*|<br\s*/?>|\*\*\s+\*\*")
_BROKEN = re.compile(r"(?:^\W*[Ss]ố\s*:|,\s*ngày(?:\s*\d{1,2})?(?:\s+tháng(?:\s*\d{1,2}(?:\s+năm)?)?)?)\s*$")
_NUMBER_INSIDE = re.compile(r"\ssố\s*:\s*[\d.…_/-]")
_PLACE = 20  # letters of the first part of a place
_DATE_BEGINS = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+){0,3},\s*ngày\b")
_SYMBOL_OF_KIND = re.compile(r"^\d*[-/]")
_NUMBER = re.compile(r"số\s*[:.]?\s*(?P<digits>[\d.…_\s]*?)\s*(?P<symbol>[-/]\s*[a-zđ][\w&.]*(?:\s?[-/&]\s?[a-zđ\d][\w&]*)*)", re.IGNORECASE)
_DATE = re.compile(
    r"(?P<place>[^\W\d][^,;:\d]{1,40}?)\s*,\s*ngày\s*(?P<day>\d{0,2}|[.…_]+)\s*tháng\s*(?P<month>\d{0,2}|[.…_]+)\s*năm\s*(?P<year>\d{4}|(?:20\d?)?[.…_]*$)"
)
_NUMERIC_DATE = re.compile(r"(?P<place>[^\W\d][^,;:\d]{1,40}?)\s*,\s*ngày\s*(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})")
_BARE_DATE = re.compile(r"^ngày\s*(?P<day>\d{0,2}|[.…_]+)\s*tháng\s*(?P<month>\d{0,2}|[.…_]+)\s*năm\s*(?P<year>\d{4})")
_YEAR = re.compile(r"(?P<before>(?:tầm nhìn|định hướng|đến|tháng \d{1,2}|ngày [\d/]+|từ|giai đoạn|[-–])\s*)?năm\s*(?P<year>(?:19|20)\d{2})(?!\s*[-–]\s*(?:20)?\d\d)")
_ATTACHED_YEAR = re.compile(r"ngày[^)]*?(?<!\d)((?:19|20)\d\d)(?!\d)")
_LAST_YEAR = re.compile(r"(?P<name>[^\W\d_]+)\s(?P<year>(?:19|20)\d{2})\W*$")  # "… mùa lễ hội Xuân 2025", but "tầm nhìn đến 2030"
_RANGE = re.compile(r"((?:19|20)\d{2})\s*[-–]\s*(?:20)?\d{2}")
_DASHES = frozenset("-–+•*")
_ENTRY = re.compile(r"(?<=[;.,])\s*(?=[-–+•]\s?[^\W\d])")  # between entries that a converter wrote on one line
_EMPHASIS = re.compile(r"\*{2,3}|(?<=\w)\*|\*(?=\w)|\\(?=[-*.+]|\s|$)")
_EDGES = re.compile(r"[#*_\s]*(.*?)[*_\s\\]*$")  # a backslash at the end is a line break of Markdown
_NAME = re.compile(r"(?:[^\W\d_]+\.\s*){0,3}(?:[^\W\d_]+)(?:\s+(?:[HKY]['’])?[^\W\d_]+){1,5}$|[HKY]['’]\s?[^\W\d_]+(?:\s+[^\W\d_]+){0,4}$")  # also "K'Brơi", "Rơ Chăm H'Lan"
_WORDS = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_CLAUSE = re.compile(r"[.;:,]\s")


@dataclass(slots=True)
class DraftHeader:
    """The header under construction; `issuer` is as printed (with place), still to be expanded."""

    doc_type: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: str | None = None
    plan_year: int | None = None
    several_years: bool = False
    title: str | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    signer_authority: str | None = None
    recipients: list[str] = field(default_factory=list)
    recipient_ended: bool = False
    recipient_lists: bool = False  # the last entry stopped at a comma
    recipient_dashed: bool = False  # entries have a dash, so that a line without one goes on
    spans: dict[str, Span] = field(default_factory=dict)


def read_header(grammar: Grammar, text: str, envelope: Envelope) -> DraftHeader:
    """The header of a document; what is not printed stays None."""
    words = envelope_words(grammar)
    header = DraftHeader(doc_type=envelope.doc_type)
    _read_title(words, header, envelope.title)
    issuer_lines = _read_letterhead(words, header, text, envelope.letterhead)
    if header.doc_type is None and header.number:  # the line of the kind was lost: the symbol tells it
        header.doc_type = words.symbols.get(_SYMBOL_OF_KIND.sub("", header.number, count=1).split("-")[0].split("/")[0])
    _read_signature(words, header, text, envelope.closing)
    if envelope.signed and header.signer_name is None and not header.recipients:
        _read_signature(words, header, text, envelope.signed)
    _find_issuer(words, header, issuer_lines, envelope.body)
    header.plan_year = _plan_year(header, envelope.body, _attached_year(words, envelope.title))
    header.several_years = _RANGE.search(header.title or "") is not None and not _years(header.title or "")
    return header


def _lines(blocks: Sequence[Block]) -> Iterator[Visible]:
    for block in blocks:
        if not block.furniture and block.parts:
            yield block.whole if block.whole.text else block.parts[0]
            yield from block.parts[1:]


def _cells(words: EnvelopeWords, text: str, blocks: Sequence[Block]) -> Iterator[Visible]:
    """Printed lines, cut where two columns were set side by side, without emphasis marks around them."""
    for raw in _whole_lines(text, blocks):
        at = 0
        for gap in _COLUMNS.finditer(raw.text):
            if gap.start() > at and not _is_number_gap(raw.text, gap):
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
    number = _NUMBER_INSIDE.search(folded)
    if number:
        cuts.add(number.start() + 1)
    for start, end in pairwise(sorted(cuts)):
        yield _bare(cell.cut(start, end))


def _whole_lines(text: str, blocks: Sequence[Block]) -> Iterator[Visible]:
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
            if held is not None and (_is_broken(held.text, raw.text.strip()) or (fresh and _is_place(held.text, raw.text))):
                held = join([held, raw.cut(0)])
                continue
            if held is not None:
                yield held
                fresh = False
            held = raw
    if held is not None:
        yield held


def _is_place(upper: str, lower: str) -> bool:
    """Whether a date line was cut inside its place: "Lam" / "Giang, ngày 16 tháng 5 năm 2024"."""
    return len(upper) < _PLACE and upper.strip().istitle() and _DATE_BEGINS.match(lower.strip()) is not None


def _is_broken(upper: str, lower: str) -> bool:
    if upper.isupper() and lower.isupper() and (_ONE_WORD.match(upper) or _ONE_WORD.match(lower)):
        return True  # "BỘ" / "KẾ HOẠCH VÀ ĐẦU TƯ", "THỦ TƯỚNG CHÍNH" / "PHỦ"
    return bool(lower) and (lower[0].isdigit() or lower.startswith(("tháng", "năm"))) and _BROKEN.search(upper) is not None


def _bare(cell: Visible) -> Visible:
    if _EMPHASIS.search(cell.text):
        cell = without(cell, _EMPHASIS)
    marks = _EDGES.match(cell.text)
    return cell.cut(marks.start(1), marks.end(1)) if marks else cell


def _is_number_gap(text: str, gap: re.Match[str]) -> bool:
    """Blanks left in "Số:      /KH-UBND" and "ngày    tháng    năm" are no column gap."""
    before, after = fold(text[: gap.start()]).rstrip(), fold(text[gap.end() :])
    return bool(re.search(r"(?:số\s*:?|ngày|tháng|năm)\s*\d{0,2}$", before)) and (after[:1] in "/-" or after.startswith(("tháng", "năm")) or after[:1].isdigit())


def _read_letterhead(words: EnvelopeWords, header: DraftHeader, text: str, blocks: Sequence[Block]) -> list[Visible]:
    """Number and date into the header; gives back the lines that name bodies."""
    bodies: list[Visible] = []
    for whole in _cells(words, text, blocks):
        beside = words.beside.search(fold(whole.text))
        cell = whole.cut(0, beside.start()) if beside else whole
        printed = cell.text
        if not printed:
            continue
        folded = fold(printed)
        date = _DATE.search(printed) or _NUMERIC_DATE.search(printed) if "ngày" in folded else None
        number = _NUMBER.match(printed)
        if number and header.number is None:
            header.number = _number(number)
            header.spans["number"] = cell.span(number.start(), number.end())
            if date and date.start() < number.end():
                date = _DATE.search(printed, number.end()) or _NUMERIC_DATE.search(printed, number.end())
        if date or _BARE_DATE.match(folded):
            _set_date(header, cell, date or _BARE_DATE.match(folded))
        elif not number and not is_national(words, folded) and not words.secrecy.match(folded) and any(c.isalpha() for c in printed):
            bodies.append(cell)
    return bodies


def _number(found: re.Match[str]) -> str:
    digits = "".join(c for c in found["digits"] if c.isdigit())
    return digits + re.sub(r"\s+", "", found["symbol"])


def _set_date(header: DraftHeader, cell: Visible, found: re.Match[str] | None) -> None:
    if found is None or header.issued_on is not None:
        return
    place = found.groupdict().get("place")
    if place:
        header.place = " ".join(place.split())
        header.spans["place"] = cell.span(found.start("place"), found.end("place"))
    if len(found["year"]) < 4 or not found["year"].isdigit():
        return  # a draft: all of the date is left blank
    day, month = (part if part.isdigit() else "" for part in (found["day"], found["month"]))
    iso = found["year"]
    if month and 1 <= int(month) <= 12:
        iso += f"-{int(month):02d}"
        if day and 1 <= int(day) <= 31:
            iso += f"-{int(day):02d}"
    header.issued_on = iso
    start = found.string.lower().index("ngày", found.end("place")) if place else found.start()
    header.spans["issued_on"] = cell.span(start, found.end())


def _read_title(words: EnvelopeWords, header: DraftHeader, blocks: Sequence[Block]) -> None:
    if not blocks:
        return
    lines = list(_lines(blocks))
    named = type_line(words, lines[0].text)
    if named is None and len(lines) > 1:  # "KẾ" / "HOẠCH"
        lines[:2] = [join(lines[:2])]
        named = type_line(words, lines[0].text)
    if named:
        header.spans["doc_type"] = lines[0].span(0, named[1])
        lines[0] = lines[0].cut(named[1])
    title = join(_without_brackets(words, lines))
    if title.text:
        header.title = " ".join(title.text.split())
        header.spans["title"] = title.span()


def _without_brackets(words: EnvelopeWords, lines: Sequence[Visible]) -> Iterator[Visible]:
    """The lines of a title without the bracket "(Ban hành kèm theo …)", which may have been wrapped."""
    inside = False
    for line in lines:
        inside = inside or words.attached.match(fold(line.text)) is not None
        if line.text and not inside:
            yield line
        inside = inside and not line.text.endswith(")")


# --- closing part --------------------------------------------------------------------------------------------------


def _read_signature(words: EnvelopeWords, header: DraftHeader, text: str, blocks: Sequence[Block]) -> None:
    signature: list[Visible] = []
    in_recipients = opened = False
    for number, left, right in _closing_lines(words, text, blocks):
        folded = fold(left.text)
        found = words.recipients.match(folded)
        if found and folded.startswith("nơi"):
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
        if in_recipients and right.text[:1] in _DASHES:  # the list itself in two columns
            _add_recipient(header, right)
        elif right.text:
            signature.append(right)
    _read_signer(words, header, signature)


def _is_recipient(words: EnvelopeWords, header: DraftHeader, line: Visible, number: int, in_recipients: bool, opened: bool) -> bool:
    """A line with a dash, also after a line of the signature where columns interleave; else one that reads like an entry."""
    if line.text[:1] in _DASHES:
        return opened and not _is_complete(words, header)
    return in_recipients and (number > 0 or _goes_on(line)) and not signs(words, line.text)


def _is_complete(words: EnvelopeWords, header: DraftHeader) -> bool:
    """Whether the file copy, which closes the list, was read: items below it are those of a portal."""
    return bool(header.recipients) and words.file_copy.match(fold(header.recipients[-1])) is not None


def _closing_lines(words: EnvelopeWords, text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, Visible, Visible]]:
    """The lines of the closing part: number of the line in its block, left and right column; cells of a drawn frame one by one."""
    for block in blocks:
        if block.parts and not block.furniture and any("|" in part.text for part in block.parts):
            for cell in _cells(words, text, [block]):
                if cell.text.strip("|-: "):
                    yield 0, cell, Visible("")
            continue
        for number, line in enumerate(_lines([block])):
            yield (number, *_two_columns(line))


def _is_rest(words: EnvelopeWords, header: DraftHeader, line: Visible) -> bool:
    """The rest of a recipient that was wrapped: small letters after an entry that has no end, anything after a comma."""
    if not header.recipients or line.text[:1] in _DASHES:
        return False
    if header.recipient_ended and not header.recipient_lists:
        return False
    return (line.text[:1].islower() and not header.recipient_ended) or (header.recipient_dashed and _goes_on(line) and not signs(words, line.text))


def _continue_recipient(header: DraftHeader, line: Visible) -> None:
    last = len(header.recipients) - 1
    comma = "," if header.recipient_lists else ""
    _add_recipient(header, line)
    if len(header.recipients) > last + 1:
        header.recipients[last] += f"{comma} {header.recipients.pop(last + 1)}"


def _two_columns(line: Visible) -> tuple[Visible, Visible]:
    gap = re.search(r"\s{3,}|\t", line.text)
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
    for line in (part for whole in lines for part in _signature_parts(words, whole)):
        text = " ".join(line.text.split())
        folded = fold(text)
        if words.signed.match(folded):
            continue
        if header.signer_name is not None:
            break  # what a portal prints below
        if text.isupper() and words.marks.match(folded):
            authority.append(text)
        elif text.isupper() and (words.positions.match(folded) or (position and len(text) < 60 and not _NAME.match(text))):
            position.append(text)
        elif _NAME.match(text) and len(text) < 50 and header.signer_name is None and (position or authority):
            header.signer_name = text
        else:
            continue
        spans.append(line.span())
    header.signer_authority = " ".join(authority) or None
    header.signer_position = " ".join(position) or None
    if spans:
        header.spans["signer"] = (min(s[0] for s in spans), max(s[1] for s in spans))


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


# --- issuer and year -------------------------------------------------------------------------------------------------


def _find_issuer(words: EnvelopeWords, header: DraftHeader, lines: Sequence[Visible], body: Sequence[Block]) -> None:
    """From the letterhead, else from the sentence that issues the plan, else from the signature."""
    named = _issuer_of_letterhead(words, lines)
    if named is None or _is_half_lost(words, header, named[0], lines):
        told = _issuer_of_text(words, body)
        if told is not None:
            named = (_under_parent(words, _with_place(words, told[0], header, body), [lines] if lines else []), told[1])
    if named is None and header.signer_authority and fold(header.signer_authority).startswith(("tm", "t/m")):
        text = re.sub(r"(?i)^(?:tm|t/m)\.?\s*", "", header.signer_authority.split(" KT.")[0])
        named = (_with_place(words, text.capitalize(), header, body), header.spans["signer"])
    if named is not None:
        header.issuer, header.spans["issuer"] = named


def _is_half_lost(words: EnvelopeWords, header: DraftHeader, name: str, lines: Sequence[Visible]) -> bool:
    """Whether a converter kept one line of the letterhead only: a committee of nowhere, or the body above one with a number of its own."""
    folded = fold(name)
    if len(lines) > 1 or words.committee.match(folded) is None:
        return False
    organ = fold(header.number or "").rpartition("-")[2]
    return words.level.search(folded) is None or (bool(organ) and words.committee.match(organ) is None)


def _issuer_of_letterhead(words: EnvelopeWords, lines: Sequence[Visible]) -> tuple[str, Span] | None:
    """The last body of the letterhead; a level word on a line of its own ("XÃ HOẰNG LỘC") goes on with the line before."""
    bodies: list[list[Visible]] = []
    for line in lines:
        if line.text in ("*",) or len(line.text) > 120:
            continue
        above = fold(" ".join(part.text for part in bodies[-1])) if bodies else ""
        goes_on = words.level.match(fold(line.text)) and not words.level.search(above) and len(line.text.split()) <= 8
        if bodies and (goes_on or words.goes_on.search(above) or _is_rest_of_name(words, above, line)):
            bodies[-1].append(line)
        else:
            bodies.append([line])
    if not bodies:
        return None
    last = join(bodies[-1])
    name = " ".join(last.text.split())
    return _under_parent(words, name, bodies[:-1]), last.span()


def _is_rest_of_name(words: EnvelopeWords, above: str, line: Visible) -> bool:
    """Whether a line is the own name of the school or hospital above it: "TRƯỜNG TIỂU HỌC" / "LÊ LỢI"."""
    return words.named.match(above) is not None and not words.level.search(above) and not words.begins_body.match(fold(line.text))


def _under_parent(words: EnvelopeWords, name: str, parents: Sequence[Sequence[Visible]]) -> str:
    """"SỞ Y TẾ" under "UBND TỈNH LÂM ĐỒNG" is the department of that province: the parent's territory is added."""
    if not parents or words.level.search(fold(name)) or words.stands_alone.match(fold(name)) or words.named.match(fold(name)):
        return name
    parent = " ".join(part.text for part in parents[-1])
    if words.boards.fullmatch(fold(name)):
        return f"{name} {parent}"
    found = words.level.search(fold(parent))
    if found is None or fold(parent[found.end() :]) in fold(name):
        return name
    level, place = parent[found.start() : found.end()], parent[found.end() :]
    return f"{name} {level}{place}" if name.isupper() or not place.isupper() else f"{name} {level.lower()}{place.title()}"


def _issuer_of_text(words: EnvelopeWords, body: Sequence[Block]) -> tuple[str, Span] | None:
    """"…; UBND tỉnh ban hành Kế hoạch …": the subject of the issuing verb in the opening paragraphs."""
    for block in body[:12]:
        if block.marker or block.table:
            break
        content = block.content()
        folded = fold(content.text)
        found = None
        for found in words.issuing.finditer(folded):
            tail = folded[found.end() : found.end() + 25]
            if "kế hoạch" not in folded[found.start() : found.end()] + tail:
                continue
            start = max((m.end() for m in _CLAUSE.finditer(content.text, 0, found.start())), default=0)
            subject = content.cut(start, found.start())
            if 2 < len(subject.text) < 90:
                return " ".join(subject.text.split()), subject.span()
    return None


def _with_place(words: EnvelopeWords, name: str, header: DraftHeader, body: Sequence[Block]) -> str:
    """The name with its territory: "UBND huyện" of a plan for "… huyện Bình Sơn" is "UBND huyện Bình Sơn"."""
    folded = fold(name)
    level = next((w for w in re.findall(rf"(?:{words.levels})$", folded)), None)
    if level is None:
        return name
    place = None
    texts = [header.title or "", *(b.content().text for b in body[:6] if not b.marker)]
    for text in texts:
        found = re.search(rf"(?i:\b{level})((?:\s+{UPPER}[^\W\d_]*)+)", text)
        if found and not text.isupper():
            place = " ".join(found[1].split())
            break
        if found and header.place and fold(found[1]).strip().startswith(fold(header.place)):
            place = header.place  # in capitals nothing tells where the name of the place ends
            break
    place = place or header.place
    return f"{name} {place}" if place and fold(place) not in folded else name


def _plan_year(header: DraftHeader, body: Sequence[Block], attached: int | None) -> int | None:
    """The year the plan is for: a single year in the title, else the date, its own or of the decision that issues it, else the opening text."""
    title_years = _years(header.title or "")
    if title_years:
        return title_years[-1]
    last = _LAST_YEAR.search(header.title or "")
    if last and last["name"].istitle():
        return int(last["year"])
    if header.issued_on:
        return int(header.issued_on[:4])
    if attached:
        return attached
    span = _RANGE.search(header.title or "")
    for block in body[:3]:
        years = _years(block.content().text) if not block.table else []
        if years:
            return years[-1]
    return int(span[1]) if span else None


def _attached_year(words: EnvelopeWords, title: Sequence[Block]) -> int | None:
    """The year in the bracket below the title: "(Ban hành kèm theo Quyết định số … ngày 12/8/2025 của …)"."""
    lines = list(_lines(title))
    first = next((k for k, line in enumerate(lines) if words.attached.match(fold(line.text))), None)
    found = _ATTACHED_YEAR.search(join(lines[first:]).text) if first is not None else None
    return int(found[1]) if found else None


def _years(text: str) -> list[int]:
    return [int(m["year"]) for m in _YEAR.finditer(fold(text)) if not m["before"]]
