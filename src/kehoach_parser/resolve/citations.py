"""Cited documents: kind, number, date and issuer, with the place of each.

Numbers are found first (they are rare), then what stands before and after them is read. Forms: Nghị định 30/2020/NĐ-CP
(number/year/symbol, number/symbol, official letters with the issuer's code) and the Party's rules (57-NQ/TW).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, phrase_table, trie_pattern

Span = tuple[int, int]


class ReadCitation(NamedTuple):
    """A cited document; `span` in the text that was given, from the type word to the issuer."""

    raw: str
    kind: str | None
    number: str
    date: str | None
    issuer: str | None
    span: Span


_GAP = r"[\s*_]"
_LETTERS = r"[A-ZĐƯ][A-Za-zĐđƯư0-9]*+(?!\w)"  # not the beginning of a word: "26/2023/QH15 / Quyết định …"
_SYMBOL = rf"{_LETTERS}(?:\s?[-/&]\s?{_LETTERS})*+"
# a run of digits that is no part of a longer number; then an optional year; then the symbol
_HEAD = r"(?<![\w/.,-])\d{1,5}[a-e]?(?:\.\d{1,3})?(?:\s?/\s?(?:19|20)\d\d)?\s?"  # what stands before the sign of the symbol
_BEFORE_SIGN = re.compile(rf"{_HEAD}\Z")
_SIGNS = tuple(re.compile(rf"{sign}(?:(?<=[\da-e].)|(?<=[\da-e]\s.))\s?(?=[A-ZĐƯ])") for sign in "/-")  # `re` looks for one letter ten times quicker than for one of a set
_LONGEST_HEAD = 20  # letters before the sign
_NUMBER = re.compile(rf"[0-9](?<![\w/.,-]\d)\d{{0,4}}[a-e]?(?:\.\d{{1,3}})?(?:\s?/\s?(?:19|20)\d\d)?\s?[/-]\s?(?P<symbol>{_SYMBOL})")
_DATE = r"(?:(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})|(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})\s+năm\s+(?P<y2>\d{4}))"
_NAME_WORD = re.compile(r"[\s*_]*(?P<word>[\w&-]+)")
_LIST_GAP = re.compile(r"\s*(?:,|;|và|,\s*và)\s*")
_LOOK_BACK = 120
_NEAR = 48  # letters in which a type word and “số” stand
_ISSUER_WORDS = 14


class _Patterns(NamedTuple):
    near: re.Pattern[str]
    kind: re.Pattern[str]
    kinds: dict[str, tuple[str, bool]]
    number_word: re.Pattern[str]
    after: re.Pattern[str]
    by: re.Pattern[str]
    ends: re.Pattern[str]
    committee: re.Pattern[str]
    nicknames: frozenset[str]
    headed: re.Pattern[str]
    law: re.Pattern[str]


def _patterns(grammar: Grammar) -> _Patterns:
    entries = grammar.section("cited_kinds")
    table = phrase_table(entries)
    words = {name: [" ".join(fold(p).split()) for p in entry["phrases"]] for name, entry in grammar.section("citation_words").items()}
    spaced = {name: trie_pattern(phrases).replace("\\ ", rf"{_GAP}+") for name, phrases in words.items()}
    kinds = trie_pattern(table).replace("\\ ", rf"{_GAP}+")
    named = trie_pattern(p for p, entry in table.items() if entries[entry].get("named"))
    number = rf"(?:{_GAP}+{spaced['number']})?"
    return _Patterns(
        near=re.compile(rf"(?<!\w)(?P<kind>{kinds}){number}{_GAP}+$"),
        kind=re.compile(rf"(?<!\w)(?:(?P<kind>{kinds})|(?P<named>{named})(?:{_GAP}+(?P<name>[^\d.;:()\n]{{1,80}}?))??){number}{_GAP}+$"),
        kinds={phrase: (entries[entry]["name"], bool(entries[entry].get("named"))) for phrase, entry in table.items()},
        number_word=re.compile(rf"(?<!\w){spaced['number']}{_GAP}*$"),
        after=re.compile(rf"{_GAP}*,?{_GAP}*(?:{spaced['dated']}){_GAP}+{_DATE}(?!\d)"),
        by=re.compile(rf"(?:{_GAP}+(?:{spaced['of_year']}){_GAP}+\d{{4}})?{_GAP}*,?{_GAP}*(?:{spaced['by']}){_GAP}+"),
        ends=re.compile(rf"{_GAP}*(?:{spaced['issuer_ends']})(?!\w)"),
        committee=re.compile(rf"(?:{spaced['committees']})(?:{_GAP}+(?:{spaced['committee_goes_on']}))?(?!\w)"),
        nicknames=frozenset(words["not_documents"]),
        law=re.compile(rf"\d+\s?/\s?(?:\d{{4}}\s?/\s?)?(?:{spaced['law_symbols']})"),
        headed=re.compile(rf"(?<!\w)(?P<kind>{kinds}){_GAP}+(?:{spaced['by']}){_GAP}+[^.;:,\n]{{2,80}}:?{_GAP}+(?:{spaced['number']}){_GAP}*$"),
    )


def find_citations(grammar: Grammar, text: str, own_number: str | None = None, wrapped: bool = True) -> list[ReadCitation]:
    """The cited documents of a text in order; the document's own number (spaces removed) is left out.

    `wrapped` says that a name may go on in the next line; else a line is a paragraph or a cell of a table.
    """
    patterns = grammar.once(_patterns)
    own = _compact(own_number or "").casefold()
    found: list[tuple[ReadCitation, bool]] = []
    numbers = list(_numbers(text))
    for number, following in zip(numbers, [*numbers[1:], None], strict=False):
        citation, spoken = _read(patterns, text, number, following.start() if following else len(text), found, wrapped)
        if citation and citation.number.casefold() != own:
            found.append((citation, spoken))
    return _share_issuers(text, [citation for citation, _ in found])


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """The numbers of documents, looked for at the sign before their symbol: few signs have a figure before and a capital behind."""
    end = 0
    for sign in sorted(found.start() for pattern in _SIGNS for found in pattern.finditer(text)):
        head = _BEFORE_SIGN.search(text, max(end, sign - _LONGEST_HEAD), sign) if sign >= end else None
        number = _NUMBER.match(text, head.start()) if head else None
        if number:
            end = number.end()
            yield number


def _read(patterns: _Patterns, text: str, number: re.Match[str], stop: int, before: list[tuple[ReadCitation, bool]], wrapped: bool) -> tuple[ReadCitation | None, bool]:
    """The document around a number, up to the next number at `stop`, and whether its type word stands with it; None where it is none."""
    start, end = number.span()
    kind, start, said = _kind_before(patterns, text, start)
    if kind is None and said and _opens_line(text, start):
        return None, False  # “Số: 28/KH-UBND” on a line of its own is the number of the document itself
    if kind is None and before and _LIST_GAP.fullmatch(text, before[-1][0].span[1], start):
        kind = before[-1][0].kind  # “02 Quy trình số 1050/HTQTCT-QLHC ngày …, 1292/HTQTCT-QLHC”
        said = True
    printed = _date_after(patterns, text, end, stop)
    symbol = number["symbol"]
    if symbol.casefold() in patterns.nicknames and kind not in ("Nghị định", "Nghị quyết"):
        return None, False
    if not (said or printed) and not re.search(r"[-/&\d]", symbol):
        return None, False
    if len(symbol) < 2:
        return None, False
    end = printed[1] if printed else end
    line = len(text) if wrapped else text.find("\n", end)
    issuer = _issuer_after(patterns, text, end, min(stop, line if line >= 0 else len(text)))
    end = issuer[1] if issuer else end
    if issuer and printed is None and (printed := _date_after(patterns, text, end, stop)):
        end = printed[1]  # “… của Thủ tướng Chính phủ ngày 30/6/2017”
    raw = " ".join(text[start:end].replace("*", "").split())
    return ReadCitation(raw, kind, _compact(number.group()), printed[0] if printed else None, issuer[0] if issuer else None, (start, end)), said


def _opens_line(text: str, start: int) -> bool:
    """Whether “Số” with a capital stands at the beginning of a line, behind marks at most."""
    low = max(0, start - _LOOK_BACK)
    _, newline, line = text[low:start].rpartition("\n")
    return text[start].isupper() and bool(newline or not low) and not line.strip(" *_|#\t")


def _compact(number: str) -> str:
    return "".join(number.split())


def _kind_before(patterns: _Patterns, text: str, start: int) -> tuple[str | None, int, bool]:
    """The type word before a number, where the citation begins, and whether a type word or “số” was there."""
    low = max(0, start - _LOOK_BACK)
    tail = fold(text[low:start])
    near = patterns.near.search(tail, max(0, len(tail) - _NEAR))  # nearly always
    if near:
        return patterns.kinds[" ".join(re.split(r"[\s*_]+", near["kind"]))][0], low + near.start(), True
    found = patterns.kind.search(tail)
    while found and found["named"] and (nearer := patterns.kind.search(tail, found.end("named"))):
        found = nearer  # “Luật Hộ tịch và Quyết định số 101/QĐ-TTg”
    if found and "," in (found["name"] or "") and not patterns.law.match(fold(text[start : start + _LOOK_BACK])):
        found = None
    if found:
        phrase = " ".join(re.split(r"[\s*_]+", found["kind"] or found["named"]))
        return patterns.kinds[phrase][0], low + found.start(), True
    spoken = patterns.number_word.search(tail)
    headed = patterns.headed.search(tail) if spoken else None
    if spoken and headed:
        return patterns.kinds[" ".join(re.split(r"[\s*_]+", headed["kind"]))][0], low + spoken.start(), True
    return None, low + spoken.start() if spoken else start, spoken is not None


def _date_after(patterns: _Patterns, text: str, end: int, stop: int) -> tuple[str | None, int] | None:
    """The date after a number (ISO, None for one that the calendar does not have) and where it ends."""
    found = patterns.after.match(fold(text[end : min(end + 60, stop)]))
    if found is None:
        return None
    day, month, year = (int(found[name] or found[name + "2"]) for name in "dmy")
    try:
        return date(year, month, day).isoformat(), end + found.end()
    except ValueError:
        return None, end + found.end()


def _issuer_after(patterns: _Patterns, text: str, end: int, stop: int) -> tuple[str, int] | None:
    """The body named after “của”, up to the first word that goes on with the sentence, and where it ends; none if another document is named."""
    if stop < end + 160 and (other := _kind_before(patterns, text, stop))[2]:
        stop = other[1]
    window = text[end : end + 160]
    folded = fold(window)
    by = patterns.by.match(folded)
    if by is None or not window[by.end() : by.end() + 1].isupper():
        return None
    purpose = patterns.committee.match(folded, by.end())
    at = purpose.end() if purpose else by.end()
    for count in range(_ISSUER_WORDS):
        word = _NAME_WORD.match(folded, at)
        if word is None or end + word.end() > stop or (count and patterns.ends.match(folded, at)):
            break
        at = word.end()
    name = " ".join(window[by.end() : at].replace("*", " ").split())
    name = re.sub(r"\s+và$", "", name)
    return (name, end + at) if name else None


def _share_issuers(text: str, found: list[ReadCitation]) -> list[ReadCitation]:
    """“Nghị quyết số 01/NQ-CP và Nghị quyết số 02/NQ-CP, ngày … của Chính phủ”: the issuer is that of both, if their symbols end alike."""
    result = list(found)
    for i in range(len(result) - 2, -1, -1):
        here, following = result[i], result[i + 1]
        if here.issuer is None and following.issuer and _code(here) == _code(following) and _LIST_GAP.fullmatch(text, here.span[1], following.span[0]):
            result[i] = ReadCitation(here.raw, here.kind, here.number, here.date, following.issuer, here.span)
    return result


def _code(cited: ReadCitation) -> str:
    """The last part of a symbol, which stands for the issuer: CP, TTg, UBND, TW."""
    return re.split(r"[-/]", cited.number)[-1].casefold()
