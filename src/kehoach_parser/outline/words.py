"""The words of the letterhead, the title and the closing part (`grammars/envelope.yaml`), and what a single line of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kehoach_parser.grammar import UPPER, Grammar, fold, strip_marks, trie_pattern


class LetterheadLines(NamedTuple):
    """The lines "Số: 28/KH-UBND" and "Bình Sơn, ngày 07 tháng 02 năm 2024", whole and as converters break them.

    `number`, `worn_number`, `date` and `numeric_date` match printed text, `worn_date` and `whole_date` text without its marks (the one
    printed, the other folded), the others folded text. The worn ones are lines
    whose figures a scan made unreadable, or whose comma was left out: "Lam Giang, ngày f7 tháng“ năm 2024". `whole_date` is nothing
    but a date with a place. `later` are the words of a date line behind
    its first one, `blank` ends where figures are left out, to be written by hand, and `goes_back` begins the second half of a name.
    """

    number: re.Pattern[str]
    worn_number: re.Pattern[str]
    opens: re.Pattern[str]
    inside: re.Pattern[str]
    date: re.Pattern[str]
    worn_date: re.Pattern[str]
    numeric_date: re.Pattern[str]
    bare_date: re.Pattern[str]
    begins_date: re.Pattern[str]
    dated: re.Pattern[str]
    whole_date: re.Pattern[str]
    broken: re.Pattern[str]
    blank: re.Pattern[str]
    goes_back: re.Pattern[str]
    later: tuple[str, ...]


class EnvelopeWords(NamedTuple):
    """Compiled words of `grammars/envelope.yaml`; all patterns match folded text, but for those in `lines` that say otherwise."""

    lines: LetterheadLines
    types: dict[str, str]
    plan: str
    symbols: dict[str, str]
    year: re.Pattern[str]
    attached_year: re.Pattern[str]
    school_year: re.Pattern[str]
    attached_by: re.Pattern[str]
    national: re.Pattern[str]
    national_titles: tuple[str, ...]
    page_goes_on: re.Pattern[str]
    annex: re.Pattern[str]
    opens_annex: re.Pattern[str]
    opens_sheet: re.Pattern[str]
    titles_sheet: re.Pattern[str]
    opening: re.Pattern[str]
    recipients: re.Pattern[str]
    addressed: re.Pattern[str]
    marks: re.Pattern[str]
    positions: re.Pattern[str]
    signed: re.Pattern[str]
    acting: re.Pattern[str]
    signs_for: re.Pattern[str]
    signs_instead: re.Pattern[str]
    secrecy: re.Pattern[str]
    summary: re.Pattern[str]
    issuing: re.Pattern[str]
    beside: re.Pattern[str]
    union: re.Pattern[str]
    union_short: re.Pattern[str]
    province_at_end: re.Pattern[str]
    of_body: re.Pattern[str]
    no_type: re.Pattern[str]
    levels: str
    level: re.Pattern[str]
    attached: re.Pattern[str]
    stands_alone: re.Pattern[str]
    committee: re.Pattern[str]
    chairs: re.Pattern[str]
    file_copy: re.Pattern[str]
    region: re.Pattern[str]
    country: re.Pattern[str]
    boards: re.Pattern[str]
    sub_board: re.Pattern[str]
    board_of_level: re.Pattern[str]
    board_of_body: re.Pattern[str]
    party: re.Pattern[str]
    named: re.Pattern[str]
    begins_body: re.Pattern[str]
    names_body: re.Pattern[str]
    goes_on: re.Pattern[str]
    begins_rest: re.Pattern[str]
    ranks: re.Pattern[str]
    ends_in_level: re.Pattern[str]


def envelope_words(grammar: Grammar) -> EnvelopeWords:
    """The compiled words, made once a grammar."""
    return grammar.once(_envelope_words)


_DAY = r"(?:\d(?:\s?\d)?)?|[.…_]+"  # also left blank, or dots to write on; a scan parts the figures of "0 6"
_PLACE = r"(?P<place>[^\W\d][^,;:\d]{1,40}?(?:(?<=\s)\d{1,2})?)\s*,\s*"  # also "Phường 1"
_WORN = r"[^\w,;]{0,2}[^\W_]{0,3}[^\w,;]{0,4}"  # what a scan made of a day or month written by hand
_DASH = re.compile(r"\s*-\s*")  # "Độc lập -Tự do- Hạnh phúc"
_NO_LETTER = r"(?![^\W\d_])"


def number_and_date(words: EnvelopeWords, printed: str, *, titled: bool) -> tuple[re.Match[str] | None, re.Match[str] | None] | None:
    """Number and date of a line that holds nothing else: "Số: 28/KH-UBND", "Số: 28/KH-UBND   Bình Sơn, ngày 07 tháng 02 năm 2024".

    Where the line may be one more of a title (`titled`), the number has its colon: "số 57-NQ/TW" is that of a document named there.
    """
    lines = words.lines
    number = lines.number.match(printed)
    if number and titled and ":" not in printed[: number.start("symbol")]:
        return None
    start = number.end() if number else 0
    while start < len(printed) and not printed[start].isalnum():
        start += 1
    date = lines.date.match(printed, start) or lines.numeric_date.match(printed, start) or (lines.bare_date.match(fold(printed), start) if number else None)
    ended = date.end() if date else start
    return (number, date) if (number or date) and not any(c.isalnum() for c in printed[ended:]) else None


def _letterhead_lines(grammar: Grammar) -> LetterheadLines:
    def phrases(name: str) -> str:
        return f"(?:{trie_pattern(grammar.phrases('envelope', name))})"

    number, day, month, year = map(phrases, ("number", "day", "month", "year"))
    bare = [strip_marks(word) for word in (day, month, year)]
    dated = rf"(?P<on>{day})\s*(?P<day>{_DAY})\s*{month}\s*(?P<month>{_DAY})\s*{year}\s*"
    return LetterheadLines(
        number=re.compile(rf"{number}\s*[:.]?\s*(?P<digits>[\d.…_\s]*?)\s*(?P<symbol>(?:[-/]\s*|(?<=\d\s)(?=[a-zđ]{{2,4}}\s?/))[a-zđ][\w&.]*(?:\s?[-/&]\s?[a-zđ\d][\w&]*)*)", re.IGNORECASE),
        worn_number=re.compile(rf"(?:{number}\s*[:.]\s*(?P<digits>)\S{{1,5}}\s?(?:/\s?)?|s[^\W\d_]{{1,3}}\s?[:.]\s?(?P<figures>\d{{1,5}})\s?)(?P<symbol>/[A-ZĐ]{{2,4}}-\s?[A-ZĐ][\w&]*)$", re.IGNORECASE),
        opens=re.compile(rf"{number}{_NO_LETTER}"),
        inside=re.compile(rf"\s{number}\s*:\s*[\d.…_/-]"),
        date=re.compile(rf"{_PLACE}{dated}(?P<year>\d{{4}}|(?:20\d?)?[.…_]*$)"),
        worn_date=re.compile(rf"(?:{_PLACE}|^\W*(?P<titled>{UPPER}[^\W\d]*(?:\s{UPPER}[^\W\d]*){{0,4}}(?:\s\d{{1,2}})?)\s+)(?P<on>{bare[0]})\s*(?P<day>{_WORN})\s*{bare[1]}\s*(?P<month>{_WORN})\s*{bare[2]}\s*(?P<year>\d{{4}})"),
        numeric_date=re.compile(rf"{_PLACE}(?P<on>{day})\s*(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<year>\d{{4}})"),
        bare_date=re.compile(rf"{dated}(?P<year>\d{{4}})"),
        begins_date=re.compile(rf"[^\W\d_]+(?:\s[^\W\d_]+){{0,3}},\s*{day}\b"),
        dated=re.compile(day),
        whole_date=re.compile(rf"[^:;]{{0,45}}(?<!\w){bare[0]}\W.{{0,12}}{bare[1]}.{{0,12}}{bare[2]}\W{{0,3}}\d{{0,4}}\W*$"),
        broken=re.compile(rf"(?:^\W*{number}\s*:|,\s*{day}(?:\s*\d{{1,2}})?(?:\s+{month}(?:\s*\d{{1,2}}(?:\s+{year})?)?)?)\s*$"),
        blank=re.compile(rf"(?:{number}\s*:?|{day}|{month}|{year})\s*\d{{0,2}}$"),
        goes_back=re.compile(rf"{trie_pattern(grammar.phrases('joins', 'and'))}\s"),
        later=(*grammar.phrases("envelope", "month"), *grammar.phrases("envelope", "year")),
    )


def _envelope_words(grammar: Grammar) -> EnvelopeWords:
    def phrases(name: str) -> str:
        return trie_pattern(grammar.phrases("envelope", name))

    def loose(name: str) -> str:
        return "|".join(sorted({_DASH.sub(r"\\s*-\\s*", re.escape(phrase).replace(r"\-", "-").replace(r"\ ", " ")) for phrase in grammar.phrases("envelope", name)}, key=len, reverse=True)) or "(?!)"

    def heads(named: bool) -> str:
        entries = grammar.section("heads").values()
        return trie_pattern(fold(p) for e in entries if not named or "named" in e.get("does", ()) for p in e["phrases"])

    ordinal = rf"(?:(?:{phrases('number')})\s+)?(?:[ivx]{{1,5}}|\d{{1,2}}[a-h]?|[a-h])(?!\w)"
    return EnvelopeWords(
        lines=_letterhead_lines(grammar),
        plan=grammar.section("document_types")["ke-hoach"]["name"],
        types={fold(name): name for name in sorted((e["name"] for e in grammar.section("document_types").values()), key=len, reverse=True)},
        symbols={e[key]: e["name"] for e in reversed(grammar.section("document_types").values()) for key in ("party_symbol", "symbol") if key in e},
        year=re.compile(
            rf"(?P<before>(?:{phrases('other-year')}|(?:{phrases('month')}) \d{{1,2}}|(?:{phrases('day')}) [\d/]+|[-–])\s*)?"
            rf"(?:{phrases('year')})\s*(?P<year>(?:19|20)\d{{2}})(?!\s*[-–]\s*(?:20)?\d\d)"
        ),
        attached_year=re.compile(rf"(?:{phrases('day')})[^)]*?(?<!\d)((?:19|20)\d\d)(?!\d)"),
        school_year=re.compile(rf"(?<!\w)(?:{phrases('school-year')})\s*(?P<first>(?:19|20)\d\d)\s*[-–/]\s*(?:(?:19|20)?(?P<last>\d\d))(?!\d)"),
        attached_by=re.compile(rf"\d{{4}}\s+(?:{phrases('of')})\s(?P<body>[^()]{{3,100}})\)\W*$"),
        national=re.compile(loose("national-title")),
        national_titles=tuple(_DASH.sub("-", title) for title in grammar.phrases("envelope", "national-title")),
        page_goes_on=re.compile(trie_pattern(" ".join(fold(p).split()) for e in grammar.section("furniture").values() if e["id"] == "portal-behind" for p in e["phrases"])),
        annex=re.compile(rf"(?:{phrases('annex')})\b"),
        opens_annex=re.compile(rf"(?:{phrases('annex')})(?!\w)(?:\s+{ordinal})?[\s.:]*"),
        opens_sheet=re.compile(rf"(?:{phrases('sheet')})(?!\w)\s*{ordinal}[\s.:]*"),
        titles_sheet=re.compile(rf"(?:{phrases('sheet')})(?!\w)"),
        opening=re.compile(rf"(?:{phrases('opening')})\b"),
        addressed=re.compile(rf"(?:{phrases('addressed')})(?!\w)"),
        recipients=re.compile(rf"(?:{phrases('recipients')})\s*[:.]?"),
        marks=re.compile(rf"(?:{phrases('signature-marks')})(?=[\s.])"),
        positions=re.compile(rf"(?:(?:{phrases('acting')})\s*)?(?:{phrases('positions')})\b"),
        signed=re.compile(rf"\(?(?:{phrases('signed')})"),
        acting=re.compile(phrases("acting")),
        signs_for=re.compile(rf"(?:{phrases('signs-for')})\.?(?!\w)\s*"),
        signs_instead=re.compile(rf"\s(?:{phrases('signs-instead')})\.?(?!\w)"),
        secrecy=re.compile(rf"\(?(?:{phrases('secrecy')})\b[^a-z]*$"),
        summary=re.compile(rf"(?:{phrases('summary')})(?!\w)"),
        issuing=re.compile(rf"\s(?:{phrases('issuing')})\b"),
        beside=re.compile(rf"\s(?:{loose('beside')})\s*$"),
        union=re.compile(rf"(?:{phrases('union')})\b"),
        union_short=re.compile(rf"(?:{phrases('union-short')})(?!\w)"),
        province_at_end=re.compile(rf"\s(?:{trie_pattern(fold(entry['bare']) for entry in grammar.section('provinces').values())})$"),
        of_body=re.compile(rf"(?:{phrases('of')})\s"),
        no_type=re.compile(rf"(?:{phrases('no-type')})\b"),
        levels=phrases("levels"),
        level=re.compile(rf"(?<!\w)(?:{phrases('levels')})\s+(?!(?:{phrases('not-level')})\b)(?=\w)"),
        attached=re.compile(rf"\([^()]{{0,60}}?(?<!\w)(?:{phrases('attached')})\b"),
        stands_alone=re.compile(rf"(?:{phrases('stands-alone')})\b"),
        committee=re.compile(rf"(?:{phrases('committee')})\b"),
        chairs=re.compile(rf"(?:{phrases('chairs')})\s+(?=(?:{phrases('chaired')})\b)"),
        file_copy=re.compile(rf"(?:{phrases('file-copy')})\b"),
        region=re.compile(rf"(?<!\w)(?:{phrases('region')})\s+(?=\w)"),
        country=re.compile(rf"(?<!\w)(?:{phrases('country')})(?!\w)"),
        sub_board=re.compile(rf"(?:{phrases('sub-board')})\b(?:.*?\s(?=(?:{phrases('sub-board-of')})\b))?"),
        boards=re.compile(rf"(?:{phrases('boards')})\b"),
        board_of_level=re.compile(rf"(?:{phrases('boards')})(?=\s+(?:{phrases('levels')})\s)"),
        board_of_body=re.compile(rf"(?:{phrases('boards')})(?=\s+(?:{heads(False)})\b)"),
        party=re.compile(rf"(?<!\w)(?:{phrases('party-committee')})\b"),
        named=re.compile(rf"(?:{heads(True)}|{trie_pattern(_short_named(grammar, heads(True)))})\b"),
        names_body=re.compile(rf"(?:{heads(False)}|{phrases('stands-alone')}|{phrases('party-committee')}|{phrases('boards')}|{phrases('committee')})\b"),
        begins_body=re.compile(rf"(?:{heads(False)})\b"),
        goes_on=re.compile(rf"(?:,|\s-|(?<!\w)(?:{phrases('goes-on')}))$"),
        ranks=re.compile(rf"(?:(?:{phrases('ranks')})(?!\w)\.?\s*){{1,3}}(?=\S)"),
        begins_rest=re.compile(rf"(?:{phrases('begins-rest')})(?!\w)"),
        ends_in_level=re.compile(rf"\s(?:{phrases('levels')})$"),
    )


def _short_named(grammar: Grammar, heads: str) -> Iterator[str]:
    """Abbreviations of names that begin with a head whose bodies have names of their own: "BVĐK"."""
    begins = re.compile(rf"(?:{heads})\b")
    for entry in grammar.section("abbreviations").values():
        if begins.match(fold(entry.get("full", ""))):
            yield from map(fold, entry["forms"])


def is_national(words: EnvelopeWords, folded: str) -> bool:
    """Whether a line of the letterhead is (a piece of) the national title and motto, which extraction may cut in two."""
    piece = _DASH.sub("-", folded)
    return bool(words.national.match(folded)) or any(piece in title for title in words.national_titles)


def opens_sheet(words: EnvelopeWords, text: str, shown: bool) -> bool:
    """Whether a line opens a sheet behind the signature: "Mẫu số 01", and its title behind in capitals or emphasis (`shown`)."""
    found = words.opens_sheet.match(fold(text))
    return found is not None and (found.end() == len(text) or shown)


def type_line(words: EnvelopeWords, text: str) -> tuple[str, int] | None:
    """The kind of document that a line names (KẾ HOẠCH, K Ế  H O Ạ C H) and where the rest of the line begins."""
    folded = " ".join(fold(text).split()).strip(" :.")
    if folded in words.types:
        return words.types[folded], len(text)
    if words.no_type.match(folded):
        return None
    tight = folded.replace(" ", "")
    for name, proper in words.types.items():
        if tight == name.replace(" ", "") or (text.isupper() and strip_marks(folded) == strip_marks(name)):
            return proper, len(text)  # "QUYÉT ĐỊNH" of a scan
        if text[: len(name)].isupper() and fold(text[: len(name) + 1]).rstrip(" :,") == name and len(text) < 400:
            return proper, len(name)
    return None


def signs(words: EnvelopeWords, text: str) -> bool:
    """Whether a line is signed with: a mark or a position in capitals, or "(Đã ký)"."""
    folded = fold(text).lstrip("\a")  # the mark of a cell that Word leaves
    return bool((text.isupper() and (words.marks.match(folded) or words.positions.match(folded))) or words.signed.match(folded))
