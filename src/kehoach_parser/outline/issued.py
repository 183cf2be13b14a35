"""Who issued the plan, and the year it is for: from the letterhead, else the text, else the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehoach_parser.block import Block
from kehoach_parser.draft import DraftHeader
from kehoach_parser.grammar import UPPER, fold
from kehoach_parser.outline.cells import printed_lines
from kehoach_parser.outline.words import EnvelopeWords
from kehoach_parser.visible import Visible, join

Span = tuple[int, int]

_LAST_YEAR = re.compile(r"(?<![^\W\d_])(?P<name>[^\W\d_]++)\s(?P<year>(?:19|20)\d{2})\W*$")  # "… mùa lễ hội Xuân 2025", but "tầm nhìn đến 2030"
_RANGE = re.compile(r"((?:19|20)\d{2})\s*[-–]\s*(?:20)?\d{2}")
_CITED = re.compile(r"\d\s*/\s*[^\W\d_]")  # the number of a document in the name of a body
_STRAY = " /.,;:–-"  # before a name in a letterhead these are slips of the pen
_CLAUSE = re.compile(r"[.;:,]\s")


def find_issuer(words: EnvelopeWords, header: DraftHeader, lines: Sequence[Visible], body: Sequence[Block]) -> None:
    """From the letterhead, else from the sentence that issues the plan, else from the signature."""
    named = _issuer_of_letterhead(words, lines, header.place)
    if named is not None and not (header.number or header.place or (header.doc_type and named[0].isupper())) and not words.names_body.match(fold(named[0])):
        named = None  # the title of a text without a letterhead, a line that a portal printed above one
    if named is None or _is_half_lost(words, header, named[0], lines) or _is_parted(words, lines):
        told = _issuer_of_text(words, body)
        if told is not None:
            named = (_under_parent(words, _with_place(words, told[0], header, body), [lines] if lines else [], header.place), told[1])
    signed = words.signs_for.match(fold(header.signer_authority)) if named is None and header.signer_authority else None
    if signed and header.signer_authority:
        instead = words.signs_instead.search(fold(header.signer_authority))
        text = header.signer_authority[signed.end() : instead.start() if instead else None]
        named = (_with_place(words, text.capitalize(), header, body), header.spans["signer"])
    if named is not None:
        short = _short_union(words, header, named[0], body)
        header.issuer, header.spans["issuer"] = short or (_of_union(words, header, named[0]), named[1])


def _of_union(words: EnvelopeWords, header: DraftHeader, name: str) -> str:
    """The board of a level with whose board it is: "BAN CHẤP HÀNH HUYỆN AN LỘC" of the youth union of that district."""
    board = words.board_of_level.match(fold(name)) if header.union else None
    return f"{name[: board.end()]} {header.union}{name[board.end() :]}" if board else name


def _short_union(words: EnvelopeWords, header: DraftHeader, name: str, body: Sequence[Block]) -> tuple[str, Span] | None:
    """The union's own short name where the text says that it issues the plan, and no board of it: "Tỉnh đoàn Lam Giang ban hành …"."""
    if not (header.union and words.board_of_level.match(fold(name))) and not (words.boards.match(fold(name)) and words.union.search(fold(name))):
        return None
    told = _issuer_of_text(words, body)
    short = words.union_short.match(fold(told[0])) if told else None
    if told is None or short is None:
        return None
    level = words.level.search(fold(name))
    place = name[level.end() :] if level and short.end() == len(told[0]) else ""
    return f"{told[0]} {place.title() if place.isupper() else place}".strip(), told[1]


def _is_half_lost(words: EnvelopeWords, header: DraftHeader, name: str, lines: Sequence[Visible]) -> bool:
    """Whether a converter kept one line of the letterhead only: a committee of nowhere, or the body above one with a number of its own."""
    folded = fold(name)
    if len(lines) > 1 or words.committee.match(folded) is None:
        return False
    organ = fold(header.number or "").rpartition("-")[2]
    return words.level.search(folded) is None or (bool(organ) and words.committee.match(organ) is None)


def _is_parted(words: EnvelopeWords, lines: Sequence[Visible]) -> bool:
    """Whether a board stands on a line of its own between the body and its level, so that the text tells better how it is called."""
    trios = zip(lines, lines[1:], lines[2:], strict=False)
    return any(words.boards.fullmatch(fold(board.text)) and words.level.match(fold(below.text)) and _is_of_all(words, above.text) for above, board, below in trios)


def _is_of_all(words: EnvelopeWords, parent: str) -> bool:
    """Whether a body that each level has is named without one: "MẶT TRẬN TỔ QUỐC VIỆT NAM"."""
    folded = fold(parent)
    return words.level.search(folded) is None and words.begins_body.match(folded) is not None and words.party.search(folded) is None


