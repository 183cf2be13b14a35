"""Markers at the beginning of a line: "I.", "1.1.", "(1)", "a)", "-", "Phần thứ nhất"."""

from __future__ import annotations

import re

from kehoach_parser.block import Marker
from kehoach_parser.grammar import LOWER, UPPER, Grammar, fold, phrase_table, trie_pattern

_SUPERSCRIPT = str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "()0123456789")
_NUMERALS = {
    "roman": r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})",
    "arabic": r"\d{1,3}",
    "decimal": r"(?:\d{1,2}|[IVX]{1,4}|[A-ZĐ])(?:\.\d{1,2}){1,5}(?:\.[a-zđ](?=[.)/]))?+",  # also "2.1.a."
    "upper": r"[A-ZĐ]",
    "lower": r"[a-zđ]",
    "small": r"[ivx]{2,4}",
}
_INNER = frozenset("(+-–⁽")  # a second marker after a bullet begins with one of these
# Converters set a dash before each item of a list, also before one that brought its number ("- 1. Rà soát", "- a) Chủ trì").
_LISTED = re.compile(rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*\.|[IVX]{{1,4}}\.|(?:\d{{1,2}}|[a-zđ])\))\s+{UPPER}")
# What may follow a marker: the end, a space, or at once a letter or quote where the space was lost ("I.MỤC ĐÍCH", "-Tổ chức").
_GLUED = r"(?=\s|$|[^\W\d]|[“\"'‘(])"
_AFTER_SLASH = rf"(?=\s|$|{UPPER}{LOWER})"  # "1/ Mục đích", "1/Mục đích", but not "468/QĐ-TTg"
_NO_DOT = rf"(?=\s+{UPPER}|$)"  # "1.1 Tổ chức": without a dot only before a capital letter


def _series(grammar: Grammar) -> dict[str, tuple[str, int]]:
    """Kind and rank of each series."""
    return {e["series"]: (e["kind"], int(e["rank"])) for e in grammar.section("markers").values()}


def _ordinals(grammar: Grammar) -> dict[str, str]:
    """Number of each ordinal word."""
    return phrase_table(grammar.section("ordinals"))


def _marker(grammar: Grammar, printed: str, series: str, ordinal: str, end: int) -> Marker:
    kind, rank = grammar.once(_series)[series]
    return Marker(printed, series, ordinal, end, kind, rank)


def _compiled(grammar: Grammar) -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str], frozenset[str]]:
    """Pattern of shapes with the series of each group, pattern of words with series, and the first letters possible."""
    shapes: list[str] = []
    bullets: dict[str, str] = {}
    words: dict[str, str] = {}
    series_of: dict[str, str] = {}
    entries = sorted(grammar.section("markers").values(), key=lambda e: e["series"] != "decimal")  # "1.1." before "1."
    for entry in entries:
        for shape in entry.get("shapes", ()):
            group = f"g{len(series_of)}"
            series_of[group] = entry["series"]
            shapes.append(f"(?P<{group}>{_shape_pattern(shape)})")
        bullets.update(dict.fromkeys(entry.get("bullets", ()), entry["series"]))
        words.update({fold(word): entry["series"] for word in entry.get("words", ())})
    alternatives = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) or r"(?!)"
    ordinals = trie_pattern(grammar.once(_ordinals)).replace("\\ ", r"\s+")
    word_pattern = re.compile(rf"(?P<word>{alternatives})\s+(?:(?P<ordinal>{ordinals})|(?P<number>[ivx]+|\d{{1,2}}))\s*(?P<stop>[.:)]|[-–](?=\s)|(?=$))")
    initials = frozenset("(0123456789⁽⁾ABCDEFGHIJKLMNOPQRSTUVWXYZĐabcdefghijklmnopqrstuvwxyzđ" + "".join(bullets))
    return re.compile("|".join(shapes) or r"(?!)"), series_of, word_pattern, {**words, **{f"\0{b}": s for b, s in bullets.items()}, **{word[0]: "" for word in words}}, initials


def _shape_pattern(shape: str) -> str:
    numeral = next(name for name in _NUMERALS if "{" + name + "}" in shape)
    before, after = shape.split("{" + numeral + "}")
    closing = r"\s?" + re.escape(after[1:]) + r"(?=\s)" if after.startswith(" ") else re.escape(after)
    follow = _NO_DOT if not after else "" if after.startswith(" ") else _AFTER_SLASH if after == "/" else _GLUED
    return re.escape(before) + _NUMERALS[numeral] + closing + follow


def read_marker(grammar: Grammar, line: str, inner: bool = False) -> Marker | None:
    """The marker at the beginning of a visible line, or None; `inner` is for the one after a bullet."""
    if not line:
        return None
    shapes, series_of, word_pattern, words, initials = grammar.once(_compiled)
    first = line[0]
    bullet = words.get("\0" + first)
    if bullet and (first != "o" or line[1:2].isspace()):
        return _bullet(grammar, line, bullet, inner)
    if first not in initials:
        return None
    plain = line[:24].translate(_SUPERSCRIPT) if first == "⁽" else line[:24]
    found = shapes.match(plain)
    if found and found.lastgroup:
        printed = line[: found.end()].rstrip()
        return _marker(grammar, printed, series_of[found.lastgroup], _ordinal(plain[: found.end()]), found.end())
    if first.lower() in words:
        return _word_marker(grammar, line, word_pattern, words)
    return None


def _bullet(grammar: Grammar, line: str, series: str, inside: bool) -> Marker | None:
    rest = line[1:40]
    if rest and not rest[0].isspace() and not (rest[0].isalpha() or rest[0] in "“\"'‘(+"):
        return None
    end = 1 + len(rest) - len(rest.lstrip())
    inner = read_marker(grammar, line[end : end + 40], inner=True) if not inside and line[end : end + 1] in _INNER else None
    if inner and (inner.series in ("paren", "+") or (inner.series == "-" and series != "-")):
        return _marker(grammar, inner.printed, inner.series, inner.ordinal, end + inner.end)  # "- (1)", "- + ": the inner one counts
    if not inside and series == "-" and _LISTED.match(line, end):
        listed = read_marker(grammar, line[end : end + 40], inner=True)
        return listed and listed._replace(end=end + listed.end)
    known = grammar.once(_bullets)  # half of the lines of a plan: one marker serves them all
    key = ("-" if series == "-" else line[0], series, end)  # a dash is one however long it is printed
    marker = known.get(key)
    if marker is None:
        marker = known[key] = _marker(grammar, key[0], series, series, end)
    return marker


def _bullets(_: Grammar) -> dict[tuple[str, str, int], Marker]:
    """The bullets met: as printed, series, and where the text begins (within forty letters)."""
    return {}


def _word_marker(grammar: Grammar, line: str, pattern: re.Pattern[str], words: dict[str, str]) -> Marker | None:
    head = line[:40]
    found = pattern.match(fold(head))
    if not found:
        return None
    number = found["number"]
    ordinal = number.upper() if number else grammar.once(_ordinals)[" ".join(found["ordinal"].split())]
    return _marker(grammar, head[: found.end()].rstrip(), words[found["word"]], ordinal, found.end())


def _ordinal(printed: str) -> str:
    return printed.strip(" ().:/-–")
