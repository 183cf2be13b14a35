"""The words of the letterhead, the title and the closing part (`grammars/envelope.yaml`), and what a single line of them is."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, trie_pattern


class EnvelopeWords(NamedTuple):
    """Compiled words of `grammars/envelope.yaml`; all patterns match folded text."""

    types: dict[str, str]
    symbols: dict[str, str]
    national: re.Pattern[str]
    national_titles: tuple[str, ...]
    annex: re.Pattern[str]
    opening: re.Pattern[str]
    recipients: re.Pattern[str]
    marks: re.Pattern[str]
    positions: re.Pattern[str]
    signed: re.Pattern[str]
    secrecy: re.Pattern[str]
    issuing: re.Pattern[str]
    beside: re.Pattern[str]
    no_type: re.Pattern[str]
    levels: str
    level: re.Pattern[str]
    attached: re.Pattern[str]
    stands_alone: re.Pattern[str]
    committee: re.Pattern[str]
    file_copy: re.Pattern[str]
    boards: re.Pattern[str]
    named: re.Pattern[str]
    begins_body: re.Pattern[str]
    goes_on: re.Pattern[str]


def envelope_words(grammar: Grammar) -> EnvelopeWords:
    """The compiled words, made once a grammar."""
    return grammar.once(_envelope_words)


def _envelope_words(grammar: Grammar) -> EnvelopeWords:
    def phrases(name: str) -> str:
        return trie_pattern(grammar.phrases("envelope", name))

    def heads(named: bool) -> str:
        entries = grammar.section("heads").values()
        return trie_pattern(fold(p) for e in entries if not named or "named" in e.get("does", ()) for p in e["phrases"])

    return EnvelopeWords(
        types={fold(e["name"]): e["name"] for e in grammar.section("document_types").values()},
        symbols={e[key]: e["name"] for e in reversed(grammar.section("document_types").values()) for key in ("party_symbol", "symbol") if key in e},
        national=re.compile(phrases("national-title")),
        national_titles=tuple(grammar.phrases("envelope", "national-title")),
        annex=re.compile(rf"(?:{phrases('annex')})\b"),
        opening=re.compile(rf"(?:{phrases('opening')})\b"),
        recipients=re.compile(rf"(?:{phrases('recipients')})\s*[:.]?"),
        marks=re.compile(rf"(?:{phrases('signature-marks')})(?=[\s.])"),
        positions=re.compile(rf"(?:(?:quyền|q\.)\s*)?(?:{phrases('positions')})\b"),
        signed=re.compile(rf"\(?(?:{phrases('signed')})"),
        secrecy=re.compile(rf"\(?(?:{phrases('secrecy')})\b[^a-z]*$"),
        issuing=re.compile(rf"\s(?:{phrases('issuing')})\b"),
        beside=re.compile(rf"\s(?:{phrases('beside')})\s*$"),
        no_type=re.compile(rf"(?:{phrases('no-type')})\b"),
        levels=phrases("levels"),
        level=re.compile(rf"(?<!\w)(?:{phrases('levels')})\s+(?!(?:{phrases('not-level')})\b)(?=\w)"),
        attached=re.compile(rf"\([^()]{{0,60}}?(?<!\w)(?:{phrases('attached')})\b"),
        stands_alone=re.compile(rf"(?:{phrases('stands-alone')})\b"),
        committee=re.compile(rf"(?:{phrases('committee')})\b"),
        file_copy=re.compile(rf"(?:{phrases('file-copy')})\b"),
        boards=re.compile(rf"(?:{phrases('boards')})\b"),
        named=re.compile(rf"(?:{heads(True)})\b"),
        begins_body=re.compile(rf"(?:{heads(False)})\b"),
        goes_on=re.compile(rf"(?:,|\s-|(?<!\w)(?:{phrases('goes-on')}))$"),
    )


def is_national(words: EnvelopeWords, folded: str) -> bool:
    """Whether a line of the letterhead is (a piece of) the national title and motto, which extraction may cut in two."""
    return bool(words.national.match(folded)) or any(folded in title for title in words.national_titles)


def type_line(words: EnvelopeWords, text: str) -> tuple[str, int] | None:
    """The kind of document that a line names (KẾ HOẠCH, K Ế  H O Ạ C H) and where the rest of the line begins."""
    folded = " ".join(fold(text).split()).strip(" :.")
    if folded in words.types:
        return words.types[folded], len(text)
    if words.no_type.match(folded):
        return None
    tight = folded.replace(" ", "")
    for name, proper in words.types.items():
        if tight == name.replace(" ", ""):
            return proper, len(text)
        if text[: len(name)].isupper() and fold(text[: len(name) + 1]).rstrip(" :") == name and len(text) < 400:
            return proper, len(name)
    return None


def signs(words: EnvelopeWords, text: str) -> bool:
    """Whether a line is signed with: a mark or a position in capitals, or "(Đã ký)"."""
    folded = fold(text)
    return bool((text.isupper() and (words.marks.match(folded) or words.positions.match(folded))) or words.signed.match(folded))