def _issuer_of_letterhead(words: EnvelopeWords, lines: Sequence[Visible], place: str | None) -> tuple[str, Span] | None:
    """The last body of the letterhead; a level word on a line of its own ("XÃ HOẰNG LỘC") goes on with the line before."""
    bodies: list[list[Visible]] = []
    for line in lines:
        line = line.cut(len(line.text) - len(line.text.lstrip(_STRAY)))
        if line.text[:1] in ("*", "(") or len(line.text) > 120 or not line.text:
            continue
        above = fold(" ".join(part.text for part in bodies[-1])) if bodies else ""
        folded = fold(line.text)
        goes_on = (words.level.match(folded) or words.ends_in_level.fullmatch(f" {folded}")) and not words.level.search(above) and len(line.text.split()) <= 8
        if _CITED.search(line.text):  # part of the name above
            bodies[-1:] = [[*bodies[-1], line]] if bodies else []
        elif bodies and (goes_on or words.goes_on.search(above) or words.begins_rest.match(folded) or _is_rest_of_name(words, above, line) or _is_place(words, above, line)):
            bodies[-1].append(line)
        else:
            bodies.append([line])
    if not bodies:
        return None
    last = join(bodies[-1])
    name = " ".join(last.text.split())
    return _under_parent(words, name, bodies[:-1], place), last.span()


def _is_place(words: EnvelopeWords, above: str, line: Visible) -> bool:
    """Whether a line is the place of the level word at the end of the line above: "BAN CHẤP HÀNH TỈNH" / "LAM GIANG"."""
    return words.ends_in_level.search(above) is not None and not words.begins_body.match(fold(line.text)) and len(line.text.split()) <= 4


def _is_rest_of_name(words: EnvelopeWords, above: str, line: Visible) -> bool:
    """Whether a line is the own name of the school or hospital above it: "TRƯỜNG TIỂU HỌC" / "LÊ LỢI"."""
    return words.named.match(above) is not None and not words.level.search(above) and not words.begins_body.match(fold(line.text))


def _place_of(words: EnvelopeWords, parent: str, place: str | None) -> str:
    """The place with which the name of a body above ends that says no level: "SỞ Y TẾ LAM GIANG" of a plan made out at Lam Giang."""
    folded = fold(parent)
    if place and folded.endswith(f" {fold(place)}"):
        return parent[-len(place) :]
    found = words.province_at_end.search(folded)
    return parent[found.start() + 1 :] if found else ""


def _under_parent(words: EnvelopeWords, name: str, parents: Sequence[Sequence[Visible]], place: str | None) -> str:
    """"SỞ Y TẾ" under "UBND TỈNH LÂM ĐỒNG" is the department of that province: the parent's territory is added."""
    board = words.board_of_level.match(fold(name))
    if parents and board and _is_of_all(words, whole := " ".join(part.text for part in parents[-1])) and not words.party.search(fold(name)):
        return f"{name[: board.end()]} {whole}{name[board.end() :]}"
    own = words.named.match(fold(name)) and not words.ends_in_level.search(fold(name))  # but "BỆNH VIỆN ĐA KHOA TỈNH" wants the province's name
    if not parents or words.level.search(fold(name)) or words.region.search(fold(name)) or words.stands_alone.match(fold(name)) or own:
        return name
    parent = " ".join(part.text for part in parents[-1])
    if words.boards.fullmatch(fold(name)) or words.party.match(fold(parent)) or words.sub_board.match(fold(name)):
        return f"{name} {parent}"
    found = words.level.search(fold(parent))
    if found is None:
        return f"{name} {place}" if (place := _place_of(words, parent, place)) and place not in name else name
    if fold(parent[found.end() :]) in fold(name):
        return name
    level, territory = parent[found.start() : found.end()], parent[found.end() :]
    if fold(name).endswith(f" {fold(level).strip()}"):
        return f"{name} {territory.strip() if name.isupper() or not territory.isupper() else territory.strip().title()}"  # "THANH TRA TỈNH"
    return f"{name} {level}{territory}" if name.isupper() or not territory.isupper() else f"{name} {level.lower()}{territory.title()}"


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
            if fold(words.plan) not in folded[found.start() : found.end()] + tail:
                continue
            start = max((m.end() for m in _CLAUSE.finditer(content.text, 0, found.start())), default=0)
            subject = content.cut(start, found.start())
            if 2 < len(subject.text) < 90 and not _CITED.search(subject.text):  # "Thực hiện Quyết định số 5/QĐ-BYT … ban hành Kế hoạch"
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


def plan_year(words: EnvelopeWords, header: DraftHeader, body: Sequence[Block], attached: int | None) -> int | None:
    """The year the plan is for: a single year in the title, else the date, its own or of the decision that issues it, else the opening text."""
    title_years = years_of(words, header.title or "")
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
        years = years_of(words, block.content().text) if not block.table else []
        if years:
            return years[-1]
    return int(span[1]) if span else None


def attached_year(words: EnvelopeWords, title: Sequence[Block]) -> int | None:
    """The year in the bracket below the title: "(Ban hành kèm theo Quyết định số … ngày 12/8/2025 của …)"."""
    lines = list(printed_lines(title))
    first = next((k for k, line in enumerate(lines) if words.attached.match(fold(line.text))), None)
    found = words.attached_year.search(join(lines[first:]).text) if first is not None else None
    return int(found[1]) if found else None


def school_year(words: EnvelopeWords, title: str) -> int | None:
    """The first year of the school year that a title names: 2024 of "năm học 2024 - 2025"."""
    found = words.school_year.search(fold(title))
    return int(found["first"]) if found and (int(found["first"]) + 1) % 100 == int(found["last"]) else None


def years_of(words: EnvelopeWords, text: str) -> list[int]:
    """The years that a text names as its own, in order: no part of a date or a span, and none that is only looked ahead to."""
    return [int(m["year"]) for m in words.year.finditer(fold(text)) if not m["before"]]
