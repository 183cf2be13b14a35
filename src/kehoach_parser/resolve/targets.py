"""Measurable targets in a text: percentages with their bounds, and counts of things that a bound or a verb makes a target."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, trie_pattern

Span = tuple[int, int]


class ReadTarget(NamedTuple):
    """A target; `value` a plain decimal or low-high, `bound` min, max, exact or range, `span` in the given text."""

    raw: str
    value: str
    unit: str | None
    bound: str
    span: Span


_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,3})?(?!\d)|\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
_TIMES = {"trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
_NOUN = re.compile(r"[^\W\d]\w*(?:/[^\W\d]+)*(?:\s[^\W\d]\w*(?:/[^\W\d]+)*){0,3}")
_NOUN_WORD = re.compile(r"\S+")
_LOOK_BACK = 34
_START_BACK = 8
_PERCENT_CHARS = 40  # before the sign of a percentage


class _Patterns(NamedTuple):
    percent: re.Pattern[str]
    before: re.Pattern[str]
    bounds: dict[str, str]
    onwards: re.Pattern[str]
    number: re.Pattern[str]
    lead: re.Pattern[str]
    leads: dict[str, str]
    not_counted: frozenset[str]
    units: frozenset[str]
    becomes: re.Pattern[str]
    starts: re.Pattern[str]


def _patterns(grammar: Grammar) -> _Patterns:
    words = {name: [" ".join(fold(p).split()) for p in entry["phrases"]] for name, entry in grammar.section("target_words").items()}
    spaced = {name: trie_pattern(phrases).replace("\\ ", r"\s+") for name, phrases in words.items()}
    bounds = {p: name for name in ("exact", "max", "min") for p in words[name]}
    leads = {**dict.fromkeys(words["compared"], ""), **dict.fromkeys(words["counted_known"], "known"), **dict.fromkeys(words["counted"], "exact"), **{p: name for name in ("max", "min") for p in words[name]}}
    after = rf"(?:\s*(?P<times>{spaced['times']})(?!\w))?"
    return _Patterns(
        percent=re.compile(rf"(?P<low>\d(?<![\w.,/]\d)(?:(?<=\d)[\d.,]{{0,8}}(?<=\d))?)(?:\s?%?\s?{spaced['to']}\s?(?P<high>{_NUMBER}))?\s?%"),
        before=re.compile(rf"(?<!\w)(?P<bound>{trie_pattern(bounds)})\s*$".replace("\\ ", r"\s+")),
        bounds=bounds,
        onwards=re.compile(rf"\s*(?:(?P<up>{spaced['upwards']})|(?P<down>{spaced['downwards']}))(?!\w)"),
        number=re.compile(rf"(?P<low>[0-9](?<![\w.,/-]\d)(?:\d{{0,2}}(?:\.\d{{3}})+(?:,\d{{1,3}})?|\d{{0,8}}(?:[.,]\d{{1,3}})?))(?:\s?-\s?(?P<high>{_NUMBER}))?{after}(?P<noun>\s+)(?=[^\W\d])"),
        lead=re.compile(rf"(?<!\w)(?P<lead>{trie_pattern(leads)})(?:\s+{trie_pattern(words['links'])})?\s+$".replace("\\ ", r"\s+")),
        leads=leads,
        not_counted=frozenset(words["not_counted"]),
        units=frozenset(words["units"]),
        becomes=re.compile(rf"\s+{spaced['becomes']}\s+\d"),
        starts=re.compile(rf"(?<!\w){spaced['starts']}\s+$"),
    )


def find_targets(grammar: Grammar, text: str) -> list[ReadTarget]:
    """The targets of a text in order; ordinals, document numbers, dates and spans of time are none."""
    patterns, plain = grammar.once(_patterns), fold(text)
    found = [_percentage(patterns, text, plain, match) for match in _percentages(patterns, plain)]
    targets = [target for target in found if target]
    for match in patterns.number.finditer(plain):
        target = _count(patterns, text, plain, match)
        if target is None:
            continue
        place = bisect_right(targets, target.span, key=lambda known: known.span)  # they are in order and apart: only neighbours can overlap
        if not any(known.span[0] < target.span[1] and target.span[0] < known.span[1] for known in targets[max(0, place - 1) : place + 1]):
            targets.insert(place, target)
    return targets


def _percentages(patterns: _Patterns, plain: str) -> Iterator[re.Match[str]]:
    """The percentages, looked for right before each sign only."""
    end, sign = 0, plain.find("%")
    while sign >= 0:
        found = patterns.percent.search(plain, max(end, sign - _PERCENT_CHARS))
        if found is not None and found.start() < sign:
            yield found
            end = found.end()
        sign = plain.find("%", max(end, sign + 1))


def _percentage(patterns: _Patterns, text: str, plain: str, found: re.Match[str]) -> ReadTarget | None:
    """“tối thiểu 90%”, “25-30%”, “99,9%”, “80% trở lên”; “từ 5% lên 30%” gives the second number only."""
    low, high = _number(found["low"]), _number(found["high"])
    if low is None:
        return None
    start, end = found.span()
    if patterns.becomes.match(plain, end) and patterns.starts.search(plain[max(0, start - _START_BACK) : start]):
        return None
    start, bound = _bound_before(patterns, plain, start)
    bound, end = _onwards(patterns, plain, bound, end)
    if high is not None:
        bound = "range"
    value = low if high is None else f"{low}-{high}"
    return ReadTarget(" ".join(text[start:end].split()), value, "%", bound, (start, end))


def _onwards(patterns: _Patterns, plain: str, bound: str, end: int) -> tuple[str, int]:
    """The bound that “trở lên” or “trở xuống” sets behind a target, and where it ends then."""
    onwards = patterns.onwards.match(plain, end)
    return (("min" if onwards["up"] else "max"), onwards.end()) if onwards else (bound, end)


def _bound_before(patterns: _Patterns, plain: str, start: int) -> tuple[int, str]:
    """Where the words that set a bound begin, and the bound; several may stand in a row (“giảm tối thiểu 20%”)."""
    begin, bound = start, "exact"
    while True:
        low = max(0, begin - _LOOK_BACK)
        found = patterns.before.search(plain[low:begin])
        if found is None:
            return begin, bound
        said = patterns.bounds[" ".join(found["bound"].split())]
        bound = said if bound == "exact" else bound
        begin = low + found.start()


def _count(patterns: _Patterns, text: str, plain: str, found: re.Match[str]) -> ReadTarget | None:
    """“trên 200.000 tài khoản”, “ít nhất 02 lớp”, “tổ chức 02 lớp tập huấn”, “3 sao trở lên”"""
    at, begin = found.end("noun"), max(0, found.start() - _LOOK_BACK)
    led = patterns.lead.search(plain[begin : found.start()])
    if led is None:
        return None
    said = patterns.leads[" ".join(led["lead"].split())]
    noun_end = _noun_end(patterns, text, plain, at, only_known=said == "known")
    low, high = _number(found["low"]), _number(found["high"])
    if not said or noun_end is None or low is None or low == "0":
        return None
    factor = _TIMES.get(found["times"] or "", 1)
    low = _plain(Decimal(low) * factor)
    value = low if high is None else f"{low}-{_plain(Decimal(high) * factor)}"
    start = begin + led.start() if said in ("min", "max") else found.start()
    unit = " ".join(text[at:noun_end].split())
    bound, end = _onwards(patterns, plain, "exact" if said == "known" else said, noun_end)
    if high is not None:
        bound = "range"
    return ReadTarget(" ".join(text[start:end].split()), value, unit, bound, (start, end))


def _noun_end(patterns: _Patterns, text: str, plain: str, at: int, only_known: bool) -> int | None:
    """Where the counted noun at a place ends: the longest known one, else two words, or one before a capital letter; None for spans of time, ages and, if `only_known`, others."""
    found = _NOUN.match(plain, at)
    if found is None:
        return None
    ends = [at + word.end() for word in _NOUN_WORD.finditer(found.group())]
    nouns = [" ".join(plain[at:end].split()) for end in ends]
    if not patterns.not_counted.isdisjoint(nouns):
        return None
    known = [end for noun, end in zip(nouns, ends, strict=True) if noun in patterns.units]
    if only_known and not known:
        return None
    if known:
        return known[-1]
    return ends[0] if len(ends) > 1 and text[ends[0] + 1].isupper() else ends[min(len(ends), 2) - 1]  # "100 Mbps Xây dựng": another sentence, without a full stop before it


def _number(printed: str | None) -> str | None:
    """A printed number as a plain decimal: 200.000 → 200000, 99,9 → 99.9, 02 → 2."""
    if printed is None:
        return None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", printed):
        printed = printed.replace(".", "")
    printed = printed.replace(",", ".")
    return _plain(Decimal(printed)) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
